"""The life of a delivery after it was promised: claimed, sent, looked up, settled. Used by the sender alone."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, case, exists, func, select, update

from storage.outbox import Delivery, State, _columns, deliveries, sends
from storage.people import people
from storage.units import Unit

SENT_AGAIN = "sent again: the first attempt left no trace"


def fail_inactive(unit: Unit) -> int:
    """Give up what is due to people who have been deactivated since the promise; gives how many deliveries."""
    statement = update(deliveries).where(*_due(unit), _inactive()).values(state=State.FAILED, **_end(unit, "inactive"))
    return unit.connection.execute(statement).rowcount


def claim_due(unit: Unit, limit: int) -> list[Delivery]:
    """Take up to `limit` due deliveries, most important first, and put the intent to send them on disk."""
    query = (
        select(deliveries.c.id)
        .where(*_due(unit), ~_inactive())
        .order_by(deliveries.c.priority, deliveries.c.due_at)
        .limit(limit)
    )
    ids = list(unit.connection.execute(query).scalars())
    if not ids:
        return []
    statement = (
        update(deliveries)
        .where(deliveries.c.team_id == unit.team_id, deliveries.c.id.in_(ids))
        .values(state=State.SENDING, claimed_at=unit.now)
        .returning(*_columns)
    )
    claimed = [Delivery(*row) for row in unit.connection.execute(statement)]
    return sorted(claimed, key=lambda delivery: ids.index(delivery.id))


def settle(
    unit: Unit,
    delivery: Delivery,
    state: State,
    *,
    reason: str | None = None,
    channel_id: str | None = None,
    ts: str | None = None,
) -> bool:
    """Write down what became of a claimed delivery; false when the claim has passed to somebody else meanwhile."""
    return _update_claimed(unit, delivery, state=state, channel_id=channel_id, ts=ts, **_end(unit, reason))


def put_back(
    unit: Unit,
    delivery: Delivery,
    due_at: datetime,
    *,
    reason: str,
    spends_attempt: bool = True,
    recheck_at: datetime | None = None,
) -> bool:
    """Return a claimed delivery to be tried again from `due_at`; false when the claim has passed to somebody else.

    With `recheck_at`, its conversation is searched for a late copy of this attempt from then on.
    """
    values: dict[str, Any] = {"state": State.PLANNED, "due_at": due_at, "reason": reason, "claimed_at": None}
    values["attempts"] = deliveries.c.attempts + (1 if spends_attempt else 0)
    if recheck_at is not None:
        values["recheck_at"] = recheck_at
    return _update_claimed(unit, delivery, **values)


def note_ambiguity(unit: Unit, delivery: Delivery, reason: str) -> bool:
    """Keep a delivery in `sending`, with why its outcome is not known."""
    return _update_claimed(unit, delivery, reason=reason)


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


def clear_recheck(unit: Unit, delivery: Delivery) -> None:
    """The second look is done."""
    condition = (deliveries.c.team_id == unit.team_id) & (deliveries.c.id == delivery.id)
    unit.connection.execute(update(deliveries).where(condition).values(recheck_at=None))


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


def release_held(unit: Unit) -> int:
    """Let everything that was held go out after all, in all workspaces; gives how many."""
    statement = (
        update(deliveries)
        .where(deliveries.c.state == State.HELD)
        .values(state=State.PLANNED, claimed_at=None, reason=None)
    )
    return unit.connection.execute(statement).rowcount


def count_open(unit: Unit) -> dict[str, int]:
    """How many deliveries of all workspaces are planned and due, and how many are in flight."""
    due = case((deliveries.c.due_at <= unit.now, "due"), else_="later")
    query = (
        select(case((deliveries.c.state == State.SENDING, "sending"), else_=due), func.count())
        .where(deliveries.c.state.in_([State.PLANNED, State.SENDING]))
        .group_by(case((deliveries.c.state == State.SENDING, "sending"), else_=due))
    )
    # A result has keys() too, so dict() must be kept from taking it for a mapping.
    return dict(iter(unit.connection.execute(query)))


def list_teams_with_work(unit: Unit) -> list[str]:
    """Workspaces, of all, that have a delivery due, in flight, or to be looked at again."""
    is_due = (deliveries.c.state == State.PLANNED) & (deliveries.c.due_at <= unit.now)
    recheck = (deliveries.c.state == State.SENT) & (deliveries.c.recheck_at <= unit.now)
    query = select(deliveries.c.team_id).where(is_due | recheck | (deliveries.c.state == State.SENDING)).distinct()
    return list(unit.connection.execute(query).scalars())


def _due(unit: Unit) -> tuple[ColumnElement[bool], ...]:
    return (
        deliveries.c.team_id == unit.team_id,
        deliveries.c.state == State.PLANNED,
        deliveries.c.due_at <= unit.now,
    )


def _inactive() -> ColumnElement[bool]:
    return exists().where(
        people.c.team_id == deliveries.c.team_id,
        people.c.user_id == deliveries.c.recipient,
        people.c.is_active.is_(False),
    )


def _end(unit: Unit, reason: str | None) -> dict[str, Any]:
    return {"reason": reason, "settled_at": unit.now}


def _update_claimed(unit: Unit, delivery: Delivery, **values: Any) -> bool:
    # A process that slept past its lease must not overwrite what its successor has found out.
    statement = update(deliveries).where(
        deliveries.c.team_id == unit.team_id,
        deliveries.c.id == delivery.id,
        deliveries.c.state == State.SENDING,
        deliveries.c.claimed_at == delivery.claimed_at,
    )
    return unit.connection.execute(statement.values(**values)).rowcount == 1
