"""The look-up: a delivery whose answer never came is searched for in its conversation before it is sent again."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from functools import partial
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.clients import Clients
from bot.logs import get_logger
from bot.metrics import DELIVERIES, DUPLICATES_DELETED
from bot.outcomes import Outcome, Verdict, classify
from storage import deliveries
from storage.copies import find_content
from storage.outbox import Delivery, State
from storage.store import Store

GRACE = timedelta(seconds=60)
"""How long after the attempt a message may still appear; an assumption about Slack, see docs/decisions."""
CLOCK_ERROR = timedelta(minutes=5)
"""How far this machine's clock may run ahead of Slack's before a posted message would be overlooked."""
RECHECK_AFTER = timedelta(minutes=15)
RECHECK_WINDOW = timedelta(minutes=30)
LOOKUPS_AT_ONCE = 20

log = get_logger(__name__)


class Lookup:
    """Resolves deliveries left in `sending`, and deletes late copies of those that were sent again."""

    def __init__(self, store: Store, clients: Clients) -> None:
        self._store = store
        self._clients = clients
        self._resume_at: dict[str, float] = {}

    async def resolve(self, team_id: str) -> str | None:
        """Look up what has been ambiguous for longer than the grace, and what is due for a second look.

        Gives Slack's word when it refuses the bot's token, else None.
        """
        if asyncio.get_running_loop().time() < self._resume_at.get(team_id, 0.0):
            return None
        before = self._store.clock.now() - GRACE
        lost = await self._store.read(team_id, lambda u: deliveries.list_ambiguous(u, before, LOOKUPS_AT_ONCE))
        again = await self._store.read(team_id, lambda u: deliveries.list_rechecks(u, LOOKUPS_AT_ONCE))
        steps = [(self._repeat if delivery.is_update else self._resolve_one, delivery) for delivery in lost]
        steps += [(self._delete_copies, delivery) for delivery in again]
        for step, delivery in steps:
            outcome = await step(team_id, delivery)
            if outcome is not None and outcome.verdict is Verdict.HALTED:
                return outcome.reason
            if outcome is not None and outcome.verdict is Verdict.LIMITED:
                self._resume_at[team_id] = asyncio.get_running_loop().time() + outcome.retry_after_seconds
                return None
        return None

    async def _resolve_one(self, team_id: str, delivery: Delivery) -> Outcome | None:
        """Settle one delivery by what its conversation holds; gives the outcome of a search that failed."""
        try:
            client = await self._clients.get(team_id)
            channel_id = await self._find_channel(client, delivery)
            found = [ts async for ts in self._find_copies(team_id, client, delivery, channel_id, CLOCK_ERROR)]
        except Exception as error:
            outcome = classify(error)
            if outcome.verdict is Verdict.REFUSED:
                reason = f"no answer came, and the conversation could not be read ({outcome.reason})"
                await self._settle(team_id, delivery, State.UNKNOWN, reason=reason)
            # Anything else says nothing about the message: a later drain looks again.
            return outcome
        if found:
            await self._settle(team_id, delivery, State.SENT, channel_id=channel_id, ts=found[0])
        else:
            await self._send_again(team_id, delivery)
        return None

    async def _repeat(self, team_id: str, delivery: Delivery) -> None:
        now = self._store.clock.now()
        await self._store.write(team_id, lambda unit: deliveries.repeat_update(unit, delivery, now))

    async def _send_again(self, team_id: str, delivery: Delivery) -> None:
        now = self._store.clock.now()
        await self._store.write(
            team_id,
            lambda unit: deliveries.put_back(
                unit, delivery, now, reason=deliveries.SENT_AGAIN, recheck_at=now + RECHECK_AFTER
            ),
        )

    async def _delete_copies(self, team_id: str, delivery: Delivery) -> Outcome | None:
        """Take late copies out of the conversation; gives the outcome of a search that failed."""
        outcome = None
        try:
            client = await self._clients.get(team_id)
            copies = self._find_copies(team_id, client, delivery, str(delivery.channel_id), RECHECK_WINDOW)
            for ts in [ts async for ts in copies if ts != delivery.ts]:
                await client.chat_delete(channel=str(delivery.channel_id), ts=ts)
                DUPLICATES_DELETED.inc()
        except Exception as error:
            outcome = classify(error)
            log.warning("second look failed", extra={"delivery": delivery.id, "reason": outcome.reason})
        if outcome is None or outcome.verdict is Verdict.REFUSED:
            await self._store.write(team_id, lambda unit: deliveries.clear_recheck(unit, delivery))
        return outcome

    async def _find_channel(self, client: AsyncWebClient, delivery: Delivery) -> str:
        if delivery.channel_id is not None or not delivery.recipient.startswith(("U", "W")):
            return delivery.channel_id or delivery.recipient
        answer = await client.conversations_open(users=delivery.recipient)
        return str(answer["channel"]["id"])

    async def _settle(self, team_id: str, delivery: Delivery, state: State, **details: Any) -> None:
        DELIVERIES.labels(state=state.value).inc()
        await self._store.write(team_id, lambda unit: deliveries.settle(unit, delivery, state, **details))

    async def _find_copies(
        self, team_id: str, client: AsyncWebClient, delivery: Delivery, channel_id: str, margin: timedelta
    ) -> AsyncIterator[str]:
        assert delivery.claimed_at is not None
        content = await self._store.read(team_id, lambda unit: find_content(unit, delivery.send_id, delivery.variant))
        thread_ts = content.thread_ts
        oldest = (delivery.claimed_at - margin).timestamp()
        where: dict[str, Any] = {"channel": channel_id, "oldest": f"{oldest:.6f}", "limit": 100}
        # What was said in a thread is not in the channel's own history.
        search = partial(client.conversations_replies, ts=thread_ts) if thread_ts else client.conversations_history
        async for message in _page_through(search, where):
            payload = (message.get("metadata") or {}).get("event_payload") or {}
            if payload.get("id") == delivery.id:
                yield str(message["ts"])


async def _page_through(search: Callable[..., Awaitable[Any]], where: dict[str, Any]) -> AsyncIterator[dict[str, Any]]:
    cursor: str | None = None
    while cursor is None or cursor:
        answer = await search(**where, include_all_metadata=True, cursor=cursor)
        for message in answer["messages"]:
            yield message
        cursor = (answer.get("response_metadata") or {}).get("next_cursor") or ""
