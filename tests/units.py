"""A unit of work on a database in memory, forgotten afterwards: for rules of storage that need no more."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from sqlalchemy import create_engine
from sqlalchemy.pool import StaticPool

from storage.initiatives import add_initiative
from storage.tables import metadata
from storage.units import Unit

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
_engine = create_engine("sqlite://", poolclass=StaticPool)
metadata.create_all(_engine)


@contextmanager
def open_unit() -> Iterator[Unit]:
    """A unit by "U1" in workspace "T1", with an initiative CRM; nothing of it is kept."""
    with _engine.connect() as connection, connection.begin() as transaction:
        unit = Unit(connection, "T1", "U1", NOW)
        add_initiative(unit, "CRM", "One customer record", sponsor_id="U2", lead_id="U1")
        yield unit
        transaction.rollback()
