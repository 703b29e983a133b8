"""People: what the bot knows of the members of a workspace, copied from Slack."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import Boolean, Column, String, Table, func, or_, select, update

from storage.errors import NotFound
from storage.schema import Moment, metadata, team_column
from storage.units import Unit
from storage.upserts import upsert

people = Table(
    "people",
    metadata,
    team_column(),
    Column("user_id", String(32), primary_key=True),
    Column("handle", String(255), nullable=False, index=True),
    Column("name", String(255), nullable=False),
    Column("zone", String(64), nullable=False),
    Column("email", String(255)),
    Column("is_bot", Boolean, nullable=False),
    Column("is_guest", Boolean, nullable=False),
    Column("is_outsider", Boolean, nullable=False),
    Column("is_active", Boolean, nullable=False),
    Column("updated_at", Moment, nullable=False),
    Column("away_until", Moment),
    Column("locale", String(16)),
    Column("language", String(16)),
)


@dataclass(frozen=True, slots=True)
class Person:
    """One member: `zone` is an IANA name; an outsider belongs to another organisation (Slack Connect).

    Until `away_until` they are on holiday or ill, as their status in Slack says. `locale` is what Slack shows itself in
    ("de-DE"), `language` ("de") what they chose for themselves, which Slack does not know.
    """

    user_id: str
    handle: str
    name: str
    zone: str
    email: str | None = None
    is_bot: bool = False
    is_guest: bool = False
    is_outsider: bool = False
    is_active: bool = True
    away_until: datetime | None = None
    locale: str | None = None
    language: str | None = None

    def is_away_at(self, now: datetime) -> bool:
        """Whether their status says that they are away."""
        return self.away_until is not None and self.away_until > now

    @property
    def reads(self) -> str | None:
        """The code of the language that they read: the chosen one, else that of their Slack; None while unknown."""
        return self.language or (self.locale.replace("_", "-").partition("-")[0].lower() if self.locale else None)

    @property
    def is_addressable(self) -> bool:
        """Whether messages about a change may go to this person: an active human of the own organisation, no guest."""
        return self.unaddressable_reason is None

    @property
    def unaddressable_reason(self) -> str | None:
        """Why this person gets no messages, in words, or None."""
        if self.is_bot:
            return "is a bot"
        if not self.is_active:
            return "is deactivated"
        if self.is_outsider:
            return "belongs to another organisation"
        return "is a guest" if self.is_guest else None


_columns = [people.c[name] for name in Person.__dataclass_fields__]


def put_people(unit: Unit, members: Iterable[Person]) -> None:
    """Copy members from Slack, over what was known of them; a locale that Slack left out stays, as a choice does."""
    for member in members:
        values = asdict(member) | {"updated_at": unit.now}
        del values["language"]
        if member.locale is None:
            del values["locale"]
        upsert(unit, people, {"team_id": unit.team_id, "user_id": values.pop("user_id")}, values)


def find_person(unit: Unit, user_id: str) -> Person | None:
    """The member with this Slack id, if known."""
    query = select(*_columns).where(people.c.team_id == unit.team_id, people.c.user_id == user_id)
    row = unit.connection.execute(query).first()
    return Person(*row) if row else None


def get_person(unit: Unit, user_id: str) -> Person:
    """The member with this Slack id; raises NotFound."""
    person = find_person(unit, user_id)
    if person is None:
        raise NotFound("Person", user_id)
    return person


def list_people(unit: Unit, user_ids: Sequence[str] | None = None) -> list[Person]:
    """Members by id (all when None), ordered by name."""
    query = select(*_columns).where(people.c.team_id == unit.team_id).order_by(people.c.name, people.c.user_id)
    if user_ids is not None:
        query = query.where(people.c.user_id.in_(user_ids))
    return [Person(*row) for row in unit.connection.execute(query)]


def choose_language(unit: Unit, user_id: str, language: str | None) -> None:
    """Have the bot speak a language to somebody; None: the one of their Slack."""
    before = get_person(unit, user_id).language
    if before != language:
        condition = (people.c.team_id == unit.team_id) & (people.c.user_id == user_id)
        unit.connection.execute(update(people).where(condition).values(language=language))
        unit.audit("language.chosen", user_id, language=[before, language])


def find_people_called(unit: Unit, name: str) -> list[Person]:
    """Members whose handle or full name is `name`, whatever its case."""
    wanted = name.lower()
    query = select(*_columns).where(
        people.c.team_id == unit.team_id,
        or_(func.lower(people.c.handle) == wanted, func.lower(people.c.name) == wanted),
    )
    return [Person(*row) for row in unit.connection.execute(query)]


def find_person_by_email(unit: Unit, email: str) -> Person | None:
    """The active member with this e-mail address, whatever its case, if known."""
    query = select(*_columns).where(
        people.c.team_id == unit.team_id, func.lower(people.c.email) == email.lower(), people.c.is_active.is_(True)
    )
    row = unit.connection.execute(query).first()
    return Person(*row) if row else None


def list_zones(unit: Unit) -> list[str]:
    """Every time zone in which somebody active lives."""
    query = select(people.c.zone).where(people.c.team_id == unit.team_id, people.c.is_active.is_(True)).distinct()
    return sorted(unit.connection.execute(query).scalars())
