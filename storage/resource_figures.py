"""Figures of resource lines: every version of a plan, and every reading; appended, never changed."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Column, Date, Float, ForeignKeyConstraint, Index, Integer, String, Table, insert, select

from storage.schema import Moment, metadata, team_column
from storage.units import Unit

resource_plans = Table(
    "resource_plans",
    metadata,
    team_column(),
    Column("resource_id", String(32), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("planned", Float, nullable=False),
    Column("reason", String(500)),
    Column("author_id", String(32), nullable=False),
    Column("at", Moment, nullable=False),
    ForeignKeyConstraint(["team_id", "resource_id"], ["resources.team_id", "resources.id"]),
)

resource_readings = Table(
    "resource_readings",
    metadata,
    team_column(),
    Column("id", String(32), primary_key=True),
    Column("resource_id", String(32), nullable=False),
    Column("value", Float, nullable=False),
    Column("read_on", Date, nullable=False),
    Column("author_id", String(32), nullable=False),
    Column("at", Moment, nullable=False),
    ForeignKeyConstraint(["team_id", "resource_id"], ["resources.team_id", "resources.id"]),
    Index(None, "team_id", "resource_id", "read_on"),
)


@dataclass(frozen=True, slots=True)
class Plan:
    """One version of what is planned, from `at` on; the first has no reason."""

    resource_id: str
    position: int
    planned: float
    reason: str | None
    author_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ResourceReading:
    """What was there, or had been spent, on a day."""

    resource_id: str
    value: float
    read_on: date
    author_id: str
    at: datetime


_plan_columns = [resource_plans.c[name] for name in Plan.__dataclass_fields__]
_reading_columns = [resource_readings.c[name] for name in ResourceReading.__dataclass_fields__]


def append_plan(unit: Unit, resource_id: str, position: int, planned: float, reason: str | None) -> None:
    """Plan a figure from now on."""
    unit.connection.execute(
        insert(resource_plans).values(
            team_id=unit.team_id, resource_id=resource_id, position=position, planned=planned, reason=reason,
            author_id=unit.actor_id, at=unit.now,
        )
    )  # fmt: skip


def append_reading(unit: Unit, resource_id: str, value: float, read_on: date) -> None:
    """Note a figure for a day."""
    unit.connection.execute(
        insert(resource_readings).values(
            team_id=unit.team_id, id=uuid.uuid4().hex, resource_id=resource_id, value=value, read_on=read_on,
            author_id=unit.actor_id, at=unit.now,
        )
    )  # fmt: skip


def list_plans(unit: Unit, resource_id: str) -> Sequence[Plan]:
    """Every version of what was planned, the first one first."""
    query = (
        select(*_plan_columns)
        .where(resource_plans.c.team_id == unit.team_id, resource_plans.c.resource_id == resource_id)
        .order_by(resource_plans.c.position)
    )
    return [Plan(*row) for row in unit.connection.execute(query)]


def list_resource_readings(unit: Unit, *resource_ids: str) -> Sequence[ResourceReading]:
    """All readings of these lines, oldest first."""
    query = (
        select(*_reading_columns)
        .where(resource_readings.c.team_id == unit.team_id, resource_readings.c.resource_id.in_(resource_ids))
        .order_by(resource_readings.c.read_on, resource_readings.c.at)
    )
    return [ResourceReading(*row) for row in unit.connection.execute(query)]


def list_newest_plans(unit: Unit, resource_ids: Sequence[str]) -> dict[str, float]:
    """What is planned now, by line."""
    query = (
        select(resource_plans.c.resource_id, resource_plans.c.planned)
        .where(resource_plans.c.team_id == unit.team_id, resource_plans.c.resource_id.in_(resource_ids))
        .order_by(resource_plans.c.position)
    )
    return {row.resource_id: row.planned for row in unit.connection.execute(query)}


def list_newest_readings(unit: Unit, resource_ids: Sequence[str]) -> dict[str, ResourceReading]:
    """The newest reading of each line that has one, by line."""
    return {reading.resource_id: reading for reading in list_resource_readings(unit, *resource_ids)}
