"""Own templates of memos: by audience kind and language, every version kept; the newest counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, Integer, String, Table, Text, func, insert, select

from storage.schema import Moment, metadata, team_column
from storage.units import Unit

memo_templates = Table(
    "memo_templates",
    metadata,
    team_column(),
    Column("kind", String(16), primary_key=True),
    Column("language", String(16), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("source", Text),
    Column("author_id", String(32), nullable=False),
    Column("created_at", Moment, nullable=False),
)


@dataclass(frozen=True, slots=True)
class MemoTemplate:
    """One version of a template; without `source` it gave the place back to the one that is built in."""

    kind: str
    language: str
    version: int
    source: str | None
    author_id: str
    created_at: datetime


_columns = [memo_templates.c[name] for name in MemoTemplate.__dataclass_fields__]


def add_memo_template(unit: Unit, kind: str, language: str, source: str | None) -> MemoTemplate:
    """Put a version on top of the earlier ones."""
    before = find_memo_template(unit, kind, language)
    version = before.version + 1 if before else 1
    template = MemoTemplate(kind, language, version, source, unit.actor_id, unit.now)
    values = {name: getattr(template, name) for name in MemoTemplate.__dataclass_fields__}
    unit.connection.execute(insert(memo_templates).values(team_id=unit.team_id, **values))
    verb = "edited" if source else "reset"
    unit.audit(f"memo_template.{verb}", f"{kind} {language}", version=version)
    return template


def find_memo_template(unit: Unit, kind: str, language: str) -> MemoTemplate | None:
    """The newest version for a kind and language, or None where there never was one."""
    found = [each for each in list_memo_templates(unit) if (each.kind, each.language) == (kind, language)]
    return found[0] if found else None


def list_memo_templates(unit: Unit) -> Sequence[MemoTemplate]:
    """The newest version of each template that was ever made here, by kind and language."""
    key = (memo_templates.c.kind, memo_templates.c.language)
    newest = (
        select(*key, func.max(memo_templates.c.version).label("version"))
        .where(memo_templates.c.team_id == unit.team_id)
        .group_by(*key)
        .subquery()
    )
    same = (
        (memo_templates.c.kind == newest.c.kind)
        & (memo_templates.c.language == newest.c.language)
        & (memo_templates.c.version == newest.c.version)
    )
    query = select(*_columns).join(newest, same).where(memo_templates.c.team_id == unit.team_id).order_by(*key)
    return [MemoTemplate(*row) for row in unit.connection.execute(query)]
