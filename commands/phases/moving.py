"""Phase commands that follow the plan through: move an end, start, drop."""

from datetime import date

from commands.phases.cards import make_card, save_phase
from commands.phases.order import check_days, check_may_start
from commands.phases.permits import find_permitted, get_plannable
from commands.phases.views import move_phase_modal
from commands.slack.arguments import parse
from commands.slack.ask import Answer, Ask, Reply
from commands.slack.conflicts import check_unchanged
from commands.slack.dates import describe_date, parse_date
from commands.slack.reasons import read_reason
from commands.slack.subjects import take_id, take_only_id
from storage.errors import BadInput, Problems
from storage.gates import list_gates
from storage.phases import Phase, PhaseState, drop_phase, enter_phase, list_phases, move_phase
from storage.units import Unit

REASON_EXAMPLE = "Vendor delivers a week late"
EXAMPLE = f"/change phase move PH-1 2027-02-12 {REASON_EXAMPLE}"


async def on_move(ask: Ask) -> Answer:
    """`/change phase move ID DATE REASON`; with the id alone the form."""
    arguments = parse(ask.text)
    phase_id = take_id(arguments, "PH", "Phase", EXAMPLE)
    if not arguments:
        return await ask.read(lambda unit: move_phase_modal(get_plannable(unit, ask, phase_id)))
    today = await ask.find_today()
    ends_on = arguments.take_longest(lambda words: parse_date(words, today, "End"), "End", EXAMPLE)
    reason = read_reason(arguments.take_rest(), EXAMPLE)
    await ask.write(lambda unit: _move(unit, get_plannable(unit, ask, phase_id), ends_on, reason))
    return Reply(await make_card(ask, phase_id))


async def on_move_button(ask: Ask) -> Answer:
    """Move the end, on a card."""
    return await ask.read(lambda unit: move_phase_modal(get_plannable(unit, ask, ask.value)))


async def on_move_form(ask: Ask) -> Answer:
    """The submitted form that moves an end."""
    phase_id, problems = ask.metadata["id"], Problems()
    today = await ask.find_today()
    with problems:
        ends_on = parse_date(ask.form["end"], today, "End")
    with problems:
        reason = read_reason(ask.form["reason"], REASON_EXAMPLE)
    problems.raise_found()

    def move(unit: Unit) -> None:
        phase = get_plannable(unit, ask, phase_id)
        check_unchanged(ask, phase)
        _move(unit, phase, ends_on, reason)

    return await save_phase(ask, phase_id, move, lambda unit: move_phase_modal(get_plannable(unit, ask, phase_id)))


async def on_start(ask: Ask) -> Answer:
    """`/change phase start ID`."""
    return await _start(ask, take_only_id(ask.text, "PH", "Phase", "/change phase start PH-1"))


async def on_start_button(ask: Ask) -> Answer:
    """Start, on a card or in the news of a gate."""
    return await _start(ask, ask.value)


async def on_drop(ask: Ask) -> Answer:
    """`/change phase drop ID`."""
    return await _drop(ask, take_only_id(ask.text, "PH", "Phase", "/change phase drop PH-1"))


async def on_drop_button(ask: Ask) -> Answer:
    """Drop, on a card."""
    return await _drop(ask, ask.value)


async def _start(ask: Ask, phase_id: str) -> Answer:
    def start(unit: Unit) -> None:
        phase = find_permitted(unit, ask, phase_id)
        check_may_start(phase, list_phases(unit, phase.initiative_key))
        enter_phase(unit, phase)

    await ask.write(start)
    return Reply(await make_card(ask, phase_id))


async def _drop(ask: Ask, phase_id: str) -> Answer:
    def drop(unit: Unit) -> None:
        phase = find_permitted(unit, ask, phase_id)
        if phase.state != PhaseState.PLANNED or list_gates(unit, phase_id):
            reason = f"{phase_id} is {phase.state}; only what has not begun can be dropped"
            raise BadInput("Phase", reason, f"/change phase show {phase_id}")
        drop_phase(unit, phase)

    await ask.write(drop)
    return Reply(await make_card(ask, phase_id))


def _move(unit: Unit, phase: Phase, ends_on: date, reason: str) -> None:
    check_days(phase.starts_on, ends_on, "End")
    if ends_on == phase.ends_on:
        raise BadInput("End", f"{phase.id} ends on {describe_date(ends_on)} already", EXAMPLE)
    move_phase(unit, phase.id, ends_on, reason)
