"""Audiences: rules over people who are told alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, String, Table, insert, select

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
)

Source = dict[str, Any]
"""Where members come from: {"person": id}, {"channel": id, "name"}, {"group": id, "name"} or {"people": [ids]}."""


@dataclass(frozen=True, slots=True)
class Audience:
    """Who is meant (`included` sources minus `excluded` ones), and how they are spoken to (`kind`)."""

    name: str
    kind: str
    included: list[Source]
    excluded: list[Source]
    author_id: str
    created_at: datetime


_columns = [audiences.c[name] for name in Audience.__dataclass_fields__]


def add_audience(unit: Unit, name: str, kind: str, included: Sequence[Source], excluded: Sequence[Source]) -> Audience:
    """Record an audience under a free name (names differ by more than case)."""
    if any(known.name.casefold() == name.casefold() for known in list_audiences(unit)):
        raise BadInput("Name", f"there is an audience “{name}” already", "sales-managers")
    audience = Audience(name, kind, list(included), list(excluded), unit.actor_id, unit.now)
    values = {field: getattr(audience, field) for field in Audience.__dataclass_fields__}
    unit.connection.execute(insert(audiences).values(team_id=unit.team_id, **values))
    unit.audit("audience.added", name, kind=kind, included=list(included), excluded=list(excluded))
    return audience


def get_audience(unit: Unit, name: str) -> Audience:
    """The audience of this name, whatever its case; raises NotFound with a suggestion."""
    known = list_audiences(unit)
    for audience in known:
        if audience.name.casefold() == name.casefold():
            return audience
    raise NotFound("Audience", name, [audience.name for audience in known])


def list_audiences(unit: Unit, kind: str | None = None) -> Sequence[Audience]:
    """The workspace's audiences by name, of one kind if given."""
    query = select(*_columns).where(audiences.c.team_id == unit.team_id).order_by(audiences.c.name)
    if kind is not None:
        query = query.where(audiences.c.kind == kind)
    return [Audience(*row) for row in unit.connection.execute(query)]
