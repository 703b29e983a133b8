"""How KPIs look."""

from collections.abc import Mapping, Sequence

from commands.slack.blocks import Message, compose, context, header, section
from commands.slack.kpi_lines import show_kpi
from storage.initiatives import Initiative
from storage.kpis import Kpi, KpiReading

FEWEST = 3


def kpi_list_message(
    initiative: Initiative, kpis: Sequence[Kpi], readings: Mapping[str, Sequence[KpiReading]]
) -> Message:
    """An initiative's KPIs against their targets."""
    title = header(f"{initiative.key} · KPIs")
    if not kpis:
        return compose(title, section(f"None yet. `/change kpi add {initiative.key} …`"))
    few = (
        context(f"{len(kpis)} of at least {FEWEST} KPIs: a change needs three to five.") if len(kpis) < FEWEST else None
    )
    return compose(title, *(section(show_kpi(kpi, readings.get(kpi.id, ()))) for kpi in kpis), few)
