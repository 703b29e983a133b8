"""Draining on PostgreSQL: Procrastinate runs each drain under its workspace's lock, so one worker at a time has it."""

import asyncio
from typing import Any

from procrastinate import App, PsycopgConnector
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.jobs import DeleteJobCondition, Status
from procrastinate.schema import SchemaManager

from bot.logs import get_logger
from bot.pacer import wait_for_event
from bot.sender import Sender
from storage.deliveries import list_teams_with_work
from storage.store import Store
from storage.units import Unit

POLL_SECONDS = 0.5
HEARTBEAT_SECONDS = 3.0
STALLED_AFTER_SECONDS = 12.0
"""A worker silent for this long is taken for dead; its drains are free for others."""
DRAINS_AT_ONCE = 16
SHUTDOWN_SECONDS = 30.0

log = get_logger(__name__)


class ClusterDrains:
    """Offers drains to the cluster and works on them; reaps those of workers that died."""

    def __init__(self, store: Store, sender: Sender) -> None:
        self._store = store
        self._sender = sender
        self._stopping = asyncio.Event()
        self._queue = App(connector=PsycopgConnector(conninfo=to_conninfo(store)))
        self._queue.task(name="drain", queue="drains", pass_context=False)(self._drain)

    async def run(self) -> None:
        """Work in the cluster until stopped."""
        async with self._queue.open_async():
            worker = asyncio.create_task(self._work())
            try:
                while not self._stopping.is_set():
                    await self._offer()
                    await wait_for_event(self._stopping, POLL_SECONDS)
            finally:
                worker.cancel()
                await asyncio.gather(worker, return_exceptions=True)

    async def stop(self) -> None:
        """Start nothing new; drains at work end after what they have in flight."""
        self._sender.stop()
        self._stopping.set()

    async def _work(self) -> None:
        while not self._stopping.is_set():
            try:
                await self._queue.run_worker_async(
                    queues=["drains"],
                    concurrency=DRAINS_AT_ONCE,
                    install_signal_handlers=False,
                    fetch_job_polling_interval=POLL_SECONDS,
                    update_heartbeat_interval=HEARTBEAT_SECONDS,
                    stalled_worker_timeout=STALLED_AFTER_SECONDS,
                    shutdown_graceful_timeout=SHUTDOWN_SECONDS,
                    delete_jobs=DeleteJobCondition.ALWAYS,
                )
            except Exception:
                log.exception("the worker broke off and starts again")
                await wait_for_event(self._stopping, POLL_SECONDS)

    async def _offer(self) -> None:
        try:
            await self._reap()
            for team_id in await self._store.read("", list_teams_with_work):
                await self._offer_drain(team_id)
        except Exception:
            log.exception("drains could not be offered")

    async def _offer_drain(self, team_id: str) -> None:
        deferrer = self._queue.configure_task("drain", lock=team_id, queueing_lock=team_id)
        try:
            await deferrer.defer_async(team_id=team_id)
        except AlreadyEnqueued:
            return

    async def _reap(self) -> None:
        stalled = await self._queue.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER_SECONDS)
        for job in stalled:
            log.warning("a dead worker's drain is taken over", extra={"team": job.lock})
            await self._queue.job_manager.finish_job(job, status=Status.FAILED, delete_job=True)

    async def _drain(self, team_id: str) -> None:
        await self._sender.drain(team_id)


async def apply_queue_schema(store: Store) -> None:
    """Make Procrastinate's own tables where they are missing; replicas that start together take turns."""
    await store.write("", _make_queue_tables)


def _make_queue_tables(unit: Unit) -> None:
    driver: Any = unit.connection.connection.driver_connection
    if driver.execute("SELECT to_regclass('procrastinate_jobs')").fetchone()[0] is None:
        driver.execute(SchemaManager.get_schema())


def to_conninfo(store: Store) -> str:
    """The store's address as libpq writes it."""
    return store.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
