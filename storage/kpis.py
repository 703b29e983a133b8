"""KPIs: named measures of an initiative, with dated readings."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Boolean, Column, Date, Float, ForeignKeyConstraint, Index, String, Table, insert, select

from storage.errors import BadInput, NotFound
from storage.initiatives import initiatives
from storage.schema import Moment, metadata, team_column
from storage.units import Unit

MOST_ACTIVE = 5

kpis = Table(
    "kpis",
    metadata,
    team_column(),
    Column("id", String(32), primary_key=True),
    Column("initiative_key", String(10), nullable=False),
    Column("name", String(80), nullable=False),
    Column("unit", String(20)),
    Column("baseline", Float, nullable=False),
    Column("target", Float, nullable=False),
    Column("by_on", Date, nullable=False),
    Column("is_active", Boolean, nullable=False),
    Column("created_at", Moment, nullable=False),
    ForeignKeyConstraint(["team_id", "initiative_key"], [initiatives.c.team_id, initiatives.c.key]),
)

kpi_readings = Table(
    "kpi_readings",
    metadata,
    team_column(),
    Column("id", String(32), primary_key=True),
    Column("kpi_id", String(32), nullable=False),
    Column("value", Float, nullable=False),
    Column("read_on", Date, nullable=False),
    Column("author_id", String(32), nullable=False),
    Column("at", Moment, nullable=False),
    ForeignKeyConstraint(["team_id", "kpi_id"], [kpis.c.team_id, kpis.c.id]),
    Index(None, "team_id", "kpi_id", "read_on"),
)


@dataclass(frozen=True, slots=True)
class Kpi:
    """One measure: from `baseline` to `target` by a day, in `unit`."""

    id: str
    initiative_key: str
    name: str
    unit: str | None
    baseline: float
    target: float
    by_on: date


@dataclass(frozen=True, slots=True)
class KpiReading:
    """One dated value."""

    kpi_id: str
    value: float
    read_on: date


_columns = [kpis.c[name] for name in Kpi.__dataclass_fields__]
_reading_columns = [kpi_readings.c[name] for name in KpiReading.__dataclass_fields__]


def add_kpi(
    unit: Unit, initiative_key: str, name: str, *, baseline: float, target: float, by_on: date, measured_in: str | None
) -> Kpi:
    """Record a KPI under a name that is free in its initiative; a sixth active one is refused."""
    active = list_kpis(unit, initiative_key)
    if len(active) >= MOST_ACTIVE:
        names = ", ".join(kpi.name for kpi in active)
        raise BadInput(
            "KPI", f"{initiative_key} has {MOST_ACTIVE} already ({names}); more dilute each other", "3 to 5 KPIs"
        )
    if any(kpi.name.casefold() == name.casefold() for kpi in active):
        raise BadInput("Name", f"{initiative_key} has a KPI “{name}” already", "Tickets per week")
    kpi = Kpi(uuid.uuid4().hex, initiative_key, name, measured_in, baseline, target, by_on)
    values = {field: getattr(kpi, field) for field in Kpi.__dataclass_fields__}
    unit.connection.execute(insert(kpis).values(team_id=unit.team_id, is_active=True, created_at=unit.now, **values))
    unit.audit("kpi.added", initiative_key, name=name, baseline=baseline, target=target, by=by_on.isoformat())
    return kpi


def add_kpi_reading(unit: Unit, kpi: Kpi, value: float, read_on: date) -> KpiReading:
    """Record a dated value; of two for one day the later counts."""
    reading = KpiReading(kpi.id, value, read_on)
    unit.connection.execute(
        insert(kpi_readings).values(
            team_id=unit.team_id, id=uuid.uuid4().hex, kpi_id=kpi.id, value=value, read_on=read_on,
            author_id=unit.actor_id, at=unit.now,
        )
    )  # fmt: skip
    unit.audit("kpi.read", kpi.initiative_key, name=kpi.name, value=value, on=read_on.isoformat())
    return reading


def get_kpi(unit: Unit, initiative_key: str, name: str) -> Kpi:
    """The active KPI of this name, whatever its case; raises NotFound with a suggestion."""
    known = list_kpis(unit, initiative_key)
    for kpi in known:
        if kpi.name.casefold() == name.casefold():
            return kpi
    raise NotFound("KPI", name, [kpi.name for kpi in known])


def list_kpis(unit: Unit, initiative_key: str) -> Sequence[Kpi]:
    """An initiative's active KPIs, in the order in which they were added."""
    query = (
        select(*_columns)
        .where(kpis.c.team_id == unit.team_id, kpis.c.initiative_key == initiative_key, kpis.c.is_active.is_(True))
        .order_by(kpis.c.created_at, kpis.c.name)
    )
    return [Kpi(*row) for row in unit.connection.execute(query)]


def list_kpi_readings(unit: Unit, initiative_key: str) -> dict[str, list[KpiReading]]:
    """All readings of an initiative's KPIs by KPI id, oldest first."""
    query = (
        select(*_reading_columns)
        .join(kpis, (kpis.c.team_id == kpi_readings.c.team_id) & (kpis.c.id == kpi_readings.c.kpi_id))
        .where(kpis.c.team_id == unit.team_id, kpis.c.initiative_key == initiative_key)
        .order_by(kpi_readings.c.read_on, kpi_readings.c.at)
    )
    readings: dict[str, list[KpiReading]] = {}
    for row in unit.connection.execute(query):
        readings.setdefault(row.kpi_id, []).append(KpiReading(*row))
    return readings


def list_latest_values(unit: Unit, initiative_key: str) -> dict[str, KpiReading]:
    """The newest reading of each KPI that has one, by KPI id."""
    return {kpi_id: readings[-1] for kpi_id, readings in list_kpi_readings(unit, initiative_key).items()}
