"""Adoption: how many of those who could use the new way do, as dated readings by metric."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Column, Date, ForeignKeyConstraint, Index, Integer, String, Table, insert, select

from storage.initiatives import initiatives
from storage.schema import Moment, metadata, team_column
from storage.units import Unit

adoption_readings = Table(
    "adoption_readings",
    metadata,
    team_column(),
    Column("id", String(32), primary_key=True),
    Column("initiative_key", String(10), nullable=False),
    Column("metric", String(80), nullable=False),
    Column("active", Integer, nullable=False),
    Column("eligible", Integer, nullable=False),
    Column("read_on", Date, nullable=False),
    Column("author_id", String(32), nullable=False),
    Column("at", Moment, nullable=False),
    ForeignKeyConstraint(["team_id", "initiative_key"], [initiatives.c.team_id, initiatives.c.key]),
    Index(None, "team_id", "initiative_key", "metric", "read_on"),
)


@dataclass(frozen=True, slots=True)
class AdoptionReading:
    """On one day, `active` of `eligible` people used the new way, by this metric."""

    initiative_key: str
    metric: str
    active: int
    eligible: int
    read_on: date


_columns = [adoption_readings.c[name] for name in AdoptionReading.__dataclass_fields__]


def add_adoption_reading(unit: Unit, reading: AdoptionReading) -> None:
    """Record a reading; of two for one day the later counts."""
    values = {name: getattr(reading, name) for name in AdoptionReading.__dataclass_fields__}
    unit.connection.execute(
        insert(adoption_readings).values(
            team_id=unit.team_id, id=uuid.uuid4().hex, author_id=unit.actor_id, at=unit.now, **values
        )
    )
    facts = {"metric": reading.metric, "active": reading.active, "eligible": reading.eligible}
    unit.audit("adoption.read", reading.initiative_key, on=reading.read_on.isoformat(), **facts)


def list_adoption_readings(unit: Unit, initiative_key: str) -> Sequence[AdoptionReading]:
    """All readings of an initiative, oldest first."""
    query = (
        select(*_columns)
        .where(adoption_readings.c.team_id == unit.team_id, adoption_readings.c.initiative_key == initiative_key)
        .order_by(adoption_readings.c.read_on, adoption_readings.c.at)
    )
    return [AdoptionReading(*row) for row in unit.connection.execute(query)]


def list_latest_readings(unit: Unit, initiative_key: str) -> Sequence[AdoptionReading]:
    """The newest reading of each metric, metrics by name."""
    latest = {reading.metric: reading for reading in list_adoption_readings(unit, initiative_key)}
    return [latest[metric] for metric in sorted(latest)]
