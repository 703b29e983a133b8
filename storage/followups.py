"""Follow-ups: owned tasks with a due date, which stay until they are done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, Date, ForeignKeyConstraint, Index, String, Table, and_, insert, or_, select, update

from storage.changes import pair_changes, to_plain_values
from storage.errors import BadInput, NotFound
from storage.initiatives import initiatives
from storage.numbers import next_id, number_of
from storage.schema import Moment, metadata, team_column
from storage.units import Unit

followups = Table(
    "followups",
    metadata,
    team_column(),
    Column("id", String(16), primary_key=True),
    Column("initiative_key", String(10), nullable=False),
    Column("author_id", String(32), nullable=False),
    Column("text", String(500), nullable=False),
    Column("owner_id", String(32), nullable=False),
    Column("due_on", Date, nullable=False),
    Column("source", String(64)),
    Column("note", String(500)),
    Column("done_by", String(32)),
    Column("done_at", Moment),
    Column("created_at", Moment, nullable=False),
    Column("dated_at", Moment, nullable=False),
    Column("told_id", String(32)),
    Column("reminded_on", Date),
    ForeignKeyConstraint(["team_id", "initiative_key"], [initiatives.c.team_id, initiatives.c.key]),
    Index(None, "team_id", "initiative_key", "done_at"),
    Index(None, "team_id", "done_at", "due_on"),
)


@dataclass(frozen=True, slots=True)
class Followup:
    """One task: whose it is, when it is due (`dated_at` is when that day was set), and what it came from if known."""

    id: str
    initiative_key: str
    author_id: str
    text: str
    owner_id: str
    due_on: date
    source: str | None
    note: str | None
    done_by: str | None
    done_at: datetime | None
    created_at: datetime
    dated_at: datetime

    @property
    def is_open(self) -> bool:
        """Whether it is still to be done."""
        return self.done_at is None

    def is_overdue_on(self, day: date) -> bool:
        """Whether it should have been done before this day."""
        return self.is_open and self.due_on < day


@dataclass(frozen=True, slots=True)
class Notice:
    """What an owner may have to be told: that it became theirs, or that it is due."""

    followup: Followup
    is_new: bool
    is_due: bool


_columns = [followups.c[name] for name in Followup.__dataclass_fields__]
_is_open = followups.c.done_at.is_(None)


def add_followup(
    unit: Unit, initiative_key: str, text: str, owner_id: str, due_on: date, source: str | None = None
) -> Followup:
    """Record a task of at most 500 characters; `source` is the id of what it came from, such as "R-1".

    An owner who is not the unit's actor is told by the sweep of `commands.followups`.
    """
    followup_id = next_id(unit, "F")
    values = {"text": text, "owner_id": owner_id, "due_on": due_on, "source": source}
    unit.connection.execute(
        insert(followups).values(
            team_id=unit.team_id,
            id=followup_id,
            initiative_key=initiative_key,
            author_id=unit.actor_id,
            created_at=unit.now,
            dated_at=unit.now,
            told_id=unit.actor_id if owner_id == unit.actor_id else None,
            **values,
        )
    )
    facts = {"initiative_key": initiative_key, **to_plain_values(values)}
    unit.audit("followup.added", followup_id, **facts)
    return get_followup(unit, followup_id)


def edit_followup(unit: Unit, followup_id: str, *, text: str, owner_id: str) -> Followup:
    """Correct the wording, or hand it to another owner, who is told by the sweep."""
    told = {"told_id": owner_id} if owner_id == unit.actor_id else {}
    return _change(unit, "followup.edited", followup_id, {"text": text, "owner_id": owner_id}, told)


def move_followup(unit: Unit, followup_id: str, due_on: date, reason: str) -> Followup:
    """Promise another day, for a reason; the log keeps both. BadInput when it is done, or due that day anyway."""
    before = get_followup(unit, followup_id)
    _check_open(before)
    if before.due_on == due_on:
        raise BadInput("Due", f"{followup_id} is due on that day already", f"/change followup show {followup_id}")
    return _change(
        unit, "followup.moved", followup_id, {"due_on": due_on}, {"dated_at": unit.now}, reason=[None, reason]
    )


def finish_followup(unit: Unit, followup_id: str, note: str | None = None) -> Followup:
    """It is done; BadInput when it was already."""
    _check_open(get_followup(unit, followup_id))
    done = {"done_by": unit.actor_id, "done_at": unit.now}
    return _change(unit, "followup.finished", followup_id, {"note": note}, done, state=["open", "done"])


def reopen_followup(unit: Unit, followup_id: str) -> Followup:
    """It was not done after all; BadInput when it is open."""
    if get_followup(unit, followup_id).is_open:
        raise BadInput("Follow-up", f"{followup_id} is not done yet", f"/change followup show {followup_id}")
    opened = {"done_by": None, "done_at": None}
    return _change(unit, "followup.reopened", followup_id, {"note": None}, opened, state=["done", "open"])


def get_followup(unit: Unit, followup_id: str) -> Followup:
    """The follow-up with this id; raises NotFound."""
    query = select(*_columns).where(followups.c.team_id == unit.team_id, followups.c.id == followup_id)
    row = unit.connection.execute(query).first()
    if row is None:
        raise NotFound("Follow-up", followup_id)
    return Followup(*row)


def list_followups(unit: Unit, initiative_key: str) -> Sequence[Followup]:
    """An initiative's follow-ups: open ones by due day, then those done, the latest first."""
    found = _list(unit, followups.c.initiative_key == initiative_key)
    done = [(each.done_at, number_of(each.id), each) for each in found if each.done_at]
    return [*(each for each in found if each.is_open), *(each for *_, each in sorted(done, reverse=True))]


