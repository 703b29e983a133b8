"""Copies: what one person has, or is to get, of a message that went to many."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select

from storage.outbox import Content, Delivery, _columns, contents, deliveries, sends
from storage.units import Unit


@dataclass(frozen=True, slots=True)
class Copy:
    """One delivery, with the kind of its send, the key it is known by and what it is about."""

    kind: str
    key: str
    subject: str
    delivery: Delivery


_JOINED = (sends.c.team_id == deliveries.c.team_id) & (sends.c.id == deliveries.c.send_id)


def find_content(unit: Unit, send_id: str, variant: str) -> Content:
    """What this variant of a send says."""
    query = select(contents.c.text, contents.c.blocks, contents.c.thread_ts).where(
        contents.c.team_id == unit.team_id, contents.c.send_id == send_id, contents.c.variant == variant
    )
    return Content(*unit.connection.execute(query).one())


def list_copies(unit: Unit, subject: str) -> list[Copy]:
    """Every delivery about `subject` with its send, in the order promised."""
    query = (
        select(sends.c.kind, sends.c.key, sends.c.subject, *_columns)
        .join(deliveries, _JOINED)
        .where(sends.c.team_id == unit.team_id, sends.c.subject == subject)
        .order_by(sends.c.created_at, deliveries.c.due_at, deliveries.c.recipient)
    )
    return [_make_copy(row) for row in unit.connection.execute(query)]


def find_copy_of(unit: Unit, subject: str, recipient: str) -> Copy | None:
    """What somebody was promised last about `subject`, or None."""
    query = (
        select(sends.c.kind, sends.c.key, sends.c.subject, *_columns)
        .join(deliveries, _JOINED)
        .where(sends.c.team_id == unit.team_id, sends.c.subject == subject, deliveries.c.recipient == recipient)
        .order_by(sends.c.created_at.desc())
        .limit(1)
    )
    row = unit.connection.execute(query).first()
    return _make_copy(row) if row else None


def find_delivery(unit: Unit, key: str, recipient: str) -> Delivery | None:
    """What somebody was promised in the send known by `key`, or None."""
    query = (
        select(*_columns)
        .join(sends, _JOINED)
        .where(sends.c.team_id == unit.team_id, sends.c.key == key, deliveries.c.recipient == recipient)
    )
    row = unit.connection.execute(query).first()
    return Delivery(*row) if row else None


def find_copy_at(unit: Unit, recipient: str, channel_id: str, ts: str) -> Copy | None:
    """The delivery that somebody sees as the message `ts` in a conversation, or None when that was not one."""
    query = (
        select(sends.c.kind, sends.c.key, sends.c.subject, *_columns)
        .join(deliveries, _JOINED)
        .where(
            sends.c.team_id == unit.team_id,
            deliveries.c.recipient == recipient,
            deliveries.c.channel_id == channel_id,
            deliveries.c.ts == ts,
            deliveries.c.is_update.is_(False),
        )
    )
    row = unit.connection.execute(query).first()
    return _make_copy(row) if row else None


def _make_copy(row: Row[Any]) -> Copy:
    kind, key, subject, *values = list[Any](row)
    return Copy(kind, key, subject, Delivery(*values))
