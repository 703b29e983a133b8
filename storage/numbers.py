"""Readable numbers: R-1, M-2, P-3 count up per workspace and noun."""

from sqlalchemy import Column, Integer, String, Table, insert, update

from storage.schema import metadata, team_column
from storage.units import Unit

numbers = Table(
    "numbers",
    metadata,
    team_column(),
    Column("prefix", String(8), primary_key=True),
    Column("last", Integer, nullable=False),
)


def next_id(unit: Unit, prefix: str) -> str:
    """The next id of its kind in this workspace, such as "R-1"."""
    counter = (numbers.c.team_id == unit.team_id) & (numbers.c.prefix == prefix)
    statement = update(numbers).where(counter).values(last=numbers.c.last + 1).returning(numbers.c.last)
    last = unit.connection.execute(statement).scalar_one_or_none()
    if last is None:
        last = 1
        unit.connection.execute(insert(numbers).values(team_id=unit.team_id, prefix=prefix, last=last))
    return f"{prefix}-{last}"


def number_of(identifier: str) -> int:
    """The number inside an id, for ordering: "R-10" comes after "R-9"."""
    return int(identifier.rpartition("-")[2])
