"""What a payload lets the bot do for a while: a trigger_id opens one view, a response_url takes a few replies."""

import secrets
import time
from dataclasses import dataclass, field

from bot.sandbox.clock import SandboxClock

TRIGGER_SECONDS = 3.0
RESPONSE_SECONDS = 30 * 60.0
RESPONSE_USES = 5


@dataclass
class Trigger:
    """Leave to open one view for a user within three seconds; `view_id` is the view that was clicked in, if any.

    `issued_at` is real (monotonic) time: a bot has three seconds to answer, wherever the sandbox's clock is moved.
    """

    id: str
    user_id: str
    issued_at: float
    view_id: str | None = None
    is_used: bool = False


@dataclass
class ResponseTicket:
    """Leave to reply five times within thirty minutes; `message_ts` is the clicked message, None for a command."""

    id: str
    user_id: str
    channel_id: str
    issued_at: float
    message_ts: str | None = None
    is_ephemeral: bool = True
    uses: int = 0


@dataclass
class Tickets:
    """Issues triggers and response tickets, and says why one may no longer be used."""

    clock: SandboxClock
    triggers: dict[str, Trigger] = field(default_factory=dict)
    responses: dict[str, ResponseTicket] = field(default_factory=dict)

    def issue_trigger(self, user_id: str, view_id: str | None = None) -> Trigger:
        """A new trigger for a user's gesture."""
        trigger_id = f"{int(self.clock.now() * 1000)}.{secrets.randbelow(10**9)}.{secrets.token_hex(8)}"
        trigger = Trigger(trigger_id, user_id, time.monotonic(), view_id)
        self.triggers[trigger.id] = trigger
        return trigger

    def refuse_trigger(self, trigger_id: str) -> str | None:
        """Slack's error code for a trigger that opens nothing, or None when it is good; a good one is used up."""
        trigger = self.triggers.get(trigger_id)
        if trigger is None:
            return "invalid_trigger_id"
        if time.monotonic() - trigger.issued_at > TRIGGER_SECONDS:
            return "expired_trigger_id"
        if trigger.is_used:
            return "exchanged_trigger_id"
        trigger.is_used = True
        return None

    def issue_response(
        self, user_id: str, channel_id: str, message_ts: str | None, is_ephemeral: bool
    ) -> ResponseTicket:
        """A new response ticket for a user's gesture in a channel."""
        ticket = ResponseTicket(
            secrets.token_urlsafe(18), user_id, channel_id, self.clock.now(), message_ts, is_ephemeral
        )
        self.responses[ticket.id] = ticket
        return ticket

    def refuse_response(self, ticket_id: str) -> str | None:
        """Slack's words for a response_url that takes no reply, or None when it does; a reply then counts."""
        ticket = self.responses.get(ticket_id)
        if ticket is None:
            return "no_such_url"
        if self.clock.now() - ticket.issued_at > RESPONSE_SECONDS:
            return "expired_url"
        if ticket.uses >= RESPONSE_USES:
            return "used_url"
        ticket.uses += 1
        return None
