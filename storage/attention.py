"""Attention: how much of somebody's week messages have taken, and what was held back for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    ForeignKeyConstraint,
    Index,
    String,
    Table,
    bindparam,
    func,
    select,
    union_all,
    update,
)

from storage.audiences import audiences
from storage.followups import followups
from storage.memberships import memberships
from storage.memos import memos
from storage.outbox import Delivery, State, deliveries, sends
from storage.people import people
from storage.preferences import preferences, read_opted_out
from storage.pulses import pulses
from storage.risks import risks
from storage.schema import Moment, metadata, team_column
from storage.settings import find_setting, settings
from storage.units import Unit
from storage.upserts import upsert

held_back = Table(
    "held_back",
    metadata,
    team_column(),
    Column("delivery_id", String(36), primary_key=True),
    Column("reason", String(64), nullable=False),
    Column("wanted_at", Moment, nullable=False),
    Column("held_at", Moment, nullable=False),
    Column("until", Moment, nullable=False),
    Column("told_at", Moment),
    ForeignKeyConstraint(["team_id", "delivery_id"], [deliveries.c.team_id, deliveries.c.id]),
    Index(None, "team_id", "reason", "told_at"),
)

BUDGET = "attention budget"
AWAY = "away"
QUIET = "outside the delivery window"
WEEK = timedelta(days=7)
DEFAULT_BUDGET = 3
SETTING = "attention_budget"

_OF_RECIPIENT = (people.c.team_id == bindparam("team")) & (people.c.user_id == bindparam("user"))
_SET_BY_RECIPIENT = (preferences.c.team_id == bindparam("team")) & (preferences.c.user_id == bindparam("user"))
_budgets = (
    select(audiences.c.budget)
    .join(
        memberships,
        (memberships.c.team_id == audiences.c.team_id) & (memberships.c.audience == audiences.c.name),
    )
    .where(memberships.c.team_id == bindparam("team"), memberships.c.user_id == bindparam("user"))
    .subquery()
)
# Read before each message that asks for attention, so built once: building a statement costs more than running it.
_facts = select(
    select(people.c.zone).where(_OF_RECIPIENT).scalar_subquery().label("zone"),
    select(people.c.away_until).where(_OF_RECIPIENT).scalar_subquery().label("away_until"),
    select(preferences.c.snoozed_until).where(_SET_BY_RECIPIENT).scalar_subquery().label("snoozed_until"),
    select(preferences.c.opted_out).where(_SET_BY_RECIPIENT).scalar_subquery().label("opted_out"),
    select(func.min(_budgets.c.budget)).scalar_subquery().label("least"),
    select(func.count()).select_from(_budgets).where(_budgets.c.budget.is_(None)).scalar_subquery().label("unset"),
    select(settings.c.value)
    .where(settings.c.team_id == bindparam("team"), settings.c.name == SETTING)
    .scalar_subquery()
    .label("default"),
    select(held_back.c.wanted_at)
    .where(held_back.c.team_id == bindparam("team"), held_back.c.delivery_id == bindparam("delivery"))
    .scalar_subquery()
    .label("wanted_at"),
)
_spent = (
    select(deliveries.c.claimed_at)
    .where(
        deliveries.c.team_id == bindparam("team"),
        deliveries.c.recipient == bindparam("user"),
        deliveries.c.attention.is_not(None),
        deliveries.c.claimed_at > bindparam("since"),
        deliveries.c.state.in_([State.SENDING, State.SENT, State.UNKNOWN]),
    )
    .order_by(deliveries.c.claimed_at)
)


@dataclass(frozen=True, slots=True)
class Claims:
    """What is known of a recipient before a message asks for their attention.

    `spent` holds when the messages of the last seven days went, oldest first; `budget` is how many may. `wanted_at` is
    when this message was to arrive before it had to wait.
    """

    zone: str
    budget: int
    spent: tuple[datetime, ...]
    wanted_at: datetime
    away_until: datetime | None = None
    snoozed_until: datetime | None = None
    opted_out: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Waiting:
    """Deliveries of one message that wait for one reason: how many, and until when the first and the last of them."""

    kind: str
    subject: str
    reason: str
    count: int
    first_at: datetime
    last_at: datetime


def find_claims(unit: Unit, user_id: str, delivery: Delivery | None = None) -> Claims:
    """What there is to know of somebody, before a delivery to them if one is given."""
    who = {"team": unit.team_id, "user": user_id}
    row = unit.connection.execute(_facts, who | {"delivery": delivery.id if delivery else None}).one()
    spent = unit.connection.execute(_spent, who | {"since": unit.now - WEEK}).scalars()
    # Somebody in no audience, or in one without a budget of its own, has the workspace's.
    budgets = [] if row.least is None else [row.least]
    if row.unset or not budgets:
        budgets.append(row.default or DEFAULT_BUDGET)
    return Claims(
        zone=row.zone or "UTC",
        budget=min(budgets),
        spent=tuple(spent),
        wanted_at=row.wanted_at or (delivery.due_at if delivery else unit.now),
        away_until=row.away_until,
        snoozed_until=row.snoozed_until,
        opted_out=read_opted_out(row.opted_out),
    )


def find_default_budget(unit: Unit) -> int:
    """How many messages a week the workspace allows one person where their audiences say nothing else."""
    return int(find_setting(unit, SETTING) or DEFAULT_BUDGET)


def hold_back(unit: Unit, delivery: Delivery, until: datetime, reason: str) -> None:
    """Have a delivery wait; it is counted once, however often it has to."""
    first = select(held_back.c.wanted_at, held_back.c.held_at).where(_is_held(unit, delivery.id))
    wanted_at, held_at = unit.connection.execute(first).first() or (delivery.due_at, unit.now)
    values = {"reason": reason, "until": until, "wanted_at": wanted_at, "held_at": held_at}
    upsert(unit, held_back, {"team_id": unit.team_id, "delivery_id": delivery.id}, values)
    condition = (deliveries.c.team_id == unit.team_id) & (deliveries.c.id == delivery.id)
    waits = condition & (deliveries.c.state == State.PLANNED)
    unit.connection.execute(update(deliveries).where(waits).values(due_at=until, reason=reason))


def list_waiting(unit: Unit, initiative_key: str) -> list[Waiting]:
    """What of an initiative's messages waits, the most first."""
    is_waiting = deliveries.c.state == State.PLANNED
    return _list_waiting(unit, sends.c.subject.in_(_subjects_of(unit, initiative_key)), is_waiting)


