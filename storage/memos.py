"""Memos: facts told once, rendered for each kind of audience."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Boolean, Column, ForeignKeyConstraint, String, Table, false, insert, select, update

from storage.errors import NotFound
from storage.initiatives import initiatives
from storage.numbers import next_id, number_of
from storage.schema import Document, Moment, metadata, team_column
from storage.units import Unit

memos = Table(
    "memos",
    metadata,
    team_column(),
    Column("id", String(16), primary_key=True),
    Column("initiative_key", String(10), nullable=False),
    Column("author_id", String(32), nullable=False),
    Column("facts", String(1000), nullable=False),
    Column("change", String(600), nullable=False),
    Column("timing", String(200), nullable=False),
    Column("action", String(400), nullable=False),
    Column("audiences", Document, nullable=False),
    Column("state", String(16), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Column("is_mandatory", Boolean, nullable=False, server_default=false()),
    Column("reason", String(500)),
    ForeignKeyConstraint(["team_id", "initiative_key"], [initiatives.c.team_id, initiatives.c.key]),
)


class MemoState(StrEnum):
    """How far a memo is; a sent one may still be leaving, its deliveries say how far.

    `waiting` is for a second approver, `held` for the lead, because it could not be written for too many.
    """

    DRAFT = "draft"
    WAITING = "waiting"
    SCHEDULED = "scheduled"
    HELD = "held"
    SENT = "sent"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Memo:
    """One memo: the facts, what changes for people, when (`timing`), and what to do.

    A mandatory one reaches those too who have opted out. `reason` is why it is held, or why it was declined.
    """

    id: str
    initiative_key: str
    author_id: str
    facts: str
    change: str
    timing: str
    action: str
    audiences: list[str]
    state: str
    created_at: datetime
    changed_at: datetime
    is_mandatory: bool = False
    reason: str | None = None


_columns = [memos.c[name] for name in Memo.__dataclass_fields__]


def add_memo(
    unit: Unit, initiative_key: str, audiences: Sequence[str], *, is_mandatory: bool = False, **texts: str
) -> Memo:
    """Keep a draft; `texts` are facts, change, timing and action."""
    memo_id = next_id(unit, "M")
    unit.connection.execute(
        insert(memos).values(
            team_id=unit.team_id,
            id=memo_id,
            initiative_key=initiative_key,
            author_id=unit.actor_id,
            audiences=list(audiences),
            state=MemoState.DRAFT,
            created_at=unit.now,
            changed_at=unit.now,
            is_mandatory=is_mandatory,
            **texts,
        )
    )
    facts = {"initiative": initiative_key, "audiences": list(audiences), "is_mandatory": is_mandatory}
    unit.audit("memo.added", memo_id, **facts)
    return get_memo(unit, memo_id)


def edit_memo(unit: Unit, memo_id: str, **changes: Any) -> Memo:
    """Change a draft's texts, audiences or whether it is mandatory; the audit log keeps old and new."""
    before = get_memo(unit, memo_id)
    changed = {name: [getattr(before, name), value] for name, value in changes.items()}
    changed = {name: pair for name, pair in changed.items() if pair[0] != pair[1]}
    if not changed:
        return before
    _update(unit, memo_id, {name: new for name, (_, new) in changed.items()})
    unit.audit("memo.edited", memo_id, **changed)
    return get_memo(unit, memo_id)


def set_memo_state(unit: Unit, memo_id: str, state: MemoState, *, reason: str | None = None, **facts: Any) -> None:
    """Move a memo on, with the reason where there is one; `facts` go into the audit log."""
    _update(unit, memo_id, {"state": state, "reason": reason})
    unit.audit(f"memo.{state}", memo_id, **facts, **({"reason": reason} if reason else {}))


def get_memo(unit: Unit, memo_id: str) -> Memo:
    """The memo with this id; raises NotFound."""
    query = select(*_columns).where(memos.c.team_id == unit.team_id, memos.c.id == memo_id)
    row = unit.connection.execute(query).first()
    if row is None:
        raise NotFound("Memo", memo_id)
    return Memo(*row)


def list_memos(unit: Unit, initiative_key: str) -> Sequence[Memo]:
    """An initiative's memos, the newest first."""
    query = select(*_columns).where(memos.c.team_id == unit.team_id, memos.c.initiative_key == initiative_key)
    found = [Memo(*row) for row in unit.connection.execute(query)]
    return sorted(found, key=lambda memo: -number_of(memo.id))


def list_memos_in(unit: Unit, state: MemoState) -> Sequence[Memo]:
    """The workspace's memos in one state, the oldest first."""
    query = select(*_columns).where(memos.c.team_id == unit.team_id, memos.c.state == state)
    return sorted((Memo(*row) for row in unit.connection.execute(query)), key=lambda memo: number_of(memo.id))


def _update(unit: Unit, memo_id: str, values: dict[str, Any]) -> None:
    condition = (memos.c.team_id == unit.team_id) & (memos.c.id == memo_id)
    unit.connection.execute(update(memos).where(condition).values(changed_at=unit.now, **values))
