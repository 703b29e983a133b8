"""Invitations: whom pulses have asked, and when, as the outbox knows it; nothing of who answered."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select

from storage.outbox import State, deliveries, sends
from storage.units import Unit

KIND = "pulse"
_NEVER_CAME = (State.CANCELLED, State.FAILED)


def list_asked(unit: Unit, pulse_id: str) -> list[str]:
    """Whom a pulse has asked, or still will."""
    query = _select_invitations(unit, deliveries.c.recipient).where(sends.c.subject == pulse_id)
    return list(unit.connection.execute(query.order_by(deliveries.c.recipient)).scalars())


def list_reached(unit: Unit, pulse_id: str) -> list[str]:
    """Whom a pulse's invitation has reached."""
    query = _select_invitations(unit, deliveries.c.recipient).where(
        sends.c.subject == pulse_id, deliveries.c.state == State.SENT
    )
    return list(unit.connection.execute(query.order_by(deliveries.c.recipient)).scalars())


def list_asked_since(unit: Unit, since: datetime, except_pulses: Iterable[str]) -> set[str]:
    """Everybody whom a pulse opened since a moment has asked, apart from these pulses."""
    query = _select_invitations(unit, deliveries.c.recipient).where(
        sends.c.created_at > since, sends.c.subject.not_in(list(except_pulses))
    )
    return set(unit.connection.execute(query).scalars())


def count_invitations(unit: Unit) -> dict[str, int]:
    """How often each person has been asked so far, by user id."""
    query = _select_invitations(unit, deliveries.c.recipient, func.count()).group_by(deliveries.c.recipient)
    # A result has keys() too, so dict() must be kept from taking it for a mapping.
    return dict(iter(unit.connection.execute(query)))


def _select_invitations(unit: Unit, *columns: Any) -> Select[Any]:
    return (
        select(*columns)
        .join(sends, (sends.c.team_id == deliveries.c.team_id) & (sends.c.id == deliveries.c.send_id))
        .where(sends.c.team_id == unit.team_id, sends.c.kind == KIND, deliveries.c.state.not_in(_NEVER_CAME))
    )
