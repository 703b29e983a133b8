"""How objectives look."""

from collections.abc import Sequence

import slackblocks as sb

from commands.slack.blocks import Message, actions, button, compose, context, fields, header, section
from commands.slack.choices import initiative_field
from commands.slack.conflicts import stamp
from commands.slack.dates import describe_date
from commands.slack.figures import show_number, write_number
from commands.slack.goals import DIRECTIONS, UNIT_LIMIT, Goal
from commands.slack.history import history_blocks
from commands.slack.modals import ChoiceField, DateField, Field, Modal, TextField
from commands.slack.pages import Line, Listing
from commands.slack.reasons import REASON_LIMIT
from commands.slack.text import inert
from storage.initiatives import Initiative
from storage.objectives import Objective
from storage.units import AuditEntry

NAME_LIMIT, MEASURE_LIMIT = 200, 80


def list_of_objectives(initiative: Initiative, objectives: Sequence[Objective]) -> Listing:
    """An initiative's objectives."""
    title, empty = f"{initiative.key} · Objectives", f"None yet. `/change objective add {initiative.key} …`"
    return Listing(title, initiative.key, _lines(objectives), empty, "objective.page", "objective.show")


def list_of_dropped(initiative: Initiative, objectives: Sequence[Objective]) -> Listing:
    """Those that it aims for no longer; each card has the way back."""
    title, empty = f"{initiative.key} · Dropped objectives", "None: every one is aimed for."
    return Listing(title, initiative.key, _lines(objectives), empty, "objective.dropped", "objective.show")


def dropped_button(key: str) -> sb.Button:
    """The way from the list to the dropped ones."""
    return button("Dropped objectives", "objective.dropped", f"{key} 0")


def objective_card(objective: Objective, entries: Sequence[AuditEntry], zone: str) -> Message:
    """Everything about one objective."""
    dropped = objective.dropped_reason
    return compose(
        header(f"{objective.id} · {objective.initiative_key}"),
        section(f"*{inert(objective.name)}*"),
        fields(
            [
                ("Measure", inert(objective.measure)),
                ("Baseline", inert(show_number(objective.baseline, objective.measured_in))),
                ("Target", inert(show_number(objective.target, objective.measured_in))),
                ("By", describe_date(objective.by_on)),
                ("Direction", objective.direction),
            ]
        ),
        context(f"Dropped: {inert(dropped)}") if dropped else None,
        *history_blocks(entries, zone),
        actions(*_buttons(objective)),
    )


def drop_objective_modal(objective: Objective) -> Modal:
    """The form that asks why it is aimed for no longer."""
    field = TextField("Reason", limit=REASON_LIMIT, hint="Why it is an aim no longer; it is kept")
    metadata = {"id": objective.id}
    return Modal("objective.drop", f"Drop {objective.id}", "Drop", [field], metadata=metadata, intro=objective.name)


def objective_modal(initiatives: list[Initiative]) -> Modal:
    """The form for a new objective."""
    return Modal("objective.add", "New objective", "Save", [initiative_field(initiatives), *_fields()])


def edit_objective_modal(objective: Objective) -> Modal:
    """The form for an existing one, filled in."""
    metadata = {"id": objective.id, "stamp": stamp(objective)}
    return Modal("objective.edit", f"Edit {objective.id}", "Save", _fields(objective), metadata=metadata)


def _fields(objective: Objective | None = None) -> list[Field]:
    return [
        TextField("Objective", limit=NAME_LIMIT, initial=objective.name if objective else None),
        TextField(
            "Measure", limit=MEASURE_LIMIT, initial=objective.measure if objective else None, hint="What is counted"
        ),
        TextField("Baseline", limit=20, initial=write_number(objective.baseline) if objective else None),
        TextField("Target", limit=20, initial=write_number(objective.target) if objective else None),
        DateField("By", initial=objective.by_on.isoformat() if objective else None),
        ChoiceField(
            "Direction", is_optional=True, options=[(way, way) for way in DIRECTIONS],
            initial=objective.direction if objective else None,
        ),
        TextField("Unit", limit=UNIT_LIMIT, is_optional=True, initial=objective.measured_in if objective else None),
    ]  # fmt: skip


def _buttons(objective: Objective) -> list[sb.Button]:
    if objective.dropped_reason is not None:
        return [button("Reopen", "objective.reopen", objective.id)]
    return [
        button("Edit", "objective.edit", objective.id),
        button("Drop", "objective.drop", objective.id, style="danger"),
    ]


def _lines(objectives: Sequence[Objective]) -> list[Line]:
    return [Line(_line(objective), objective.id) for objective in objectives]


def _line(objective: Objective) -> str:
    goal = Goal(objective.baseline, objective.target, objective.by_on, objective.measured_in)
    return f"*{objective.id}* {inert(objective.name)}\n{inert(objective.measure)} {inert(goal.describe())}"
