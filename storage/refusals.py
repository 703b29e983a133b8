"""Messages that Slack refused because their place is gone or closed to us: which, and how many in a row."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby, takewhile
from typing import Any

from sqlalchemy import Select, func, select

from storage.outbox import State, deliveries, sends
from storage.units import Unit

CLOSED_PLACES = ("channel_not_found", "is_archived", "not_in_channel")
"""Slack's words for a place that stays closed until somebody does something about it."""
STREAK_LOOKED_AT = 50
_ENDED = (State.SENT, State.FAILED, State.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Refusal:
    """One message that ended; refused when its reason says that its place is closed."""

    id: str
    send_id: str
    recipient: str
    kind: str
    subject: str
    reason: str | None
    settled_at: datetime

    @property
    def is_refused(self) -> bool:
        """Whether the place was closed."""
        return self.reason in CLOSED_PLACES

    @property
    def is_in_channel(self) -> bool:
        """Whether it was for a channel, and not for a person."""
        return self.recipient.startswith(("C", "G"))


_columns = (
    deliveries.c.id, deliveries.c.send_id, deliveries.c.recipient, sends.c.kind, sends.c.subject, deliveries.c.reason,
    deliveries.c.settled_at,
)  # fmt: skip


def list_refused_since(unit: Unit, since: datetime) -> list[Refusal]:
    """What was refused from this moment on, the oldest first."""
    query = _select(unit).where(
        deliveries.c.state == State.FAILED, deliveries.c.reason.in_(CLOSED_PLACES), deliveries.c.settled_at >= since
    )
    return _load(unit, query.order_by(deliveries.c.settled_at, deliveries.c.id))


def find_channel_streak(unit: Unit, channel_id: str, since: datetime) -> list[Refusal]:
    """The latest posts to a channel, all of them refused, that were promised from `since` on; the newest first."""
    query = _select(unit).where(
        deliveries.c.recipient == channel_id, deliveries.c.state.in_(_ENDED), sends.c.created_at >= since
    )
    newest = query.order_by(deliveries.c.settled_at.desc(), deliveries.c.id).limit(STREAK_LOOKED_AT)
    return list(takewhile(lambda each: each.is_refused, _load(unit, newest)))


def find_send_streak(unit: Unit, kind: str, subject: str, since: datetime) -> list[list[Refusal]]:
    """The latest sends of a schedule that reached nobody because of closed places, the newest first."""
    query = _select(unit).where(
        sends.c.kind == kind, sends.c.subject == subject, sends.c.created_at >= since, deliveries.c.state.in_(_ENDED)
    )
    newest = query.order_by(sends.c.created_at.desc(), sends.c.id, deliveries.c.id).limit(STREAK_LOOKED_AT)
    by_send: Iterable[list[Refusal]] = (list(each) for _, each in groupby(_load(unit, newest), lambda e: e.send_id))
    return list(takewhile(lambda each: all(delivery.is_refused for delivery in each), by_send))


def find_last_promise(unit: Unit, kind: str, subject: str) -> datetime | None:
    """When something of this kind was last promised about `subject`; None if never."""
    query = select(func.max(sends.c.created_at)).where(
        sends.c.team_id == unit.team_id, sends.c.kind == kind, sends.c.subject == subject
    )
    promised_at: datetime | None = unit.connection.execute(query).scalar_one()
    return promised_at


def _select(unit: Unit) -> Select[Any]:
    joined = deliveries.join(sends, (sends.c.team_id == deliveries.c.team_id) & (sends.c.id == deliveries.c.send_id))
    return select(*_columns).select_from(joined).where(deliveries.c.team_id == unit.team_id)


def _load(unit: Unit, query: Select[Any]) -> list[Refusal]:
    return [Refusal(*row) for row in unit.connection.execute(query)]
