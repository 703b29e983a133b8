"""How phases look: list, card, forms."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import slackblocks as sb

from commands.phases.checkpoint_views import checkpoint_line
from commands.phases.gate_views import gate_line
from commands.slack.blocks import Message, actions, button, compose, context, fields, header, mention, section, sections
from commands.slack.buffers import measure_phase_buffer, show_buffer
from commands.slack.choices import initiative_field
from commands.slack.conflicts import stamp
from commands.slack.dates import describe_date
from commands.slack.figures import show_count
from commands.slack.history import history_blocks
from commands.slack.modals import ChoiceField, DateField, Field, Modal, TextField
from commands.slack.moments import describe_instant
from commands.slack.pages import Line, Listing
from commands.slack.reasons import REASON_LIMIT
from commands.slack.text import inert
from storage.checkpoints import Checkpoint
from storage.gates import Gate
from storage.initiatives import Initiative
from storage.phases import NAME_LIMIT, Phase, PhaseKind, PhaseSlip, PhaseState
from storage.units import AuditEntry

MOST_SHOWN = 5
MARKS = {
    PhaseState.PLANNED: "⚪",
    PhaseState.RUNNING: "▶️",
    PhaseState.PASSED: "✅",
    PhaseState.DROPPED: "✖️",
}
KIND_HINT = "A pilot tries with a few; a wave reaches many and waits for every pilot"


@dataclass(frozen=True, slots=True)
class PhaseFacts:
    """Everything that a card shows of a phase."""

    phase: Phase
    checkpoints: Sequence[Checkpoint]
    slips: Sequence[PhaseSlip]
    gates: Sequence[Gate]
    entries: Sequence[AuditEntry]


def phase_list_message(
    initiative: Initiative,
    phases: Sequence[Phase],
    checkpoints: Sequence[Checkpoint],
    slips: Mapping[str, Sequence[PhaseSlip]],
    today: date,
    page: int = 0,
) -> Message:
    """An initiative's phases in their order, each with what it has reached and how its buffer stands."""
    lines = []
    for phase in phases:
        own = [each for each in checkpoints if each.phase_id == phase.id]
        lines.append(Line(_line(phase, own, slips.get(phase.id, ()), today), phase.id))
    empty = f"None yet. `/change template apply {initiative.key} rollout` lays out a pilot, waves and what follows."
    listing = Listing(f"{initiative.key} · Phases", initiative.key, lines, empty, "phase.page", "phase.show")
    return listing.show(page, button("Add a phase", "phase.open", initiative.key))


def phase_card(facts: PhaseFacts, today: date, zone: str) -> Message:
    """Everything about one phase: dates, buffer, checkpoints, slips, gates, and what can be done next."""
    phase = facts.phase
    return compose(
        header(f"{phase.id} · {phase.initiative_key}"),
        section(f"{MARKS[PhaseState(phase.state)]} *{inert(phase.name)}*\n{phase.kind} · {phase.state}"),
        fields(_details(phase, zone)),
        context(show_buffer(measure_phase_buffer(phase, facts.slips, today))),
        *[checkpoint_line(each, today) for each in facts.checkpoints],
        *_slip_sections(facts.slips),
        *[gate_line(gate, zone) for gate in facts.gates[-MOST_SHOWN:]],
        actions(*_buttons(phase, facts.gates)),
        *history_blocks(facts.entries, zone),
    )


def phase_modal(initiatives: list[Initiative], audiences: Sequence[str], initial_key: str | None = None) -> Modal:
    """The form for a new phase."""
    fields_: list[Field] = [
        initiative_field(initiatives, initial_key), *_name_fields(audiences), DateField("Start"), DateField("End"),
        _buffer_field(),
    ]  # fmt: skip
    return Modal("phase.add", "New phase", "Save", fields_)


def edit_phase_modal(phase: Phase, audiences: Sequence[str]) -> Modal:
    """The form for an existing one, filled in; its end is changed only by moving it."""
    fields_ = _name_fields(audiences, phase)
    fields_ += [DateField("Start", initial=phase.starts_on.isoformat()), _buffer_field(phase.buffer_days)]
    return Modal("phase.edit", f"Edit {phase.id}", "Save", fields_, _remember(phase))


