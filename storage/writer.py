"""The single writer: a thread that commits many units of work together, and then wakes their callers."""

import asyncio
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from storage.batches import Job, Lane, UnitFailed, run_apart, run_together
from storage.compaction import compact
from storage.failures import as_busy

BATCH_LIMIT = 256
"""Units in one commit at most, so that the first caller never waits long for the last."""
GATHER_SECONDS = 0.002
"""How long a commit waits for company when the last one had some: two threads share one interpreter badly."""

Run = Callable[[Connection, Sequence[Job[Any]]], None]


class Writer:
    """Owns the one writing connection. Start it once; `submit` from any thread or event loop."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine.execution_options(writes=True)
        self._queues: dict[Lane, deque[Job[Any]]] = {lane: deque() for lane in Lane}
        self._wake = threading.Condition()
        self._stopping = False
        self._transaction_id: str | None = None
        self._thread = threading.Thread(target=self._run, name="groundswell-writer", daemon=True)

    def start(self) -> None:
        """Begin to take work."""
        self._thread.start()

    def stop(self) -> None:
        """Finish what is queued, then end the thread."""
        with self._wake:
            self._stopping = True
            self._wake.notify()
        self._thread.join()

    def submit(self, *jobs: Job[Any]) -> None:
        """Queue units of work; each waiter is settled after the commit that holds its unit."""
        with self._wake:
            if self._stopping:
                raise RuntimeError("the writer has stopped")
            for job in jobs:
                self._queues[job.lane].append(job)
            self._wake.notify()

    def _run(self) -> None:
        has_company = False
        while True:
            with self._wake:
                while not self._stopping and not any(self._queues.values()):
                    self._wake.wait()
                if self._stopping and not any(self._queues.values()):
                    return
            if has_company:
                time.sleep(GATHER_SECONDS)
            with self._wake:
                batches = [self._take_batch(lane) for lane in Lane]
            has_company = any(len(batch) > 1 for batch in batches)
            for batch in batches:
                if batch:
                    self._commit(batch)
                    _settle_all(batch)

    def _take_batch(self, lane: Lane) -> list[Job[Any]]:
        queue = self._queues[lane]
        return [queue.popleft() for _ in range(min(len(queue), BATCH_LIMIT))]

    def _commit(self, batch: list[Job[Any]]) -> None:
        try:
            if batch[0].lane is Lane.COMPACTION:
                compact(self._engine)
            else:
                self._commit_once(batch)
        except DBAPIError as error:
            if error.connection_invalidated:
                self._commit_again(batch)
            else:
                _fail(batch, as_busy(error))
        except Exception as error:
            _fail(batch, error)

    def _commit_again(self, batch: list[Job[Any]]) -> None:
        """After a lost connection: units are run once more, unless the server says that the first commit did arrive."""
        try:
            if not self._has_committed():
                self._commit_once(batch)
        except Exception as error:
            _fail(batch, as_busy(error))

    def _commit_once(self, batch: list[Job[Any]]) -> None:
        try:
            self._transact(batch, run_together)
        except UnitFailed:
            self._transact(batch, run_apart)

    def _transact(self, batch: list[Job[Any]], run: Run) -> None:
        self._transaction_id = None
        with self._engine.connect() as connection, connection.begin():
            if connection.dialect.name == "postgresql":
                self._transaction_id = connection.exec_driver_sql("SELECT pg_current_xact_id()::text").scalar_one()
            run(connection, batch)

    def _has_committed(self) -> bool:
        if self._transaction_id is None:
            return False
        # Beginning takes the writer's lock, and so waits until the lost connection's transaction has ended either way.
        with self._engine.connect() as connection, connection.begin():
            query = "SELECT pg_xact_status(CAST(%(id)s AS xid8))"
            return bool(connection.exec_driver_sql(query, {"id": self._transaction_id}).scalar_one() == "committed")


def _fail(batch: Sequence[Job[Any]], error: BaseException) -> None:
    for job in batch:
        job.result, job.error = None, error


def _settle_all(batch: Sequence[Job[Any]]) -> None:
    """Wake each event loop once for all of its callers: a wake-up costs more than an insert."""
    by_loop: dict[asyncio.AbstractEventLoop | None, list[Job[Any]]] = {}
    for job in batch:
        loop = job.waiter.get_loop() if isinstance(job.waiter, asyncio.Future) else None
        by_loop.setdefault(loop, []).append(job)
    for loop, jobs in by_loop.items():
        if loop is None:
            _settle_each(jobs)
        elif not loop.is_closed():
            loop.call_soon_threadsafe(_settle_each, jobs)


def _settle_each(jobs: Sequence[Job[Any]]) -> None:
    for job in jobs:
        job.settle()
