"""Stores to test on: an empty, migrated database on SQLite or on PostgreSQL."""

import asyncio
import atexit
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from storage.clock import Clock
from storage.engine import make_engine
from storage.store import Store
from storage.upgrade import upgrade
from tests.databases import drop_database, fresh_database

TEAM = "T1"
KINDS = ("sqlite", "postgresql")


def make_url(kind: str, folder: Path) -> str:
    """The address of a new database, still without tables."""
    return fresh_database() if kind == "postgresql" else f"sqlite:///{folder / 'groundswell.db'}"


def make_migrated_url(kind: str, folder: Path) -> str:
    """The address of a new database with all tables, copied from one that every test process migrates once."""
    if kind == "postgresql":
        return fresh_database(_migrate_once(kind))
    url = make_url(kind, folder)
    shutil.copy(Path(_migrate_once(kind).removeprefix("sqlite:///")), Path(url.removeprefix("sqlite:///")))
    return url


@cache
def _migrate_once(kind: str) -> str:
    """The address of the pattern; nobody writes in it or stays connected to it."""
    folder = Path(tempfile.mkdtemp(prefix="groundswell-pattern-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    url = make_url(kind, folder)
    engine = make_engine(url)
    upgrade(engine)
    engine.dispose()
    if kind == "postgresql":
        atexit.register(drop_database, url)
    return url


@contextmanager
def open_store(kind: str, folder: Path, clock: Clock | None = None) -> Iterator[Store]:
    """A store on a new database."""
    url = make_migrated_url(kind, folder)
    with reopen(url, clock) as store:
        yield store
    if kind == "postgresql":
        drop_database(url)


@contextmanager
def reopen(url: str, clock: Clock | None = None) -> Iterator[Store]:
    """Another store on the same database, as in another process."""
    store = Store.open(url, clock)
    try:
        yield store
    finally:
        store.close()


async def compact_in_the_end(store: Store) -> None:
    """Compact until it is done, as ticks would: the server's own look at a table holds dead rows for a moment too."""
    async with asyncio.timeout(30):
        await store.compact()
        while store.owes_compaction:
            await asyncio.sleep(0.05)
            await store.compact()
