"""What becomes of a whole adoption metric: renamed, dropped, taken back; its readings, plans and first uses alike."""

from typing import Any

from sqlalchemy import Table, func, select, update

from storage.adoption_plans import adoption_plans
from storage.adoptions import adoption_readings
from storage.errors import NotFound
from storage.first_uses import first_uses
from storage.units import Unit

_TABLES = (adoption_readings, adoption_plans, first_uses)
_NUMBERED = (adoption_plans, first_uses)


def name_metric(initiative_key: str, metric: str) -> str:
    """What a metric is called in the audit log."""
    return f"{initiative_key} {metric}"


def rename_metric(unit: Unit, initiative_key: str, metric: str, name: str) -> None:
    """Call a metric by another name; where there is one of that name already, the two become one."""
    for table in _TABLES:
        values: dict[str, Any] = {"metric": name}
        if table in _NUMBERED and (last := _find_last_version(unit, table, initiative_key, name)):
            values["version"] = table.c.version + last
        _update(unit, table, initiative_key, metric, table.c.dropped_at.is_(None), values)
    unit.audit("adoption.renamed", name_metric(initiative_key, name), metric=[metric, name])


def drop_metric(unit: Unit, initiative_key: str, metric: str) -> None:
    """Let nothing count any more that was entered for a metric."""
    for table in _TABLES:
        _update(unit, table, initiative_key, metric, table.c.dropped_at.is_(None), {"dropped_at": unit.now})
    unit.audit("adoption.dropped", name_metric(initiative_key, metric))


def reopen_metric(unit: Unit, initiative_key: str, name: str) -> str:
    """Let it count again, whatever the case of its name; gives the name, raises NotFound when it is not dropped."""
    dropped = list_dropped_metrics(unit, initiative_key)
    metric = next((each for each in dropped if each.casefold() == name.casefold()), None)
    if metric is None:
        raise NotFound("Metric", name, dropped, reason=f"“{name}” is not among the dropped ones")
    for table in _TABLES:
        _update(unit, table, initiative_key, metric, table.c.dropped_at.is_not(None), {"dropped_at": None})
    unit.audit("adoption.reopened", name_metric(initiative_key, metric))
    return metric


def list_dropped_metrics(unit: Unit, initiative_key: str) -> list[str]:
    """The names of an initiative's dropped metrics."""
    names: set[str] = set()
    for table in (adoption_readings, adoption_plans):
        query = select(table.c.metric).where(
            table.c.team_id == unit.team_id, table.c.initiative_key == initiative_key, table.c.dropped_at.is_not(None)
        )
        names.update(unit.connection.execute(query.distinct()).scalars())
    return sorted(names)


def _update(unit: Unit, table: Table, initiative_key: str, metric: str, condition: Any, values: dict[str, Any]) -> None:
    is_it = (table.c.team_id == unit.team_id) & (table.c.initiative_key == initiative_key) & (table.c.metric == metric)
    unit.connection.execute(update(table).where(is_it, condition).values(**values))


def _find_last_version(unit: Unit, table: Table, initiative_key: str, metric: str) -> int:
    query = select(func.max(table.c.version)).where(
        table.c.team_id == unit.team_id, table.c.initiative_key == initiative_key, table.c.metric == metric
    )
    return unit.connection.execute(query).scalar_one() or 0
