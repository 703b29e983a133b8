"""Arrivals: many readings that come together, are written part by part, and count only once all of them are there.

The one writer is free between two parts, so that nobody waits for a long list. While an arrival has its row its
readings count nowhere; taking that row away lets all of them count at once.
"""

from datetime import datetime
from uuid import uuid4

from sqlalchemy import Column, ColumnElement, String, Table, delete, exists, insert, or_, select

from storage.errors import Busy
from storage.schema import Moment, metadata, team_column
from storage.units import Unit

arrivals = Table(
    "arrivals",
    metadata,
    team_column(),
    Column("id", String(32), primary_key=True),
    Column("begun_at", Moment, nullable=False),
)


def begin_arrival(unit: Unit) -> str:
    """Expect readings; gives the id that each of them is to be written with."""
    arrival_id = uuid4().hex
    unit.connection.execute(insert(arrivals).values(team_id=unit.team_id, id=arrival_id, begun_at=unit.now))
    return arrival_id


def end_arrival(unit: Unit, arrival_id: str) -> None:
    """Let all of its readings count from now on; raises Busy where it was given up meanwhile."""
    if not unit.connection.execute(delete(arrivals).where(*_this(unit, arrival_id))).rowcount:
        raise Busy


def is_arriving(unit: Unit, arrival_id: str) -> bool:
    """Whether it has begun, and neither ended nor been given up."""
    query = select(arrivals.c.id).where(*_this(unit, arrival_id))
    return unit.connection.execute(query).first() is not None


def list_arrivals(unit: Unit, begun_before: datetime) -> list[str]:
    """Those that began before a moment and have not ended."""
    query = select(arrivals.c.id).where(arrivals.c.team_id == unit.team_id, arrivals.c.begun_at < begun_before)
    return list(unit.connection.execute(query).scalars())


def give_up_part(unit: Unit, arrival_id: str, most: int) -> bool:
    """Delete so many of its readings at most, and it as well once none is left; whether that is done."""
    for table in metadata.sorted_tables:
        if "arrival_id" in table.c:
            part = select(table.c.id).where(table.c.team_id == unit.team_id, table.c.arrival_id == arrival_id)
            own = table.c.id.in_(part.limit(most))
            if unit.connection.execute(delete(table).where(table.c.team_id == unit.team_id, own)).rowcount:
                return False
    unit.connection.execute(delete(arrivals).where(*_this(unit, arrival_id)))
    return True


def has_arrived(table: Table) -> ColumnElement[bool]:
    """The readings in a table that count: all but those whose arrival has not ended."""
    arriving = exists().where(arrivals.c.team_id == table.c.team_id, arrivals.c.id == table.c.arrival_id)
    return or_(table.c.arrival_id.is_(None), ~arriving)


def _this(unit: Unit, arrival_id: str) -> tuple[ColumnElement[bool], ...]:
    return arrivals.c.team_id == unit.team_id, arrivals.c.id == arrival_id
