"""The sandbox's clock: real time plus an offset that can be moved, so that weeks pass in a moment."""

import time


class SandboxClock:
    """Gives the sandbox's time in seconds since the epoch; only what Slack stamps and lets expire follows it."""

    def __init__(self, offset_seconds: float = 0.0) -> None:
        self.offset_seconds = offset_seconds

    def now(self) -> float:
        """The sandbox's present, in seconds since the epoch."""
        return time.time() + self.offset_seconds

    def advance(self, seconds: float) -> None:
        """Let `seconds` pass at once; a negative number goes back."""
        self.offset_seconds += seconds
