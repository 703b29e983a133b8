"""The sender: `drain(workspace)` walks the outbox, posts what is due at Slack's pace, and settles each delivery."""

import asyncio
import math
from collections import OrderedDict
from dataclasses import dataclass
from datetime import timedelta

from bot.clients import Clients
from bot.logs import get_logger
from bot.lookup import Lookup
from bot.metrics import DELIVERIES
from bot.outcomes import Outcome, Verdict, classify
from bot.pacer import Pacer
from storage import deliveries
from storage.errors import NotFound
from storage.outbox import Content, Delivery, State, get_contents
from storage.store import Store
from storage.workspaces import find_workspace, halt_workspace

METADATA_TYPE = "groundswell_delivery"
GIVE_UP_AFTER = timedelta(hours=24)
BACKOFF_START_SECONDS = 5.0
BACKOFF_LIMIT_SECONDS = 900.0
REMEMBERED_CONTENTS = 64

log = get_logger(__name__)


@dataclass(slots=True)
class Drain:
    """One walk through a workspace's outbox: its pace, the places for posts in flight, and whether Slack ended it."""

    team_id: str
    pacer: Pacer
    places: asyncio.Semaphore
    is_halted: bool = False


class Sender:
    """Sends for every workspace; whoever calls `drain` sees to it that only one drain a workspace runs at a time."""

    def __init__(self, store: Store, clients: Clients, sends_per_minute: int) -> None:
        self._store = store
        self._clients = clients
        self._sends_per_minute = sends_per_minute
        self._pacers: dict[str, Pacer] = {}
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
        pacer = self._pacers.setdefault(team_id, Pacer(self._sends_per_minute))
        drain = Drain(team_id, pacer, asyncio.Semaphore(max(4, math.ceil(pacer.rate * 0.3))))
        tried = 0
        async with asyncio.TaskGroup() as in_flight:
            # The turn comes before the claim: what is claimed leaves at once, or a kill would leave more to look up.
            while await self._wait_for_turn(drain) and (claimed := await self._claim(team_id)):
                tried += 1
                pacer.take_turn()
                in_flight.create_task(self._send(drain, claimed))
        return tried

    async def _wait_for_turn(self, drain: Drain) -> bool:
        await drain.places.acquire()
        await drain.pacer.wait_for_turn(self._stopping)
        return not (drain.is_halted or self._stopping.is_set())

    async def _claim(self, team_id: str) -> Delivery | None:
        claimed = await self._store.write(team_id, lambda unit: deliveries.claim_due(unit, 1))
        return claimed[0] if claimed else None

    async def _send(self, drain: Drain, delivery: Delivery) -> None:
        try:
            await drain.pacer.wait_for_channel(delivery.recipient)
            channel_id, ts = await self._post(drain.team_id, delivery)
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
        answer = await client.chat_postMessage(
            channel=delivery.recipient,
            text=content.text,
            blocks=content.blocks,
            metadata={"event_type": METADATA_TYPE, "event_payload": {"id": delivery.id}},
            unfurl_links=False,
            unfurl_media=False,
        )
        return str(answer["channel"]), str(answer["ts"])

    async def _find_content(self, team_id: str, delivery: Delivery) -> Content:
        key = (team_id, delivery.send_id, delivery.variant)
        if key not in self._contents:
            found = await self._store.read(team_id, lambda unit: get_contents(unit, [delivery.send_id]))
            self._contents[key] = found[delivery.send_id, delivery.variant]
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
            if not drain.is_halted:
                drain.is_halted = True
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
