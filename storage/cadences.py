"""Cadences: promises that an audience hears something every so often, and whether each was kept."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    ForeignKeyConstraint,
    String,
    Table,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)

from storage.audiences import audiences
from storage.initiatives import initiatives
from storage.memos import MemoState, memos
from storage.numbers import number_of
from storage.outbox import State, deliveries, sends
from storage.schedules import schedules
from storage.schema import Moment, metadata, team_column
from storage.units import Unit

cadences = Table(
    "cadences",
    metadata,
    team_column(),
    Column("audience", String(64), primary_key=True),
    Column("rule", String(255), nullable=False),
    Column("starts", String(19), nullable=False),
    Column("zone", String(64), nullable=False),
    Column("since_at", Moment, nullable=False),
    Column("slot_at", Moment, nullable=False),
    Column("due_at", Moment, nullable=False),
    ForeignKeyConstraint(["team_id", "audience"], [audiences.c.team_id, audiences.c.name]),
)

cadence_slots = Table(
    "cadence_slots",
    metadata,
    team_column(),
    Column("audience", String(64), primary_key=True),
    Column("due_at", Moment, primary_key=True),
    Column("is_kept", Boolean, nullable=False),
    ForeignKeyConstraint(["team_id", "audience"], [cadences.c.team_id, cadences.c.audience]),
)

UNDER_WAY = timedelta(days=1)
"""A memo that leaves within this time after a slot keeps the promise: elsewhere the hour is yet to come."""


@dataclass(frozen=True, slots=True)
class Cadence:
    """A promise: an RRULE from the wall time `starts` in `zone`, and its next slot.

    `slot_at` is when the slot is by the rule, `due_at` when the audience may hear something then (past a holiday, say),
    and `since_at` when the slot before was due; between the two a memo must have reached the audience.
    """

    audience: str
    rule: str
    starts: str
    zone: str
    since_at: datetime
    slot_at: datetime
    due_at: datetime

    @property
    def starts_at(self) -> datetime:
        """The first wall time, naive."""
        return datetime.fromisoformat(self.starts)


@dataclass(frozen=True, slots=True)
class Miss:
    """A slot of which no memo came: whom it was promised to, and when."""

    audience: str
    due_at: datetime


_columns = [cadences.c[name] for name in Cadence.__dataclass_fields__]


def put_cadence(unit: Unit, cadence: Cadence) -> None:
    """Promise this from now on, in place of what was promised before."""
    end_cadence(unit, cadence.audience)
    values = {name: getattr(cadence, name) for name in Cadence.__dataclass_fields__}
    unit.connection.execute(insert(cadences).values(team_id=unit.team_id, **values))


def end_cadence(unit: Unit, audience: str) -> bool:
    """Promise it no longer; false when nothing was promised."""
    slots = (cadence_slots.c.team_id == unit.team_id) & (cadence_slots.c.audience == audience)
    unit.connection.execute(delete(cadence_slots).where(slots))
    return unit.connection.execute(delete(cadences).where(_of(unit, audience))).rowcount > 0


def find_cadence(unit: Unit, audience: str) -> Cadence | None:
    """What is promised to an audience, or None."""
    row = unit.connection.execute(select(*_columns).where(_of(unit, audience))).first()
    return Cadence(*row) if row else None


def list_due_cadences(unit: Unit) -> list[Cadence]:
    """Cadences whose next slot has come."""
    query = select(*_columns).where(cadences.c.team_id == unit.team_id, cadences.c.due_at <= unit.now)
    return [Cadence(*row) for row in unit.connection.execute(query.order_by(cadences.c.audience))]


def move_slot(unit: Unit, audience: str, due_at: datetime) -> None:
    """The rules of the audience have changed: its next slot is due at another moment."""
    unit.connection.execute(update(cadences).where(_of(unit, audience)).values(due_at=due_at))


def close_slot(unit: Unit, cadence: Cadence, slot_at: datetime, due_at: datetime) -> bool | None:
    """Write down whether the slot that is due was kept, and go on to the next; None when that was done already."""
    statement = (
        update(cadences)
        .where(_of(unit, cadence.audience), cadences.c.due_at == cadence.due_at, cadences.c.slot_at == cadence.slot_at)
        .values(since_at=cadence.due_at, slot_at=slot_at, due_at=due_at)
    )
    if unit.connection.execute(statement).rowcount == 0:
        return None
    is_kept = was_told(unit, cadence.audience, cadence.since_at, cadence.due_at)
    values = {"audience": cadence.audience, "due_at": cadence.due_at, "is_kept": is_kept}
    unit.connection.execute(insert(cadence_slots).values(team_id=unit.team_id, **values))
    return is_kept


def list_misses(unit: Unit) -> list[Miss]:
    """Audiences whose last slot was missed and who have heard nothing since."""
    last = (
        select(cadence_slots.c.audience, func.max(cadence_slots.c.due_at).label("due_at"))
        .where(cadence_slots.c.team_id == unit.team_id)
        .group_by(cadence_slots.c.audience)
        .subquery()
    )
    query = (
        select(cadence_slots.c.audience, cadence_slots.c.due_at)
        .join(last, (last.c.audience == cadence_slots.c.audience) & (last.c.due_at == cadence_slots.c.due_at))
        .where(cadence_slots.c.team_id == unit.team_id, cadence_slots.c.is_kept.is_(False))
        .order_by(cadence_slots.c.due_at)
    )
    missed = [Miss(*row) for row in unit.connection.execute(query)]
    return [miss for miss in missed if not was_told(unit, miss.audience, miss.due_at, unit.now)]


def find_last_kept(unit: Unit, audience: str) -> datetime | None:
    """When the last slot was due that was kept, or None."""
    query = select(func.max(cadence_slots.c.due_at)).where(
        cadence_slots.c.team_id == unit.team_id,
        cadence_slots.c.audience == audience,
        cadence_slots.c.is_kept.is_(True),
    )
    kept_at: datetime | None = unit.connection.execute(query).scalar_one()
    return kept_at


def was_told(unit: Unit, audience: str, since: datetime, until: datetime) -> bool:
    """Whether a memo reached the audience between two moments, or is about to."""
    memo_ids = _list_memos(unit, audience, (MemoState.SENT, MemoState.SCHEDULED))
    if not memo_ids:
        return False
    is_leaving = deliveries.c.state.in_([State.PLANNED, State.SENDING]) & (deliveries.c.due_at <= until + UNDER_WAY)
    has_come = (deliveries.c.state == State.SENT) & deliveries.c.settled_at.between(since, until)
    told = select(deliveries.c.id).join(sends, _same_send()).where(_about(unit, memo_ids), or_(has_come, is_leaving))
    if unit.connection.execute(told.limit(1)).first() is not None:
        return True
    planned = select(schedules.c.starts).where(
        schedules.c.team_id == unit.team_id,
        schedules.c.kind == "memo",
        schedules.c.subject.in_(memo_ids),
        schedules.c.is_active.is_(True),
        schedules.c.starts <= (until + UNDER_WAY).replace(tzinfo=None).isoformat(timespec="seconds"),
        schedules.c.starts >= since.replace(tzinfo=None).isoformat(timespec="seconds"),
    )
    return unit.connection.execute(planned.limit(1)).first() is not None


def find_last_told(unit: Unit, audience: str) -> datetime | None:
    """When a memo to the audience last reached somebody, or None."""
    memo_ids = _list_memos(unit, audience, (MemoState.SENT,))
    query = select(func.max(deliveries.c.settled_at)).join(sends, _same_send())
    query = query.where(_about(unit, memo_ids), deliveries.c.state == State.SENT)
    told_at: datetime | None = unit.connection.execute(query).scalar_one()
    return told_at


def list_tellers(unit: Unit, audience: str) -> list[str]:
    """The leads of open initiatives that have written memos to an audience, who wrote last first."""
    query = (
        select(memos.c.id, memos.c.audiences, initiatives.c.lead_id)
        .join(initiatives, (initiatives.c.team_id == memos.c.team_id) & (initiatives.c.key == memos.c.initiative_key))
        .where(memos.c.team_id == unit.team_id, initiatives.c.closed_at.is_(None))
    )
    rows = [row for row in unit.connection.execute(query) if audience in row.audiences]
    newest_first = sorted(rows, key=lambda row: -number_of(row.id))
    return list(dict.fromkeys(row.lead_id for row in newest_first))


def _list_memos(unit: Unit, audience: str, states: Collection[MemoState]) -> list[str]:
    query = select(memos.c.id, memos.c.audiences).where(memos.c.team_id == unit.team_id, memos.c.state.in_(states))
    return [memo_id for memo_id, names in unit.connection.execute(query) if audience in names]


def _about(unit: Unit, memo_ids: Collection[str]) -> ColumnElement[bool]:
    return (sends.c.team_id == unit.team_id) & (sends.c.kind == "memo") & sends.c.subject.in_(memo_ids)


def _same_send() -> ColumnElement[bool]:
    return (sends.c.team_id == deliveries.c.team_id) & (sends.c.id == deliveries.c.send_id)


def _of(unit: Unit, audience: str) -> ColumnElement[bool]:
    return (cadences.c.team_id == unit.team_id) & (cadences.c.audience == audience)
