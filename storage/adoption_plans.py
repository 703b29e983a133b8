"""Adoption plans: what share of those eligible is to be active by when, with every plan that a metric ever had."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Column, Date, Float, ForeignKeyConstraint, Integer, String, Table, func, insert, select

from storage.adoptions import METRIC_LIMIT
from storage.initiatives import initiatives
from storage.schema import Moment, metadata, team_column
from storage.units import Unit

adoption_plans = Table(
    "adoption_plans",
    metadata,
    team_column(),
    Column("initiative_key", String(10), primary_key=True),
    Column("metric", String(METRIC_LIMIT), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("target", Float, nullable=False),
    Column("from_on", Date, nullable=False),
    Column("by_on", Date, nullable=False),
    Column("author_id", String(32), nullable=False),
    Column("at", Moment, nullable=False),
    Column("dropped_at", Moment),
    ForeignKeyConstraint(["team_id", "initiative_key"], [initiatives.c.team_id, initiatives.c.key]),
)


@dataclass(frozen=True, slots=True)
class AdoptionPlan:
    """One version: `target` (0 to 1) of those eligible by a day; it counts from `at` until the next."""

    initiative_key: str
    metric: str
    version: int
    target: float
    from_on: date
    by_on: date
    author_id: str
    at: datetime


_columns = [adoption_plans.c[name] for name in AdoptionPlan.__dataclass_fields__]


def set_adoption_plan(
    unit: Unit, initiative_key: str, metric: str, *, target: float, from_on: date, by_on: date
) -> AdoptionPlan:
    """Plan a metric from now on; the plans before stay as they were."""
    before = list_adoption_plans(unit, initiative_key).get(metric, [])
    version = _find_last_version(unit, initiative_key, metric) + 1
    plan = AdoptionPlan(initiative_key, metric, version, target, from_on, by_on, unit.actor_id, unit.now)
    values = {name: getattr(plan, name) for name in AdoptionPlan.__dataclass_fields__}
    unit.connection.execute(insert(adoption_plans).values(team_id=unit.team_id, **values))
    last = before[-1] if before else None
    unit.audit(
        "adoption.planned", initiative_key, metric=metric,
        target=[last and last.target, target],
        from_on=[last and last.from_on.isoformat(), from_on.isoformat()],
        by=[last and last.by_on.isoformat(), by_on.isoformat()],
    )  # fmt: skip
    return plan


def list_adoption_plans(unit: Unit, initiative_key: str) -> dict[str, list[AdoptionPlan]]:
    """Every plan that the initiative's metrics had, by metric, the first first; none of a metric that was dropped."""
    query = select(*_columns).where(
        adoption_plans.c.team_id == unit.team_id,
        adoption_plans.c.initiative_key == initiative_key,
        adoption_plans.c.dropped_at.is_(None),
    )
    plans: dict[str, list[AdoptionPlan]] = {}
    for row in unit.connection.execute(query.order_by(adoption_plans.c.metric, adoption_plans.c.version)):
        plans.setdefault(row.metric, []).append(AdoptionPlan(*row))
    return plans


def _find_last_version(unit: Unit, initiative_key: str, metric: str) -> int:
    """The number of the metric's last plan, of a dropped one too."""
    plans = adoption_plans.c
    query = select(func.max(plans.version)).where(
        plans.team_id == unit.team_id, plans.initiative_key == initiative_key, plans.metric == metric
    )
    return unit.connection.execute(query).scalar_one() or 0
