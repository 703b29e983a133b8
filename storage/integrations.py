"""Integrations: the systems that a change connects, and which of them has to be ready before which."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from graphlib import CycleError, TopologicalSorter
from typing import Any

from sqlalchemy import Column, Date, ForeignKeyConstraint, Index, String, Table, delete, insert, select, update

from storage.changes import pair_changes, to_plain_values
from storage.errors import BadInput, NotFound
from storage.initiatives import initiatives
from storage.schema import Moment, metadata, team_column
from storage.units import Unit

integrations = Table(
    "integrations",
    metadata,
    team_column(),
    Column("id", String(32), primary_key=True),
    Column("initiative_key", String(10), nullable=False),
    Column("name", String(60), nullable=False),
    Column("owner_id", String(32)),
    Column("starts_on", Date),
    Column("ends_on", Date),
    Column("started_at", Moment),
    Column("done_at", Moment),
    Column("dropped_because", String(500)),
    Column("created_at", Moment, nullable=False),
    ForeignKeyConstraint(["team_id", "initiative_key"], [initiatives.c.team_id, initiatives.c.key]),
    Index(None, "team_id", "initiative_key"),
)

integration_needs = Table(
    "integration_needs",
    metadata,
    team_column(),
    Column("integration_id", String(32), primary_key=True),
    Column("needed_id", String(32), primary_key=True),
    ForeignKeyConstraint(["team_id", "integration_id"], [integrations.c.team_id, integrations.c.id]),
    ForeignKeyConstraint(["team_id", "needed_id"], [integrations.c.team_id, integrations.c.id]),
)


class IntegrationState(StrEnum):
    """How far a system is."""

    PLANNED = "planned"
    UNDER_WAY = "under way"
    DONE = "done"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Integration:
    """One system to be connected; `needs` holds the ids of those that have to be done before it."""

    id: str
    initiative_key: str
    name: str
    owner_id: str | None
    starts_on: date | None
    ends_on: date | None
    started_at: datetime | None
    done_at: datetime | None
    dropped_because: str | None
    created_at: datetime
    needs: tuple[str, ...] = ()

    @property
    def state(self) -> IntegrationState:
        """What follows from when it was started, done or given up."""
        if self.dropped_because is not None:
            return IntegrationState.DROPPED
        if self.done_at is not None:
            return IntegrationState.DONE
        return IntegrationState.UNDER_WAY if self.started_at is not None else IntegrationState.PLANNED


_FACTS = [name for name in Integration.__dataclass_fields__ if name != "needs"]
_columns = [integrations.c[name] for name in _FACTS]


def add_integration(
    unit: Unit, initiative_key: str, name: str, needs: Sequence[Integration] = (), **optional: Any
) -> Integration:
    """Register a system under a name free in its initiative; `optional` takes owner_id, starts_on and ends_on."""
    _check_free(unit, initiative_key, name)
    integration_id = uuid.uuid4().hex
    values = {"initiative_key": initiative_key, "name": name, **optional}
    unit.connection.execute(
        insert(integrations).values(team_id=unit.team_id, id=integration_id, created_at=unit.now, **values)
    )
    _put_needs(unit, integration_id, [needed.id for needed in needs])
    facts = to_plain_values({field: value for field, value in values.items() if value is not None})
    unit.audit("integration.added", integration_id, needs=_list_names(needs), **facts)
    return get_integration_by_id(unit, integration_id)


def edit_integration(
    unit: Unit,
    integration: Integration,
    *,
    needs: Sequence[Integration] | None = None,
    action: str = "integration.edited",
    **changes: Any,
) -> Integration:
    """Change its facts or what it needs; BadInput, naming the circle, when two systems would wait for each other."""
    if changes.get("name", integration.name).casefold() != integration.name.casefold():
        _check_free(unit, integration.initiative_key, changes["name"])
    changed = {name: value for name, value in changes.items() if getattr(integration, name) != value}
    if changed:
        condition = (integrations.c.team_id == unit.team_id) & (integrations.c.id == integration.id)
        unit.connection.execute(update(integrations).where(condition).values(**changed))
    facts = pair_changes(integration, {name: value for name, value in changed.items() if not name.endswith("_at")})
    if needs is not None and {needed.id for needed in needs} != set(integration.needs):
        known = {each.id: each for each in list_integrations(unit, integration.initiative_key, with_dropped=True)}
        _check_circle(known, integration, needs)
        _put_needs(unit, integration.id, [needed.id for needed in needs])
        facts["needs"] = [_list_names(known[needed_id] for needed_id in integration.needs), _list_names(needs)]
    after = get_integration_by_id(unit, integration.id)
    if after.state != integration.state:
        facts["state"] = [integration.state, after.state]
    if facts:
        unit.audit(action, integration.id, initiative=integration.initiative_key, **facts)
    return after


def get_integration_by_id(unit: Unit, integration_id: str) -> Integration:
    """The system with this internal id, as buttons and forms carry it; raises NotFound."""
    query = select(*_columns).where(integrations.c.team_id == unit.team_id, integrations.c.id == integration_id)
    row = unit.connection.execute(query).first()
    if row is None:
        raise NotFound("System", integration_id)
    return Integration(*(*row, _list_needs(unit, row.initiative_key).get(integration_id, ())))


def get_integration(unit: Unit, initiative_key: str, name: str) -> Integration:
    """The system of this name, whatever its case; raises NotFound with a suggestion."""
    known = list_integrations(unit, initiative_key, with_dropped=True)
    for integration in known:
        if integration.name.casefold() == name.casefold():
            return integration
    raise NotFound("System", name, [integration.name for integration in known])


def list_integrations(unit: Unit, initiative_key: str, *, with_dropped: bool = False) -> Sequence[Integration]:
    """An initiative's systems, each after all that it needs; those given up last, and only when asked for."""
    query = (
        select(*_columns)
        .where(integrations.c.team_id == unit.team_id, integrations.c.initiative_key == initiative_key)
        .order_by(integrations.c.created_at, integrations.c.name)
    )
    needs = _list_needs(unit, initiative_key)
    found = [Integration(*(*row, needs.get(row.id, ()))) for row in unit.connection.execute(query)]
    dropped = [each for each in found if each.state == IntegrationState.DROPPED]
    kept = order_integrations([each for each in found if each.state != IntegrationState.DROPPED])
    return [*kept, *dropped] if with_dropped else kept


