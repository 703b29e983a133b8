"""Resources: lines of people and budget, what is planned and what is there, week by week."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Table,
    exists,
    insert,
    select,
    update,
)

from storage.errors import BadInput, NotFound
from storage.initiatives import initiatives
from storage.resource_figures import (
    ResourceReading,
    append_plan,
    append_reading,
    list_newest_plans,
    list_newest_readings,
    list_plans,
    resource_readings,
)
from storage.schema import Moment, metadata, team_column
from storage.units import Unit

DEFAULT_THRESHOLD = 20

resources = Table(
    "resources",
    metadata,
    team_column(),
    Column("id", String(32), primary_key=True),
    Column("initiative_key", String(10), nullable=False),
    Column("name", String(80), nullable=False),
    Column("kind", String(8), nullable=False),
    Column("measured_in", String(20)),
    Column("owner_id", String(32), nullable=False),
    Column("threshold", Integer, nullable=False),
    Column("risk_id", String(16)),
    Column("dropped_because", String(500)),
    Column("created_at", Moment, nullable=False),
    ForeignKeyConstraint(["team_id", "initiative_key"], [initiatives.c.team_id, initiatives.c.key]),
    Index(None, "team_id", "initiative_key"),
)


class ResourceKind(StrEnum):
    """What a line counts: of people there can be too few, of money too much can be spent."""

    PEOPLE = "people"
    BUDGET = "budget"


@dataclass(frozen=True, slots=True)
class Resource:
    """One line: `planned` against the newest reading; `threshold` is the difference, in %, that is still accepted."""

    id: str
    initiative_key: str
    name: str
    kind: str
    measured_in: str | None
    owner_id: str
    threshold: int
    risk_id: str | None
    dropped_because: str | None
    created_at: datetime
    planned: float
    latest: ResourceReading | None

    @property
    def difference(self) -> float | None:
        """By which share of the plan the newest reading differs from it: −0.25 is a quarter less; None without one."""
        return (self.latest.value - self.planned) / self.planned if self.latest else None

    @property
    def is_short(self) -> bool:
        """Whether people are missing, or money is overspent, by more than the threshold."""
        if self.latest is None:
            return False
        # As typed, in decimals: 0.58 of 1 is exactly 42 % less, which in binary it is not.
        there, planned = Decimal(str(self.latest.value)), Decimal(str(self.planned))
        if self.kind == ResourceKind.PEOPLE:
            return there * 100 < planned * (100 - self.threshold)
        return there * 100 > planned * (100 + self.threshold)


_FACTS = [name for name in Resource.__dataclass_fields__ if name not in ("planned", "latest")]
_columns = [resources.c[name] for name in _FACTS]


def add_resource(unit: Unit, initiative_key: str, name: str, planned: float, **facts: Any) -> Resource:
    """Plan a line, under a name free in its initiative; `facts` takes kind, measured_in, owner_id and threshold."""
    _check_free(unit, initiative_key, name)
    resource_id = uuid.uuid4().hex
    values = {"initiative_key": initiative_key, "name": name, **facts}
    unit.connection.execute(
        insert(resources).values(team_id=unit.team_id, id=resource_id, created_at=unit.now, **values)
    )
    append_plan(unit, resource_id, 1, planned, None)
    unit.audit("resource.added", resource_id, planned=planned, **values)
    return get_resource_by_id(unit, resource_id)


def edit_resource(unit: Unit, resource: Resource, *, action: str = "resource.edited", **changes: Any) -> Resource:
    """Change facts of a line; the audit log keeps old and new."""
    if changes.get("name", resource.name).casefold() != resource.name.casefold():
        _check_free(unit, resource.initiative_key, changes["name"])
    changed = {name: value for name, value in changes.items() if getattr(resource, name) != value}
    if changed:
        condition = (resources.c.team_id == unit.team_id) & (resources.c.id == resource.id)
        unit.connection.execute(update(resources).where(condition).values(**changed))
        old_and_new = {name: [getattr(resource, name), value] for name, value in changed.items()}
        unit.audit(action, resource.id, initiative=resource.initiative_key, **old_and_new)
    return get_resource_by_id(unit, resource.id)


def plan_resource(unit: Unit, resource: Resource, planned: float, reason: str) -> Resource:
    """Plan another figure, and why; the versions before stay for good."""
    if planned == resource.planned:
        raise BadInput("Planned", "that is planned already", "8")
    append_plan(unit, resource.id, len(list_plans(unit, resource.id)) + 1, planned, reason)
    figures = [resource.planned, planned]
    unit.audit("resource.planned", resource.id, initiative=resource.initiative_key, planned=figures, reason=reason)
    return get_resource_by_id(unit, resource.id)


def add_resource_reading(unit: Unit, resource: Resource, value: float, read_on: date) -> Resource:
    """Record what was there on a day; of two for one day the later counts."""
    append_reading(unit, resource.id, value, read_on)
    facts = {"initiative": resource.initiative_key, "value": value, "on": read_on.isoformat()}
    unit.audit("resource.read", resource.id, **facts)
    return get_resource_by_id(unit, resource.id)


def get_resource_by_id(unit: Unit, resource_id: str) -> Resource:
    """The line with this internal id, as buttons and forms carry it; raises NotFound."""
    found = _load(unit, resources.c.id == resource_id)
    if not found:
        raise NotFound("Resource", resource_id)
    return found[0]


def get_resource(unit: Unit, initiative_key: str, name: str) -> Resource:
    """The line of this name, whatever its case; raises NotFound with a suggestion."""
    known = list_resources(unit, initiative_key, with_dropped=True)
    for resource in known:
        if resource.name.casefold() == name.casefold():
            return resource
    raise NotFound("Resource", name, [resource.name for resource in known])


def list_resources(unit: Unit, initiative_key: str, *, with_dropped: bool = False) -> Sequence[Resource]:
    """An initiative's lines in the order in which they were added; those given up only when asked for, and last."""
    found = _load(unit, resources.c.initiative_key == initiative_key)
    kept = [resource for resource in found if resource.dropped_because is None]
    return [*kept, *(each for each in found if each.dropped_because is not None)] if with_dropped else kept


