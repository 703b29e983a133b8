"""Memberships: who was in which audience when it was last looked up, so that nobody has to ask Slack to know."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, ForeignKeyConstraint, Index, String, Table, delete, func, insert, or_, select, update

from storage.audiences import Audience, audiences, list_audiences
from storage.schema import metadata, team_column
from storage.units import Unit

memberships = Table(
    "memberships",
    metadata,
    team_column(),
    Column("audience", String(64), primary_key=True),
    Column("user_id", String(32), primary_key=True),
    ForeignKeyConstraint(["team_id", "audience"], [audiences.c.team_id, audiences.c.name]),
    Index(None, "team_id", "user_id"),
)


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two audiences and how many people are in both."""

    first: str
    second: str
    count: int


def put_members(unit: Unit, name: str, user_ids: Iterable[str]) -> None:
    """Remember who is in an audience, as looked up now."""
    # The audience's row is taken first, so that two who look it up at once write one after the other.
    note_lookup(unit, name)
    known, wanted = set(list_members(unit, name)), set(user_ids)
    here = (memberships.c.team_id == unit.team_id) & (memberships.c.audience == name)
    for left in known - wanted:
        unit.connection.execute(delete(memberships).where(here, memberships.c.user_id == left))
    joined = [{"team_id": unit.team_id, "audience": name, "user_id": user_id} for user_id in sorted(wanted - known)]
    if joined:
        unit.connection.execute(insert(memberships), joined)


def note_lookup(unit: Unit, name: str) -> None:
    """An audience was looked up now, with or without success."""
    condition = (audiences.c.team_id == unit.team_id) & (audiences.c.name == name)
    unit.connection.execute(update(audiences).where(condition).values(looked_up_at=unit.now))


def list_stale_audiences(unit: Unit, before: datetime) -> Sequence[Audience]:
    """Audiences last looked up before a moment, or never since they were changed."""
    is_stale = or_(audiences.c.looked_up_at.is_(None), audiences.c.looked_up_at < before)
    query = select(audiences.c.name).where(audiences.c.team_id == unit.team_id, is_stale)
    names = set(unit.connection.execute(query).scalars())
    return [audience for audience in list_audiences(unit) if audience.name in names] if names else []


def list_members(unit: Unit, name: str) -> list[str]:
    """Who was in the audience at its last look-up, by user id."""
    query = select(memberships.c.user_id).where(memberships.c.team_id == unit.team_id, memberships.c.audience == name)
    return sorted(unit.connection.execute(query).scalars())


def count_members(unit: Unit) -> dict[str, int]:
    """How many people each audience had at its last look-up."""
    query = (
        select(memberships.c.audience, func.count())
        .where(memberships.c.team_id == unit.team_id)
        .group_by(memberships.c.audience)
    )
    # A result has keys() too, so dict() must be kept from taking it for a mapping.
    return dict(iter(unit.connection.execute(query)))


def count_memberships(unit: Unit) -> dict[str, int]:
    """In how many audiences each person was at their last look-ups, by user id."""
    query = (
        select(memberships.c.user_id, func.count())
        .where(memberships.c.team_id == unit.team_id)
        .group_by(memberships.c.user_id)
    )
    return dict(iter(unit.connection.execute(query)))


def list_overlaps(unit: Unit) -> list[Overlap]:
    """Every two audiences that share people, those that share most first."""
    other = memberships.alias()
    query = (
        select(memberships.c.audience, other.c.audience, func.count().label("shared"))
        .join(other, (other.c.team_id == memberships.c.team_id) & (other.c.user_id == memberships.c.user_id))
        .where(memberships.c.team_id == unit.team_id, memberships.c.audience < other.c.audience)
        .group_by(memberships.c.audience, other.c.audience)
        .order_by(func.count().desc(), memberships.c.audience, other.c.audience)
    )
    return [Overlap(*row) for row in unit.connection.execute(query)]


def forget_members(unit: Unit, name: str) -> None:
    """Drop what was remembered of an audience."""
    condition = (memberships.c.team_id == unit.team_id) & (memberships.c.audience == name)
    unit.connection.execute(delete(memberships).where(condition))
