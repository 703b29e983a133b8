"""Corrections of memos that were sent: the texts as they read since, beside the ones that went out first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Column, ForeignKeyConstraint, Integer, String, Table, insert, select

from storage.memos import Memo, memos
from storage.schema import Moment, metadata, team_column
from storage.units import Unit

memo_revisions = Table(
    "memo_revisions",
    metadata,
    team_column(),
    Column("memo_id", String(16), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("what", String(200), nullable=False),
    Column("facts", String(1000), nullable=False),
    Column("change", String(600), nullable=False),
    Column("timing", String(200), nullable=False),
    Column("action", String(400), nullable=False),
    Column("author_id", String(32), nullable=False),
    Column("created_at", Moment, nullable=False, index=True),
    ForeignKeyConstraint(["team_id", "memo_id"], [memos.c.team_id, memos.c.id]),
)

TEXTS = ("facts", "change", "timing", "action")


@dataclass(frozen=True, slots=True)
class Revision:
    """One correction: what was wrong, in the corrector's words, and the memo's four texts as they read from then on."""

    memo_id: str
    number: int
    what: str
    facts: str
    change: str
    timing: str
    action: str
    author_id: str
    created_at: datetime

    @property
    def send_key(self) -> str:
        """The key of the corrected copies in the outbox."""
        return f"memo:{self.memo_id}:revision:{self.number}"


_columns = [memo_revisions.c[name] for name in Revision.__dataclass_fields__]


def add_revision(unit: Unit, memo: Memo, what: str, **texts: str) -> Revision:
    """Keep a correction of `memo` (its texts as they read so far); `texts` are facts, change, timing and action."""
    number = len(list_revisions(unit, memo.id)) + 1
    revision = Revision(memo.id, number, what, author_id=unit.actor_id, created_at=unit.now, **texts)
    values = {name: getattr(revision, name) for name in Revision.__dataclass_fields__}
    unit.connection.execute(insert(memo_revisions).values(team_id=unit.team_id, **values))
    changed = {name: [getattr(memo, name), texts[name]] for name in TEXTS if getattr(memo, name) != texts[name]}
    unit.audit("memo.corrected", memo.id, what=what, **changed)
    return revision


def list_revisions(unit: Unit, memo_id: str) -> Sequence[Revision]:
    """A memo's corrections, the newest first."""
    query = (
        select(*_columns)
        .where(memo_revisions.c.team_id == unit.team_id, memo_revisions.c.memo_id == memo_id)
        .order_by(memo_revisions.c.number.desc())
    )
    return [Revision(*row) for row in unit.connection.execute(query)]


def list_revised_since(unit: Unit, since: datetime) -> Sequence[str]:
    """The memos that were corrected after `since`."""
    query = (
        select(memo_revisions.c.memo_id)
        .where(memo_revisions.c.team_id == unit.team_id, memo_revisions.c.created_at > since)
        .distinct()
    )
    return list(unit.connection.execute(query).scalars())


def as_corrected(memo: Memo, revisions: Sequence[Revision]) -> Memo:
    """The memo as it reads after its corrections, given newest first."""
    return with_texts(memo, {name: getattr(revisions[0], name) for name in TEXTS}) if revisions else memo


def with_texts(memo: Memo, texts: Mapping[str, Any]) -> Memo:
    """The memo with these texts in place of its own."""
    return replace(memo, **texts)
