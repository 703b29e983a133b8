"""Stores to test on: an empty, migrated database on SQLite or on PostgreSQL."""

from collections.abc import Iterator
from contextlib import contextmanager
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


@contextmanager
def open_store(kind: str, folder: Path, clock: Clock | None = None) -> Iterator[Store]:
    """A store on a new database."""
    url = make_url(kind, folder)
    engine = make_engine(url)
    upgrade(engine)
    engine.dispose()
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
