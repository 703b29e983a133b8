"""Memos by the clock: a scheduled one leaves slot by slot; when its last slot is over, what did not leave is told."""

from collections.abc import Callable, Sequence
from functools import partial

from commands.memos.sending import gather_batch, launch_slot
from commands.memos.views import left_out_message, returned_message
from commands.slack.features import Errand, Round
from commands.slack.membership import resolve_audiences
from commands.slack.telling import tell
from storage.audiences import Audience, get_audience
from storage.copies import list_copies
from storage.initiatives import get_initiative
from storage.memos import Memo, MemoState, get_memo, set_memo_state
from storage.people import Person, list_zones
from storage.recurrence import LATE_LIMIT, to_instant
from storage.schedules import Schedule, end_schedules, list_claimed_slots, list_missed_slots, list_schedules
from storage.units import Unit

KIND = "memo"


async def run_memo(errand: Errand) -> Callable[[Unit], None]:
    """Promise a scheduled memo to those whose slot this is; one of a closed initiative stays where it is."""
    house, team_id = errand.house, errand.team_id
    memo_id = errand.schedule.subject
    if not await house.store.read(team_id, lambda unit: _may_leave(unit, get_memo(unit, memo_id))):
        return lambda _: None
    batch = await gather_batch(house, team_id, memo_id, errand.is_for)
    return lambda unit: launch_slot(unit, house, batch, errand)


async def settle_scheduled(tick: Round) -> None:
    """Look back on scheduled memos whose moment is over for everybody: the lead is told of whom they did not reach."""
    store, team_id = tick.house.store, tick.team_id
    for schedule in await store.read(team_id, _list_over):
        left_out = await _find_left_out(tick, schedule)
        await store.write(team_id, partial(_settle, schedule=schedule, left_out=left_out))


def _may_leave(unit: Unit, memo: Memo) -> bool:
    is_open = get_initiative(unit, memo.initiative_key).is_open
    return is_open and memo.state in (MemoState.SCHEDULED, MemoState.SENT)


def _list_over(unit: Unit) -> list[Schedule]:
    """The schedules with no slot to come and none that is still to be run."""
    everywhere = list_zones(unit) or ["UTC"]
    return [
        schedule
        for schedule in list_schedules(unit, KIND)
        if _is_over(unit, schedule, [schedule.zone] if schedule.zone else everywhere)
    ]


def _is_over(unit: Unit, schedule: Schedule, zones: list[str]) -> bool:
    if any(to_instant(schedule.starts_at, zone) > unit.now for zone in zones):
        return False
    claimed = {name.partition("@")[2] for name in list_claimed_slots(unit, schedule.id)}
    return claimed.issuperset(zones)


async def _find_left_out(tick: Round, schedule: Schedule) -> list[Person]:
    """Those who would have had the memo, had their slot not been missed."""

    def find(unit: Unit) -> tuple[set[str], list[Audience], set[str]]:
        zones = {name.partition("@")[2] for name in list_missed_slots(unit, schedule.id)}
        audiences = [get_audience(unit, name) for name in get_memo(unit, schedule.subject).audiences]
        return zones, audiences, {copy.delivery.recipient for copy in list_copies(unit, schedule.subject)}

    missed, audiences, promised = await tick.house.store.read(tick.team_id, find)
    if not missed:
        return []
    members = await resolve_audiences(tick.house, tick.team_id, audiences)
    everybody = [person for people in members.values() for person in people]
    return [each for each in everybody if each.user_id not in promised and (schedule.zone or each.zone) in missed]


def _settle(unit: Unit, schedule: Schedule, left_out: Sequence[Person]) -> None:
    if not end_schedules(unit, KIND, schedule.subject):
        return
    memo = get_memo(unit, schedule.subject)
    lead_id = get_initiative(unit, memo.initiative_key).lead_id
    key = f"overdue:{schedule.id}"
    if memo.state == MemoState.SCHEDULED:
        set_memo_state(unit, memo.id, MemoState.DRAFT, reason=_explain(unit, memo, left_out))
        tell(unit, returned_message(get_memo(unit, memo.id)), [lead_id], key=key, kind="overdue", subject=key)
    elif memo.state == MemoState.SENT and left_out:
        tell(unit, left_out_message(memo, left_out), [lead_id], key=key, kind="overdue", subject=key)


def _explain(unit: Unit, memo: Memo, left_out: Sequence[Person]) -> str:
    if not get_initiative(unit, memo.initiative_key).is_open:
        return f"{memo.initiative_key} was closed before it left"
    if left_out:
        hours = LATE_LIMIT.total_seconds() / 3600
        return f"I was not running at its time, and more than {hours:.0f} hours later it was not sent any more"
    return f"at its time nobody was in {', '.join(memo.audiences)}"