def move_phase_modal(phase: Phase) -> Modal:
    """The form that moves the end of a phase, with its reason."""
    fields_: list[Field] = [
        DateField("End", initial=phase.ends_on.isoformat()),
        TextField("Reason", limit=REASON_LIMIT, is_multiline=True, hint="It stays beside the dates for good"),
    ]
    return Modal("phase.move", f"Move the end of {phase.id}"[:24], "Move", fields_, _remember(phase))


def _remember(phase: Phase) -> dict[str, str]:
    return {"id": phase.id, "stamp": stamp(phase)}


def _name_fields(audiences: Sequence[str], phase: Phase | None = None) -> list[Field]:
    kinds = [(kind.value, kind.value) for kind in PhaseKind]
    named: list[Field] = [
        TextField("Name", limit=NAME_LIMIT, initial=phase.name if phase else None),
        ChoiceField("Kind", options=kinds, initial=phase.kind if phase else PhaseKind.OTHER, hint=KIND_HINT),
    ]
    if audiences:
        options = [(name, name) for name in audiences]
        cohort = phase.cohort if phase else None
        named.append(ChoiceField("Cohort", is_optional=True, options=options, initial=cohort, hint="Whom it reaches"))
    return named


def _buffer_field(days: int = 0) -> TextField:
    return TextField("Buffer days", limit=3, initial=str(days), hint="By how many days the end may slip")


def _line(phase: Phase, checkpoints: Sequence[Checkpoint], slips: Sequence[PhaseSlip], today: date) -> str:
    met = sum(each.is_met for each in checkpoints)
    reached = f"{met} of {show_count(len(checkpoints), 'checkpoint')} met · " if checkpoints else ""
    kind = "" if phase.kind == PhaseKind.OTHER else f" · {phase.kind}"
    return (
        f"{MARKS[PhaseState(phase.state)]} *{phase.id}* {inert(phase.name)}{kind} · {phase.state}\n"
        f"{describe_date(phase.starts_on)} – {describe_date(phase.ends_on)}\n"
        f"{reached}{show_buffer(measure_phase_buffer(phase, slips, today))}"
    )


def _details(phase: Phase, zone: str) -> list[tuple[str, str]]:
    details = [
        ("Start", describe_date(phase.starts_on)),
        ("End", describe_date(phase.ends_on)),
        ("Cohort", inert(phase.cohort or "not set")),
        ("Buffer", show_count(phase.buffer_days, "day")),
    ]
    if phase.entered_at:
        details.append(("Entered", describe_instant(phase.entered_at, zone)))
    if phase.passed_at:
        details.append(("Passed", describe_instant(phase.passed_at, zone)))
    return details


def _slip_sections(slips: Sequence[PhaseSlip]) -> list[sb.SectionBlock]:
    if not slips:
        return []
    lines = [
        f"{describe_date(slip.from_on)} → {describe_date(slip.to_on)} ({slip.days:+d}): {inert(slip.reason)}"
        f" ({mention(slip.author_id)})"
        for slip in slips
    ]
    return sections("*Moves of its end*\n" + "\n".join(lines))


def _buttons(phase: Phase, gates: Sequence[Gate]) -> list[sb.Button]:
    if phase.state in (PhaseState.DROPPED, PhaseState.PASSED):
        return [_list_button(phase)]
    buttons = []
    if phase.state == PhaseState.PLANNED:
        buttons.append(start_button(phase))
    elif not any(gate.is_open for gate in gates):
        buttons.append(button("Ask for the gate", "gate.ask", phase.id, style="primary"))
    buttons += [
        button("Add a checkpoint", "checkpoint.open", phase.id),
        button("Edit", "phase.edit", phase.id),
        button("Move the end", "phase.move", phase.id),
    ]
    if phase.state == PhaseState.PLANNED:
        buttons.append(button("Drop", "phase.drop", phase.id))
    return [*buttons, _list_button(phase)]


def start_button(phase: Phase) -> sb.Button:
    """The button that enters a planned phase."""
    return button(f"Start {phase.id}", "phase.start", phase.id, style="primary")


def _list_button(phase: Phase) -> sb.Button:
    return button("All phases", "phase.list", phase.initiative_key)
