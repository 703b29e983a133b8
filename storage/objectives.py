"""Objectives: what an initiative is to reach, each with a measure, a baseline, a target, a day and so a direction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Column, Date, Float, ForeignKeyConstraint, Index, String, Table, insert, select, update

from storage.changes import pair_changes, to_plain_values
from storage.errors import NotFound
from storage.initiatives import initiatives
from storage.numbers import next_id, number_of
from storage.schema import Moment, metadata, team_column
from storage.units import Unit

objectives = Table(
    "objectives",
    metadata,
    team_column(),
    Column("id", String(16), primary_key=True),
    Column("initiative_key", String(10), nullable=False),
    Column("name", String(200), nullable=False),
    Column("measure", String(80), nullable=False),
    Column("measured_in", String(20)),
    Column("baseline", Float, nullable=False),
    Column("target", Float, nullable=False),
    Column("by_on", Date, nullable=False),
    Column("dropped_reason", String(500)),
    Column("created_at", Moment, nullable=False),
    ForeignKeyConstraint(["team_id", "initiative_key"], [initiatives.c.team_id, initiatives.c.key]),
    Index(None, "team_id", "initiative_key"),
)


@dataclass(frozen=True, slots=True)
class Objective:
    """One aim: `measure` goes from `baseline` to `target` by a day, in `measured_in`."""

    id: str
    initiative_key: str
    name: str
    measure: str
    measured_in: str | None
    baseline: float
    target: float
    by_on: date
    dropped_reason: str | None

    @property
    def direction(self) -> str:
        """Which way the measure is to go: "up" or "down"."""
        return "up" if self.target > self.baseline else "down"


_columns = [objectives.c[name] for name in Objective.__dataclass_fields__]


def add_objective(unit: Unit, initiative_key: str, **values: Any) -> Objective:
    """Record an objective; `values` are name, measure, measured_in, baseline, target and by_on."""
    objective_id = next_id(unit, "O")
    row = {"id": objective_id, "initiative_key": initiative_key, **values}
    unit.connection.execute(insert(objectives).values(team_id=unit.team_id, created_at=unit.now, **row))
    unit.audit("objective.added", objective_id, **to_plain_values(row))
    return get_objective(unit, objective_id)


def edit_objective(unit: Unit, objective_id: str, **changes: Any) -> Objective:
    """Change fields of an objective; the audit log keeps old and new."""
    return _update(unit, objective_id, "edited", changes)


def drop_objective(unit: Unit, objective_id: str, reason: str) -> Objective:
    """Aim for it no longer; the audit log keeps why."""
    return _update(unit, objective_id, "dropped", {"dropped_reason": reason})


def reopen_objective(unit: Unit, objective_id: str) -> Objective:
    """Aim for a dropped one again."""
    return _update(unit, objective_id, "reopened", {"dropped_reason": None})


def get_objective(unit: Unit, objective_id: str) -> Objective:
    """The objective with this id; raises NotFound."""
    query = select(*_columns).where(objectives.c.team_id == unit.team_id, objectives.c.id == objective_id)
    row = unit.connection.execute(query).first()
    if row is None:
        raise NotFound("Objective", objective_id)
    return Objective(*row)


def list_objectives(unit: Unit, initiative_key: str) -> Sequence[Objective]:
    """An initiative's objectives that were not dropped, the oldest first."""
    return [each for each in _list(unit, initiative_key) if each.dropped_reason is None]


def list_dropped_objectives(unit: Unit, initiative_key: str) -> Sequence[Objective]:
    """Those that it aims for no longer, the oldest first."""
    return [each for each in _list(unit, initiative_key) if each.dropped_reason is not None]


def _list(unit: Unit, initiative_key: str) -> Sequence[Objective]:
    query = select(*_columns).where(objectives.c.team_id == unit.team_id, objectives.c.initiative_key == initiative_key)
    return sorted((Objective(*row) for row in unit.connection.execute(query)), key=lambda each: number_of(each.id))


def _update(unit: Unit, objective_id: str, action: str, changes: Mapping[str, Any]) -> Objective:
    before = get_objective(unit, objective_id)
    changed = {name: value for name, value in changes.items() if getattr(before, name) != value}
    if changed:
        condition = (objectives.c.team_id == unit.team_id) & (objectives.c.id == objective_id)
        unit.connection.execute(update(objectives).where(condition).values(**changed))
        unit.audit(f"objective.{action}", objective_id, **pair_changes(before, changed))
    return get_objective(unit, objective_id)