def order_integrations(unordered: Sequence[Integration]) -> list[Integration]:
    """These systems, each after all that it needs among them; otherwise the earliest start first, then as given."""
    rank = {each.id: (each.starts_on or date.max, position) for position, each in enumerate(unordered)}
    by_id = {each.id: each for each in unordered}
    sorter = TopologicalSorter({each.id: [need for need in each.needs if need in by_id] for each in unordered})
    sorter.prepare()
    ordered: list[Integration] = []
    ready: list[str] = []
    while sorter.is_active():
        ready = sorted([*ready, *sorter.get_ready()], key=rank.__getitem__)
        first = ready.pop(0)
        sorter.done(first)
        ordered.append(by_id[first])
    return ordered


def find_circle(needs: Mapping[str, Iterable[str]], start: str) -> list[str]:
    """The way from `start` back to itself along what each needs; empty when nothing waits for itself."""
    try:
        TopologicalSorter(needs).prepare()
    except CycleError as error:
        circle = list(reversed(error.args[1]))[:-1]
        turn = circle.index(start) if start in circle else 0
        return [*circle[turn:], *circle[: turn + 1]]
    return []


def _check_circle(known: Mapping[str, Integration], integration: Integration, needs: Sequence[Integration]) -> None:
    wanted = {each.id: each.needs for each in known.values()} | {integration.id: tuple(each.id for each in needs)}
    if circle := find_circle(wanted, integration.id):
        path = " → ".join(known[each].name for each in circle)
        raise BadInput("Needs", f"this closes a circle: {path}", '/change integration needs CRM "Billing" "CRM"')


def _check_free(unit: Unit, initiative_key: str, name: str) -> None:
    known = list_integrations(unit, initiative_key, with_dropped=True)
    if any(each.name.casefold() == name.casefold() for each in known):
        raise BadInput("System", f"{initiative_key} has a system “{name}” already", '"Billing"')


def _put_needs(unit: Unit, integration_id: str, needed_ids: Sequence[str]) -> None:
    own = (integration_needs.c.team_id == unit.team_id) & (integration_needs.c.integration_id == integration_id)
    unit.connection.execute(delete(integration_needs).where(own))
    rows = [
        {"team_id": unit.team_id, "integration_id": integration_id, "needed_id": needed_id}
        for needed_id in sorted(set(needed_ids))
    ]
    if rows:
        unit.connection.execute(insert(integration_needs), rows)


def _list_needs(unit: Unit, initiative_key: str) -> dict[str, tuple[str, ...]]:
    query = (
        select(integration_needs.c.integration_id, integration_needs.c.needed_id)
        .join(
            integrations,
            (integrations.c.team_id == integration_needs.c.team_id)
            & (integrations.c.id == integration_needs.c.integration_id),
        )
        .where(integrations.c.team_id == unit.team_id, integrations.c.initiative_key == initiative_key)
        .order_by(integration_needs.c.needed_id)
    )
    needs: dict[str, tuple[str, ...]] = {}
    for row in unit.connection.execute(query):
        needs[row.integration_id] = (*needs.get(row.integration_id, ()), row.needed_id)
    return needs


def _list_names(some: Iterable[Integration]) -> str:
    return ", ".join(sorted(each.name for each in some))
