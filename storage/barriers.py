"""Barriers: what holds a group back by a closed pulse, the follow-up made of it, and what asking again showed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Column, ForeignKeyConstraint, Index, Integer, String, Table, and_, exists, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from storage.followups import followups
from storage.initiatives import initiatives
from storage.numbers import number_of
from storage.pulses import PulseState, pulses
from storage.schema import Moment, metadata, team_column
from storage.units import Unit

ROUTED_WITHIN = timedelta(days=14)
"""A pulse that closed longer ago, such as before barriers were looked for, is left alone."""
ASKED_AGAIN_AFTER = timedelta(days=14)
TRIED_EVERY = timedelta(days=1)

barriers = Table(
    "barriers",
    metadata,
    team_column(),
    Column("pulse_id", String(16), primary_key=True),
    Column("initiative_key", String(10), nullable=False),
    Column("audience", String(64), nullable=False),
    Column("element", String(16)),
    Column("held", Integer),
    Column("n", Integer),
    Column("followup_id", String(16)),
    Column("found_at", Moment, nullable=False),
    Column("tried_at", Moment),
    Column("again_id", String(16)),
    Column("verdict", String(32)),
    Column("sentence", String(500)),
    ForeignKeyConstraint(["team_id", "pulse_id"], [pulses.c.team_id, pulses.c.id]),
    ForeignKeyConstraint(["team_id", "initiative_key"], [initiatives.c.team_id, initiatives.c.key]),
    ForeignKeyConstraint(["team_id", "followup_id"], [followups.c.team_id, followups.c.id]),
    ForeignKeyConstraint(["team_id", "again_id"], [pulses.c.team_id, pulses.c.id]),
    Index(None, "team_id", "initiative_key"),
)
"""A row for every closed pulse that was looked at; without an element where no group is held back."""


@dataclass(frozen=True, slots=True)
class Barrier:
    """`held` of the `n` who answered a pulse are held back by this element first; `again_id` is the pulse after.

    `verdict` is what has become of it in a word or few, `sentence` the figures behind that.
    """

    pulse_id: str
    initiative_key: str
    audience: str
    element: str
    held: int
    n: int
    followup_id: str
    found_at: datetime
    again_id: str | None
    verdict: str | None
    sentence: str | None


_columns = [barriers.c[name] for name in Barrier.__dataclass_fields__]


def list_unrouted(unit: Unit) -> Sequence[str]:
    """The pulses that closed lately and that nobody has looked at."""
    known = exists().where(barriers.c.team_id == pulses.c.team_id, barriers.c.pulse_id == pulses.c.id)
    query = select(pulses.c.id).where(
        pulses.c.team_id == unit.team_id,
        pulses.c.state == PulseState.CLOSED,
        pulses.c.closes_at > unit.now - ROUTED_WITHIN,
        ~known,
    )
    return sorted(unit.connection.execute(query).scalars(), key=number_of)


def claim_pulse(unit: Unit, pulse_id: str, initiative_key: str, audience: str) -> bool:
    """Look at a closed pulse; False when that has been done."""
    make = postgresql.insert if unit.connection.dialect.name == "postgresql" else sqlite.insert
    values = {"pulse_id": pulse_id, "initiative_key": initiative_key, "audience": audience, "found_at": unit.now}
    statement = make(barriers).values(team_id=unit.team_id, **values).on_conflict_do_nothing()
    return unit.connection.execute(statement.returning(barriers.c.pulse_id)).first() is not None


def note_barrier(unit: Unit, pulse_id: str, element: str, held: int, n: int, followup_id: str) -> None:
    """Keep what was found in a pulse that the caller has claimed."""
    _update(unit, pulse_id, {"element": element, "held": held, "n": n, "followup_id": followup_id})
    unit.audit("barrier.added", pulse_id, element=element, held=held, n=n, followup=followup_id)


def list_barriers(unit: Unit, initiative_key: str) -> Sequence[Barrier]:
    """What was found in an initiative, the latest first."""
    found = _list(unit, barriers.c.initiative_key == initiative_key)
    return sorted(found, key=lambda barrier: -number_of(barrier.pulse_id))


def list_due_again(unit: Unit) -> Sequence[Barrier]:
    """The barriers to be asked about again: what was to be done is done for two weeks, and no day was tried since."""
    is_done = exists().where(
        followups.c.team_id == barriers.c.team_id,
        followups.c.id == barriers.c.followup_id,
        followups.c.done_at <= unit.now - ASKED_AGAIN_AFTER,
    )
    is_open = exists().where(
        initiatives.c.team_id == barriers.c.team_id,
        initiatives.c.key == barriers.c.initiative_key,
        initiatives.c.closed_at.is_(None),
    )
    return _list(unit, barriers.c.again_id.is_(None), _is_untried(unit), is_done, is_open)


def claim_again(unit: Unit, pulse_id: str) -> bool:
    """Try to ask again; False when somebody has tried today."""
    condition = and_(_is(unit, pulse_id), barriers.c.again_id.is_(None), _is_untried(unit))
    return unit.connection.execute(update(barriers).where(condition).values(tried_at=unit.now)).rowcount > 0


def note_again(unit: Unit, pulse_id: str, again_id: str) -> None:
    """Keep with which pulse it is asked again."""
    _update(unit, pulse_id, {"again_id": again_id})
    unit.audit("barrier.asked", pulse_id, again=[None, again_id])


def list_unjudged(unit: Unit) -> Sequence[Barrier]:
    """The barriers about which people have answered again, and nothing is said yet."""
    is_closed = exists().where(
        pulses.c.team_id == barriers.c.team_id, pulses.c.id == barriers.c.again_id, pulses.c.state == PulseState.CLOSED
    )
    return _list(unit, barriers.c.verdict.is_(None), is_closed)


def note_verdict(unit: Unit, pulse_id: str, verdict: str, sentence: str) -> bool:
    """Keep what has become of it; False when that is kept already."""
    condition = and_(_is(unit, pulse_id), barriers.c.verdict.is_(None))
    statement = update(barriers).where(condition).values(verdict=verdict, sentence=sentence)
    is_new = unit.connection.execute(statement).rowcount > 0
    if is_new:
        unit.audit("barrier.judged", pulse_id, verdict=[None, verdict])
    return is_new


def _is_untried(unit: Unit) -> Any:
    return or_(barriers.c.tried_at.is_(None), barriers.c.tried_at <= unit.now - TRIED_EVERY)


def _is(unit: Unit, pulse_id: str) -> Any:
    return and_(barriers.c.team_id == unit.team_id, barriers.c.pulse_id == pulse_id)


def _list(unit: Unit, *conditions: Any) -> list[Barrier]:
    query = select(*_columns).where(barriers.c.team_id == unit.team_id, barriers.c.element.is_not(None), *conditions)
    return [Barrier(*row) for row in unit.connection.execute(query.order_by(barriers.c.found_at, barriers.c.pulse_id))]


def _update(unit: Unit, pulse_id: str, values: dict[str, Any]) -> None:
    unit.connection.execute(update(barriers).where(_is(unit, pulse_id)).values(**values))
