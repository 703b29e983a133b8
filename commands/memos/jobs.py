"""Scheduled memos: when a zone's time has come, its recipients are looked up, frozen and promised."""

from collections.abc import Callable

from commands.memos.plan import promise_memo
from commands.slack.features import Errand
from commands.slack.membership import resolve_audiences
from storage.audiences import get_audience
from storage.memos import MemoState, get_memo, set_memo_state
from storage.units import Unit


async def run_memo(errand: Errand) -> Callable[[Unit], None]:
    """Promise a scheduled memo to those whose slot this is."""
    house, team_id = errand.house, errand.team_id
    memo_id = errand.schedule.subject
    memo = await house.store.read(team_id, lambda unit: get_memo(unit, memo_id))
    audiences = await house.store.read(team_id, lambda unit: [get_audience(unit, name) for name in memo.audiences])
    everybody = await resolve_audiences(house, team_id, audiences)
    members = {name: [p for p in people if errand.is_for(p.zone)] for name, people in everybody.items()}

    def work(unit: Unit) -> None:
        current = get_memo(unit, memo_id)
        if current.state == MemoState.CANCELLED:
            return
        count = promise_memo(unit, house.command, current, audiences, members, unit.now)
        if count:
            set_memo_state(unit, memo_id, MemoState.SENT, recipients=count, slot=errand.slot.name)

    return work
