"""Fleeting deliveries: wanted or not until the last moment, and then forgotten, so that no row tells which it was.

A reminder goes only to people without a ballot. Whom it went to is nobody's business, so it is promised to everybody
who was asked, looked at again right before it is posted, and its row deleted whether it was posted or not.
"""

from typing import Any

from sqlalchemy import ColumnElement, delete, func, select, update

from storage.attention import held_back
from storage.outbox import Delivery, State, deliveries, sends
from storage.units import Unit


def find_promise(unit: Unit, delivery: Delivery) -> tuple[str, str]:
    """The kind of a delivery's send, and what it is about."""
    query = select(sends.c.kind, sends.c.subject).where(sends.c.team_id == unit.team_id, sends.c.id == delivery.send_id)
    row = unit.connection.execute(query).one()
    return row.kind, row.subject


def forget_claimed(unit: Unit, delivery: Delivery, *, has_left: bool) -> bool:
    """Delete a claimed delivery that is settled, and count it if it has left.

    False, and it is kept for now, when a late copy of it is to be looked for, or the claim has passed to somebody else.
    """
    is_forgotten = _forget(
        unit,
        deliveries.c.id == delivery.id,
        deliveries.c.state == State.SENDING,
        deliveries.c.claimed_at == delivery.claimed_at,
        deliveries.c.recheck_at.is_(None),
    )
    if is_forgotten and has_left:
        _count(unit, delivery)
    return bool(is_forgotten)


def forget_sent(unit: Unit, delivery: Delivery) -> None:
    """Delete a delivery that has left once a late copy of it has been looked for, and count it."""
    if _forget(unit, deliveries.c.id == delivery.id, deliveries.c.state == State.SENT):
        _count(unit, delivery)


def forget_about(unit: Unit, subject: str) -> int:
    """Delete every fleeting delivery about `subject`, wherever it stands; gives how many."""
    about = select(sends.c.id).where(sends.c.team_id == unit.team_id, sends.c.subject == subject)
    return _forget(unit, deliveries.c.is_fleeting, deliveries.c.send_id.in_(about))


def count_left(unit: Unit, subject: str) -> int:
    """How many fleeting messages about `subject` have left."""
    query = select(func.coalesce(func.sum(sends.c.left_without_trace), 0)).where(
        sends.c.team_id == unit.team_id, sends.c.subject == subject
    )
    return int(unit.connection.execute(query).scalar_one())


def _count(unit: Unit, delivery: Delivery) -> None:
    about = (sends.c.team_id == unit.team_id) & (sends.c.id == delivery.send_id)
    unit.connection.execute(update(sends).where(about).values(left_without_trace=sends.c.left_without_trace + 1))


def _forget(unit: Unit, *conditions: ColumnElement[Any]) -> int:
    meant = (deliveries.c.team_id == unit.team_id, *conditions)
    held = select(deliveries.c.id).where(*meant)
    unit.connection.execute(
        delete(held_back).where(held_back.c.team_id == unit.team_id, held_back.c.delivery_id.in_(held))
    )
    return unit.connection.execute(delete(deliveries).where(*meant)).rowcount
