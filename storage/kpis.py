"""KPIs: named measures of an initiative, with dated readings and every target they ever had."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    Float,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Table,
    func,
    insert,
    select,
    update,
)

from storage.arrivals import has_arrived
from storage.changes import pair_changes
from storage.errors import BadInput, NotFound, TooMany
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
    Column("is_active", Boolean, nullable=False),
    Column("created_at", Moment, nullable=False),
    ForeignKeyConstraint(["team_id", "initiative_key"], [initiatives.c.team_id, initiatives.c.key]),
)

kpi_targets = Table(
    "kpi_targets",
    metadata,
    team_column(),
    Column("kpi_id", String(32), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("target", Float, nullable=False),
    Column("by_on", Date, nullable=False),
    Column("reason", String(500)),
    Column("author_id", String(32), nullable=False),
    Column("at", Moment, nullable=False),
    ForeignKeyConstraint(["team_id", "kpi_id"], [kpis.c.team_id, kpis.c.id]),
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
    Column("arrival_id", String(32)),
    ForeignKeyConstraint(["team_id", "kpi_id"], [kpis.c.team_id, kpis.c.id]),
    Index(None, "team_id", "kpi_id", "read_on"),
)


@dataclass(frozen=True, slots=True)
class Kpi:
    """One measure: from `baseline` to the latest `target` by a day, in `unit`."""

    id: str
    initiative_key: str
    name: str
    unit: str | None
    baseline: float
    created_at: datetime
    target: float
    by_on: date
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class KpiTarget:
    """One version of a target: it counts from `at` until the next."""

    version: int
    target: float
    by_on: date
    reason: str | None
    author_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class KpiReading:
    """One dated value."""

    kpi_id: str
    value: float
    read_on: date


_OWN = ("id", "initiative_key", "name", "unit", "baseline", "created_at")
_columns = [*(kpis.c[name] for name in _OWN), kpi_targets.c.target, kpi_targets.c.by_on, kpis.c.is_active]
_target_columns = [kpi_targets.c[name] for name in KpiTarget.__dataclass_fields__]
_latest = (
    select(kpi_targets.c.team_id, kpi_targets.c.kpi_id, func.max(kpi_targets.c.version).label("version"))
    .group_by(kpi_targets.c.team_id, kpi_targets.c.kpi_id)
    .subquery()
)
_select = (
    select(*_columns)
    .join(_latest, (_latest.c.team_id == kpis.c.team_id) & (_latest.c.kpi_id == kpis.c.id))
    .join(
        kpi_targets,
        (kpi_targets.c.team_id == _latest.c.team_id)
        & (kpi_targets.c.kpi_id == _latest.c.kpi_id)
        & (kpi_targets.c.version == _latest.c.version),
    )
)
_reading_columns = [kpi_readings.c[name] for name in KpiReading.__dataclass_fields__]


def add_kpi(
    unit: Unit, initiative_key: str, name: str, *, baseline: float, target: float, by_on: date, measured_in: str | None
) -> Kpi:
    """Record a KPI under a name that is free in its initiative; a sixth active one raises TooMany."""
    _check_place(unit, initiative_key, name)
    kpi = Kpi(uuid.uuid4().hex, initiative_key, name, measured_in, baseline, unit.now, target, by_on)
    values = {field: getattr(kpi, field) for field in _OWN}
    unit.connection.execute(insert(kpis).values(team_id=unit.team_id, is_active=True, **values))
    _add_target(unit, kpi, 1, None)
    unit.audit("kpi.added", initiative_key, name=name, baseline=baseline, target=target, by=by_on.isoformat())
    return kpi


def set_kpi_target(unit: Unit, kpi: Kpi, target: float, by_on: date, reason: str) -> Kpi:
    """Give a KPI another target from now on; the targets before it stay as they were."""
    changed = replace(kpi, target=target, by_on=by_on)
    changes = {field: value for field, value in (("target", target), ("by_on", by_on)) if getattr(kpi, field) != value}
    _add_target(unit, changed, len(list_kpi_targets(unit, kpi.id)) + 1, reason)
    unit.audit("kpi.target_set", kpi.id, name=kpi.name, reason=reason, **pair_changes(kpi, changes))
    return changed


def edit_kpi(unit: Unit, kpi: Kpi, *, name: str, baseline: float, measured_in: str | None) -> None:
    """Correct a KPI's name, baseline or unit; the audit log keeps old and new."""
    changes = {"name": name, "baseline": baseline, "unit": measured_in}
    changed = {field: value for field, value in changes.items() if getattr(kpi, field) != value}
    if "name" in changed:
        others = [each for each in list_kpis(unit, kpi.initiative_key) if each.id != kpi.id]
        _check_name(others, kpi.initiative_key, name)
    if changed:
        unit.connection.execute(update(kpis).where(*_this(unit, kpi)).values(**changed))
        unit.audit("kpi.edited", kpi.id, **pair_changes(kpi, changed))


def retire_kpi(unit: Unit, kpi: Kpi) -> None:
    """Judge the initiative by this KPI no longer; its readings stay."""
    unit.connection.execute(update(kpis).where(*_this(unit, kpi)).values(is_active=False))
    unit.audit("kpi.retired", kpi.id, name=kpi.name, initiative=kpi.initiative_key)


def reopen_kpi(unit: Unit, kpi: Kpi) -> Kpi:
    """Judge the initiative by a retired KPI again, if its name is free and there is room for it as in `add_kpi`."""
    _check_place(unit, kpi.initiative_key, kpi.name)
    unit.connection.execute(update(kpis).where(*_this(unit, kpi)).values(is_active=True))
    unit.audit("kpi.reopened", kpi.id, name=kpi.name, initiative=kpi.initiative_key)
    return replace(kpi, is_active=True)


