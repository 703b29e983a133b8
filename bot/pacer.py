"""The pacer: one shared timetable per workspace that keeps sends under Slack's limits and learns from Retry-After."""

import asyncio
from collections import OrderedDict

CHANNEL_SECONDS = 1.05
"""Slack allows about one message a second in one conversation."""
REMEMBERED_CHANNELS = 4096
SLOW_DOWN = 0.9
SPEED_UP_PER_SEND = 0.0005
FALLBACK_RETRY_SECONDS = 60.0


class Pacer:
    """Hands out send moments. A refusal stops everybody for as long as Slack asks, then goes on a little slower."""

    def __init__(self, sends_per_minute: float) -> None:
        self._ceiling = sends_per_minute / 60
        self._rate = self._ceiling
        self._next_at = 0.0
        self._channels: OrderedDict[str, float] = OrderedDict()

    @property
    def rate(self) -> float:
        """Sends per second at present."""
        return self._rate

    async def wait_for_turn(self, stopping: asyncio.Event) -> None:
        """Sleep until the workspace may send its next message, or until `stopping` is set."""
        now = asyncio.get_running_loop().time
        while self._next_at > now() and not stopping.is_set():
            await wait_for_event(stopping, self._next_at - now())

    def take_turn(self) -> None:
        """Note that a message leaves now."""
        # A missed moment is not made up for with a burst: the next one is counted from now.
        self._next_at = max(self._next_at + 1 / self._rate, asyncio.get_running_loop().time())

    async def wait_for_channel(self, channel: str) -> None:
        """Sleep until this conversation may take another message."""
        now = asyncio.get_running_loop().time()
        turn = max(now, self._channels.get(channel, 0.0))
        self._channels[channel] = turn + CHANNEL_SECONDS
        self._channels.move_to_end(channel)
        if len(self._channels) > REMEMBERED_CHANNELS:
            self._channels.popitem(last=False)
        if turn > now:
            await asyncio.sleep(turn - now)

    def succeed(self) -> None:
        """Note an accepted send: the rate creeps back towards its ceiling."""
        self._rate = min(self._ceiling, self._rate * (1 + SPEED_UP_PER_SEND))

    def refuse(self, retry_after_seconds: float) -> None:
        """Note a refused send: nobody sends for `retry_after_seconds`, and then at nine tenths of the rate."""
        self._next_at = max(self._next_at, asyncio.get_running_loop().time() + retry_after_seconds)
        self._rate *= SLOW_DOWN


async def wait_for_event(event: asyncio.Event, seconds: float) -> None:
    """Wait until the event is set, `seconds` at most."""
    try:
        await asyncio.wait_for(event.wait(), seconds)
    except TimeoutError:
        return


def read_retry_after(header: str | None) -> float:
    """Seconds from a Retry-After header; a minute when it is missing or makes no sense."""
    try:
        seconds = float(header or "")
    except ValueError:
        return FALLBACK_RETRY_SECONDS
    return seconds if 0 < seconds < 3600 else FALLBACK_RETRY_SECONDS
