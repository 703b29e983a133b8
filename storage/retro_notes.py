"""Notes: what members of a team write when they look back on an initiative, at its end and again later."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, ForeignKeyConstraint, Index, String, Table, insert, select, update

from storage.changes import pair_changes
from storage.errors import NotFound
from storage.initiatives import initiatives
from storage.numbers import next_id, number_of
from storage.schema import Moment, metadata, team_column
from storage.units import Unit

retro_notes = Table(
    "retro_notes",
    metadata,
    team_column(),
    Column("id", String(16), primary_key=True),
    Column("initiative_key", String(10), nullable=False),
    Column("author_id", String(32), nullable=False),
    Column("worked", String(1000)),
    Column("failed", String(1000)),
    Column("advice", String(1000)),
    Column("written_at", Moment, nullable=False),
    ForeignKeyConstraint(["team_id", "initiative_key"], [initiatives.c.team_id, initiatives.c.key]),
    Index(None, "team_id", "initiative_key"),
)


@dataclass(frozen=True, slots=True)
class Note:
    """What one person says worked, what did not, and what they would do next time; at least one of the three."""

    id: str
    initiative_key: str
    author_id: str
    worked: str | None
    failed: str | None
    advice: str | None
    written_at: datetime


_columns = [retro_notes.c[name] for name in Note.__dataclass_fields__]


def add_note(unit: Unit, initiative_key: str, **words: str | None) -> Note:
    """Keep what the unit's actor says; `words` are worked, failed and advice."""
    note_id = next_id(unit, "N")
    row = {"id": note_id, "initiative_key": initiative_key, "author_id": unit.actor_id, **words}
    unit.connection.execute(insert(retro_notes).values(team_id=unit.team_id, written_at=unit.now, **row))
    unit.audit("note.added", note_id, **row)
    return get_note(unit, note_id)


def edit_note(unit: Unit, note_id: str, **words: str | None) -> Note:
    """Let its author say it otherwise; the audit log keeps old and new."""
    before = get_note(unit, note_id)
    changed: dict[str, Any] = {name: value for name, value in words.items() if getattr(before, name) != value}
    if changed:
        condition = (retro_notes.c.team_id == unit.team_id) & (retro_notes.c.id == note_id)
        unit.connection.execute(update(retro_notes).where(condition).values(**changed))
        unit.audit("note.edited", note_id, **pair_changes(before, changed))
    return get_note(unit, note_id)


def get_note(unit: Unit, note_id: str) -> Note:
    """The note with this id; raises NotFound."""
    query = select(*_columns).where(retro_notes.c.team_id == unit.team_id, retro_notes.c.id == note_id)
    row = unit.connection.execute(query).first()
    if row is None:
        raise NotFound("Note", note_id)
    return Note(*row)


def list_notes(unit: Unit, initiative_key: str) -> Sequence[Note]:
    """What was written about an initiative, the oldest first."""
    is_of = retro_notes.c.initiative_key == initiative_key
    query = select(*_columns).where(retro_notes.c.team_id == unit.team_id, is_of)
    return sorted((Note(*row) for row in unit.connection.execute(query)), key=lambda note: number_of(note.id))
