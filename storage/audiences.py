"""Audiences: rules over people who are told alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Integer, String, Table, bindparam, delete, insert, select, update

from storage.errors import BadInput, NotFound
from storage.schema import Document, Moment, metadata, team_column
from storage.units import Unit

audiences = Table(
    "audiences",
    metadata,
    team_column(),
    Column("name", String(64), primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("included", Document, nullable=False),
    Column("excluded", Document, nullable=False),
    Column("author_id", String(32), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("language", String(16), nullable=False, server_default="en"),
    Column("window_opens", String(5)),
    Column("window_closes", String(5)),
    Column("workdays", String(27)),
    Column("country", String(8)),
    Column("budget", Integer),
    Column("looked_up_at", Moment),
)

LANGUAGES = {
    "en": "English", "de": "German", "es": "Spanish", "fr": "French", "it": "Italian", "ja": "Japanese", "mi": "Māori",
    "nl": "Dutch", "pl": "Polish", "pt": "Portuguese", "sv": "Swedish", "zh": "Chinese",
}  # fmt: skip
"""The languages that an audience can be told in, by code."""

Source = dict[str, Any]
"""Where members come from: {"person": id}, {"channel": id, "name"}, {"group": id, "name"}, {"people": [ids]} or, for
everybody who may be written to, {"all": true}."""


@dataclass(frozen=True, slots=True)
class Audience:
    """Who is meant (`included` sources minus `excluded` ones), and how they are spoken to (`kind`, `language`).

    Messages reach them from `window_opens` to `window_closes` ("08:00", wall time; both None: at any time), on
    `workdays` ("mon,tue,…"; None: on all) that are no holiday of `country` (None: holidays do not matter), and at most
    `budget` of them a week (None: as many as the workspace allows).
    """

    name: str
    kind: str
    included: list[Source]
    excluded: list[Source]
    author_id: str
    created_at: datetime
    language: str = "en"
    window_opens: str | None = None
    window_closes: str | None = None
    workdays: str | None = None
    country: str | None = None
    budget: int | None = None


_columns = [audiences.c[name] for name in Audience.__dataclass_fields__]
_find = select(*_columns).where(audiences.c.team_id == bindparam("team"), audiences.c.name == bindparam("name"))


def add_audience(unit: Unit, name: str, kind: str, included: Sequence[Source], excluded: Sequence[Source]) -> Audience:
    """Record an audience under a free name (names differ by more than case)."""
    if any(known.name.casefold() == name.casefold() for known in list_audiences(unit)):
        raise BadInput("Name", f"there is an audience “{name}” already", "sales-managers")
    audience = Audience(name, kind, list(included), list(excluded), unit.actor_id, unit.now)
    values = {field: getattr(audience, field) for field in Audience.__dataclass_fields__}
    unit.connection.execute(insert(audiences).values(team_id=unit.team_id, **values))
    unit.audit("audience.added", name, kind=kind, included=list(included), excluded=list(excluded))
    return audience


def edit_audience(unit: Unit, name: str, **changes: Any) -> Audience:
    """Change its rule or how it is told; who is in it is looked up anew, and history keeps both."""
    before = get_audience(unit, name)
    changed = {field: value for field, value in changes.items() if getattr(before, field) != value}
    if changed:
        condition = (audiences.c.team_id == unit.team_id) & (audiences.c.name == before.name)
        unit.connection.execute(update(audiences).where(condition).values(looked_up_at=None, **changed))
        facts = {field: [_plain(getattr(before, field)), _plain(value)] for field, value in changed.items()}
        unit.audit("audience.edited", before.name, **facts)
    return get_audience(unit, before.name)


def drop_audience(unit: Unit, name: str) -> None:
    """Take an audience away that nothing uses any more; the audit log keeps what it was."""
    audience = get_audience(unit, name)
    condition = (audiences.c.team_id == unit.team_id) & (audiences.c.name == audience.name)
    unit.connection.execute(delete(audiences).where(condition))
    unit.audit("audience.dropped", audience.name, included=audience.included, excluded=audience.excluded)


def get_audience(unit: Unit, name: str) -> Audience:
    """The audience of this name, whatever its case; raises NotFound with a suggestion."""
    known = list_audiences(unit)
    for audience in known:
        if audience.name.casefold() == name.casefold():
            return audience
    raise NotFound("Audience", name, [audience.name for audience in known])


def find_audience(unit: Unit, name: str) -> Audience | None:
    """The audience of exactly this name, or None."""
    row = unit.connection.execute(_find, {"team": unit.team_id, "name": name}).first()
    return Audience(*row) if row else None


def list_audiences(unit: Unit, kind: str | None = None) -> Sequence[Audience]:
    """The workspace's audiences by name, of one kind if given."""
    query = select(*_columns).where(audiences.c.team_id == unit.team_id).order_by(audiences.c.name)
    if kind is not None:
        query = query.where(audiences.c.kind == kind)
    return [Audience(*row) for row in unit.connection.execute(query)]


def _plain(value: Any) -> Any:
    """A value as history shows it: a rule by the names and ids in it."""
    if not isinstance(value, list):
        return value
    return ", ".join(str(source.get("name") or source.get("person") or next(iter(source))) for source in value)
