"""Departing: send, send in their hours, schedule, release, and take back what has not left."""

from datetime import timedelta

from commands.memos.cards import find_members, show_card
from commands.memos.plan import find_moment, get_draft, get_in_state
from commands.memos.sending import Launch, gather_batch, launch, launch_rest, plan_ahead
from commands.memos.views import schedule_modal
from commands.slack.access import permit
from commands.slack.arguments import parse
from commands.slack.ask import Answer, Ask
from commands.slack.figures import count_people
from commands.slack.moments import parse_moment
from commands.slack.subjects import take_id, take_only_id
from storage import deliveries
from storage.errors import BadInput
from storage.initiatives import get_initiative
from storage.memo_approvals import ApprovalState, decide_approval, find_approval
from storage.memos import MemoState, get_memo, set_memo_state
from storage.outbox import State, count_by_state
from storage.roles import Role
from storage.schedules import end_schedules
from storage.units import Unit

MAY_SEND = (Role.LEAD,)
TAKEN_BACK = (MemoState.DRAFT, MemoState.SENT, MemoState.SCHEDULED, MemoState.HELD, MemoState.WAITING)
LEFT = (State.SENT, State.SENDING, State.UNKNOWN)


async def on_send(ask: Ask) -> Answer:
    """`/change memo send ID`."""
    return await _send(ask, take_only_id(ask.text, "M", "Memo", "/change memo send M-1"))


async def on_send_button(ask: Ask) -> Answer:
    """Send now, on a card."""
    return await _send(ask, ask.value)


async def on_schedule(ask: Ask) -> Answer:
    """`/change memo schedule ID WHEN`."""
    arguments = parse(ask.text)
    memo_id = take_id(arguments, "M", "Memo", "/change memo schedule M-1 monday 9am")
    return await _schedule(ask, memo_id, arguments.take_rest())


async def on_later_button(ask: Ask) -> Answer:
    """Schedule, on a draft: the form that asks when."""
    return schedule_modal(await ask.read(lambda unit: get_draft(unit, ask, ask.value, MAY_SEND)))


async def on_schedule_form(ask: Ask) -> Answer:
    """The submitted form."""
    return await _schedule(ask, ask.metadata["id"], ask.form["when"] or "")


async def on_release(ask: Ask) -> Answer:
    """Release, on a memo that is held: it goes to those it could be written for."""
    memo_id = ask.value
    await ask.read(lambda unit: get_in_state(unit, ask, memo_id, MAY_SEND, (MemoState.HELD,)))
    batch = await gather_batch(ask.house, ask.team_id, memo_id)
    undo = timedelta(seconds=ask.house.undo_seconds)

    def release(unit: Unit) -> str:
        get_in_state(unit, ask, memo_id, MAY_SEND, (MemoState.HELD,))
        plan = Launch(ask.user_id, undo, find_moment(unit, memo_id), is_released=True)
        return launch(unit, ask.house, batch, plan)

    return await show_card(ask, memo_id, await ask.write(release))


async def on_rest(ask: Ask) -> Answer:
    """Send it to them now, on a memo that was missed in some zones: to those who have not been promised it."""
    memo_id = ask.value
    await ask.read(lambda unit: get_in_state(unit, ask, memo_id, MAY_SEND, (MemoState.SENT,)))
    batch = await gather_batch(ask.house, ask.team_id, memo_id)
    undo = timedelta(seconds=ask.house.undo_seconds)

    def send(unit: Unit) -> str:
        get_in_state(unit, ask, memo_id, MAY_SEND, (MemoState.SENT,))
        return launch_rest(unit, batch, Launch(ask.user_id, undo))

    return await show_card(ask, memo_id, await ask.write(send))


async def on_cancel(ask: Ask) -> Answer:
    """`/change memo cancel ID`."""
    return await _cancel(ask, take_only_id(ask.text, "M", "Memo", "/change memo cancel M-1"))


async def on_cancel_button(ask: Ask) -> Answer:
    """Take back, on a card."""
    return await _cancel(ask, ask.value)


async def _schedule(ask: Ask, memo_id: str, when: str) -> Answer:
    zone = await ask.find_zone()
    moment = parse_moment(when, ask.now, zone, "When")
    memo = await ask.read(lambda unit: get_draft(unit, ask, memo_id, MAY_SEND))
    members = await find_members(ask, memo.audiences)
    plan = Launch(ask.user_id, timedelta(seconds=ask.house.undo_seconds), moment, zone=zone)

    def schedule(unit: Unit) -> str:
        return plan_ahead(unit, ask.house, get_draft(unit, ask, memo_id, MAY_SEND), members, plan)

    return await show_card(ask, memo_id, await ask.write(schedule))


async def _send(ask: Ask, memo_id: str) -> Answer:
    await ask.read(lambda unit: get_draft(unit, ask, memo_id, MAY_SEND))
    batch = await gather_batch(ask.house, ask.team_id, memo_id)
    plan = Launch(ask.user_id, timedelta(seconds=ask.house.undo_seconds))

    def send(unit: Unit) -> str:
        get_draft(unit, ask, memo_id, MAY_SEND)
        return launch(unit, ask.house, batch, plan)

    return await show_card(ask, memo_id, await ask.write(send))


async def _cancel(ask: Ask, memo_id: str) -> Answer:
    return await show_card(ask, memo_id, await ask.write(lambda unit: _take_back(unit, ask, memo_id)))


def _take_back(unit: Unit, ask: Ask, memo_id: str) -> str:
    """Stop what has not left, and give what to tell.

    What some have stays sent, so that it can be corrected. What was to leave later is a draft again, without the
    approval that it may have had.
    """
    memo = get_memo(unit, memo_id)
    permit(unit, ask, get_initiative(unit, memo.initiative_key), MAY_SEND)
    if memo.state not in TAKEN_BACK:
        raise BadInput("Memo", f"{memo.id} is {memo.state} already", f"/change memo list {memo.initiative_key}")
    if memo.state == MemoState.DRAFT:
        set_memo_state(unit, memo.id, MemoState.CANCELLED)
        return "Discarded: nobody gets it."
    is_ahead = bool(end_schedules(unit, "memo", memo.id))
    count = deliveries.cancel_planned(unit, memo.id)
    states = count_by_state(unit, memo.id)
    arrived = sum(states.get(state, 0) for state in LEFT)
    if memo.state == MemoState.SENT and not (count or is_ahead):
        raise BadInput("Memo", f"nothing of {memo.id} waits to leave", f"/change memo correct {memo.id}")
    if arrived:
        set_memo_state(unit, memo.id, MemoState.SENT, taken_back=count)
        return _describe_rest(count, arrived, is_ahead=is_ahead)
    if count or memo.state == MemoState.HELD:
        set_memo_state(unit, memo.id, MemoState.CANCELLED, taken_back=count)
        return f"Taken back: it does not reach {count_people(count)}." if count else "Taken back: nobody gets it."
    approval = find_approval(unit, memo.id)
    if approval is not None and approval.state in (ApprovalState.ASKED, ApprovalState.APPROVED):
        decide_approval(unit, approval, ApprovalState.WITHDRAWN)
    set_memo_state(unit, memo.id, MemoState.DRAFT)
    return "Taken back: it is a draft again."


def _describe_rest(count: int, arrived: int, *, is_ahead: bool) -> str:
    kept = f"{count_people(arrived)} {'has' if arrived == 1 else 'have'} it already: Correct changes their copies."
    if is_ahead:
        return f"Taken back from everybody whose hour has not come. {kept}"
    return f"Taken back: it does not reach {count_people(count)}. {kept}"
