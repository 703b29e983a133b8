"""Slack's rate limits as token buckets: one per method, and about one message a second per conversation."""

import math
import time
from dataclasses import dataclass, field

POST_METHOD = "chat.postMessage"


@dataclass
class Bucket:
    """Tokens that come back at `per_second` up to `capacity`."""

    capacity: float
    per_second: float
    tokens: float
    filled_at: float

    def take(self, now: float) -> float:
        """Take one token; gives 0, or the seconds until there is one."""
        self.tokens = min(self.capacity, self.tokens + (now - self.filled_at) * self.per_second)
        self.filled_at = now
        if self.tokens >= 1:
            self.tokens -= 1
            return 0.0
        return (1 - self.tokens) / self.per_second


@dataclass
class Rates:
    """Counts calls by method and posts by conversation when `is_on`.

    `per_minute` overrides a method's own limit, `bursts` how many may come at once (else a minute's worth).
    """

    is_on: bool = False
    per_minute: dict[str, float] = field(default_factory=dict)
    bursts: dict[str, float] = field(default_factory=dict)
    channel_posts_per_second: float = 1.0
    channel_burst: float = 3.0
    _buckets: dict[str, Bucket] = field(default_factory=dict)

    def find_wait_seconds(self, method: str, calls_per_minute: float, channel: str) -> int:
        """Whole seconds for `Retry-After`, or 0 when the call may go on."""
        if not self.is_on:
            return 0
        now = time.monotonic()
        limit = self.per_minute.get(method, calls_per_minute)
        wait = self._take(method, self.bursts.get(method, limit), limit / 60, now) if limit else 0.0
        if not wait and method == POST_METHOD:
            wait = self._take(f"{method} {channel}", self.channel_burst, self.channel_posts_per_second, now)
        return math.ceil(wait)

    def _take(self, name: str, capacity: float, per_second: float, now: float) -> float:
        bucket = self._buckets.setdefault(name, Bucket(capacity, per_second, capacity, now))
        return bucket.take(now)
