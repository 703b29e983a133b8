"""Adoption: how many of those who could use the new way do, as dated readings by metric."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from secrets import token_hex
from typing import Any

from sqlalchemy import Column, ColumnElement, Date, ForeignKeyConstraint, Index, Integer, String, Table, func, select

from storage.arrivals import has_arrived
from storage.bulk import insert_rows
from storage.initiatives import initiatives
from storage.schema import Moment, metadata, team_column
from storage.units import Unit

METRIC_LIMIT = 80


class MetricKind(StrEnum):
    """What a metric counts: people who use the new way at all, how much of it is used, or who are good at it."""

    RATE = "rate"
    UTILISATION = "utilisation"
    PROFICIENCY = "proficiency"


adoption_readings = Table(
    "adoption_readings",
    metadata,
    team_column(),
    Column("id", String(32), primary_key=True),
    Column("initiative_key", String(10), nullable=False),
    Column("metric", String(METRIC_LIMIT), nullable=False),
    Column("active", Integer, nullable=False),
    Column("eligible", Integer, nullable=False),
    Column("read_on", Date, nullable=False),
    Column("author_id", String(32), nullable=False),
    Column("at", Moment, nullable=False),
    Column("kind", String(16), nullable=False, server_default=MetricKind.RATE),
    Column("dropped_at", Moment),
    Column("arrival_id", String(32)),
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
    kind: MetricKind = MetricKind.RATE


@dataclass(frozen=True, slots=True)
class AdoptionEntry:
    """A reading as it was entered: by whom and when."""

    reading: AdoptionReading
    author_id: str
    at: datetime


_columns = [adoption_readings.c[name] for name in AdoptionReading.__dataclass_fields__]


def add_adoption_reading(unit: Unit, reading: AdoptionReading) -> None:
    """Record a reading; of two for one day the later counts."""
    add_adoption_readings(unit, [reading])
    facts = {"metric": reading.metric, "active": reading.active, "eligible": reading.eligible, "kind": reading.kind}
    unit.audit("adoption.read", reading.initiative_key, on=reading.read_on.isoformat(), **facts)


def add_adoption_readings(unit: Unit, readings: Sequence[AdoptionReading], arrival_id: str | None = None) -> None:
    """Record many at once; whoever calls notes in the audit log where they came from.

    With `arrival_id` they count once that has ended (`storage.arrivals`).
    """
    rows = [
        (
            token_hex(16),
            each.initiative_key,
            each.metric,
            each.active,
            each.eligible,
            each.read_on.isoformat(),
            each.kind,
        )
        for each in readings
    ]
    shared = {"team_id": unit.team_id, "author_id": unit.actor_id, "at": unit.now, "arrival_id": arrival_id}
    insert_rows(unit, adoption_readings, shared, ("id", *AdoptionReading.__dataclass_fields__), rows)


def list_adoption_readings(unit: Unit, initiative_key: str) -> Sequence[AdoptionReading]:
    """All readings of an initiative that count, oldest first."""
    query = (
        select(*_columns)
        .where(*_of(unit, initiative_key))
        .order_by(adoption_readings.c.read_on, adoption_readings.c.at)
    )
    return [_from_row(row) for row in unit.connection.execute(query)]


def list_adoption_entries(unit: Unit, initiative_key: str, metric: str) -> list[AdoptionEntry]:
    """All that was entered for one metric, days in order and for one day what was entered first."""
    query = (
        select(*_columns, adoption_readings.c.author_id, adoption_readings.c.at)
        .where(*_of(unit, initiative_key), adoption_readings.c.metric == metric)
        .order_by(adoption_readings.c.read_on, adoption_readings.c.at)
    )
    return [AdoptionEntry(_from_row(row[:-2]), *row[-2:]) for row in unit.connection.execute(query)]


def list_latest_readings(unit: Unit, initiative_key: str) -> Sequence[AdoptionReading]:
    """The newest reading of each metric, metrics by name."""
    latest = {reading.metric: reading for reading in list_adoption_readings(unit, initiative_key)}
    return [latest[metric] for metric in sorted(latest)]


def list_read_metrics(unit: Unit, initiative_key: str) -> dict[str, MetricKind]:
    """The metrics of an initiative that have a reading, each with the kind of the one that was entered last."""
    latest = (
        select(adoption_readings.c.metric, func.max(adoption_readings.c.at).label("at"))
        .where(*_of(unit, initiative_key))
        .group_by(adoption_readings.c.metric)
        .subquery()
    )
    query = (
        select(adoption_readings.c.metric, adoption_readings.c.kind)
        .join(latest, (latest.c.metric == adoption_readings.c.metric) & (latest.c.at == adoption_readings.c.at))
        .where(*_of(unit, initiative_key))
        .distinct()
    )
    return {metric: MetricKind(kind) for metric, kind in unit.connection.execute(query)}


def _of(unit: Unit, initiative_key: str) -> tuple[ColumnElement[bool], ...]:
    """The readings that count: of a metric that was dropped none does, nor what is still arriving."""
    readings = adoption_readings.c
    return (
        readings.team_id == unit.team_id,
        readings.initiative_key == initiative_key,
        readings.dropped_at.is_(None),
        has_arrived(adoption_readings),
    )


def _from_row(row: Sequence[Any]) -> AdoptionReading:
    initiative_key, metric, active, eligible, read_on, kind = row
    return AdoptionReading(initiative_key, metric, active, eligible, read_on, MetricKind(kind))
