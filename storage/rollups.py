"""Rollups: a row for each week in which a question was answered by an audience, so that trends do not count ballots."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    ForeignKeyConstraint,
    Integer,
    Select,
    String,
    Table,
    delete,
    func,
    select,
)

from storage.initiatives import initiatives
from storage.schema import metadata, team_column
from storage.units import Unit
from storage.upserts import upsert

rollups = Table(
    "rollups",
    metadata,
    team_column(),
    Column("initiative_key", String(10), primary_key=True),
    Column("audience", String(64), primary_key=True),
    Column("question_key", String(32), primary_key=True),
    Column("week_on", Date, primary_key=True),
    Column("question", String(300), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("n", Integer, nullable=False),
    Column("total", BigInteger),
    Column("squares", BigInteger),
    Column("favourable", Integer, nullable=False),
    Column("promoters", Integer, nullable=False),
    Column("detractors", Integer, nullable=False),
    Column("invited", Integer, nullable=False),
    Column("answered", Integer, nullable=False),
    ForeignKeyConstraint(["team_id", "initiative_key"], [initiatives.c.team_id, initiatives.c.key]),
    sqlite_with_rowid=False,
)
"""Without a row id, SQLite keeps the weeks of a trend beside each other."""


@dataclass(frozen=True, slots=True)
class Rollup:
    """One week (`week_on` is its Monday) of one question: sums over its n published answers, and the rounds' response.

    `total` and `squares` of the scores are None where they would tell the one score that all of a round gave.
    """

    initiative_key: str
    audience: str
    question_key: str
    week_on: date
    question: str
    kind: str
    n: int
    total: int | None
    squares: int | None
    favourable: int
    promoters: int
    detractors: int
    invited: int
    answered: int


@dataclass(frozen=True, slots=True)
class Series:
    """A question that an audience was asked: what a trend is of."""

    audience: str
    question_key: str
    question: str
    kind: str


_columns = [rollups.c[name] for name in Rollup.__dataclass_fields__]
_KEY = ("initiative_key", "audience", "question_key", "week_on")


def put_rollup(unit: Unit, rollup: Rollup) -> None:
    """Write a week over what stood there."""
    values = {name: getattr(rollup, name) for name in Rollup.__dataclass_fields__}
    upsert(unit, rollups, {"team_id": unit.team_id, **{name: values.pop(name) for name in _KEY}}, values)


def find_rollup(unit: Unit, initiative_key: str, audience: str, question_key: str, week_on: date) -> Rollup | None:
    """One week, if there is any."""
    query = _select(unit, initiative_key, audience, question_key).where(rollups.c.week_on == week_on)
    row = unit.connection.execute(query).first()
    return Rollup(*row) if row else None


def list_trend(unit: Unit, initiative_key: str, audience: str, question_key: str, weeks: int = 52) -> Sequence[Rollup]:
    """The last weeks in which an audience answered a question, the earliest first."""
    query = _select(unit, initiative_key, audience, question_key).order_by(rollups.c.week_on.desc()).limit(weeks)
    return [Rollup(*row) for row in unit.connection.execute(query)][::-1]


def list_series(unit: Unit, initiative_key: str) -> Sequence[Series]:
    """The questions of an initiative that have a trend, by audience; the one answered last comes first."""
    last_on = func.max(rollups.c.week_on).label("last_on")
    fields = [rollups.c.audience, rollups.c.question_key, func.max(rollups.c.question), rollups.c.kind]
    query = (
        select(*fields)
        .where(rollups.c.team_id == unit.team_id, rollups.c.initiative_key == initiative_key)
        .group_by(rollups.c.audience, rollups.c.question_key, rollups.c.kind)
        .order_by(last_on.desc(), rollups.c.audience, func.max(rollups.c.question))
    )
    return [Series(*row) for row in unit.connection.execute(query)]


def list_rollups(unit: Unit) -> Sequence[Rollup]:
    """All weeks of all questions, by key."""
    query = select(*_columns).where(rollups.c.team_id == unit.team_id)
    return [Rollup(*row) for row in unit.connection.execute(query.order_by(*(rollups.c[name] for name in _KEY)))]


def clear_rollups(unit: Unit) -> None:
    """Delete every week, to be built anew from the sealed answers in the same unit."""
    unit.connection.execute(delete(rollups).where(rollups.c.team_id == unit.team_id))


def _select(unit: Unit, initiative_key: str, audience: str, question_key: str) -> Select[Any]:
    return select(*_columns).where(
        rollups.c.team_id == unit.team_id,
        rollups.c.initiative_key == initiative_key,
        rollups.c.audience == audience,
        rollups.c.question_key == question_key,
    )
