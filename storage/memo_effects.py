"""Effects of memos: who knows what changes for them, counted by audience; no person, no time, no order.

A tap is stored under a token that only the key file and the memo's salt together lead back to a person. Salt and taps
go when the memo is sealed; what was released before, figures by audience, stays.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKeyConstraint,
    Integer,
    LargeBinary,
    String,
    Table,
    case,
    delete,
    func,
    insert,
    select,
    update,
)

from storage.memos import memos
from storage.schema import Moment, metadata, team_column
from storage.units import Unit
from storage.upserts import upsert

memo_effect_rounds = Table(
    "memo_effect_rounds",
    metadata,
    team_column(),
    Column("memo_id", String(16), primary_key=True),
    Column("salt", LargeBinary),
    Column("seals_at", Moment, nullable=False),
    ForeignKeyConstraint(["team_id", "memo_id"], [memos.c.team_id, memos.c.id]),
)

memo_effects = Table(
    "memo_effects",
    metadata,
    team_column(),
    Column("token", String(64), primary_key=True),
    Column("memo_id", String(16), nullable=False, index=True),
    Column("audience", String(64), nullable=False),
    Column("is_known", Boolean, nullable=False),
    sqlite_with_rowid=False,
)

memo_effect_figures = Table(
    "memo_effect_figures",
    metadata,
    team_column(),
    Column("memo_id", String(16), primary_key=True),
    Column("audience", String(64), primary_key=True),
    Column("known", Integer, nullable=False),
    Column("answered", Integer, nullable=False),
    ForeignKeyConstraint(["team_id", "memo_id"], [memos.c.team_id, memos.c.id]),
)


@dataclass(frozen=True, slots=True)
class EffectRound:
    """How long a memo's taps are taken; `salt` is gone once it is sealed."""

    memo_id: str
    salt: bytes | None
    seals_at: datetime

    @property
    def is_open(self) -> bool:
        """Whether taps are still taken."""
        return self.salt is not None


@dataclass(frozen=True, slots=True)
class EffectFigure:
    """So many of those of an audience who answered know what changes for them."""

    memo_id: str
    audience: str
    known: int
    answered: int


_round_columns = [memo_effect_rounds.c[name] for name in EffectRound.__dataclass_fields__]


def open_effect(unit: Unit, memo_id: str, salt: bytes, seals_at: datetime) -> None:
    """Begin to take taps; a memo that has begun goes on as it is."""
    if find_effect_round(unit, memo_id) is None:
        values = {"memo_id": memo_id, "salt": salt, "seals_at": seals_at}
        unit.connection.execute(insert(memo_effect_rounds).values(team_id=unit.team_id, **values))


def find_effect_round(unit: Unit, memo_id: str) -> EffectRound | None:
    """The round of a memo, or None for one that asks nobody."""
    query = select(*_round_columns).where(
        memo_effect_rounds.c.team_id == unit.team_id, memo_effect_rounds.c.memo_id == memo_id
    )
    row = unit.connection.execute(query).first()
    return EffectRound(*row) if row else None


def list_open_effects(unit: Unit) -> Sequence[EffectRound]:
    """Every round of the workspace that still takes taps."""
    query = select(*_round_columns).where(
        memo_effect_rounds.c.team_id == unit.team_id, memo_effect_rounds.c.salt.is_not(None)
    )
    return [EffectRound(*row) for row in unit.connection.execute(query)]


def put_effect(unit: Unit, memo_id: str, token: str, audience: str, is_known: bool) -> None:
    """Store a tap, over the same person's earlier one."""
    values = {"memo_id": memo_id, "audience": audience, "is_known": is_known}
    upsert(unit, memo_effects, {"team_id": unit.team_id, "token": token}, values)


def count_effects(unit: Unit, memo_ids: Sequence[str]) -> Sequence[EffectFigure]:
    """The taps of these memos by audience as they are now: not to be shown, see `commands.memos.effects`."""
    columns = (memo_effects.c.memo_id, memo_effects.c.audience)
    known = func.sum(case((memo_effects.c.is_known.is_(True), 1), else_=0))
    query = (
        select(*columns, known, func.count())
        .where(memo_effects.c.team_id == unit.team_id, memo_effects.c.memo_id.in_(memo_ids))
        .group_by(*columns)
        .order_by(*columns)
    )
    return [EffectFigure(*row) for row in unit.connection.execute(query)]


def list_effect_figures(unit: Unit, memo_ids: Sequence[str]) -> Sequence[EffectFigure]:
    """What has been released of these memos."""
    columns = [memo_effect_figures.c[name] for name in EffectFigure.__dataclass_fields__]
    query = select(*columns).where(
        memo_effect_figures.c.team_id == unit.team_id, memo_effect_figures.c.memo_id.in_(memo_ids)
    )
    return [EffectFigure(*row) for row in unit.connection.execute(query.order_by(*columns[:2]))]


def put_effect_figure(unit: Unit, figure: EffectFigure) -> None:
    """Release a figure in place of the one before."""
    key = {"team_id": unit.team_id, "memo_id": figure.memo_id, "audience": figure.audience}
    upsert(unit, memo_effect_figures, key, {"known": figure.known, "answered": figure.answered})


def seal_effect(unit: Unit, memo_id: str) -> None:
    """End a round for good: taps and salt are gone, what was released stays."""
    mine = (memo_effects.c.team_id == unit.team_id) & (memo_effects.c.memo_id == memo_id)
    unit.connection.execute(delete(memo_effects).where(mine))
    condition = (memo_effect_rounds.c.team_id == unit.team_id) & (memo_effect_rounds.c.memo_id == memo_id)
    unit.connection.execute(update(memo_effect_rounds).where(condition).values(salt=None))
    unit.audit("memo.effect_sealed", memo_id)
