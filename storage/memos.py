"""Memos: facts told once, rendered for each kind of audience."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Column, ForeignKeyConstraint, String, Table, insert, select, update

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
    ForeignKeyConstraint(["team_id", "initiative_key"], [initiatives.c.team_id, initiatives.c.key]),
)


class MemoState(StrEnum):
    """How far a memo is; a sent one may still be leaving, its deliveries say how far."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    SENT = "sent"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Memo:
    """One memo: the facts, what changes for people, when (`timing`), and what to do."""

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


_columns = [memos.c[name] for name in Memo.__dataclass_fields__]


def add_memo(unit: Unit, initiative_key: str, audiences: Sequence[str], **texts: str) -> Memo:
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
            **texts,
        )
    )
    unit.audit("memo.added", memo_id, initiative=initiative_key, audiences=list(audiences))
    return get_memo(unit, memo_id)


def edit_memo(unit: Unit, memo_id: str, **changes: Any) -> Memo:
    """Change a draft's texts or audiences."""
    _update(unit, memo_id, changes)
    unit.audit("memo.edited", memo_id, fields=sorted(changes))
    return get_memo(unit, memo_id)


def set_memo_state(unit: Unit, memo_id: str, state: MemoState, **facts: Any) -> None:
    """Move a memo on; `facts` go into the audit log."""
    _update(unit, memo_id, {"state": state})
    unit.audit(f"memo.{state}", memo_id, **facts)


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


def _update(unit: Unit, memo_id: str, values: dict[str, Any]) -> None:
    condition = (memos.c.team_id == unit.team_id) & (memos.c.id == memo_id)
    unit.connection.execute(update(memos).where(condition).values(changed_at=unit.now, **values))
