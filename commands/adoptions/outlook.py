"""What readings say of the time to come, and days of first use of the time it takes; found beside the conversation.

The first time in a process the numerical libraries are loaded, which takes seconds: whoever asks is not kept waiting.
"""

import asyncio
from functools import lru_cache

from commands.adoptions.dossiers import MetricFile
from storage.adoptions import AdoptionReading
from storage.first_uses import FirstUse
from surveys.disclosure import FLOOR_SCORES, Hidden
from surveys.growth import forecast_adoption
from surveys.uptake import Uptake, find_median_uptake

PATIENCE_SECONDS = 0.5
KEPT = 256
_under_way: set[asyncio.Future[tuple[str, ...]]] = set()


async def find_outlook(file: MetricFile) -> tuple[str, ...] | None:
    """Sentences about forecast and speed; None while they are being worked out, to be asked for again."""
    found = asyncio.ensure_future(asyncio.to_thread(compose_outlook, tuple(file.course), file.uses))
    _under_way.add(found)
    found.add_done_callback(_under_way.discard)
    try:
        return await asyncio.wait_for(asyncio.shield(found), PATIENCE_SECONDS)
    except TimeoutError:
        return None


@lru_cache(KEPT)
def compose_outlook(course: tuple[AdoptionReading, ...], uses: tuple[FirstUse, ...]) -> tuple[str, ...]:
    """The same at once; what was found for the same facts is known again."""
    sentences = []
    if course:
        sentences.append(_say_forecast(course))
    if uses:
        sentences.append(_say_speed(uses))
    return tuple(sentences)


def _say_forecast(course: tuple[AdoptionReading, ...]) -> str:
    first, eligible = course[0].read_on, course[-1].eligible
    weeks = [(reading.read_on - first).days / 7 for reading in course]
    # The number of those eligible changes; what is forecast is the share, of as many as there are now.
    active = [round(reading.active / reading.eligible * eligible) for reading in course]
    return forecast_adoption(weeks, active, eligible).sentence


def _say_speed(uses: tuple[FirstUse, ...]) -> str:
    started = [(use.first_used_on - use.invited_on).days for use in uses if use.first_used_on is not None]
    waiting = [(use.known_on - use.invited_on).days for use in uses if use.first_used_on is None]
    uptake = find_median_uptake(started, waiting)
    if isinstance(uptake, Hidden):
        return f"Days to first use: hidden, for fewer than {FLOOR_SCORES} people are listed."
    return f"Days to first use: {_say_median(uptake)} ({uptake.started:,} of {uptake.n:,} people have started)."


def _say_median(uptake: Uptake) -> str:
    if uptake.median_days is None:
        return "fewer than half have started, so there is no median yet"
    low = f"{uptake.low:g}" if uptake.low is not None else "not known"
    high = f"to {uptake.high:g}" if uptake.high is not None else "and not bounded above yet"
    return f"{uptake.median_days:g} in the median (Kaplan–Meier; 95 % interval from {low} {high})"
