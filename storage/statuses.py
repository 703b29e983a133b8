"""Status updates: what champions and leads say of an initiative, newest first."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, ForeignKeyConstraint, Index, String, Table, func, insert, select

from storage.initiatives import initiatives
from storage.schema import Moment, metadata, team_column
from storage.units import Unit

statuses = Table(
    "statuses",
    metadata,
    team_column(),
    Column("id", String(32), primary_key=True),
    Column("initiative_key", String(10), nullable=False),
    Column("author_id", String(32), nullable=False),
    Column("rag", String(8), nullable=False),
    Column("summary", String(500), nullable=False),
    Column("workstream", String(60)),
    Column("roadblock", String(20)),
    Column("at", Moment, nullable=False),
    ForeignKeyConstraint(["team_id", "initiative_key"], [initiatives.c.team_id, initiatives.c.key]),
    Index(None, "team_id", "initiative_key", "at"),
)


@dataclass(frozen=True, slots=True)
class Status:
    """One update: red, amber or green (`rag`), in a sentence, with the roadblock that stands in the way if any."""

    initiative_key: str
    author_id: str
    rag: str
    summary: str
    workstream: str | None
    roadblock: str | None
    at: datetime


_columns = [statuses.c[name] for name in Status.__dataclass_fields__]
_add = insert(statuses)


def add_status(
    unit: Unit,
    initiative_key: str,
    rag: str,
    summary: str,
    *,
    workstream: str | None = None,
    roadblock: str | None = None,
) -> Status:
    """Record an update by the unit's actor."""
    status = Status(initiative_key, unit.actor_id, rag, summary, workstream, roadblock, unit.now)
    values = {name: getattr(status, name) for name in Status.__dataclass_fields__}
    unit.connection.execute(_add, {"team_id": unit.team_id, "id": uuid.uuid4().hex, **values})
    unit.audit("status.added", initiative_key, rag=rag, summary=summary, roadblock=roadblock)
    return status


def list_statuses(unit: Unit, initiative_key: str, limit: int = 10) -> Sequence[Status]:
    """The latest updates of an initiative, newest first."""
    query = (
        select(*_columns)
        .where(statuses.c.team_id == unit.team_id, statuses.c.initiative_key == initiative_key)
        .order_by(statuses.c.at.desc(), statuses.c.id)
        .limit(limit)
    )
    return [Status(*row) for row in unit.connection.execute(query)]


def find_status_at(unit: Unit, initiative_key: str, moment: datetime) -> Status | None:
    """The update that stood at `moment`: the latest one not after it."""
    query = (
        select(*_columns)
        .where(
            statuses.c.team_id == unit.team_id,
            statuses.c.initiative_key == initiative_key,
            statuses.c.at <= moment,
        )
        .order_by(statuses.c.at.desc())
        .limit(1)
    )
    row = unit.connection.execute(query).first()
    return Status(*row) if row else None


def list_latest_statuses(unit: Unit) -> dict[str, Status]:
    """The latest update of every initiative that has one, by key."""
    rank = func.row_number().over(partition_by=statuses.c.initiative_key, order_by=statuses.c.at.desc())
    ranked = select(*_columns, rank.label("rank")).where(statuses.c.team_id == unit.team_id).subquery()
    columns = [ranked.c[name] for name in Status.__dataclass_fields__]
    query = select(*columns).where(ranked.c.rank == 1)
    return {row.initiative_key: Status(*row) for row in unit.connection.execute(query)}
