"""Runs: shown, listed, their steps checked off or reopened, ended."""

import re
from dataclasses import replace

from commands.playbooks.run_views import list_of_runs, run_card
from commands.playbooks.thread_views import done_message
from commands.playbooks.threads import finish_run, promise_step, tell_in_thread
from commands.playbooks.timing import measure_run
from commands.slack.access import permit, roles_of
from commands.slack.ask import Answer, Ask, Replacement, Reply
from commands.slack.blocks import Message
from commands.slack.history import history_blocks
from commands.slack.pages import read_turn
from commands.slack.sight import find_public_risk
from commands.slack.subjects import take_only_id, take_only_key
from storage.audit import list_entries
from storage.errors import BadInput, Conflict, OutOfDate
from storage.initiatives import get_initiative
from storage.people import find_person
from storage.risks import get_risk
from storage.roles import Role
from storage.runs import Run, RunStep, get_run, get_run_step, list_run_steps, list_runs, mark_step
from storage.units import Unit

MAY_CHECK_OFF = (Role.LEAD, Role.SPONSOR, Role.CHAMPION, Role.MANAGER)
MAY_END = (Role.LEAD,)


async def on_list(ask: Ask) -> Answer:
    """`/change run list KEY`."""
    return Reply(await _list(ask, take_only_key(ask.text, "/change run list CRM")))


async def on_turn(ask: Ask) -> Answer:
    """Next and Previous under a list."""
    return Replacement(await _list(ask, *read_turn(ask.value)))


async def on_show(ask: Ask) -> Answer:
    """`/change run show RUN-1`."""
    return await _show(ask, take_only_id(ask.text, "RUN", "Run", "/change run show RUN-1"))


async def on_show_button(ask: Ask) -> Answer:
    """Open, in a list, on the Home tab or in a thread."""
    return await _show(ask, ask.value)


async def on_end(ask: Ask) -> Answer:
    """`/change run end RUN-1`."""
    return await _end(ask, take_only_id(ask.text, "RUN", "Run", "/change run end RUN-1"))


async def on_end_button(ask: Ask) -> Answer:
    """End, on a card."""
    return await _end(ask, ask.value)


async def on_done(ask: Ask) -> Answer:
    """Done, in the thread: the message says who did it instead."""

    def check(unit: Unit) -> Message:
        run, step = _check_off(unit, ask)
        return _show_done(unit, run, step)

    return Replacement(await ask.write(check))


async def on_check(ask: Ask) -> Answer:
    """Done, on a card: the thread is told."""
    zone = await ask.find_zone()

    def check(unit: Unit) -> Message:
        run, step = _check_off(unit, ask)
        occasion = f"done:{step.position:02}:{step.done_at:%Y%m%d%H%M%S%f}"
        # The last step's summary says it all; what is told after it would only trail behind.
        if get_run(unit, run.id).is_live:
            tell_in_thread(unit, run, _show_done(unit, run, step), occasion)
        return _make_card(unit, run.id, zone)

    return _show_again(ask, await ask.write(check))


async def on_reopen(ask: Ask) -> Answer:
    """Reopen, on a card: the step is asked for in the thread again."""
    zone = await ask.find_zone()

    def reopen(unit: Unit) -> Message:
        run, step = _get_step(unit, ask)
        if not step.is_done:
            raise Conflict(f"step {step.position} is open already", "Step")
        promise_step(unit, run, mark_step(unit, step, done=False), again=f":after:{step.done_at:%Y%m%d%H%M%S%f}")
        return _make_card(unit, run.id, zone)

    return _show_again(ask, await ask.write(reopen))


async def _list(ask: Ask, key: str, page: int = 0) -> Message:
    zone = await ask.find_zone()
    return await ask.read(lambda unit: list_of_runs(get_initiative(unit, key), list_runs(unit, key), zone).show(page))


async def _show(ask: Ask, run_id: str) -> Answer:
    zone = await ask.find_zone()
    return Reply(await ask.read(lambda unit: _make_card(unit, run_id, zone)))


async def _end(ask: Ask, run_id: str) -> Answer:
    zone = await ask.find_zone()

    def end(unit: Unit) -> Message:
        run = get_run(unit, run_id)
        if ask.user_id != run.starter_id:
            permit(unit, ask, get_initiative(unit, run.initiative_key), MAY_END)
        _check_live(run)
        return _make_card(unit, run.id, zone, note=finish_run(unit, run.id))

    return Reply(await ask.write(end))


def _check_off(unit: Unit, ask: Ask) -> tuple[Run, RunStep]:
    """Mark the clicked step as done; a second click by the same person finds it done, anybody else's is refused."""
    run, step = _get_step(unit, ask, may_be_over=True)
    if step.done_by == ask.user_id:
        return run, step
    if step.done_by is not None:
        person = find_person(unit, step.done_by)
        raise Conflict(f"step {step.position} was checked off by {person.name if person else 'somebody'} already")
    _check_live(run)
    step = mark_step(unit, step, done=True)
    if all(each.is_done for each in list_run_steps(unit, run.id)):
        finish_run(unit, run.id)
    return run, step


def _get_step(unit: Unit, ask: Ask, *, may_be_over: bool = False) -> tuple[Run, RunStep]:
    run_id, _, position = ask.value.partition(" ")
    if re.fullmatch("[0-9]{1,3}", position) is None:
        raise OutOfDate
    run = get_run(unit, run_id)
    owner_id = get_risk(unit, run.risk_id).owner_id if run.risk_id else None
    initiative = get_initiative(unit, run.initiative_key)
    if ask.user_id not in (run.starter_id, owner_id) and roles_of(unit, ask, initiative).isdisjoint(MAY_CHECK_OFF):
        permit(unit, ask, initiative, MAY_CHECK_OFF)
    if not may_be_over:
        _check_live(run)
    return run, get_run_step(unit, run.id, int(position))


def _check_live(run: Run) -> None:
    if not run.is_live:
        raise BadInput("Run", f"{run.id} has {run.state} already", f"/change run list {run.initiative_key}")


def _show_done(unit: Unit, run: Run, step: RunStep) -> Message:
    steps = list_run_steps(unit, run.id)
    timing = measure_run(run.started_at, unit.now, steps)
    return done_message(run, step, len(steps), timing.spent[step.position])


def _make_card(unit: Unit, run_id: str, zone: str, note: str = "") -> Message:
    run, steps = get_run(unit, run_id), list_run_steps(unit, run_id)
    timing = measure_run(run.started_at, run.ended_at or unit.now, steps)
    if find_public_risk(unit, run.risk_id) is None:
        run = replace(run, risk_id=None)
    return run_card(run, steps, timing, zone, history_blocks(list_entries(unit, run_id), zone), note)


def _show_again(ask: Ask, card: Message) -> Answer:
    """The card instead of the one that was clicked; a modal, which belongs to no channel, opens a new one."""
    return Replacement(card) if ask.channel_id else Reply(card)
