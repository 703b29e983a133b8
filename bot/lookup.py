"""The look-up: a delivery whose answer never came is searched for in its conversation before it is sent again."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.clients import Clients
from bot.logs import get_logger
from bot.metrics import DELIVERIES, DUPLICATES_DELETED
from bot.outcomes import Verdict, classify
from storage import deliveries
from storage.outbox import Delivery, State
from storage.store import Store

GRACE = timedelta(seconds=60)
"""How long after the attempt a message may still appear; an assumption about Slack, see docs/decisions."""
CLOCK_SLACK_SECONDS = 5
RECHECK_WINDOW = timedelta(minutes=30)
LOOKUPS_AT_ONCE = 20

log = get_logger(__name__)


class Lookup:
    """Resolves deliveries left in `sending`, and deletes late copies of those that were sent again."""

    def __init__(self, store: Store, clients: Clients) -> None:
        self._store = store
        self._clients = clients

    async def resolve(self, team_id: str) -> None:
        """Look up what has been ambiguous for longer than the grace, and what is due for a second look."""
        before = self._store.clock.now() - GRACE
        lost = await self._store.read(team_id, lambda u: deliveries.list_ambiguous(u, before, LOOKUPS_AT_ONCE))
        for delivery in lost:
            await self._resolve_one(team_id, delivery)
        for delivery in await self._store.read(team_id, lambda u: deliveries.list_rechecks(u, LOOKUPS_AT_ONCE)):
            await self._delete_copies(team_id, delivery)

    async def _resolve_one(self, team_id: str, delivery: Delivery) -> None:
        client = await self._clients.get(team_id)
        try:
            channel_id = await self._find_channel(client, delivery)
            found = [ts async for ts in _find_copies(client, delivery, channel_id, timedelta(0))]
        except Exception as error:
            outcome = classify(error)
            if outcome.verdict is Verdict.REFUSED:
                reason = f"no answer came, and the conversation could not be read ({outcome.reason})"
                await self._settle(team_id, delivery, State.UNKNOWN, reason=reason)
            # A limit or a lost connection says nothing about the message: the next drain looks again.
            return
        if found:
            await self._settle(team_id, delivery, State.SENT, channel_id=channel_id, ts=found[0])
        else:
            now = self._store.clock.now()
            reason = deliveries.SENT_AGAIN
            await self._store.write(team_id, lambda u: deliveries.put_back(u, delivery.id, now, reason=reason))

    async def _delete_copies(self, team_id: str, delivery: Delivery) -> None:
        client = await self._clients.get(team_id)
        try:
            copies = _find_copies(client, delivery, str(delivery.channel_id), RECHECK_WINDOW)
            for ts in [ts async for ts in copies if ts != delivery.ts]:
                await client.chat_delete(channel=str(delivery.channel_id), ts=ts)
                DUPLICATES_DELETED.inc()
        except SlackApiError as error:
            log.warning("second look failed", extra={"delivery": delivery.id, "reason": classify(error).reason})
        await self._store.write(team_id, lambda unit: deliveries.clear_recheck(unit, delivery.id))

    async def _find_channel(self, client: AsyncWebClient, delivery: Delivery) -> str:
        if delivery.channel_id is not None or not delivery.recipient.startswith(("U", "W")):
            return delivery.channel_id or delivery.recipient
        answer = await client.conversations_open(users=delivery.recipient)
        return str(answer["channel"]["id"])

    async def _settle(self, team_id: str, delivery: Delivery, state: State, **details: Any) -> None:
        DELIVERIES.labels(state=state.value).inc()
        await self._store.write(team_id, lambda unit: deliveries.settle(unit, delivery.id, state, **details))


async def _find_copies(
    client: AsyncWebClient, delivery: Delivery, channel_id: str, margin: timedelta
) -> AsyncIterator[str]:
    assert delivery.claimed_at is not None
    oldest = (delivery.claimed_at - margin).timestamp() - CLOCK_SLACK_SECONDS
    cursor: str | None = None
    while cursor is None or cursor:
        answer = await client.conversations_history(
            channel=channel_id, oldest=f"{oldest:.6f}", include_all_metadata=True, limit=100, cursor=cursor
        )
        for message in answer["messages"]:
            payload = (message.get("metadata") or {}).get("event_payload") or {}
            if payload.get("id") == delivery.id:
                yield str(message["ts"])
        cursor = (answer.get("response_metadata") or {}).get("next_cursor") or ""
