"""The sender: `drain(workspace)` walks the outbox, posts what is due at Slack's pace, and settles each delivery."""

import asyncio
import math
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import timedelta

from bot.clients import Clients
from bot.last_look import LastLook, NotWanted
from bot.logs import get_logger
from bot.lookup import Lookup
from bot.metrics import DELIVERIES
from bot.outcomes import Outcome, Verdict, classify
from bot.pacer import Pacer
from commands.slack.attention import Turn, claim_next
from storage import deliveries
from storage.copies import find_content
from storage.errors import NotFound
from storage.outbox import Content, Delivery, State
from storage.store import Store
from storage.workspaces import find_workspace, halt_workspace

METADATA_TYPE = "groundswell_delivery"
GIVE_UP_AFTER = timedelta(hours=24)
BACKOFF_START_SECONDS = 5.0
BACKOFF_LIMIT_SECONDS = 900.0
REMEMBERED_CONTENTS = 64
UPDATES_PER_SEND = 50 / 240
"""Slack lets chat.update be called about 50 times a minute, where it takes several hundred posts."""

log = get_logger(__name__)


@dataclass(slots=True)
class Drain:
    """One walk through a workspace's outbox: its pace, the places for calls in flight, and whether Slack ended it.

    Messages that are added and messages that are changed in place are walked side by side, each at Slack's pace for it.
    """

    team_id: str
    updates: bool
    pacer: Pacer
    halted: asyncio.Event
    places: asyncio.Semaphore = field(init=False)

    def __post_init__(self) -> None:
        self.places = asyncio.Semaphore(max(4, math.ceil(self.pacer.rate * 0.3)))


