"""The single writer: a thread that commits many units of work together, and then wakes their callers."""

import asyncio
import threading
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError, OperationalError

from storage.audit import append_entries
from storage.compaction import compact
from storage.errors import AlreadyDone, Busy
from storage.receipts import claim_receipt
from storage.units import Unit

T = TypeVar("T")
BATCH_LIMIT = 256
"""Units in one commit at most, so that the first caller never waits long for the last."""


class Lane(Enum):
    """What is committed together: facts with facts, ballots only with ballots, so that no transaction links the two.

    Compaction writes nothing: it stands in a lane of its own because it must run between transactions.
    """

    FACTS = "facts"
    BALLOTS = "ballots"
    COMPACTION = "compaction"


@dataclass(slots=True)
class Job(Generic[T]):
    """One unit of work waiting for its turn, and the caller waiting for it."""

    work: Callable[[Unit], T]
    team_id: str
    actor_id: str
    now: datetime
    waiter: "Future[T] | asyncio.Future[T]"
    receipt: str | None = None
    lane: Lane = Lane.FACTS
    result: Any = None
    error: BaseException | None = None

    def run_in(self, connection: Connection, keeps_audit: bool) -> Unit:
        """Run the work inside a savepoint; a failure undoes this unit alone and is kept for its caller."""
        self.result = self.error = None
        unit = Unit(connection, self.team_id, self.actor_id, self.now, keeps_audit=keeps_audit)
        run_driver_sql(connection, "SAVEPOINT unit")
        try:
            if self.receipt is not None and not claim_receipt(unit, self.receipt):
                raise AlreadyDone
            self.result = self.work(unit)
        except DBAPIError as error:
            if error.connection_invalidated:
                raise
            self._undo(connection, unit, error)
        except Exception as error:
            self._undo(connection, unit, error)
        else:
            run_driver_sql(connection, "RELEASE SAVEPOINT unit")
        return unit

    def _undo(self, connection: Connection, unit: Unit, error: Exception) -> None:
        self.error = error
        unit.entries.clear()
        run_driver_sql(connection, "ROLLBACK TO SAVEPOINT unit")
        run_driver_sql(connection, "RELEASE SAVEPOINT unit")

    def settle(self) -> None:
        """Hand the outcome to the caller; runs on the caller's event loop where there is one."""
        if self.waiter.cancelled():
            return
        if self.error is not None:
            self.waiter.set_exception(self.error)
        else:
            self.waiter.set_result(self.result)


class Writer:
    """Owns the one writing connection. Start it once; `submit` from any thread or event loop."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine.execution_options(writes=True)
        self._queues: dict[Lane, deque[Job[Any]]] = {lane: deque() for lane in Lane}
        self._wake = threading.Condition()
        self._stopping = False
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
        while True:
            with self._wake:
                while not self._stopping and not any(self._queues.values()):
                    self._wake.wait()
                if self._stopping and not any(self._queues.values()):
                    return
                batches = [self._take_batch(lane) for lane in Lane]
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
                _fail(batch, _as_busy(error))
        except Exception as error:
            _fail(batch, error)

    def _commit_again(self, batch: list[Job[Any]]) -> None:
        """After a lost connection: units are run once more, unless the server says that the first commit did arrive."""
        try:
            if not self._has_committed():
                self._commit_once(batch)
        except Exception as error:
            _fail(batch, _as_busy(error))

    def _commit_once(self, batch: list[Job[Any]]) -> None:
        self._transaction_id: str | None = None
        keeps_audit = batch[0].lane is Lane.FACTS
        with self._engine.connect() as connection, connection.begin():
            if connection.dialect.name == "postgresql":
                self._transaction_id = connection.exec_driver_sql("SELECT pg_current_xact_id()::text").scalar_one()
            units = [job.run_in(connection, keeps_audit) for job in batch]
            append_entries(connection, [entry for unit in units for entry in unit.entries])

    def _has_committed(self) -> bool:
        if self._transaction_id is None:
            return False
        # Beginning takes the writer's lock, and so waits until the lost connection's transaction has ended either way.
        with self._engine.connect() as connection, connection.begin():
            query = "SELECT pg_xact_status(CAST(%(id)s AS xid8))"
            return bool(connection.exec_driver_sql(query, {"id": self._transaction_id}).scalar_one() == "committed")


def run_driver_sql(connection: Connection, statement: str) -> None:
    """Run a statement on the driver itself: savepoints are too many to pay for a result object each."""
    driver: Any = connection.connection.driver_connection
    try:
        driver.execute(statement)
    except Exception:
        # What failed fails again this way, with an error that says whether the connection is lost.
        connection.exec_driver_sql(statement)


def _as_busy(error: Exception) -> Exception:
    """What callers are told: a locked, full or unreachable database is worth another try, anything else is a fault."""
    return Busy() if isinstance(error, OperationalError) else error


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