def add_kpi_reading(unit: Unit, kpi: Kpi, value: float, read_on: date) -> KpiReading:
    """Record a dated value; of two for one day the later counts."""
    reading = KpiReading(kpi.id, value, read_on)
    add_kpi_readings(unit, [reading])
    unit.audit("kpi.read", kpi.initiative_key, name=kpi.name, value=value, on=read_on.isoformat())
    return reading


def add_kpi_readings(unit: Unit, readings: Sequence[KpiReading], arrival_id: str | None = None) -> None:
    """Record many at once; whoever calls notes in the audit log where they came from.

    With `arrival_id` they count once that has ended (`storage.arrivals`).
    """
    if not readings:
        return
    entered = {"team_id": unit.team_id, "author_id": unit.actor_id, "at": unit.now, "arrival_id": arrival_id}
    rows = [
        {**entered, "id": uuid.uuid4().hex, "kpi_id": each.kpi_id, "value": each.value, "read_on": each.read_on}
        for each in readings
    ]
    unit.connection.execute(insert(kpi_readings), rows)


def get_kpi(unit: Unit, initiative_key: str, name: str, *, with_retired: bool = False) -> Kpi:
    """The active KPI of this name in any case, else the newest retired one; raises NotFound with a suggestion."""
    known = [*list_kpis(unit, initiative_key), *(list_retired_kpis(unit, initiative_key) if with_retired else [])]
    for kpi in known:
        if kpi.name.casefold() == name.casefold():
            return kpi
    raise NotFound("KPI", name, [kpi.name for kpi in known])


def get_kpi_by_id(unit: Unit, kpi_id: str) -> Kpi:
    """The KPI with this id, active or retired; raises NotFound."""
    row = unit.connection.execute(_select.where(kpis.c.team_id == unit.team_id, kpis.c.id == kpi_id)).first()
    if row is None:
        raise NotFound("KPI", kpi_id)
    return Kpi(*row)


def list_kpis(unit: Unit, initiative_key: str) -> Sequence[Kpi]:
    """An initiative's active KPIs, in the order in which they were added."""
    return _list(unit, initiative_key, is_active=True)


def list_retired_kpis(unit: Unit, initiative_key: str) -> Sequence[Kpi]:
    """The KPIs that it is judged by no longer, the newest first."""
    return _list(unit, initiative_key, is_active=False)[::-1]


def list_kpi_targets(unit: Unit, kpi_id: str) -> list[KpiTarget]:
    """Every target that a KPI had, the first first."""
    query = select(*_target_columns).where(kpi_targets.c.team_id == unit.team_id, kpi_targets.c.kpi_id == kpi_id)
    return [KpiTarget(*row) for row in unit.connection.execute(query.order_by(kpi_targets.c.version))]


def list_kpi_readings(unit: Unit, initiative_key: str) -> dict[str, list[KpiReading]]:
    """All readings of an initiative's KPIs by KPI id, oldest first."""
    query = (
        select(*_reading_columns)
        .join(kpis, (kpis.c.team_id == kpi_readings.c.team_id) & (kpis.c.id == kpi_readings.c.kpi_id))
        .where(kpis.c.team_id == unit.team_id, kpis.c.initiative_key == initiative_key, has_arrived(kpi_readings))
        .order_by(kpi_readings.c.read_on, kpi_readings.c.at)
    )
    readings: dict[str, list[KpiReading]] = {}
    for row in unit.connection.execute(query):
        readings.setdefault(row.kpi_id, []).append(KpiReading(*row))
    return readings


def list_latest_values(unit: Unit, initiative_key: str) -> dict[str, KpiReading]:
    """The newest reading of each KPI that has one, by KPI id."""
    return {kpi_id: readings[-1] for kpi_id, readings in list_kpi_readings(unit, initiative_key).items()}


def _add_target(unit: Unit, kpi: Kpi, version: int, reason: str | None) -> None:
    values = {"kpi_id": kpi.id, "version": version, "target": kpi.target, "by_on": kpi.by_on, "reason": reason}
    unit.connection.execute(
        insert(kpi_targets).values(team_id=unit.team_id, author_id=unit.actor_id, at=unit.now, **values)
    )


def _list(unit: Unit, initiative_key: str, *, is_active: bool) -> Sequence[Kpi]:
    query = _select.where(
        kpis.c.team_id == unit.team_id, kpis.c.initiative_key == initiative_key, kpis.c.is_active.is_(is_active)
    )
    return [Kpi(*row) for row in unit.connection.execute(query.order_by(kpis.c.created_at, kpis.c.name))]


def _check_place(unit: Unit, initiative_key: str, name: str) -> None:
    active = list_kpis(unit, initiative_key)
    _check_name(active, initiative_key, name)
    if len(active) >= MOST_ACTIVE:
        names = ", ".join(kpi.name for kpi in active)
        raise TooMany(
            "KPI",
            f"{initiative_key} has {MOST_ACTIVE} already ({names}), and more dilute each other; retire one first",
            f"/change kpi retire {initiative_key} {active[0].name}",
        )


def _check_name(others: Sequence[Kpi], initiative_key: str, name: str) -> None:
    if any(kpi.name.casefold() == name.casefold() for kpi in others):
        raise BadInput("Name", f"{initiative_key} has a KPI “{name}” already", "Tickets per week")


def _this(unit: Unit, kpi: Kpi) -> tuple[Any, ...]:
    return kpis.c.team_id == unit.team_id, kpis.c.id == kpi.id