def list_open_followups(unit: Unit, initiative_key: str) -> Sequence[Followup]:
    """What is still to be done in an initiative, by due day."""
    return _list(unit, followups.c.initiative_key == initiative_key, _is_open)


def list_owned_followups(unit: Unit, owner_id: str) -> Sequence[Followup]:
    """What this person has to do, over all initiatives, by due day."""
    return _list(unit, followups.c.owner_id == owner_id, _is_open)


def list_notices(unit: Unit, until: date) -> Sequence[Notice]:
    """Open follow-ups whose owner does not know of them, or that are due by `until` without a reminder yet."""
    is_new = followups.c.told_id.is_distinct_from(followups.c.owner_id)
    is_due = and_(followups.c.due_on <= until, followups.c.reminded_on.is_distinct_from(followups.c.due_on))
    query = (
        select(*_columns, is_new.label("is_new"), is_due.label("is_due"))
        .where(followups.c.team_id == unit.team_id, _is_open, or_(is_new, is_due))
        .order_by(followups.c.due_on, followups.c.created_at)
    )
    return [Notice(Followup(*row[:-2]), bool(row.is_new), bool(row.is_due)) for row in unit.connection.execute(query)]


def note_told(unit: Unit, followup: Followup) -> None:
    """Keep that the owner knows it is theirs."""
    _update(unit, followup.id, {"told_id": followup.owner_id})


def note_reminded(unit: Unit, followup: Followup) -> None:
    """Keep that nothing more is to be said of this due day."""
    _update(unit, followup.id, {"reminded_on": followup.due_on})


def _change(
    unit: Unit, action: str, followup_id: str, changes: dict[str, Any], unaudited: dict[str, Any], **facts: Any
) -> Followup:
    before = get_followup(unit, followup_id)
    changed = {name: value for name, value in changes.items() if getattr(before, name) != value}
    if changed or facts:
        _update(unit, followup_id, {**changed, **unaudited})
        old_and_new = pair_changes(before, changed)
        unit.audit(action, followup_id, **old_and_new, **facts)
    return get_followup(unit, followup_id)


def _update(unit: Unit, followup_id: str, values: dict[str, Any]) -> None:
    condition = (followups.c.team_id == unit.team_id) & (followups.c.id == followup_id)
    unit.connection.execute(update(followups).where(condition).values(**values))


def _list(unit: Unit, *conditions: Any) -> list[Followup]:
    query = select(*_columns).where(followups.c.team_id == unit.team_id, *conditions)
    found = [Followup(*row) for row in unit.connection.execute(query)]
    return sorted(found, key=lambda each: (each.due_on, number_of(each.id)))


def _check_open(followup: Followup) -> None:
    if not followup.is_open:
        raise BadInput("Follow-up", f"{followup.id} is done already", f"/change followup show {followup.id}")