def list_awaited_resources(unit: Unit, since: date, owner_id: str | None = None) -> Sequence[Resource]:
    """Lines of open initiatives, of one owner or all, that have no reading from `since` on."""
    has_reading = exists().where(
        resource_readings.c.team_id == resources.c.team_id,
        resource_readings.c.resource_id == resources.c.id,
        resource_readings.c.read_on >= since,
    )
    conditions = [resources.c.dropped_because.is_(None), initiatives.c.closed_at.is_(None), ~has_reading]
    if owner_id is not None:
        conditions.append(resources.c.owner_id == owner_id)
    return _load(unit, *conditions)


def _load(unit: Unit, *conditions: ColumnElement[bool]) -> list[Resource]:
    query = (
        select(*_columns)
        .join(
            initiatives,
            (initiatives.c.team_id == resources.c.team_id) & (initiatives.c.key == resources.c.initiative_key),
        )
        .where(resources.c.team_id == unit.team_id, *conditions)
        .order_by(resources.c.created_at, resources.c.name)
    )
    rows = list(unit.connection.execute(query))
    if not rows:
        return []
    ids = [row.id for row in rows]
    planned, readings = list_newest_plans(unit, ids), list_newest_readings(unit, ids)
    return [Resource(*(*row, planned[row.id], readings.get(row.id))) for row in rows]


def _check_free(unit: Unit, initiative_key: str, name: str) -> None:
    known = list_resources(unit, initiative_key, with_dropped=True)
    if any(each.name.casefold() == name.casefold() for each in known):
        raise BadInput("Name", f"{initiative_key} has a line “{name}” already", '"Developers"')
