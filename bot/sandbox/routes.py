"""How payloads reach the bot: what every route takes and gives."""

from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True)
class Retry:
    """An event sent again: for the which time, and why (http_timeout, http_error, …)."""

    number: int
    reason: str


@dataclass(frozen=True)
class Delivered:
    """The bot's answer: HTTP status (503: nobody there) and body; x-slack-no-retry takes `allows_retry` away."""

    status: int
    body: Any
    allows_retry: bool = True


class Route(Protocol):
    """Carries payloads of a kind: slash_commands, interactive or events_api."""

    async def deliver(self, kind: str, payload: dict[str, Any], retry: Retry | None) -> Delivered:
        """Send a payload and give the bot's answer, for which it waits as long as the caller lets it."""
        ...
