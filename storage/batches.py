"""A batch: units of work that are committed together, each of which may fail alone.

Run together they share one insert of receipts and need no savepoints, which does for nearly every batch. When one of
them fails, the whole is undone and run apart, each unit in a savepoint of its own. Work is therefore a function of the
database alone: running it twice does what running it once does.
"""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from storage.audit import append_entries
from storage.errors import AlreadyDone
from storage.failures import as_busy
from storage.receipts import claim_receipt, claim_receipts
from storage.units import Unit

T = TypeVar("T")


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

    def make_unit(self, connection: Connection, seen: dict[tuple[str, ...], Any]) -> Unit:
        """A fresh unit for this job, which shares what has been `seen`."""
        keeps_audit = self.lane is Lane.FACTS
        return Unit(connection, self.team_id, self.actor_id, self.now, keeps_audit=keeps_audit, seen=seen)

    def settle(self) -> None:
        """Hand the outcome to the caller; runs on the caller's event loop where there is one."""
        if self.waiter.cancelled():
            return
        if self.error is not None:
            self.waiter.set_exception(self.error)
        else:
            self.waiter.set_result(self.result)


class UnitFailed(Exception):
    """A unit of a batch run together has failed: the batch is to be undone and run apart."""


def run_together(connection: Connection, batch: Sequence[Job[Any]]) -> None:
    """Run all units without savepoints; raises UnitFailed at the first that fails."""
    fresh = claim_receipts(connection, [(job.team_id, job.receipt, job.now) for job in batch if job.receipt])
    units = []
    seen: dict[tuple[str, ...], Any] = {}
    for job in batch:
        job.result = job.error = None
        if job.receipt and (job.team_id, job.receipt) not in fresh:
            job.error = AlreadyDone()
            continue
        fresh.discard((job.team_id, job.receipt or ""))
        unit = job.make_unit(connection, seen)
        try:
            job.result = job.work(unit)
        except DBAPIError as error:
            if error.connection_invalidated:
                raise
            raise UnitFailed from error
        except Exception as error:
            raise UnitFailed from error
        units.append(unit)
    append_entries(connection, [entry for unit in units for entry in unit.entries])


def run_apart(connection: Connection, batch: Sequence[Job[Any]]) -> None:
    """Run each unit in a savepoint; a failure undoes that unit alone and is kept for its caller."""
    units = [_run_guarded(connection, job) for job in batch]
    append_entries(connection, [entry for unit in units for entry in unit.entries])


def _run_guarded(connection: Connection, job: Job[Any]) -> Unit:
    job.result = job.error = None
    unit = job.make_unit(connection, seen={})
    connection.exec_driver_sql("SAVEPOINT unit")
    try:
        if job.receipt is not None and not claim_receipt(unit, job.receipt):
            raise AlreadyDone
        job.result = job.work(unit)
    except Exception as error:
        if isinstance(error, DBAPIError) and error.connection_invalidated:
            raise
        job.error = as_busy(error)
        unit.entries.clear()
        connection.exec_driver_sql("ROLLBACK TO SAVEPOINT unit")
    connection.exec_driver_sql("RELEASE SAVEPOINT unit")
    return unit
