"""The life of a delivery after it was promised: claimed, sent, looked up, settled. Used by the sender alone."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, case, exists, func, select, update

from storage.fleeting import forget_claimed, forget_sent
from storage.holds import REASON
from storage.outbox import Delivery, State, _columns, deliveries, sends
from storage.people import people
from storage.units import Unit

SENT_AGAIN = "sent again: the first attempt left no trace"
SUPERSEDED = "a later correction took its place"


def _inactive() -> ColumnElement[bool]:
    return exists().where(
        people.c.team_id == deliveries.c.team_id,
        people.c.user_id == deliveries.c.recipient,
        people.c.is_active.is_(False),
    )


# What is done for each message is built once: building a statement costs more than running it.
_list_due = (
    select(*_columns)
    .where(
        deliveries.c.team_id == bindparam("team"),
        deliveries.c.state == State.PLANNED,
        deliveries.c.due_at <= bindparam("now"),
        deliveries.c.is_update == bindparam("updates"),
        ~_inactive(),
    )
    .order_by(deliveries.c.priority, deliveries.c.due_at)
    .limit(bindparam("limit"))
)
_claim = (
    update(deliveries)
    .where(
        deliveries.c.team_id == bindparam("team"),
        deliveries.c.id == bindparam("delivery"),
        deliveries.c.state == State.PLANNED,
    )
    .values(state=State.SENDING, claimed_at=bindparam("now"))
)


def fail_inactive(unit: Unit) -> int:
    """Give up what is due to people who have been deactivated since the promise; gives how many deliveries."""
    statement = update(deliveries).where(*_due(unit), _inactive()).values(state=State.FAILED, **_end(unit, "inactive"))
    return unit.connection.execute(statement).rowcount


def claim_due(unit: Unit, limit: int, *, updates: bool = False) -> list[Delivery]:
    """Take up to `limit` due deliveries, most important first, and put the intent to send them on disk.

    With `updates` those that change a message in place, else those that add one: Slack paces the two apart.
    """
    return claim(unit, list_due(unit, limit, updates=updates))


def list_due(unit: Unit, limit: int, *, updates: bool = False) -> list[Delivery]:
    """Up to `limit` due deliveries, most important first."""
    wanted = {"team": unit.team_id, "now": unit.now, "updates": updates, "limit": limit}
    return [Delivery(*row) for row in unit.connection.execute(_list_due, wanted)]


def claim(unit: Unit, wanted: Sequence[Delivery]) -> list[Delivery]:
    """Put the intent to send these due deliveries on disk; what has been taken back meanwhile is left out."""
    rows = [{"team": unit.team_id, "delivery": delivery.id, "now": unit.now} for delivery in wanted]
    is_claimed = [unit.connection.execute(_claim, row).rowcount == 1 for row in rows]
    return [
        replace(delivery, state=State.SENDING, claimed_at=unit.now)
        for delivery, was_free in zip(wanted, is_claimed, strict=True)
        if was_free
    ]


def cancel(unit: Unit, delivery: Delivery, reason: str) -> None:
    """Give up a delivery that has not left, because its recipient does not want it."""
    condition = (deliveries.c.team_id == unit.team_id) & (deliveries.c.id == delivery.id)
    unit.connection.execute(
        update(deliveries)
        .where(condition, deliveries.c.state == State.PLANNED)
        .values(state=State.CANCELLED, **_end(unit, reason))
    )


def has_due_updates(unit: Unit) -> bool:
    """Whether a message waits to be changed in place."""
    query = select(deliveries.c.id).where(*_due(unit), deliveries.c.is_update.is_(True)).limit(1)
    return unit.connection.execute(query).first() is not None


def settle(
    unit: Unit,
    delivery: Delivery,
    state: State,
    *,
    reason: str | None = None,
    channel_id: str | None = None,
    ts: str | None = None,
) -> bool:
    """Write down what became of a claimed delivery; false when the claim has passed to somebody else meanwhile.

    A fleeting one is forgotten instead.
    """
    if delivery.is_fleeting and forget_claimed(unit, delivery, has_left=state == State.SENT):
        return True
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


def repeat_update(unit: Unit, delivery: Delivery, due_at: datetime) -> bool:
    """Let an update whose answer never came be tried again from `due_at`, unless a newer one has taken its place.

    Repeating it does no harm: it says the same again. False when the claim has passed to somebody else meanwhile.
    """
    promised_at = select(sends.c.created_at).where(sends.c.team_id == unit.team_id, sends.c.id == delivery.send_id)
    newer = (
        select(deliveries.c.id)
        .join(sends, (sends.c.team_id == deliveries.c.team_id) & (sends.c.id == deliveries.c.send_id))
        .where(
            deliveries.c.team_id == unit.team_id,
            deliveries.c.channel_id == delivery.channel_id,
            deliveries.c.ts == delivery.ts,
            deliveries.c.is_update.is_(True),
            sends.c.created_at > promised_at.scalar_subquery(),
        )
    )
    if unit.connection.execute(newer.limit(1)).first() is not None:
        return _update_claimed(unit, delivery, state=State.CANCELLED, **_end(unit, SUPERSEDED))
    return put_back(unit, delivery, due_at, reason="said again: no answer came")


def cancel_send(unit: Unit, key: str, reason: str) -> list[Delivery]:
    """Take back what has not left of one send; gives those deliveries as they were."""
    about = select(sends.c.id).where(sends.c.team_id == unit.team_id, sends.c.key == key)
    waiting = (
        deliveries.c.team_id == unit.team_id,
        deliveries.c.send_id.in_(about),
        deliveries.c.state == State.PLANNED,
    )
    found = [Delivery(*row) for row in unit.connection.execute(select(*_columns).where(*waiting))]
    ended = {"state": State.CANCELLED, "reason": reason, "settled_at": unit.now}
    unit.connection.execute(update(deliveries).where(*waiting).values(**ended))
    return found


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
    """The second look is done; of a fleeting delivery nothing is kept then."""
    if delivery.is_fleeting:
        forget_sent(unit, delivery)
        return
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
        .values(state=State.HELD, reason=REASON)
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