class Sender:
    """Sends for every workspace; whoever calls `drain` sees to it that only one drain a workspace runs at a time."""

    def __init__(self, store: Store, clients: Clients, sends_per_minute: int, last_look: LastLook) -> None:
        self._store = store
        self._last_look = last_look
        self._clients = clients
        self._sends_per_minute = sends_per_minute
        self._pacers: dict[tuple[str, bool], Pacer] = {}
        self._contents: OrderedDict[tuple[str, str, str], Content] = OrderedDict()
        self._lookup = Lookup(store, clients)
        self._stopping = asyncio.Event()

    def stop(self) -> None:
        """Start nothing new; what is in flight is finished."""
        self._stopping.set()

    async def drain(self, team_id: str) -> int:
        """Send everything that is due in the workspace; gives how many deliveries were tried."""
        workspace = await self._store.read(team_id, find_workspace)
        if workspace is None or workspace.halted_reason is not None:
            return 0
        if refusal := await self._lookup.resolve(team_id):
            await self._halt(team_id, refusal)
            return 0
        await self._store.write(team_id, deliveries.fail_inactive)
        halted = asyncio.Event()
        kinds = (False, True) if await self._store.read(team_id, deliveries.has_due_updates) else (False,)
        async with asyncio.TaskGroup() as walks:
            tried = [walks.create_task(self._walk(self._make_drain(team_id, halted, updates=kind))) for kind in kinds]
        return sum(task.result() for task in tried)

    def _make_drain(self, team_id: str, halted: asyncio.Event, *, updates: bool) -> Drain:
        pace = self._sends_per_minute * (UPDATES_PER_SEND if updates else 1)
        return Drain(team_id, updates, self._pacers.setdefault((team_id, updates), Pacer(pace)), halted)

    async def _walk(self, drain: Drain) -> int:
        tried = 0
        async with asyncio.TaskGroup() as in_flight:
            # The turn comes before the claim: what is claimed leaves at once, or a kill would leave more to look up.
            while await self._wait_for_turn(drain) and (claimed := await self._claim(drain)):
                tried += 1
                drain.pacer.take_turn()
                in_flight.create_task(self._send(drain, claimed))
        return tried

    async def _wait_for_turn(self, drain: Drain) -> bool:
        await drain.places.acquire()
        await drain.pacer.wait_for_turn(self._stopping)
        return not (drain.halted.is_set() or self._stopping.is_set())

    async def _claim(self, drain: Drain) -> Delivery | None:
        turn = Turn(None, has_more=True)
        while turn.has_more:
            turn = await self._store.write(drain.team_id, lambda unit: claim_next(unit, updates=drain.updates))
        return turn.delivery

    async def _send(self, drain: Drain, delivery: Delivery) -> None:
        try:
            await drain.pacer.wait_for_channel(delivery.recipient)
            call = self._change if drain.updates else self._post
            channel_id, ts = await call(drain.team_id, delivery)
        except NotWanted:
            await self._settle(drain.team_id, delivery, State.CANCELLED)
        except NotFound:
            await self._put_back(drain.team_id, delivery, Outcome(Verdict.UNSENT, "no token for this workspace"))
        except Exception as error:
            await self._settle_failure(drain, delivery, classify(error))
        else:
            drain.pacer.succeed()
            await self._settle(drain.team_id, delivery, State.SENT, channel_id=channel_id, ts=ts)
        finally:
            drain.places.release()

    async def _post(self, team_id: str, delivery: Delivery) -> tuple[str, str]:
        client = await self._clients.get(team_id)
        content = await self._find_content(team_id, delivery)
        await self._last_look.check_wanted(team_id, delivery)
        answer = await client.chat_postMessage(
            channel=delivery.recipient,
            text=content.text,
            blocks=content.blocks,
            thread_ts=content.thread_ts,
            metadata={"event_type": METADATA_TYPE, "event_payload": {"id": delivery.id}},
            unfurl_links=False,
            unfurl_media=False,
        )
        return str(answer["channel"]), str(answer["ts"])

    async def _change(self, team_id: str, delivery: Delivery) -> tuple[str, str]:
        client = await self._clients.get(team_id)
        content = await self._find_content(team_id, delivery)
        channel_id, ts = str(delivery.channel_id), str(delivery.ts)
        # Without metadata the message keeps its own, by which a look-up knows it.
        await client.chat_update(channel=channel_id, ts=ts, text=content.text, blocks=content.blocks)
        return channel_id, ts

    async def _find_content(self, team_id: str, delivery: Delivery) -> Content:
        key = (team_id, delivery.send_id, delivery.variant)
        if key not in self._contents:
            self._contents[key] = await self._store.read(team_id, lambda unit: find_content(unit, *key[1:]))
            if len(self._contents) > REMEMBERED_CONTENTS:
                self._contents.popitem(last=False)
        return self._contents[key]

    async def _settle_failure(self, drain: Drain, delivery: Delivery, outcome: Outcome) -> None:
        log.info("delivery not sent", extra={"delivery": delivery.id, "reason": outcome.reason})
        team_id = drain.team_id
        if outcome.verdict is Verdict.LIMITED:
            drain.pacer.refuse(outcome.retry_after_seconds)
            await self._put_back(team_id, delivery, outcome)
        elif outcome.verdict is Verdict.UNSENT:
            await self._put_back(team_id, delivery, outcome)
        elif outcome.verdict is Verdict.AMBIGUOUS:
            await self._store.write(team_id, lambda unit: deliveries.note_ambiguity(unit, delivery, outcome.reason))
        elif outcome.verdict is Verdict.HALTED:
            await self._put_back(team_id, delivery, outcome)
            if not drain.halted.is_set():
                drain.halted.set()
                await self._halt(team_id, outcome.reason)
        else:
            await self._settle(team_id, delivery, State.FAILED, reason=outcome.reason)

    async def _put_back(self, team_id: str, delivery: Delivery, outcome: Outcome) -> None:
        now = self._store.clock.now()
        spends_attempt = outcome.verdict is Verdict.UNSENT
        if spends_attempt and now - delivery.due_at > GIVE_UP_AFTER:
            await self._settle(team_id, delivery, State.FAILED, reason=outcome.reason)
            return
        due_at = now + timedelta(seconds=_backoff_seconds(delivery.attempts)) if spends_attempt else now
        await self._store.write(
            team_id,
            lambda unit: deliveries.put_back(
                unit, delivery, due_at, reason=outcome.reason, spends_attempt=spends_attempt
            ),
        )

    async def _halt(self, team_id: str, reason: str) -> None:
        if not await self._clients.refresh(team_id):
            await self._store.write(team_id, lambda unit: halt_workspace(unit, reason))

    async def _settle(self, team_id: str, delivery: Delivery, state: State, **details: str | None) -> None:
        if await self._store.write(team_id, lambda unit: deliveries.settle(unit, delivery, state, **details)):
            DELIVERIES.labels(state=state.value).inc()
        else:
            log.warning("settled by another process meanwhile", extra={"delivery": delivery.id})


def _backoff_seconds(attempts: int) -> float:
    return float(min(BACKOFF_START_SECONDS * 2**attempts, BACKOFF_LIMIT_SECONDS))
