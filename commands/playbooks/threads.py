"""The thread of a run: opened by a message, gone on with its steps once that has arrived, closed by a summary."""

from datetime import datetime, timedelta
from functools import partial

from commands.playbooks.thread_views import (
    describe_gap,
    failure_message,
    opening_message,
    step_message,
    summary_message,
)
from commands.playbooks.timing import find_gaps, measure_run
from commands.slack.blocks import Message
from commands.slack.features import Round
from commands.slack.figures import show_count
from commands.slack.sight import find_public_risk
from commands.slack.telling import tell
from commands.slack.text import shorten
from storage.deliveries import cancel_planned
from storage.initiatives import get_initiative
from storage.lessons import add_lesson
from storage.outbox import Delivery, State, list_deliveries
from storage.runs import Run, RunState, RunStep, end_run, get_run, list_live_runs, list_run_steps, open_run
from storage.units import SYSTEM, Unit

KIND = "run"
LOST = (State.FAILED, State.UNKNOWN, State.CANCELLED)
LESSON_LIMIT = 500


def promise_opening(unit: Unit, run: Run, scenario: str) -> None:
    """Promise the message that opens a run's thread, in the home channel or to the starter."""
    message = opening_message(run, scenario, list_run_steps(unit, run.id))
    tell(unit, message, [run.place], key=f"run:{run.id}:opening", kind=KIND, subject=run.id)


async def open_threads(tick: Round) -> None:
    """Go on with the runs whose opening message has arrived, and give up those where it could not."""
    store = tick.house.store
    for run in await store.read(tick.team_id, lambda unit: list_live_runs(unit, RunState.OPENING)):
        if await store.read(tick.team_id, partial(_find_settled_opening, run_id=run.id)) is not None:
            await store.write(tick.team_id, partial(open_thread, run_id=run.id))


def open_thread(unit: Unit, run_id: str) -> None:
    """Promise the open steps into the thread, once; or tell the starter why there is none, and mark the run failed."""
    run, opening = get_run(unit, run_id), _find_settled_opening(unit, run_id)
    if run.state != RunState.OPENING or opening is None:
        return
    if opening.state in LOST or opening.channel_id is None or opening.ts is None:
        _give_up(unit, run, opening.reason or opening.state)
        return
    run = open_run(unit, run.id, opening.channel_id, opening.ts)
    for step in list_run_steps(unit, run.id):
        if not step.is_done:
            promise_step(unit, run, step)


def promise_step(unit: Unit, run: Run, step: RunStep, again: str = "") -> None:
    """Promise a step with its button into the thread; `again` names the occasion of a second time."""
    initiative = get_initiative(unit, run.initiative_key)
    people = {"lead": initiative.lead_id, "sponsor": initiative.sponsor_id}
    risk = find_public_risk(unit, run.risk_id)
    if risk is not None and risk.owner_id:
        people["owner"] = risk.owner_id
    message = step_message(run, step, len(list_run_steps(unit, run.id)), people)
    # The sender goes by when a message is due, so each is due a moment after the one before it.
    due_at = unit.now + timedelta(milliseconds=step.position)
    tell_in_thread(unit, run, message, f"step:{step.position}{again}", due_at)


def tell_in_thread(unit: Unit, run: Run, message: Message, occasion: str, due_at: datetime | None = None) -> None:
    """Promise a message into a run's thread, once for this occasion; nothing while there is no thread."""
    if run.channel_id is not None:
        key, place = f"run:{run.id}:{occasion}", [run.channel_id]
        tell(unit, message, place, key=key, kind=KIND, subject=run.id, due_at=due_at, thread_ts=run.thread_ts)


def finish_run(unit: Unit, run_id: str) -> str:
    """End a run: take back what has not left, keep each gap as a lesson, tell the summary; gives a note for people."""
    open_thread(unit, run_id)
    run, steps = get_run(unit, run_id), list_run_steps(unit, run_id)
    if not run.is_live:
        return "Its thread could not be opened."
    timing = measure_run(run.started_at, unit.now, steps)
    gaps = find_gaps(steps, timing)
    end_run(unit, run.id)
    taken_back = cancel_planned(unit, run.id)
    tags = ["gap", *(["drill"] if run.is_drill else []), run.playbook_id.lower()]
    for gap in gaps:
        text = shorten(f"Gap: {describe_gap(gap)} ({run.playbook_name})", LESSON_LIMIT, str)
        add_lesson(unit, run.initiative_key, text, tags, source=run.id, author_id=SYSTEM)
    summary = summary_message(run, steps, timing, gaps)
    tell_in_thread(unit, run, summary, "summary")
    if run.channel_id is None and not taken_back:
        # The opening is on its way, and nobody knows yet under which ts; so the summary follows it as its equal.
        tell(unit, summary, [run.place], key=f"run:{run.id}:summary", kind=KIND, subject=run.id)
    kept = f" {show_count(len(gaps), 'gap')} kept as {'a lesson' if len(gaps) == 1 else 'lessons'}." if gaps else ""
    return f"Ended.{kept}"


def _find_settled_opening(unit: Unit, run_id: str) -> Delivery | None:
    # While a run is opening, nothing but its opening has been promised about it.
    opening = list_deliveries(unit, run_id)[0]
    return opening if opening.state == State.SENT or opening.state in LOST else None


def _give_up(unit: Unit, run: Run, reason: str) -> None:
    end_run(unit, run.id, RunState.FAILED, reason)
    message = failure_message(run, reason)
    tell(unit, message, [run.starter_id], key=f"run:{run.id}:failed", kind=KIND, subject=run.id)
