"""The outbox: every message promised to a person or a channel, before it is posted, and what became of it."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    func,
    insert,
    select,
)

from storage.schema import Document, Moment, metadata, team_column
from storage.units import Unit

sends = Table(
    "sends",
    metadata,
    team_column(),
    Column("id", String(36), primary_key=True),
    Column("key", String(255), nullable=False),
    Column("kind", String(32), nullable=False),
    Column("subject", String(64), nullable=False),
    Column("priority", Integer, nullable=False),
    Column("created_at", Moment, nullable=False),
    UniqueConstraint("team_id", "key"),
    Index(None, "team_id", "subject"),
)

contents = Table(
    "contents",
    metadata,
    team_column(),
    Column("send_id", String(36), primary_key=True),
    Column("variant", String(64), primary_key=True),
    Column("text", Text, nullable=False),
    Column("blocks", Document),
    ForeignKeyConstraint(["team_id", "send_id"], ["sends.team_id", "sends.id"]),
)

deliveries = Table(
    "deliveries",
    metadata,
    team_column(),
    Column("id", String(36), primary_key=True),
    Column("send_id", String(36), nullable=False),
    Column("recipient", String(32), nullable=False),
    Column("variant", String(64), nullable=False),
    Column("priority", Integer, nullable=False),
    Column("state", String(16), nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("claimed_at", Moment),
    Column("recheck_at", Moment),
    Column("settled_at", Moment),
    Column("channel_id", String(32)),
    Column("ts", String(32)),
    Column("reason", String(255)),
    ForeignKeyConstraint(["team_id", "send_id"], ["sends.team_id", "sends.id"]),
    UniqueConstraint("team_id", "send_id", "recipient"),
    Index(None, "team_id", "state", "priority", "due_at"),
    Index(None, "state", "due_at"),
)


class State(StrEnum):
    """Where a delivery stands. `sending` means: intent is on disk, the answer is not; only a look-up can tell."""

    PLANNED = "planned"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"
    HELD = "held"
    CANCELLED = "cancelled"


class Priority:
    """Lower goes first."""

    ALERT = 10
    DIGEST = 20
    MEMO = 30
    PULSE = 40
    NUDGE = 50


@dataclass(frozen=True, slots=True)
class Content:
    """What a message says: complete plain `text`, and blocks as Slack takes them."""

    text: str
    blocks: list[dict[str, Any]] | None = None


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom a message goes to: a user or channel id, which content variant, and from when on."""

    recipient: str
    due_at: datetime
    variant: str = "all"


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message to one recipient."""

    id: str
    send_id: str
    recipient: str
    variant: str
    state: str
    due_at: datetime
    attempts: int
    claimed_at: datetime | None
    channel_id: str | None
    ts: str | None
    reason: str | None


_columns = [deliveries.c[name] for name in Delivery.__dataclass_fields__]


def promise(
    unit: Unit,
    *,
    key: str,
    kind: str,
    subject: str,
    priority: int,
    contents_by_variant: dict[str, Content],
    recipients: Iterable[Recipient],
) -> int:
    """Promise one message to many; a send is known by its `key`, and a recipient already promised it is left alone.

    Gives the number of deliveries added. May be called again with the same key to add recipients.
    """
    send_id = _open_send(unit, key, kind, subject, priority)
    known_variants = set(_list_column(unit, contents.c.variant, contents.c.send_id == send_id))
    fresh = {name: content for name, content in contents_by_variant.items() if name not in known_variants}
    if fresh:
        rows = [
            {"team_id": unit.team_id, "send_id": send_id, "variant": name, "text": c.text, "blocks": c.blocks}
            for name, c in fresh.items()
        ]
        unit.connection.execute(insert(contents), rows)
    promised = set(_list_column(unit, deliveries.c.recipient, deliveries.c.send_id == send_id))
    added = [
        _new_delivery(unit, send_id, priority, recipient)
        for recipient in {r.recipient: r for r in recipients}.values()
        if recipient.recipient not in promised
    ]
    if added:
        unit.connection.execute(insert(deliveries), added)
    return len(added)


def _open_send(unit: Unit, key: str, kind: str, subject: str, priority: int) -> str:
    query = select(sends.c.id).where(sends.c.team_id == unit.team_id, sends.c.key == key)
    existing = unit.connection.execute(query).scalar_one_or_none()
    if existing is not None:
        return str(existing)
    send_id = str(uuid.uuid4())
    values = {"id": send_id, "key": key, "kind": kind, "subject": subject, "priority": priority}
    unit.connection.execute(insert(sends).values(team_id=unit.team_id, created_at=unit.now, **values))
    return send_id


def _new_delivery(unit: Unit, send_id: str, priority: int, recipient: Recipient) -> dict[str, Any]:
    return {
        "team_id": unit.team_id,
        "id": str(uuid.uuid4()),
        "send_id": send_id,
        "recipient": recipient.recipient,
        "variant": recipient.variant,
        "priority": priority,
        "state": State.PLANNED,
        "due_at": recipient.due_at,
        "attempts": 0,
    }


def _list_column(unit: Unit, column: Column[Any], condition: Any) -> list[Any]:
    team = column.table.c.team_id == unit.team_id
    return list(unit.connection.execute(select(column).where(team, condition)).scalars())


def list_deliveries(unit: Unit, subject: str) -> list[Delivery]:
    """Every delivery about `subject` ("M-1"), in the order promised."""
    query = (
        select(*_columns)
        .join(sends, (sends.c.team_id == deliveries.c.team_id) & (sends.c.id == deliveries.c.send_id))
        .where(sends.c.team_id == unit.team_id, sends.c.subject == subject)
        .order_by(sends.c.created_at, deliveries.c.due_at, deliveries.c.recipient)
    )
    return [Delivery(*row) for row in unit.connection.execute(query)]


def count_by_state(unit: Unit, subject: str) -> dict[str, int]:
    """How many deliveries about `subject` stand in each state."""
    query = (
        select(deliveries.c.state, func.count())
        .join(sends, (sends.c.team_id == deliveries.c.team_id) & (sends.c.id == deliveries.c.send_id))
        .where(sends.c.team_id == unit.team_id, sends.c.subject == subject)
        .group_by(deliveries.c.state)
    )
    # A result has keys() too, so dict() must be kept from taking it for a mapping.
    return dict(iter(unit.connection.execute(query)))


def list_send_recipients(unit: Unit, key: str) -> list[str]:
    """Whom the send known by `key` was promised to."""
    query = (
        select(deliveries.c.recipient)
        .join(sends, (sends.c.team_id == deliveries.c.team_id) & (sends.c.id == deliveries.c.send_id))
        .where(sends.c.team_id == unit.team_id, sends.c.key == key)
        .order_by(deliveries.c.recipient)
    )
    return list(unit.connection.execute(query).scalars())


def get_contents(unit: Unit, send_ids: Sequence[str]) -> dict[tuple[str, str], Content]:
    """Contents by (send id, variant) for these sends."""
    query = select(contents).where(contents.c.team_id == unit.team_id, contents.c.send_id.in_(send_ids))
    return {(row.send_id, row.variant): Content(row.text, row.blocks) for row in unit.connection.execute(query)}
