"""How checkpoints look: line, list, card, forms."""

from collections.abc import Mapping, Sequence
from datetime import date

import slackblocks as sb

from commands.phases.lines import MARKS, judge, show_checkpoint
from commands.slack.blocks import Message, actions, button, compose, fields, header, mention, section, sections
from commands.slack.choices import OPTIONS_LIMIT
from commands.slack.conflicts import stamp
from commands.slack.dates import describe_date
from commands.slack.figures import show_number, write_number
from commands.slack.history import history_blocks
from commands.slack.modals import ChoiceField, DateField, Field, Modal, PersonField, TextField
from commands.slack.pages import Line, Listing
from commands.slack.reasons import REASON_LIMIT
from commands.slack.text import inert, shorten
from storage.checkpoints import MEASURE_LIMIT, UNIT_LIMIT, Checkpoint, CheckpointReading, Direction
from storage.initiatives import Initiative
from storage.phases import Phase
from storage.units import AuditEntry

NUMBER_LIMIT = 20
READINGS_SHOWN = 8
DIRECTIONS = [(Direction.AT_LEAST.value, "at least the target"), (Direction.AT_MOST.value, "at most the target")]


def checkpoint_line(checkpoint: Checkpoint, today: date) -> sb.SectionBlock:
    """One checkpoint on a phase's card, with the button that opens it."""
    open_ = button("Open", f"checkpoint.show:{checkpoint.id}", checkpoint.id, spoken=f"Open {checkpoint.id}")
    return section(_show(checkpoint, today), accessory=open_)


def checkpoint_list_message(
    initiative: Initiative, checkpoints: Sequence[Checkpoint], phases: Mapping[str, Phase], today: date, page: int = 0
) -> Message:
    """An initiative's checkpoints, the earliest due first."""
    lines = [
        Line(f"{_show(each, today)}\n{each.phase_id} {inert(phases[each.phase_id].name)}", each.id)
        for each in checkpoints
    ]
    empty = 'None yet. `/change checkpoint add PH-1 "Trained" target:80 by:2027-03-31`'
    title = f"{initiative.key} · Checkpoints"
    return Listing(title, initiative.key, lines, empty, "checkpoint.page", "checkpoint.show").show(page)


def checkpoint_card(
    checkpoint: Checkpoint,
    phase: Phase,
    readings: Sequence[CheckpointReading],
    entries: Sequence[AuditEntry],
    today: date,
    zone: str,
) -> Message:
    """Everything about one checkpoint, with the button that records a value."""
    unit = inert(checkpoint.unit) if checkpoint.unit else None
    lines = [_show_reading(reading, unit) for reading in reversed(readings[-READINGS_SHOWN:])]
    owner = mention(checkpoint.owner_id) if checkpoint.owner_id else "the lead"
    return compose(
        header(f"{checkpoint.id} · {phase.initiative_key}"),
        section(_show(checkpoint, today)),
        fields([("Phase", f"{phase.id} {inert(phase.name)}"), ("Owner", owner)]),
        *sections("*Readings*\n" + "\n".join(lines) if lines else "No reading yet."),
        actions(*_buttons(checkpoint, readings), button(f"Open {phase.id}", "phase.show", phase.id)),
        *history_blocks(entries, zone),
    )


def checkpoint_modal(phases: Sequence[Phase], initial_id: str | None = None) -> Modal:
    """The form for a new checkpoint."""
    options = [(phase.id, f"{phase.id} · {phase.initiative_key} · {phase.name}") for phase in phases]
    initial = initial_id or (phases[0].id if len(phases) == 1 else None)
    return Modal(
        "checkpoint.add", "New checkpoint", "Save", [ChoiceField("Phase", options=options, initial=initial), *_fields()]
    )


