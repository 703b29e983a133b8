"""How KPIs look."""

from collections.abc import Mapping, Sequence

from commands.slack.blocks import Message, compose, context, header, section
from commands.slack.choices import initiative_field
from commands.slack.kpi_lines import show_kpi
from commands.slack.modals import DateField, Modal, TextField
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


def add_kpi_modal(initiatives: list[Initiative]) -> Modal:
    """The form for a new KPI."""
    return Modal(
        callback_id="kpi.add",
        title="New KPI",
        submit="Save",
        fields=[
            initiative_field(initiatives),
            TextField("Name", limit=80, hint="Such as Tickets per week"),
            TextField("Baseline", limit=20, hint="Where it stood before the change, a number"),
            TextField("Target", limit=20, hint="Where it is to be, a number"),
            DateField("By"),
            TextField("Unit", limit=20, is_optional=True, hint="Such as tickets, hours or %"),
        ],
    )


def read_kpi_modal(initiatives: list[Initiative]) -> Modal:
    """The form for a reading."""
    return Modal(
        callback_id="kpi.read",
        title="Record a value",
        submit="Save",
        fields=[
            initiative_field(initiatives),
            TextField("KPI", limit=80, hint="Its name"),
            TextField("Value", limit=20),
            DateField("On", is_optional=True, hint="Today when left empty"),
        ],
    )
