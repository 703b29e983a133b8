"""Anonymous concerns: words and the initiative they are about. No author, no time, no order, nothing that leads back.

They wait for a round that each initiative has once a day whether anything waits or not, so that neither the hour at
which the lead hears of them nor any row tells when they were written.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Boolean, Column, Date, ForeignKeyConstraint, String, Table, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from storage.initiatives import initiatives
from storage.people import people
from storage.schema import metadata, team_column
from storage.units import Unit
from storage.upserts import upsert

anonymous_concerns = Table(
    "anonymous_concerns",
    metadata,
    team_column(),
    Column("id", String(32), primary_key=True),
    Column("initiative_key", String(10), nullable=False),
    Column("words", String(1000), nullable=False),
    Column("is_forwarded", Boolean, nullable=False),
    ForeignKeyConstraint(["team_id", "initiative_key"], [initiatives.c.team_id, initiatives.c.key]),
    sqlite_with_rowid=False,
)

concern_rounds = Table(
    "concern_rounds",
    metadata,
    team_column(),
    Column("initiative_key", String(10), primary_key=True),
    Column("last_on", Date, nullable=False),
    ForeignKeyConstraint(["team_id", "initiative_key"], [initiatives.c.team_id, initiatives.c.key]),
)


@dataclass(frozen=True, slots=True)
class ConcernRound:
    """When the lead of an initiative last heard of anonymous concerns, or could have, and the zone they live in."""

    initiative_key: str
    lead_id: str
    zone: str
    last_on: date | None


def put_anonymous_concern(unit: Unit, identifier: str, initiative_key: str, words: str) -> None:
    """Keep somebody's words under a random id; the same id a second time changes nothing."""
    make = postgresql.insert if unit.connection.dialect.name == "postgresql" else sqlite.insert
    values = {"id": identifier, "initiative_key": initiative_key, "words": words, "is_forwarded": False}
    unit.connection.execute(make(anonymous_concerns).values(team_id=unit.team_id, **values).on_conflict_do_nothing())


def list_concern_rounds(unit: Unit) -> Sequence[ConcernRound]:
    """The round of every open initiative, and of a closed one as long as words about it wait."""
    waiting = select(anonymous_concerns.c.id).where(
        anonymous_concerns.c.team_id == initiatives.c.team_id,
        anonymous_concerns.c.initiative_key == initiatives.c.key,
        anonymous_concerns.c.is_forwarded.is_(False),
    )
    query = (
        select(initiatives.c.key, initiatives.c.lead_id, people.c.zone, concern_rounds.c.last_on)
        .outerjoin(people, (people.c.team_id == initiatives.c.team_id) & (people.c.user_id == initiatives.c.lead_id))
        .outerjoin(
            concern_rounds,
            (concern_rounds.c.team_id == initiatives.c.team_id)
            & (concern_rounds.c.initiative_key == initiatives.c.key),
        )
        .where(initiatives.c.team_id == unit.team_id, or_(initiatives.c.closed_at.is_(None), waiting.exists()))
        .order_by(initiatives.c.key)
    )
    return [
        ConcernRound(row.key, row.lead_id, row.zone or "UTC", row.last_on) for row in unit.connection.execute(query)
    ]


def take_waiting_concerns(unit: Unit, initiative_key: str, today: date) -> list[str]:
    """Hold today's round: the words that wait, which count as forwarded from now on; none when it has been held."""
    last_on = select(concern_rounds.c.last_on).where(
        concern_rounds.c.team_id == unit.team_id, concern_rounds.c.initiative_key == initiative_key
    )
    held = unit.connection.execute(last_on).scalar_one_or_none()
    if held is not None and held >= today:
        return []
    upsert(unit, concern_rounds, {"team_id": unit.team_id, "initiative_key": initiative_key}, {"last_on": today})
    words = _list_words(unit, initiative_key, is_forwarded=False)
    about = (anonymous_concerns.c.team_id == unit.team_id) & (anonymous_concerns.c.initiative_key == initiative_key)
    waiting = about & anonymous_concerns.c.is_forwarded.is_(False)
    unit.connection.execute(update(anonymous_concerns).where(waiting).values(is_forwarded=True))
    return words


def list_forwarded_concerns(unit: Unit, initiative_key: str) -> list[str]:
    """The words that the lead has been told, in the order of their random ids."""
    return _list_words(unit, initiative_key, is_forwarded=True)


def _list_words(unit: Unit, initiative_key: str, *, is_forwarded: bool) -> list[str]:
    query = select(anonymous_concerns.c.words).where(
        anonymous_concerns.c.team_id == unit.team_id,
        anonymous_concerns.c.initiative_key == initiative_key,
        anonymous_concerns.c.is_forwarded.is_(is_forwarded),
    )
    return list(unit.connection.execute(query.order_by(anonymous_concerns.c.id)).scalars())
