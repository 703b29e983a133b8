"""Pulses by the clock: overdue ones are sealed, and what is published of them is decided."""

from functools import partial

from commands.pulses.rounds import close_round, publish_round
from commands.slack.features import Round
from storage.pulses import PulseState, list_pulses
from storage.releases import list_undecided


async def close_due_pulses(tick: Round) -> None:
    """Seal every pulse whose time is over, and finish what an earlier sealing still owes."""
    store = tick.house.store
    open_pulses = await store.read(tick.team_id, lambda unit: list_pulses(unit, state=PulseState.OPEN))
    due = [pulse for pulse in open_pulses if pulse.closes_at <= tick.now]
    for pulse in due:
        await store.write(tick.team_id, partial(close_round, pulse_id=pulse.id))
    if due or store.owes_compaction:
        await store.compact()


async def publish_old_pulses(tick: Round) -> None:
    """Decide about pulses that were sealed before there was a ledger, each in a unit of its own, the oldest first."""
    store = tick.house.store
    for pulse_id in await store.read(tick.team_id, list_undecided):
        await store.write(tick.team_id, partial(publish_round, pulse_id=pulse_id))