def count_waiting(unit: Unit, user_id: str) -> int:
    """How many messages wait for somebody."""
    query = select(func.count()).select_from(_held_deliveries())
    is_waiting = (deliveries.c.state == State.PLANNED) & (deliveries.c.due_at > unit.now)
    waits = (deliveries.c.recipient == user_id, is_waiting)
    return int(unit.connection.execute(query.where(held_back.c.team_id == unit.team_id, *waits)).scalar_one())


def count_arrived(unit: Unit, initiative_key: str) -> int:
    """How many of an initiative's messages had to wait and have arrived since."""
    query = select(func.count()).select_from(_held_deliveries())
    about = (sends.c.subject.in_(_subjects_of(unit, initiative_key)), deliveries.c.state == State.SENT)
    return int(unit.connection.execute(query.where(held_back.c.team_id == unit.team_id, *about)).scalar_one())


def list_untold(unit: Unit, before: datetime) -> list[Waiting]:
    """What began to wait for the attention budget before a moment, and no lead has been told."""
    is_untold = held_back.c.told_at.is_(None) & (held_back.c.held_at < before)
    return _list_waiting(unit, is_untold, held_back.c.reason == BUDGET)


def note_told(unit: Unit, waiting: Sequence[Waiting], before: datetime) -> None:
    """Leads have been told of these, as far as they began to wait before a moment."""
    for each in waiting:
        about = (
            select(deliveries.c.id)
            .join(sends, _same_send())
            .where(sends.c.team_id == unit.team_id, sends.c.kind == each.kind, sends.c.subject == each.subject)
        )
        untold = (held_back.c.team_id == unit.team_id) & held_back.c.told_at.is_(None) & (held_back.c.held_at < before)
        statement = update(held_back).where(untold, held_back.c.delivery_id.in_(about)).values(told_at=unit.now)
        unit.connection.execute(statement)


def find_initiative_key(unit: Unit, subject: str) -> str | None:
    """Which initiative a message is about, by its subject ("M-1"); None when it is about none."""
    for table in _SUBJECTS:
        query = select(table.c.initiative_key).where(table.c.team_id == unit.team_id, table.c.id == subject)
        key = unit.connection.execute(query).scalar_one_or_none()
        if key is not None:
            return str(key)
    return None


_SUBJECTS: tuple[Table, ...] = (memos, pulses, risks, followups)


def _subjects_of(unit: Unit, initiative_key: str) -> Any:
    return union_all(
        *(
            select(table.c.id).where(table.c.team_id == unit.team_id, table.c.initiative_key == initiative_key)
            for table in _SUBJECTS
        )
    )


def _list_waiting(unit: Unit, *conditions: ColumnElement[bool]) -> list[Waiting]:
    query = (
        select(
            sends.c.kind,
            sends.c.subject,
            held_back.c.reason,
            func.count(),
            func.min(held_back.c.until),
            func.max(held_back.c.until),
        )
        .select_from(_held_deliveries())
        .where(held_back.c.team_id == unit.team_id, *conditions)
        .group_by(sends.c.kind, sends.c.subject, held_back.c.reason)
        .order_by(func.count().desc(), sends.c.subject)
    )
    return [Waiting(*row) for row in unit.connection.execute(query)]


def _held_deliveries() -> Any:
    same_delivery = (deliveries.c.team_id == held_back.c.team_id) & (deliveries.c.id == held_back.c.delivery_id)
    return held_back.join(deliveries, same_delivery).join(sends, _same_send())


def _same_send() -> ColumnElement[bool]:
    return (sends.c.team_id == deliveries.c.team_id) & (sends.c.id == deliveries.c.send_id)


def _is_held(unit: Unit, delivery_id: str) -> ColumnElement[bool]:
    return (held_back.c.team_id == unit.team_id) & (held_back.c.delivery_id == delivery_id)
