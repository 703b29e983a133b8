"""The forms for KPIs."""

from collections.abc import Mapping, Sequence

from commands.slack.choices import initiative_field
from commands.slack.conflicts import stamp
from commands.slack.figures import write_number
from commands.slack.goals import UNIT_LIMIT
from commands.slack.modals import ChoiceField, DateField, Field, Modal, TextField
from commands.slack.reasons import REASON_LIMIT
from storage.initiatives import Initiative
from storage.kpis import Kpi

NAME_LIMIT = 80


def add_kpi_modal(initiatives: list[Initiative]) -> Modal:
    """The form for a new KPI."""
    return Modal("kpi.add", "New KPI", "Save", [initiative_field(initiatives), *_goal_fields({})])


def replace_kpi_modal(key: str, active: Sequence[Kpi], typed: Mapping[str, str], why: str) -> Modal:
    """The form that retires one KPI for a new one; `typed` is what was wanted."""
    options = [(kpi.id, kpi.name) for kpi in active]
    fields = [ChoiceField("Retire", options=options), *_goal_fields(typed)]
    return Modal("kpi.replace", "One KPI for another", "Save", fields, metadata={"key": key}, intro=why)


def read_kpi_modal(initiatives: list[Initiative]) -> Modal:
    """The form for a reading."""
    named = [initiative_field(initiatives), TextField("KPI", limit=NAME_LIMIT, hint="Its name")]
    return Modal("kpi.read", "Record a value", "Save", [*named, *_reading_fields()])


def read_this_kpi_modal(kpi: Kpi) -> Modal:
    """The form for a reading of one KPI."""
    metadata = {"key": kpi.initiative_key, "kpi": kpi.name}
    return Modal("kpi.read", "Record a value", "Save", _reading_fields(), metadata=metadata, intro=kpi.name)


def kpi_target_modal(kpi: Kpi) -> Modal:
    """The form for another target."""
    fields = [
        TextField("Target", limit=20, initial=write_number(kpi.target)),
        DateField("By", initial=kpi.by_on.isoformat()),
        TextField("Reason", limit=REASON_LIMIT, hint="The targets before stay on record"),
    ]
    return Modal("kpi.target", "Set a target", "Save", fields, metadata={"id": kpi.id}, intro=kpi.name)


def edit_kpi_modal(kpi: Kpi) -> Modal:
    """The form that corrects a KPI."""
    fields = [
        TextField("Name", limit=NAME_LIMIT, initial=kpi.name),
        TextField("Baseline", limit=20, initial=write_number(kpi.baseline)),
        TextField("Unit", limit=UNIT_LIMIT, is_optional=True, initial=kpi.unit),
    ]
    return Modal("kpi.edit", "Edit KPI", "Save", fields, metadata={"id": kpi.id, "stamp": stamp(kpi)})


def _goal_fields(typed: Mapping[str, str]) -> list[Field]:
    return [
        TextField("Name", limit=NAME_LIMIT, initial=typed.get("name"), hint="Such as Tickets per week"),
        TextField(
            "Baseline", limit=20, initial=typed.get("baseline"), hint="Where it stood before the change, a number"
        ),
        TextField("Target", limit=20, initial=typed.get("target"), hint="Where it is to be, a number"),
        DateField("By", initial=typed.get("by")),
        TextField(
            "Unit", limit=UNIT_LIMIT, is_optional=True, initial=typed.get("unit") or None,
            hint="Such as tickets, hours or %",
        ),
    ]  # fmt: skip


def _reading_fields() -> list[Field]:
    return [
        TextField("Value", limit=20),
        DateField("On", is_optional=True, hint="Today when left empty"),
    ]
