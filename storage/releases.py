"""The ledger of releases: which cuts of a closed pulse's answers were published, and which were refused. No people."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Boolean, Column, ForeignKeyConstraint, Index, Integer, String, Table, exists, insert, select

from storage.pulses import Pulse, PulseState, pulse_columns, pulses
from storage.schema import Document, Moment, metadata, team_column
from storage.units import Unit

releases = Table(
    "releases",
    metadata,
    team_column(),
    Column("pulse_id", String(16), primary_key=True),
    Column("question", Integer, primary_key=True),
    Column("cut", String(64), primary_key=True),
    Column("question_key", String(32), nullable=False),
    Column("cells", Document, nullable=False),
    Column("is_shown", Boolean, nullable=False),
    Column("decided_at", Moment, nullable=False),
    ForeignKeyConstraint(["team_id", "pulse_id"], [pulses.c.team_id, pulses.c.id]),
    Index(None, "team_id", "question_key"),
)


@dataclass(frozen=True, slots=True)
class Release:
    """One cut of one question (from 0): "" for everybody or a segment's name; its cells are segments with answers.

    `question_key` is the same for the same question in other pulses. A cut that is not shown was hidden or refused, and
    stays so.
    """

    pulse_id: str
    question: int
    cut: str
    question_key: str
    cells: dict[str, int]
    is_shown: bool
    decided_at: datetime


_columns = [releases.c[name] for name in Release.__dataclass_fields__]


def add_releases(unit: Unit, decided: Sequence[Release]) -> None:
    """Write down what was decided about a pulse, all of it at once."""
    rows = [
        {"team_id": unit.team_id, **{name: getattr(release, name) for name in Release.__dataclass_fields__}}
        for release in decided
    ]
    unit.connection.execute(insert(releases), rows)


def list_releases(unit: Unit, pulse_id: str) -> Sequence[Release]:
    """What was decided about a pulse; nothing when nobody has decided yet."""
    query = select(*_columns).where(releases.c.team_id == unit.team_id, releases.c.pulse_id == pulse_id)
    return [Release(*row) for row in unit.connection.execute(query.order_by(releases.c.question, releases.c.cut))]


def list_shown_near(unit: Unit, pulse: Pulse, question_key: str, within: timedelta) -> Sequence[tuple[Pulse, Release]]:
    """Published cuts of this question in other pulses that closed at most so long before or after; the latest first."""
    ends = pulse.closes_at - within, pulse.closes_at + within
    query = (
        select(*pulse_columns, *_columns)
        .join(pulses, (pulses.c.team_id == releases.c.team_id) & (pulses.c.id == releases.c.pulse_id))
        .where(releases.c.team_id == unit.team_id, releases.c.question_key == question_key, releases.c.is_shown)
        .where(releases.c.pulse_id != pulse.id, pulses.c.closes_at.between(*ends))
        .order_by(pulses.c.closes_at.desc(), pulses.c.id.desc(), releases.c.cut)
    )
    width = len(pulse_columns)
    return [(Pulse(*row[:width]), Release(*row[width:])) for row in unit.connection.execute(query)]


def list_undecided(unit: Unit, limit: int = 20) -> Sequence[str]:
    """Closed pulses of which nothing was decided, as from before there was a ledger, the first closed first."""
    decided = exists().where(releases.c.team_id == pulses.c.team_id, releases.c.pulse_id == pulses.c.id)
    query = (
        select(pulses.c.id)
        .where(pulses.c.team_id == unit.team_id, pulses.c.state == PulseState.CLOSED, ~decided)
        .order_by(pulses.c.closes_at, pulses.c.id)
        .limit(limit)
    )
    return list(unit.connection.execute(query).scalars())