def edit_checkpoint_modal(checkpoint: Checkpoint) -> Modal:
    """The form for an existing one, filled in."""
    metadata = {"id": checkpoint.id, "stamp": stamp(checkpoint)}
    return Modal("checkpoint.edit", f"Edit {checkpoint.id}", "Save", _fields(checkpoint), metadata)


def record_modal(checkpoint: Checkpoint) -> Modal:
    """The small form that records a value."""
    what = shorten(checkpoint.measure, 100)
    fields_: list[Field] = [
        TextField(
            "Value",
            limit=NUMBER_LIMIT,
            hint=f"{what}{f', in {checkpoint.unit}' if checkpoint.unit else ''}",
        ),
        DateField("On", is_optional=True, hint="Today when left empty"),
    ]
    return Modal("checkpoint.record", f"Record {checkpoint.id}", "Save", fields_, {"id": checkpoint.id})


def drop_checkpoint_modal(checkpoint: Checkpoint) -> Modal:
    """The form that asks why a phase need not reach it."""
    metadata = {"id": checkpoint.id}
    reason = TextField("Reason", limit=REASON_LIMIT, hint="It is kept; the readings stay too")
    return Modal("checkpoint.drop", f"Drop {checkpoint.id}", "Drop", [reason], metadata, intro=checkpoint.measure)


def take_back_modal(checkpoint: Checkpoint, readings: Sequence[CheckpointReading]) -> Modal:
    """The form that asks of which day the reading was wrong, the latest first."""
    unit = checkpoint.unit
    days = {each.read_on: f"{describe_date(each.read_on)}: {show_number(each.value, unit)}" for each in readings}
    options = [(day.isoformat(), label) for day, label in sorted(days.items(), reverse=True)][:OPTIONS_LIMIT]
    metadata = {"id": checkpoint.id}
    field = ChoiceField("Date", options=options)
    return Modal("checkpoint.retract", f"Readings of {checkpoint.id}", "Take back", [field], metadata)


def _show_reading(reading: CheckpointReading, unit: str | None) -> str:
    note = ", taken back" if reading.taken_back_at else ""
    return f"{describe_date(reading.read_on)}: {show_number(reading.value, unit)} ({mention(reading.author_id)}){note}"


def _buttons(checkpoint: Checkpoint, readings: Sequence[CheckpointReading]) -> list[sb.Button]:
    if checkpoint.dropped_because is not None:
        return [button("Reopen", "checkpoint.reopen", checkpoint.id)]
    buttons = [
        button("Record", "checkpoint.record", checkpoint.id, style="primary"),
        button("Edit", "checkpoint.edit", checkpoint.id),
        button("Drop", "checkpoint.drop", checkpoint.id),
    ]
    if any(reading.taken_back_at is None for reading in readings):
        buttons.append(button("Take a reading back", "checkpoint.retract", checkpoint.id))
    return buttons


def _fields(checkpoint: Checkpoint | None = None) -> list[Field]:
    return [
        TextField("Measure", limit=MEASURE_LIMIT, initial=checkpoint.measure if checkpoint else None),
        TextField("Target", limit=NUMBER_LIMIT, initial=write_number(checkpoint.target) if checkpoint else None),
        DateField("By", initial=checkpoint.due_on.isoformat() if checkpoint else None),
        ChoiceField(
            "Direction", options=DIRECTIONS, initial=checkpoint.direction if checkpoint else Direction.AT_LEAST
        ),
        TextField("Unit", limit=UNIT_LIMIT, is_optional=True, initial=checkpoint.unit if checkpoint else None),
        PersonField("Owner", is_optional=True, initial=checkpoint.owner_id if checkpoint else None),
    ]


def _show(checkpoint: Checkpoint, today: date) -> str:
    if checkpoint.dropped_because is not None:
        return f"*{checkpoint.id}* {inert(checkpoint.measure)}\ndropped: {inert(checkpoint.dropped_because)}"
    return f"{MARKS[judge(checkpoint)]} *{checkpoint.id}* {inert(show_checkpoint(checkpoint, today))}"
