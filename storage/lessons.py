"""Lessons: what was learned, kept so that the next initiative finds it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, ForeignKeyConstraint, Index, String, Table, insert, select, update

from storage.errors import NotFound
from storage.initiatives import initiatives
from storage.numbers import next_id, number_of
from storage.schema import Document, Moment, metadata, team_column
from storage.units import Unit

lessons = Table(
    "lessons",
    metadata,
    team_column(),
    Column("id", String(16), primary_key=True),
    Column("initiative_key", String(10), nullable=False),
    Column("source", String(16)),
    Column("text", String(500), nullable=False),
    Column("tags", Document, nullable=False),
    Column("author_id", String(32), nullable=False),
    Column("at", Moment, nullable=False),
    ForeignKeyConstraint(["team_id", "initiative_key"], [initiatives.c.team_id, initiatives.c.key]),
    Index(None, "team_id", "initiative_key"),
)


@dataclass(frozen=True, slots=True)
class Lesson:
    """One lesson of an initiative; `source` is the id of what taught it, such as "RUN-1"."""

    id: str
    initiative_key: str
    source: str | None
    text: str
    tags: list[str]
    author_id: str
    at: datetime


_columns = [lessons.c[name] for name in Lesson.__dataclass_fields__]


def add_lesson(
    unit: Unit,
    initiative_key: str,
    text: str,
    tags: Sequence[str] = (),
    *,
    source: str | None = None,
    author_id: str | None = None,
) -> Lesson:
    """Keep a lesson, by the unit's actor unless `author_id` says otherwise."""
    lesson_id = next_id(unit, "L")
    values: dict[str, Any] = {"initiative_key": initiative_key, "source": source, "text": text, "tags": list(tags)}
    author = author_id or unit.actor_id
    unit.connection.execute(
        insert(lessons).values(team_id=unit.team_id, id=lesson_id, author_id=author, at=unit.now, **values)
    )
    unit.audit("lesson.added", lesson_id, **values)
    return get_lesson(unit, lesson_id)


def edit_lesson(unit: Unit, lesson_id: str, text: str, tags: Sequence[str]) -> Lesson:
    """Give a lesson other words or tags; the audit log keeps old and new."""
    before = get_lesson(unit, lesson_id)
    changed: dict[str, list[Any]] = {}
    if before.text != text:
        changed["text"] = [before.text, text]
    if before.tags != list(tags):
        changed["tags"] = [", ".join(before.tags), ", ".join(tags)]
    if changed:
        condition = (lessons.c.team_id == unit.team_id) & (lessons.c.id == lesson_id)
        unit.connection.execute(update(lessons).where(condition).values(text=text, tags=list(tags)))
        unit.audit("lesson.edited", lesson_id, **changed)
    return get_lesson(unit, lesson_id)


def get_lesson(unit: Unit, lesson_id: str) -> Lesson:
    """The lesson with this id; raises NotFound."""
    query = select(*_columns).where(lessons.c.team_id == unit.team_id, lessons.c.id == lesson_id)
    row = unit.connection.execute(query).first()
    if row is None:
        raise NotFound("Lesson", lesson_id)
    return Lesson(*row)


def list_lessons(unit: Unit, initiative_key: str | None = None) -> Sequence[Lesson]:
    """The lessons of one initiative or of all, the newest first."""
    query = select(*_columns).where(lessons.c.team_id == unit.team_id)
    if initiative_key is not None:
        query = query.where(lessons.c.initiative_key == initiative_key)
    found = [Lesson(*row) for row in unit.connection.execute(query)]
    return sorted(found, key=lambda lesson: (lesson.at, number_of(lesson.id)), reverse=True)


def search_lessons(unit: Unit, words: str) -> Sequence[Lesson]:
    """The workspace's lessons that hold every one of these words in their text or tags, whatever the case."""
    wanted = words.casefold().split()
    # SQLite folds only the case of A–Z, so the words are compared here.
    return [lesson for lesson in list_lessons(unit) if all(word in _to_haystack(lesson) for word in wanted)]


def _to_haystack(lesson: Lesson) -> str:
    return " ".join([lesson.text, *lesson.tags]).casefold()
