"""Concerns that people raise with their name, and what was said about them; the anonymous ones are kept elsewhere."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Column, ForeignKeyConstraint, Index, String, Table, insert, or_, select, update

from storage.errors import NotFound
from storage.initiatives import initiatives
from storage.numbers import next_id, number_of
from storage.schema import Moment, metadata, team_column
from storage.units import Unit

concerns = Table(
    "concerns",
    metadata,
    team_column(),
    Column("id", String(16), primary_key=True),
    Column("initiative_key", String(10), nullable=False),
    Column("author_id", String(32), nullable=False),
    Column("words", String(1000), nullable=False),
    Column("created_at", Moment, nullable=False),
    ForeignKeyConstraint(["team_id", "initiative_key"], [initiatives.c.team_id, initiatives.c.key]),
    Index(None, "team_id", "author_id"),
)

concern_replies = Table(
    "concern_replies",
    metadata,
    team_column(),
    Column("id", String(32), primary_key=True),
    Column("concern_id", String(16), nullable=False),
    Column("author_id", String(32), nullable=False),
    Column("words", String(1000), nullable=False),
    Column("at", Moment, nullable=False),
    ForeignKeyConstraint(["team_id", "concern_id"], [concerns.c.team_id, concerns.c.id]),
    Index(None, "team_id", "concern_id"),
)


@dataclass(frozen=True, slots=True)
class Concern:
    """What somebody told the lead under their name."""

    id: str
    initiative_key: str
    author_id: str
    words: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class ConcernReply:
    """One thing said about a concern, by the lead or by whoever raised it."""

    id: str
    concern_id: str
    author_id: str
    words: str
    at: datetime


_columns = [concerns.c[name] for name in Concern.__dataclass_fields__]
_reply_columns = [concern_replies.c[name] for name in ConcernReply.__dataclass_fields__]


def add_concern(unit: Unit, initiative_key: str, words: str) -> Concern:
    """Record a concern by the unit's actor."""
    concern = Concern(next_id(unit, "CN"), initiative_key, unit.actor_id, words, unit.now)
    values = {name: getattr(concern, name) for name in Concern.__dataclass_fields__}
    unit.connection.execute(insert(concerns).values(team_id=unit.team_id, **values))
    unit.audit("concern.raised", concern.id, initiative=initiative_key, words=words)
    return concern


def edit_concern(unit: Unit, concern_id: str, words: str) -> Concern:
    """Put a concern in other words; the audit log keeps old and new."""
    before = get_concern(unit, concern_id)
    if before.words != words:
        condition = (concerns.c.team_id == unit.team_id) & (concerns.c.id == concern_id)
        unit.connection.execute(update(concerns).where(condition).values(words=words))
        unit.audit("concern.edited", concern_id, words=[before.words, words])
    return replace(before, words=words)


def add_concern_reply(unit: Unit, concern_id: str, words: str) -> ConcernReply:
    """Record what the unit's actor says about a concern."""
    reply = ConcernReply(uuid.uuid4().hex, concern_id, unit.actor_id, words, unit.now)
    values = {name: getattr(reply, name) for name in ConcernReply.__dataclass_fields__}
    unit.connection.execute(insert(concern_replies).values(team_id=unit.team_id, **values))
    unit.audit("concern.replied", concern_id)
    return reply


def get_concern(unit: Unit, concern_id: str) -> Concern:
    """The concern with this id; raises NotFound."""
    query = select(*_columns).where(concerns.c.team_id == unit.team_id, concerns.c.id == concern_id)
    row = unit.connection.execute(query).first()
    if row is None:
        raise NotFound("Concern", concern_id)
    return Concern(*row)


def list_concerns(unit: Unit, person_id: str) -> Sequence[Concern]:
    """The concerns that this person raised and those of the initiatives that they lead now, the newest first."""
    query = (
        select(*_columns)
        .join(
            initiatives,
            (initiatives.c.team_id == concerns.c.team_id) & (initiatives.c.key == concerns.c.initiative_key),
        )
        .where(concerns.c.team_id == unit.team_id)
        .where(or_(concerns.c.author_id == person_id, initiatives.c.lead_id == person_id))
    )
    return sorted((Concern(*row) for row in unit.connection.execute(query)), key=lambda each: -number_of(each.id))


def list_concern_replies(unit: Unit, concern_id: str) -> Sequence[ConcernReply]:
    """What was said about a concern, in order."""
    query = (
        select(*_reply_columns)
        .where(concern_replies.c.team_id == unit.team_id, concern_replies.c.concern_id == concern_id)
        .order_by(concern_replies.c.at, concern_replies.c.id)
    )
    return [ConcernReply(*row) for row in unit.connection.execute(query)]


def list_unanswered(unit: Unit, lead_id: str) -> Sequence[Concern]:
    """Concerns of the open initiatives that this person leads whose authors have heard nothing yet, oldest first."""
    answered = (
        select(concern_replies.c.id)
        .where(concern_replies.c.team_id == concerns.c.team_id, concern_replies.c.concern_id == concerns.c.id)
        .where(concern_replies.c.author_id != concerns.c.author_id)
    )
    query = (
        select(*_columns)
        .join(
            initiatives,
            (initiatives.c.team_id == concerns.c.team_id) & (initiatives.c.key == concerns.c.initiative_key),
        )
        .where(concerns.c.team_id == unit.team_id, initiatives.c.lead_id == lead_id, initiatives.c.closed_at.is_(None))
        .where(concerns.c.author_id != lead_id, ~answered.exists())
    )
    return sorted((Concern(*row) for row in unit.connection.execute(query)), key=lambda each: number_of(each.id))
