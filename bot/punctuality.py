"""Punctuality: Slack waits three seconds for an acknowledgement, however slow Slack's other answers or the disk are."""

import asyncio
from typing import Any

PATIENCE_SECONDS = 2.5
"""Of the three; the rest is for the way there and back."""
STILL_AT_WORK = "This takes longer than usual. The answer follows here; take nothing as saved until then."


async def is_in_time(work: "asyncio.Task[Any]") -> bool:
    """Whether work is done while Slack waits; if not, it goes on, and its outcome has to be shown another way."""
    done, _ = await asyncio.wait({work}, timeout=PATIENCE_SECONDS)
    return bool(done)
