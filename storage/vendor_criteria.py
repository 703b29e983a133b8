"""Criteria: what an initiative's vendors are scored on, how much each weighs, and which objective it serves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, ForeignKeyConstraint, Index, Integer, String, Table, insert, select, update

from storage.changes import pair_changes, to_plain_values
from storage.errors import NotFound
from storage.initiatives import initiatives
from storage.numbers import next_id, number_of
from storage.schema import Moment, metadata, team_column
from storage.units import Unit

vendor_criteria = Table(
    "vendor_criteria",
    metadata,
    team_column(),
    Column("id", String(16), primary_key=True),
    Column("initiative_key", String(10), nullable=False),
    Column("name", String(80), nullable=False),
    Column("weight", Integer, nullable=False),
    Column("objective_id", String(16)),
    Column("dropped_reason", String(500)),
    Column("created_at", Moment, nullable=False),
    ForeignKeyConstraint(["team_id", "initiative_key"], [initiatives.c.team_id, initiatives.c.key]),
    Index(None, "team_id", "initiative_key"),
)


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion with its weight from 1 to 5; with an objective it is a requirement of that."""

    id: str
    initiative_key: str
    name: str
    weight: int
    objective_id: str | None
    dropped_reason: str | None


_columns = [vendor_criteria.c[name] for name in Criterion.__dataclass_fields__]


def add_criterion(
    unit: Unit, initiative_key: str, name: str, weight: int, objective_id: str | None = None
) -> Criterion:
    """Have vendors scored on something more."""
    criterion_id = next_id(unit, "VC")
    row = {
        "id": criterion_id, "initiative_key": initiative_key, "name": name, "weight": weight,
        "objective_id": objective_id,
    }  # fmt: skip
    unit.connection.execute(insert(vendor_criteria).values(team_id=unit.team_id, created_at=unit.now, **row))
    unit.audit("criterion.added", criterion_id, **to_plain_values(row))
    return get_criterion(unit, criterion_id)


def edit_criterion(unit: Unit, criterion_id: str, **changes: Any) -> Criterion:
    """Change name, weight or objective_id; the audit log keeps old and new."""
    return _update(unit, criterion_id, "edited", changes)


def drop_criterion(unit: Unit, criterion_id: str, reason: str) -> Criterion:
    """Let it count no longer; its scores stay."""
    return _update(unit, criterion_id, "dropped", {"dropped_reason": reason})


def reopen_criterion(unit: Unit, criterion_id: str) -> Criterion:
    """Let a dropped one count again."""
    return _update(unit, criterion_id, "reopened", {"dropped_reason": None})


def get_criterion(unit: Unit, criterion_id: str) -> Criterion:
    """The criterion with this id; raises NotFound."""
    condition = (vendor_criteria.c.team_id == unit.team_id) & (vendor_criteria.c.id == criterion_id)
    row = unit.connection.execute(select(*_columns).where(condition)).first()
    if row is None:
        raise NotFound("Criterion", criterion_id)
    return Criterion(*row)


def list_criteria(unit: Unit, initiative_key: str) -> Sequence[Criterion]:
    """What an initiative's vendors are scored on, the oldest first; what was dropped is not among it."""
    return [each for each in list_all_criteria(unit, initiative_key) if each.dropped_reason is None]


def list_all_criteria(unit: Unit, initiative_key: str) -> Sequence[Criterion]:
    """The same with those that were dropped."""
    is_of = vendor_criteria.c.initiative_key == initiative_key
    query = select(*_columns).where(vendor_criteria.c.team_id == unit.team_id, is_of)
    return sorted((Criterion(*row) for row in unit.connection.execute(query)), key=lambda each: number_of(each.id))


def _update(unit: Unit, criterion_id: str, action: str, changes: Mapping[str, Any]) -> Criterion:
    before = get_criterion(unit, criterion_id)
    changed = {name: value for name, value in changes.items() if getattr(before, name) != value}
    if changed:
        condition = (vendor_criteria.c.team_id == unit.team_id) & (vendor_criteria.c.id == criterion_id)
        unit.connection.execute(update(vendor_criteria).where(condition).values(**changed))
        unit.audit(f"criterion.{action}", criterion_id, **pair_changes(before, changed))
    return get_criterion(unit, criterion_id)
