"""The outbox: every message promised to a person or a channel, before it is posted, and what became of it."""

import uuid
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
    func,
    insert,
    select,
    text,
)

from storage.holds import hold_back
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
    Column("is_mandatory", Boolean, nullable=False, server_default=false()),
    Column("left_without_trace", Integer, nullable=False, server_default="0"),
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
    Column("thread_ts", String(32)),
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
    Column("is_update", Boolean, nullable=False, server_default=false()),
    Column("attention", String(8)),
    Column("audience", String(64)),
    Column("is_fleeting", Boolean, nullable=False, server_default=false()),
    ForeignKeyConstraint(["team_id", "send_id"], ["sends.team_id", "sends.id"]),
    UniqueConstraint("team_id", "send_id", "recipient"),
    Index(None, "team_id", "state", "priority", "due_at"),
    Index(None, "state", "due_at"),
    # What has asked for somebody's attention is counted before each message that asks for more of it.
    Index(
        "ix_deliveries_attention", "team_id", "recipient", "claimed_at",
        sqlite_where=text("attention IS NOT NULL"), postgresql_where=text("attention IS NOT NULL"),
    ),
)  # fmt: skip


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
    UPDATE = 60


class Attention(StrEnum):
    """What of somebody's attention a message asks for: it counts in their week, and it waits when it has to."""

    MEMOS = "memos"
    PULSES = "pulses"
    NUDGES = "nudges"


def find_attention(kind: str, priority: int, *, is_mandatory: bool) -> Attention | None:
    """What a message asks for; None for what must not wait: alerts, gates, decisions, digests, mandatory memos."""
    if is_mandatory:
        return None
    if kind == "memo":
        return Attention.MEMOS
    if kind == "pulse":
        return Attention.PULSES
    return Attention.NUDGES if priority == Priority.NUDGE else None


@dataclass(frozen=True, slots=True)
class Content:
    """What a message says: complete plain `text`, and blocks as Slack takes them; in a thread if `thread_ts` is set."""

    text: str
    blocks: list[dict[str, Any]] | None = None
    thread_ts: str | None = None


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom a message goes to: a user or channel id, which content variant, and from when on.

    `copy` (channel id, ts) is a message they have already, to be changed in place. With `failure` there is nothing to
    send: the delivery is kept as failed for this reason. By the rules of `audience` it waits when it has to.
    """

    recipient: str
    due_at: datetime
    variant: str = "all"
    copy: tuple[str, str] | None = None
    failure: str | None = None
    audience: str | None = None


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message to one recipient; an update changes the message at `channel_id` and `ts` instead of adding one."""

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
    is_update: bool
    attention: str | None
    audience: str | None
    is_fleeting: bool


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
    is_mandatory: bool = False,
    is_fleeting: bool = False,
) -> int:
    """Promise one message to many; a send is known by its `key`, and a recipient already promised it is left alone.

    Gives the number of deliveries added. May be called again with the same key to add recipients. A mandatory one goes
    to those too who have opted out, and nothing holds it back. Fleeting ones: see `storage.fleeting`.
    """
    send_id = _open_send(unit, key, kind, subject, priority, is_mandatory)
    attention = find_attention(kind, priority, is_mandatory=is_mandatory)
    known_variants = set(_list_column(unit, contents.c.variant, contents.c.send_id == send_id))
    fresh = {name: content for name, content in contents_by_variant.items() if name not in known_variants}
    if fresh:
        rows = [
            {"team_id": unit.team_id, "send_id": send_id, "variant": name, **asdict(content)}
            for name, content in fresh.items()
        ]
        unit.connection.execute(insert(contents), rows)
    promised = set(_list_column(unit, deliveries.c.recipient, deliveries.c.send_id == send_id))
    added = [
        _new_delivery(unit, send_id, priority, attention, recipient) | {"is_fleeting": is_fleeting}
        for recipient in {r.recipient: r for r in recipients}.values()
        if recipient.recipient not in promised
    ]
    if added:
        unit.connection.execute(insert(deliveries), hold_back(unit, added))
    return len(added)


def _open_send(unit: Unit, key: str, kind: str, subject: str, priority: int, is_mandatory: bool) -> str:
    query = select(sends.c.id).where(sends.c.team_id == unit.team_id, sends.c.key == key)
    existing = unit.connection.execute(query).scalar_one_or_none()
    if existing is not None:
        return str(existing)
    send_id = str(uuid.uuid4())
    values = {"id": send_id, "key": key, "kind": kind, "subject": subject, "priority": priority}
    statement = insert(sends).values(team_id=unit.team_id, created_at=unit.now, is_mandatory=is_mandatory, **values)
    unit.connection.execute(statement)
    return send_id


def _new_delivery(
    unit: Unit, send_id: str, priority: int, attention: Attention | None, recipient: Recipient
) -> dict[str, Any]:
    is_new_to_a_person = recipient.copy is None and recipient.recipient.startswith(("U", "W"))
    return {
        "team_id": unit.team_id,
        "id": str(uuid.uuid4()),
        "send_id": send_id,
        "recipient": recipient.recipient,
        "variant": recipient.variant,
        "priority": priority,
        "state": State.PLANNED if recipient.failure is None else State.FAILED,
        "due_at": recipient.due_at,
        "attempts": 0,
        "settled_at": None if recipient.failure is None else unit.now,
        "channel_id": recipient.copy[0] if recipient.copy else None,
        "ts": recipient.copy[1] if recipient.copy else None,
        "reason": recipient.failure,
        "is_update": recipient.copy is not None,
        "attention": attention if is_new_to_a_person else None,
        "audience": recipient.audience,
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


def is_promised(unit: Unit, key: str) -> bool:
    """Whether the send known by `key` has been promised already."""
    query = select(sends.c.id).where(sends.c.team_id == unit.team_id, sends.c.key == key)
    return unit.connection.execute(query).first() is not None


def list_send_recipients(unit: Unit, key: str) -> list[str]:
    """Whom the send known by `key` was promised to."""
    query = (
        select(deliveries.c.recipient)
        .join(sends, (sends.c.team_id == deliveries.c.team_id) & (sends.c.id == deliveries.c.send_id))
        .where(sends.c.team_id == unit.team_id, sends.c.key == key)
        .order_by(deliveries.c.recipient)
    )
    return list(unit.connection.execute(query).scalars())
