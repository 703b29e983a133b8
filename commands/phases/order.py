"""The order of days and phases: a phase ends after it starts, and which may be started now."""

from collections.abc import Sequence
from datetime import date

from commands.slack.dates import describe_date
from storage.errors import BadInput
from storage.phases import Phase, PhaseKind, PhaseState


def check_may_start(phase: Phase, phases: Sequence[Phase]) -> None:
    """Raise BadInput unless the phase may be started; `phases` are all of its initiative, in their order.

    What comes before must have passed its gate, except that waves may overlap. A wave waits for every pilot.
    """
    example = f"/change phase show {phase.id}"
    if phase.state != PhaseState.PLANNED:
        raise BadInput("Phase", f"{phase.id} is {phase.state} already", example)
    before = phases[: next((place for place, each in enumerate(phases) if each.id == phase.id), 0)]
    is_wave = phase.kind == PhaseKind.WAVE
    pilots = [each for each in phases if each.kind == PhaseKind.PILOT] if is_wave else []
    for pilot in pilots:
        if pilot.state != PhaseState.PASSED:
            raise BadInput("Phase", f"the pilot {pilot.id} has not passed its gate yet", f"/change gate ask {pilot.id}")
    for each in before:
        if each.state != PhaseState.PASSED and not (is_wave and each.kind == PhaseKind.WAVE):
            raise BadInput("Phase", f"{each.id} comes before it and has not passed its gate yet", example)


def find_startable(phases: Sequence[Phase]) -> Phase | None:
    """The first planned phase, when it may be started now."""
    planned = next((phase for phase in phases if phase.state == PhaseState.PLANNED), None)
    if planned is None:
        return None
    try:
        check_may_start(planned, phases)
    except BadInput:
        return None
    return planned


def check_days(starts_on: date, ends_on: date, field: str) -> None:
    """Raise BadInput when a phase would end before it starts."""
    if ends_on < starts_on:
        reason = f"{describe_date(ends_on)} is before the start, {describe_date(starts_on)}"
        raise BadInput(field, reason, starts_on.isoformat())
