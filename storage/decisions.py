"""Decisions: what was decided and why, and what is still to be decided, by whom and until when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Column, Date, ForeignKeyConstraint, Index, String, Table, insert, select, update

from storage.changes import pair_changes, to_plain_values
from storage.errors import BadInput, NotFound
from storage.initiatives import initiatives
from storage.numbers import next_id, number_of
from storage.schema import Moment, metadata, team_column
from storage.units import Unit

decisions = Table(
    "decisions",
    metadata,
    team_column(),
    Column("id", String(16), primary_key=True),
    Column("initiative_key", String(10), nullable=False),
    Column("author_id", String(32), nullable=False),
    Column("question", String(500)),
    Column("decision", String(1000)),
    Column("reason", String(1000)),
    Column("owner_id", String(32), nullable=False),
    Column("due_on", Date),
    Column("state", String(16), nullable=False),
    Column("taken_by", String(32)),
    Column("taken_at", Moment),
    Column("created_at", Moment, nullable=False),
    ForeignKeyConstraint(["team_id", "initiative_key"], [initiatives.c.team_id, initiatives.c.key]),
    Index(None, "team_id", "initiative_key", "state"),
    Index(None, "team_id", "owner_id", "state"),
)


class DecisionState(StrEnum):
    """Whether it waits for its owner or has been taken."""

    OPEN = "open"
    TAKEN = "taken"


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision: the `question` while it is open, the `decision` and its reason once it is taken."""

    id: str
    initiative_key: str
    author_id: str
    question: str | None
    decision: str | None
    reason: str | None
    owner_id: str
    due_on: date | None
    state: str
    taken_by: str | None
    taken_at: datetime | None
    created_at: datetime

    @property
    def is_open(self) -> bool:
        """Whether it is still to be taken."""
        return self.state == DecisionState.OPEN

    def is_overdue_on(self, day: date) -> bool:
        """Whether it should have been taken before this day."""
        return self.is_open and self.due_on is not None and self.due_on < day


_columns = [decisions.c[name] for name in Decision.__dataclass_fields__]


def add_decision(unit: Unit, initiative_key: str, decision: str, *, reason: str | None = None) -> Decision:
    """Record a decision that the unit's actor has taken, or reports as taken."""
    taken = {"state": DecisionState.TAKEN, "taken_by": unit.actor_id, "taken_at": unit.now}
    values = {"decision": decision, "reason": reason, "owner_id": unit.actor_id}
    return _insert(unit, "decision.added", initiative_key, values, taken)


def ask_decision(
    unit: Unit, initiative_key: str, question: str, *, owner_id: str, due_on: date | None = None
) -> Decision:
    """Record what `owner_id` is to decide, by a day if one is given."""
    values = {"question": question, "owner_id": owner_id, "due_on": due_on}
    return _insert(unit, "decision.asked", initiative_key, values, {"state": DecisionState.OPEN})


def take_decision(unit: Unit, decision_id: str, decision: str, reason: str | None = None) -> Decision:
    """Answer an open question, as the unit's actor; BadInput when that was done already."""
    if not get_decision(unit, decision_id).is_open:
        raise BadInput("Decision", f"{decision_id} was taken already", f"/change decision show {decision_id}")
    taken = {"taken_by": unit.actor_id, "taken_at": unit.now}
    changes = {"state": DecisionState.TAKEN, "decision": decision, "reason": reason}
    return _change(unit, "decision.taken", decision_id, changes, taken)


def edit_decision(unit: Unit, decision_id: str, **changes: Any) -> Decision:
    """Correct question, decision, reason, owner_id or due_on; the audit log keeps old and new."""
    return _change(unit, "decision.edited", decision_id, changes, {})


def get_decision(unit: Unit, decision_id: str) -> Decision:
    """The decision with this id; raises NotFound."""
    query = select(*_columns).where(decisions.c.team_id == unit.team_id, decisions.c.id == decision_id)
    row = unit.connection.execute(query).first()
    if row is None:
        raise NotFound("Decision", decision_id)
    return Decision(*row)


def list_decisions(unit: Unit, initiative_key: str) -> Sequence[Decision]:
    """An initiative's decisions: open ones first, the most urgent at the top, then those taken, the latest first."""
    found = _list(unit, decisions.c.initiative_key == initiative_key)
    taken = sorted((each for each in found if not each.is_open), key=lambda each: -number_of(each.id))
    return [*_sort_open(found), *sorted(taken, key=_taken_at, reverse=True)]


def list_open_decisions(unit: Unit, initiative_key: str) -> Sequence[Decision]:
    """What is still to be decided in an initiative, the most urgent first."""
    is_open = decisions.c.state == DecisionState.OPEN
    return _sort_open(_list(unit, decisions.c.initiative_key == initiative_key, is_open))


def list_awaited_decisions(unit: Unit, owner_id: str) -> Sequence[Decision]:
    """What waits for this person to decide, over all initiatives, the most urgent first."""
    is_open = decisions.c.state == DecisionState.OPEN
    return _sort_open(_list(unit, decisions.c.owner_id == owner_id, is_open))


def _insert(unit: Unit, action: str, initiative_key: str, values: dict[str, Any], state: dict[str, Any]) -> Decision:
    decision_id = next_id(unit, "D")
    unit.connection.execute(
        insert(decisions).values(
            team_id=unit.team_id,
            id=decision_id,
            initiative_key=initiative_key,
            author_id=unit.actor_id,
            created_at=unit.now,
            **values,
            **state,
        )
    )
    facts = {"initiative_key": initiative_key, **to_plain_values(values)}
    unit.audit(action, decision_id, **facts)
    return get_decision(unit, decision_id)


def _change(unit: Unit, action: str, decision_id: str, changes: dict[str, Any], unaudited: dict[str, Any]) -> Decision:
    before = get_decision(unit, decision_id)
    changed = {name: value for name, value in changes.items() if getattr(before, name) != value}
    if changed:
        condition = (decisions.c.team_id == unit.team_id) & (decisions.c.id == decision_id)
        unit.connection.execute(update(decisions).where(condition).values(**changed, **unaudited))
        old_and_new = pair_changes(before, changed)
        unit.audit(action, decision_id, **old_and_new)
    return get_decision(unit, decision_id)


def _list(unit: Unit, *conditions: Any) -> list[Decision]:
    query = select(*_columns).where(decisions.c.team_id == unit.team_id, *conditions)
    return [Decision(*row) for row in unit.connection.execute(query)]


def _sort_open(found: Sequence[Decision]) -> list[Decision]:
    return sorted(
        (each for each in found if each.is_open), key=lambda each: (each.due_on or date.max, number_of(each.id))
    )


def _taken_at(decision: Decision) -> datetime:
    return decision.taken_at or decision.created_at
