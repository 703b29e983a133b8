"""Memos by the clock: scheduled ones leave, corrections catch up with late copies, effects are released and sealed."""

from collections.abc import Callable

from commands.memos.sending import gather_batch, launch_slot
from commands.slack.features import Errand
from storage.memos import MemoState, get_memo
from storage.units import Unit


async def run_memo(errand: Errand) -> Callable[[Unit], None]:
    """Promise a scheduled memo to those whose slot this is."""
    house, team_id = errand.house, errand.team_id
    memo_id = errand.schedule.subject
    memo = await house.store.read(team_id, lambda unit: get_memo(unit, memo_id))
    if memo.state not in (MemoState.SCHEDULED, MemoState.SENT):
        return lambda _: None
    batch = await gather_batch(house, team_id, memo_id, errand.is_for)
    return lambda unit: launch_slot(unit, house, batch, errand.slot.name)
