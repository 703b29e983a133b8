"""What came of a gesture, as the person who made it sees it."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Self

from bot.sandbox.messages import Message
from bot.sandbox.reader import read_message, read_view
from bot.sandbox.views import View
from bot.sandbox.workspace import Workspace

QUIET_SECONDS = 0.04
POLL_SECONDS = 0.005
SETTLE_LIMIT_SECONDS = 2.0


@dataclass
class Outcome:
    """When the bot acknowledged (None: never, see `error`), and everything that then appeared for the person."""

    workspace: Workspace
    ack_seconds: float | None = None
    error: str | None = None
    replies: list[Message] = field(default_factory=list)
    posted: list[Message] = field(default_factory=list)
    updated: list[Message] = field(default_factory=list)
    view: View | None = None
    field_errors: dict[str, str] = field(default_factory=dict)
    was_sent: bool = True

    @property
    def lines(self) -> list[str]:
        """The replies that only this person sees, as they read them."""
        return [line for message in self.replies for line in read_message(message, self.workspace)]

    @property
    def text(self) -> str:
        """The replies as one text."""
        return "\n".join(self.lines)

    @property
    def view_lines(self) -> list[str]:
        """The modal or Home tab that opened or changed, as the person reads it."""
        return read_view(self.view, self.workspace) if self.view else []

    @property
    def message(self) -> Message | None:
        """The message that changed last, if one did."""
        return self.updated[-1] if self.updated else None


class Observation:
    """Collects what changes for one person while a gesture is under way."""

    def __init__(self, workspace: Workspace, user_id: str) -> None:
        self._workspace, self._user_id = workspace, user_id
        self.outcome = Outcome(workspace)
        self._stop: Callable[[], None] = lambda: None

    async def __aenter__(self) -> Self:
        self._stop = self._workspace.watch(self._notice)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._stop()

    async def settle(self) -> None:
        """Wait until the bot has been quiet for a moment."""
        traffic = self._workspace.traffic
        deadline = time.monotonic() + SETTLE_LIMIT_SECONDS
        traffic.last_activity = time.monotonic()
        while time.monotonic() < deadline:
            await asyncio.sleep(POLL_SECONDS)
            if not traffic.in_flight and time.monotonic() - traffic.last_activity > QUIET_SECONDS:
                return

    def _notice(self, kind: str, details: dict[str, Any]) -> None:
        if kind == "view" and details["user"] == self._user_id:
            self.outcome.view = self._workspace.find_view(details["view"])
        elif kind == "message":
            self._notice_message(details)

    def _notice_message(self, details: dict[str, Any]) -> None:
        workspace, reader = self._workspace, details["user"]
        if reader == self._user_id:
            self._keep(workspace.find_ephemeral(reader, details["ts"]), self.outcome.replies)
        elif reader is None and self._user_id in workspace.channels[details["channel"]].members:
            self._keep(workspace.find_message(details["channel"], details["ts"]), self.outcome.posted)

    def _keep(self, message: Message | None, place: list[Message]) -> None:
        if message is None or message.user_id == self._user_id:
            return
        place = self.outcome.updated if message.was_updated else place
        if message not in place:
            place.append(message)
