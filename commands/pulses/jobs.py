"""Pulses by the clock: repeated rounds are opened, overdue ones sealed."""

from collections.abc import Callable
from functools import partial

from commands.pulses.answering import read_questions
from commands.pulses.rounds import RoundPlan, close_round, open_round
from commands.slack.features import Errand, Round
from commands.slack.membership import resolve_audience
from storage.audiences import get_audience
from storage.initiatives import get_initiative
from storage.pulses import PulseState, get_pulse, list_pulses
from storage.units import Unit


async def run_pulse(errand: Errand) -> Callable[[Unit], None]:
    """Open the next round of a repeated pulse, to whoever is in its audience now."""
    store, team_id = errand.house.store, errand.team_id
    first = await store.read(team_id, lambda unit: get_pulse(unit, errand.schedule.subject))
    audience = await store.read(team_id, lambda unit: get_audience(unit, first.audience))
    members = (await resolve_audience(errand.house, team_id, audience)).members
    plan = RoundPlan(
        first.initiative_key, first.audience, read_questions(first), (first.closes_at - first.opened_at).days
    )

    def work(unit: Unit) -> None:
        if get_initiative(unit, plan.initiative_key).is_open:
            open_round(unit, plan, members)

    return work


async def close_due_pulses(tick: Round) -> None:
    """Seal every pulse whose time is over, and finish what an earlier sealing still owes."""
    store = tick.house.store
    open_pulses = await store.read(tick.team_id, lambda unit: list_pulses(unit, state=PulseState.OPEN))
    due = [pulse for pulse in open_pulses if pulse.closes_at <= tick.now]
    for pulse in due:
        await store.write(tick.team_id, partial(close_round, pulse_id=pulse.id))
    if due or store.owes_compaction:
        await store.compact()
