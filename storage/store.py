"""The store: where the rest of the program reads and writes facts."""

import asyncio
import contextlib
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

from sqlalchemy import Engine

from storage.batches import Job, Lane
from storage.clock import Clock
from storage.engine import make_engine
from storage.errors import Busy
from storage.units import SYSTEM, Unit
from storage.writer import Writer

T = TypeVar("T")
READER_THREADS = 4


class Store:
    """Reads on threads of their own and writes through the single writer; both take a function of a `Unit`."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self.engine = engine
        self.clock = clock
        self._writer = Writer(engine)
        self._readers = ThreadPoolExecutor(READER_THREADS, thread_name_prefix="groundswell-reader")
        self._writer.start()
        self._gathered: list[Job[Any]] = []
        self.owes_compaction = False

    @classmethod
    def open(cls, url: str, clock: Clock | None = None) -> "Store":
        """A store on the database at `url`, which must have been migrated."""
        return cls(make_engine(url), clock or Clock())

    def close(self) -> None:
        """Finish queued work and let go of the database."""
        self._writer.stop()
        self._readers.shutdown()
        self.engine.dispose()

    async def write(
        self, team_id: str, work: Callable[[Unit], T], *, actor_id: str = SYSTEM, receipt: str | None = None
    ) -> T:
        """Run `work` in a unit of its own and return its result once it is on disk.

        With a `receipt`, a second call with the same one raises AlreadyDone and changes nothing.
        """
        return await self._submit(team_id, work, actor_id, receipt, Lane.FACTS)

    async def write_ballot(self, team_id: str, work: Callable[[Unit], T]) -> T:
        """Like `write`, for a ballot: committed apart from every fact, without actor, receipt or audit."""
        return await self._submit(team_id, work, SYSTEM, None, Lane.BALLOTS)

    async def read(self, team_id: str, work: Callable[[Unit], T], *, actor_id: str = SYSTEM) -> T:
        """Run `work` on a reader thread against one consistent view of the database."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._readers, self.read_now, team_id, work, actor_id)

    async def compact(self) -> None:
        """Rewrite the database file, so that deleted ballots leave no trace in it; waits its turn at the writer.

        While a reader holds the file it cannot be done: `owes_compaction` stays set, and the next tick tries again.
        """
        self.owes_compaction = True
        with contextlib.suppress(Busy):
            await self._submit("", _no_work, SYSTEM, None, Lane.COMPACTION)
            self.owes_compaction = False

    def write_now(self, team_id: str, work: Callable[[Unit], T], *, actor_id: str = SYSTEM) -> T:
        """`write` for callers without an event loop."""
        waiter: Future[T] = Future()
        self._writer.submit(Job(work, team_id, actor_id, self.clock.now(), waiter))
        return waiter.result()

    def read_now(self, team_id: str, work: Callable[[Unit], T], actor_id: str = SYSTEM) -> T:
        """`read` for callers without an event loop."""
        with self.engine.connect() as connection, connection.begin():
            return work(Unit(connection, team_id, actor_id, self.clock.now()))

    async def _submit(
        self, team_id: str, work: Callable[[Unit], T], actor_id: str, receipt: str | None, lane: Lane
    ) -> T:
        loop = asyncio.get_running_loop()
        waiter: asyncio.Future[T] = loop.create_future()
        if not self._gathered:
            loop.call_soon(self._hand_over)
        self._gathered.append(Job(work, team_id, actor_id, self.clock.now(), waiter, receipt, lane))
        return await waiter

    def _hand_over(self) -> None:
        # What one turn of the event loop asks for goes to the writer together: woken by the first job alone, the two
        # threads would take the interpreter from each other once a command, and every commit would hold one.
        gathered, self._gathered = self._gathered, []
        self._writer.submit(*gathered)


def _no_work(_unit: Unit) -> None:
    """Compaction has no unit of work: it is done between transactions."""
