"""The forms for adoption."""

from commands.adoptions.dossiers import MetricFile, Planned
from commands.slack.choices import initiative_field
from commands.slack.conflicts import stamp
from commands.slack.figures import write_number
from commands.slack.modals import ChoiceField, DateField, Field, Modal, TextField
from storage.adoptions import METRIC_LIMIT, MetricKind
from storage.initiatives import Initiative

CSV_LIMIT = 3000
KINDS = [
    (MetricKind.RATE, "Rate: people who use it"),
    (MetricKind.UTILISATION, "Utilisation: licences, seats or devices in use"),
    (MetricKind.PROFICIENCY, "Proficiency: people who are good at it"),
]


def record_modal(initiatives: list[Initiative]) -> Modal:
    """The form for a reading."""
    return Modal("adoption.record", "Record adoption", "Save", [*_name_fields(initiatives), *_reading_fields(None)])


def record_this_modal(file: MetricFile) -> Modal:
    """The form for a reading of one metric."""
    kind = file.course[-1].kind if file.course else None
    return Modal(
        "adoption.record", "Record adoption", "Save", _reading_fields(kind), metadata=_name(file), intro=file.metric
    )


def plan_modal(initiatives: list[Initiative]) -> Modal:
    """The form for a plan."""
    return Modal("adoption.plan", "Plan adoption", "Save", [*_name_fields(initiatives), *_plan_fields(None)])


def plan_this_modal(file: MetricFile) -> Modal:
    """The form for another plan of one metric, filled in with the one that counts."""
    metadata = {**_name(file), "stamp": stamp(Planned(file.plan))}
    return Modal("adoption.plan", "Plan adoption", "Save", _plan_fields(file), metadata=metadata, intro=file.metric)


def import_modal(initiatives: list[Initiative]) -> Modal:
    """The form that takes readings as CSV."""
    hint = "The header metric,active,eligible,on and a reading a line, such as logins,412,600,2026-12-04"
    return Modal(
        "adoption.import", "Import readings", "Import",
        [initiative_field(initiatives), _csv_field(hint)],
        intro="All lines are recorded, or none when one of them is wrong.",
    )  # fmt: skip


def first_use_modal(initiatives: list[Initiative]) -> Modal:
    """The form that takes days of first use as CSV."""
    return Modal("adoption.first_use", "First uses", "Save", [*_name_fields(initiatives), _first_use_field()])


def first_use_this_modal(file: MetricFile) -> Modal:
    """The same for one metric."""
    intro = f"{file.metric}: a new list takes the place of the one before."
    return Modal("adoption.first_use", "First uses", "Save", [_first_use_field()], metadata=_name(file), intro=intro)


def rename_modal(file: MetricFile) -> Modal:
    """The form for another name of one metric."""
    hint = "The name of another metric makes one of the two: this one's readings move there"
    field = TextField("Name", limit=METRIC_LIMIT, initial=file.metric, hint=hint)
    return Modal("adoption.edit", "Rename metric", "Save", [field], metadata=_name(file))


def _name(file: MetricFile) -> dict[str, str]:
    return {"key": file.initiative_key, "metric": file.metric}


def _name_fields(initiatives: list[Initiative]) -> list[Field]:
    return [initiative_field(initiatives), TextField("Metric", limit=METRIC_LIMIT, hint="Such as weekly logins")]


def _reading_fields(kind: MetricKind | None) -> list[Field]:
    return [
        TextField("Adoption", limit=30, hint="Active out of eligible people, such as 412/600"),
        ChoiceField("Kind", is_optional=True, options=KINDS, initial=kind, hint="As before when left empty"),
        DateField("On", is_optional=True, hint="Today when left empty; a day that has a reading is corrected"),
    ]


def _plan_fields(file: MetricFile | None) -> list[Field]:
    plan = file.plan if file else None
    return [
        TextField(
            "Target", limit=10, hint="The share of those eligible, such as 80%",
            initial=f"{write_number(round(100 * plan.target, 2))}%" if plan else None,
        ),
        DateField("By", initial=plan.by_on.isoformat() if plan else None),
        DateField(
            "From", is_optional=True, hint="Today when left empty", initial=plan.from_on.isoformat() if plan else None
        ),
    ]  # fmt: skip


def _csv_field(hint: str) -> Field:
    return TextField("CSV", limit=CSV_LIMIT, is_multiline=True, hint=hint)


def _first_use_field() -> Field:
    return _csv_field("The header invited_on,first_used_on and a person a line; empty when not used yet. No names")
