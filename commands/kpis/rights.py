"""Who may change KPIs, the lead; and what anyone may see of one."""

from commands.kpis.views import KpiFile, KpiShelf
from commands.slack.access import permit
from commands.slack.ask import Ask
from storage.audit import list_entries
from storage.errors import BadInput
from storage.initiatives import get_initiative, get_open_initiative
from storage.kpis import Kpi, get_kpi_by_id, list_kpi_readings, list_kpi_targets, list_kpis, list_retired_kpis
from storage.roles import Role
from storage.units import Unit

MAY_MANAGE = (Role.LEAD,)


def get_own_kpi(unit: Unit, ask: Ask, kpi_id: str) -> Kpi:
    """The active KPI, for somebody who may change it; a retired one raises BadInput with the way back."""
    kpi = get_any_own_kpi(unit, ask, kpi_id)
    if not kpi.is_active:
        raise BadInput("KPI", f"“{kpi.name}” is retired", f'/change kpi reopen {kpi.initiative_key} "{kpi.name}"')
    return kpi


def get_any_own_kpi(unit: Unit, ask: Ask, kpi_id: str) -> Kpi:
    """The same, active or retired."""
    kpi = get_kpi_by_id(unit, kpi_id)
    permit(unit, ask, get_open_initiative(unit, kpi.initiative_key), MAY_MANAGE)
    return kpi


def open_kpi_shelf(unit: Unit, key: str) -> KpiShelf:
    """Everything that an initiative's lists of KPIs show."""
    retired, readings = list_retired_kpis(unit, key), list_kpi_readings(unit, key)
    return KpiShelf(get_initiative(unit, key), list_kpis(unit, key), retired, readings)


def open_kpi_file(unit: Unit, kpi: Kpi) -> KpiFile:
    """Everything that is known of a KPI."""
    readings = list_kpi_readings(unit, kpi.initiative_key).get(kpi.id, [])
    return KpiFile(kpi, readings, list_kpi_targets(unit, kpi.id), list_entries(unit, kpi.id))
