"""The life of a delivery after it was promised: claimed, sent, looked up, settled. Used by the sender alone."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import case, func, select, update

from storage.outbox import Delivery, State, _columns, deliveries, sends
from storage.people import people
from storage.units import Unit

SENT_AGAIN = "sent again: the first attempt left no trace"


def claim_due(unit: Unit, limit: int) -> list[Delivery]:
    """Take up to `limit` due deliveries, most important first, and put the intent to send them on disk.

    A recipient who has been deactivated since the promise is failed here, not claimed.
    """
    query = (
        select(deliveries.c.id)
        .where(
            deliveries.c.team_id == unit.team_id,
            deliveries.c.state == State.PLANNED,
            deliveries.c.due_at <= unit.now,
        )
        .order_by(deliveries.c.priority, deliveries.c.due_at)
        .limit(limit)
    )
    ids = list(unit.connection.execute(query).scalars())
    if not ids:
        return []
    _fail_inactive(unit, ids)
    statement = (
        update(deliveries)
        .where(deliveries.c.team_id == unit.team_id, deliveries.c.id.in_(ids), deliveries.c.state == State.PLANNED)
        .values(state=State.SENDING, claimed_at=unit.now)
        .returning(*_columns)
    )
    claimed = [Delivery(*row) for row in unit.connection.execute(statement)]
    return sorted(claimed, key=lambda delivery: ids.index(delivery.id))


def _fail_inactive(unit: Unit, ids: Sequence[str]) -> None:
    inactive = select(people.c.user_id).where(people.c.team_id == unit.team_id, people.c.is_active.is_(False))
    statement = (
        update(deliveries)
        .where(deliveries.c.team_id == unit.team_id, deliveries.c.id.in_(ids), deliveries.c.recipient.in_(inactive))
        .values(state=State.FAILED, reason="inactive", settled_at=unit.now)
    )
    unit.connection.execute(statement)


def settle(
    unit: Unit,
    delivery_id: str,
    state: State,
    *,
    reason: str | None = None,
    channel_id: str | None = None,
    ts: str | None = None,
    recheck_at: datetime | None = None,
) -> None:
    """Write down what became of a delivery; from `recheck_at` on its conversation is searched for late copies."""
    _update(
        unit, delivery_id, state=state, reason=reason, channel_id=channel_id, ts=ts, settled_at=unit.now,
        recheck_at=recheck_at,
    )  # fmt: skip


def put_back(unit: Unit, delivery_id: str, due_at: datetime, *, reason: str, spends_attempt: bool = True) -> None:
    """Return a delivery that Slack has certainly not taken, to be tried again from `due_at`."""
    attempts = deliveries.c.attempts + (1 if spends_attempt else 0)
    _update(unit, delivery_id, state=State.PLANNED, due_at=due_at, reason=reason, attempts=attempts, claimed_at=None)


def note_ambiguity(unit: Unit, delivery_id: str, reason: str) -> None:
    """Keep a delivery in `sending`, with why its outcome is not known."""
    _update(unit, delivery_id, reason=reason)


def list_ambiguous(unit: Unit, claimed_before: datetime, limit: int) -> list[Delivery]:
    """Deliveries whose answer never came, claimed long enough ago that it will not come any more."""
    query = (
        select(*_columns)
        .where(
            deliveries.c.team_id == unit.team_id,
            deliveries.c.state == State.SENDING,
            deliveries.c.claimed_at <= claimed_before,
        )
        .order_by(deliveries.c.claimed_at)
        .limit(limit)
    )
    return [Delivery(*row) for row in unit.connection.execute(query)]


def list_rechecks(unit: Unit, limit: int) -> list[Delivery]:
    """Deliveries that were sent a second time and are due to be checked for a late first copy."""
    query = (
        select(*_columns)
        .where(
            deliveries.c.team_id == unit.team_id,
            deliveries.c.state == State.SENT,
            deliveries.c.recheck_at <= unit.now,
        )
        .limit(limit)
    )
    return [Delivery(*row) for row in unit.connection.execute(query)]


def clear_recheck(unit: Unit, delivery_id: str) -> None:
    """The second look is done."""
    _update(unit, delivery_id, recheck_at=None)


def cancel_planned(unit: Unit, subject: str) -> int:
    """Take back what has not left yet about `subject`; gives how many."""
    about = select(sends.c.id).where(sends.c.team_id == unit.team_id, sends.c.subject == subject)
    statement = (
        update(deliveries)
        .where(
            deliveries.c.team_id == unit.team_id,
            deliveries.c.send_id.in_(about),
            deliveries.c.state == State.PLANNED,
        )
        .values(state=State.CANCELLED, reason="taken back", settled_at=unit.now)
    )
    return unit.connection.execute(statement).rowcount


def hold_planned(unit: Unit) -> int:
    """Hold everything promised but not sent, in all workspaces, until somebody releases it: for a restored backup."""
    statement = (
        update(deliveries)
        .where(deliveries.c.state.in_([State.PLANNED, State.SENDING]))
        .values(state=State.HELD, reason="restored from a backup")
    )
    return unit.connection.execute(statement).rowcount


def next_due_at(unit: Unit) -> datetime | None:
    """When the next planned delivery of the workspace is due."""
    query = select(func.min(deliveries.c.due_at)).where(
        deliveries.c.team_id == unit.team_id, deliveries.c.state == State.PLANNED
    )
    next_at: datetime | None = unit.connection.execute(query).scalar_one()
    return next_at


def count_open(unit: Unit) -> dict[str, int]:
    """How many deliveries of all workspaces are planned and due, and how many are in flight."""
    due = case((deliveries.c.due_at <= unit.now, "due"), else_="later")
    query = (
        select(case((deliveries.c.state == State.SENDING, "sending"), else_=due), func.count())
        .where(deliveries.c.state.in_([State.PLANNED, State.SENDING]))
        .group_by(case((deliveries.c.state == State.SENDING, "sending"), else_=due))
    )
    return dict(unit.connection.execute(query).tuples().all())


def list_teams_with_work(unit: Unit) -> list[str]:
    """Workspaces, of all, that have a delivery due, in flight, or to be looked at again."""
    is_due = (deliveries.c.state == State.PLANNED) & (deliveries.c.due_at <= unit.now)
    recheck = (deliveries.c.state == State.SENT) & (deliveries.c.recheck_at <= unit.now)
    query = select(deliveries.c.team_id).where(is_due | recheck | (deliveries.c.state == State.SENDING)).distinct()
    return list(unit.connection.execute(query).scalars())


def _update(unit: Unit, delivery_id: str, **values: Any) -> None:
    condition = (deliveries.c.team_id == unit.team_id) & (deliveries.c.id == delivery_id)
    unit.connection.execute(update(deliveries).where(condition).values(**values))
