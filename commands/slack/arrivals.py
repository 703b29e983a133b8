"""Many readings at once, taken in part by part: others are served in between, and all of them count or none does."""

from datetime import timedelta
from functools import partial

from commands.slack.features import Round
from commands.slack.measures import Matched
from storage.arrivals import begin_arrival, give_up_part, is_arriving, list_arrivals
from storage.store import Store

PART = 2_000
"""So many readings are written at once; a twentieth of a second or so, which is what others wait at most."""
ABANDONED_AFTER = timedelta(hours=1)


async def take_in(store: Store, team_id: str, matched: Matched, actor_id: str) -> str:
    """Write readings that count once their arrival is ended (`storage.arrivals.end_arrival`); gives its id."""
    arrival_id = await store.write(team_id, begin_arrival, actor_id=actor_id)
    for part in matched.split(PART):
        await store.write(team_id, partial(part.add, arrival_id=arrival_id), actor_id=actor_id)
    return arrival_id


async def give_up(store: Store, team_id: str, arrival_id: str) -> None:
    """Delete, part by part, what came with an arrival that was not ended; one that was ended stays."""
    if await store.read(team_id, partial(is_arriving, arrival_id=arrival_id)):
        while not await store.write(team_id, partial(give_up_part, arrival_id=arrival_id, most=PART)):
            pass


async def give_up_abandoned(tick: Round) -> None:
    """Delete what came with arrivals that were not ended within an hour, since their process has died."""
    store, since = tick.house.store, tick.now - ABANDONED_AFTER
    for arrival_id in await store.read(tick.team_id, partial(list_arrivals, begun_before=since)):
        await give_up(store, tick.team_id, arrival_id)
