"""Status updates: what champions and leads say of an initiative, newest first; a correction leaves both standing."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Column, ForeignKeyConstraint, Index, String, Table, insert, select, update

from storage.errors import NotFound
from storage.initiatives import initiatives
from storage.schema import Moment, metadata, team_column
from storage.units import Unit

statuses = Table(
    "statuses",
    metadata,
    team_column(),
    Column("id", String(32), primary_key=True),
    Column("initiative_key", String(10), nullable=False),
    Column("author_id", String(32), nullable=False),
    Column("rag", String(8), nullable=False),
    Column("summary", String(500), nullable=False),
    Column("workstream", String(60)),
    Column("roadblock", String(20)),
    Column("at", Moment, nullable=False),
    Column("superseded_by", String(32)),
    Column("derived_rag", String(8)),
    ForeignKeyConstraint(["team_id", "initiative_key"], [initiatives.c.team_id, initiatives.c.key]),
    Index(None, "team_id", "initiative_key", "at"),
)


@dataclass(frozen=True, slots=True)
class Status:
    """One update: red, amber or green (`rag`), in a sentence, with the roadblock that stands in the way if any.

    `derived_rag` is what the facts said when it was posted, None until that is worked out; `superseded_by` names the
    update that corrects this one.
    """

    id: str
    initiative_key: str
    author_id: str
    rag: str
    summary: str
    workstream: str | None
    roadblock: str | None
    at: datetime
    superseded_by: str | None = None
    derived_rag: str | None = None


_columns = [statuses.c[name] for name in Status.__dataclass_fields__]
_add = insert(statuses)


def add_status(
    unit: Unit,
    initiative_key: str,
    rag: str,
    summary: str,
    *,
    workstream: str | None = None,
    roadblock: str | None = None,
) -> Status:
    """Record an update by the unit's actor."""
    status = Status(uuid.uuid4().hex, initiative_key, unit.actor_id, rag, summary, workstream, roadblock, unit.now)
    _insert(unit, status)
    unit.audit("status.added", initiative_key, rag=rag, summary=summary, roadblock=roadblock)
    return status


def correct_status(unit: Unit, wrong: Status, **changes: Any) -> Status:
    """Put a corrected update, by the unit's actor, in the place of a wrong one; the wrong one stays in the history."""
    right = replace(wrong, **changes, id=uuid.uuid4().hex, author_id=unit.actor_id, derived_rag=None)
    _insert(unit, right)
    this = (statuses.c.team_id == unit.team_id) & (statuses.c.id == wrong.id)
    unit.connection.execute(update(statuses).where(this).values(superseded_by=right.id))
    old_and_new = {name: [getattr(wrong, name), value] for name, value in changes.items()}
    unit.audit("status.corrected", wrong.initiative_key, **old_and_new)
    return right


def note_derived(unit: Unit, status_id: str, derived_rag: str) -> None:
    """Keep beside an update what the facts said."""
    this = (statuses.c.team_id == unit.team_id) & (statuses.c.id == status_id)
    unit.connection.execute(update(statuses).where(this).values(derived_rag=derived_rag))


def list_underived(unit: Unit, since: datetime) -> list[Status]:
    """Updates from `since` on beside which stands nothing yet of what the facts said."""
    query = select(*_columns).where(
        statuses.c.team_id == unit.team_id,
        statuses.c.derived_rag.is_(None),
        statuses.c.superseded_by.is_(None),
        statuses.c.at >= since,
    )
    return [Status(*row) for row in unit.connection.execute(query)]


def get_status(unit: Unit, status_id: str) -> Status:
    """The update with this id; raises NotFound."""
    query = select(*_columns).where(statuses.c.team_id == unit.team_id, statuses.c.id == status_id)
    row = unit.connection.execute(query).first()
    if row is None:
        raise NotFound("Status", status_id)
    return Status(*row)


def list_statuses(unit: Unit, initiative_key: str, limit: int = 10) -> Sequence[Status]:
    """The latest updates of an initiative, newest first, each followed by those that it corrects."""
    query = (
        select(*_columns)
        .where(statuses.c.team_id == unit.team_id, statuses.c.initiative_key == initiative_key)
        .order_by(statuses.c.at.desc(), statuses.c.superseded_by.is_not(None), statuses.c.id)
        .limit(limit)
    )
    return [Status(*row) for row in unit.connection.execute(query)]


def find_status_at(unit: Unit, initiative_key: str, moment: datetime) -> Status | None:
    """The update that stood at `moment`: the latest one not after it."""
    query = (
        select(*_columns)
        .where(
            statuses.c.team_id == unit.team_id,
            statuses.c.initiative_key == initiative_key,
            statuses.c.at <= moment,
            statuses.c.superseded_by.is_(None),
        )
        .order_by(statuses.c.at.desc())
        .limit(1)
    )
    row = unit.connection.execute(query).first()
    return Status(*row) if row else None


def list_workstreams(unit: Unit, initiative_key: str) -> dict[str, Status]:
    """The latest update of each workstream that has one, by its name."""
    query = (
        select(*_columns)
        .where(
            statuses.c.team_id == unit.team_id,
            statuses.c.initiative_key == initiative_key,
            statuses.c.workstream.is_not(None),
            statuses.c.superseded_by.is_(None),
        )
        .order_by(statuses.c.at)
    )
    found = [Status(*row) for row in unit.connection.execute(query)]
    return {str(status.workstream): status for status in found}


def _insert(unit: Unit, status: Status) -> None:
    values = {name: getattr(status, name) for name in Status.__dataclass_fields__}
    unit.connection.execute(_add, {"team_id": unit.team_id, **values})
