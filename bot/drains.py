"""Who drains which workspace: one asyncio task each where this process is alone, a cluster-wide queue on PostgreSQL."""

import asyncio
from typing import Protocol

from bot.logs import get_logger
from bot.pacer import wait_for_event
from bot.sender import Sender
from storage.deliveries import list_teams_with_work
from storage.store import Store

POLL_SECONDS = 0.1

log = get_logger(__name__)


class Drains(Protocol):
    """Keeps every workspace's outbox draining until stopped, never two drains for one workspace at a time."""

    async def run(self) -> None:
        """Go on until `stop`."""

    async def stop(self) -> None:
        """Start nothing new; `run` ends after what is in flight."""


class EmbeddedDrains:
    """Drains in this process, the only one on its database."""

    def __init__(self, store: Store, sender: Sender) -> None:
        self._store = store
        self._sender = sender
        self._running: dict[str, asyncio.Task[None]] = {}
        self._stopping = asyncio.Event()

    async def run(self) -> None:
        """Look for due work ten times a second and give each workspace a task while it has some."""
        while not self._stopping.is_set():
            await self._start_drains()
            await wait_for_event(self._stopping, POLL_SECONDS)
        if self._running:
            await asyncio.wait(list(self._running.values()))

    async def stop(self) -> None:
        """Start nothing new; `run` ends after what is in flight."""
        self._sender.stop()
        self._stopping.set()

    async def _start_drains(self) -> None:
        try:
            team_ids = await self._store.read("", list_teams_with_work)
        except Exception:
            log.exception("the outbox could not be read")
            return
        for team_id in team_ids:
            if team_id not in self._running:
                task = self._running[team_id] = asyncio.create_task(self._drain(team_id))
                task.add_done_callback(lambda _, team=team_id: self._running.pop(team, None))  # type: ignore[misc]  # mypy infers no lambda with a default

    async def _drain(self, team_id: str) -> None:
        try:
            await self._sender.drain(team_id)
        except Exception:
            log.exception("a drain failed", extra={"team": team_id})
