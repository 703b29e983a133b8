"""First uses: on which days people were invited to the new way and first used it; days alone, nobody's name."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import (
    Column,
    ColumnElement,
    Date,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Table,
    func,
    insert,
    select,
)

from storage.adoptions import METRIC_LIMIT
from storage.initiatives import initiatives
from storage.schema import Moment, metadata, team_column
from storage.units import Unit

first_uses = Table(
    "first_uses",
    metadata,
    team_column(),
    Column("id", String(32), primary_key=True),
    Column("initiative_key", String(10), nullable=False),
    Column("metric", String(METRIC_LIMIT), nullable=False),
    Column("version", Integer, nullable=False),
    Column("invited_on", Date, nullable=False),
    Column("first_used_on", Date),
    Column("known_on", Date, nullable=False),
    Column("author_id", String(32), nullable=False),
    Column("at", Moment, nullable=False),
    Column("dropped_at", Moment),
    ForeignKeyConstraint(["team_id", "initiative_key"], [initiatives.c.team_id, initiatives.c.key]),
    Index(None, "team_id", "initiative_key", "metric", "version"),
)


@dataclass(frozen=True, slots=True)
class FirstUse:
    """Somebody was invited, and first used the new way on a day; had not yet on `known_on` where that is None."""

    invited_on: date
    first_used_on: date | None
    known_on: date


_columns = [first_uses.c[name] for name in FirstUse.__dataclass_fields__]


def replace_first_uses(unit: Unit, initiative_key: str, metric: str, uses: Sequence[FirstUse]) -> None:
    """Go by this list from now on: without names nobody in it can be found in the one before, which stays on record."""
    version = _find_version(unit, initiative_key, metric) + 1
    listed = {
        "team_id": unit.team_id, "initiative_key": initiative_key, "metric": metric, "version": version,
        "author_id": unit.actor_id, "at": unit.now,
    }  # fmt: skip
    rows = [
        {**listed, "id": uuid.uuid4().hex} | {name: getattr(use, name) for name in FirstUse.__dataclass_fields__}
        for use in uses
    ]
    unit.connection.execute(insert(first_uses), rows)
    unit.audit("adoption.first_uses_listed", initiative_key, metric=metric, version=version, people=len(rows))


def list_first_uses(unit: Unit, initiative_key: str, metric: str) -> list[FirstUse]:
    """The list that counts; empty while none was given, and of a metric that was dropped."""
    counts = (*_of(unit, initiative_key, metric), first_uses.c.dropped_at.is_(None))
    last = select(func.max(first_uses.c.version)).where(*counts).scalar_subquery()
    query = select(*_columns).where(*counts, first_uses.c.version == last)
    return [FirstUse(*row) for row in unit.connection.execute(query.order_by(first_uses.c.invited_on))]


def _find_version(unit: Unit, initiative_key: str, metric: str) -> int:
    query = select(func.max(first_uses.c.version)).where(*_of(unit, initiative_key, metric))
    return unit.connection.execute(query).scalar_one() or 0


def _of(unit: Unit, initiative_key: str, metric: str) -> tuple[ColumnElement[bool], ...]:
    return (
        first_uses.c.team_id == unit.team_id,
        first_uses.c.initiative_key == initiative_key,
        first_uses.c.metric == metric,
    )
