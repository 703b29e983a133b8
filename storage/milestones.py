"""Milestones: dated promises of an initiative, with every date that each of them ever had."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, Date, ForeignKeyConstraint, Index, Integer, Row, String, Table, insert, select, update

from storage.changes import pair_changes
from storage.errors import BadInput, NotFound
from storage.initiatives import initiatives
from storage.schema import Moment, metadata, team_column
from storage.units import Unit

milestones = Table(
    "milestones",
    metadata,
    team_column(),
    Column("id", String(32), primary_key=True),
    Column("initiative_key", String(10), nullable=False),
    Column("name", String(120), nullable=False),
    Column("done_on", Date),
    Column("dropped_because", String(500)),
    Column("created_at", Moment, nullable=False),
    ForeignKeyConstraint(["team_id", "initiative_key"], [initiatives.c.team_id, initiatives.c.key]),
    Index(None, "team_id", "initiative_key"),
)

milestone_dates = Table(
    "milestone_dates",
    metadata,
    team_column(),
    Column("milestone_id", String(32), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("due_on", Date, nullable=False),
    Column("reason", String(500)),
    Column("author_id", String(32), nullable=False),
    Column("at", Moment, nullable=False),
    ForeignKeyConstraint(["team_id", "milestone_id"], [milestones.c.team_id, milestones.c.id]),
)


@dataclass(frozen=True, slots=True)
class Milestone:
    """One promise: first for `first_on`, now for `due_on`; kept on `done_on`, or given up for a reason."""

    id: str
    initiative_key: str
    name: str
    first_on: date
    due_on: date
    done_on: date | None
    dropped_because: str | None
    created_at: datetime

    @property
    def slip_days(self) -> int:
        """By how many days the date has moved since it was first promised; negative when it came forward."""
        return (self.due_on - self.first_on).days

    @property
    def is_pending(self) -> bool:
        """Whether it is neither done nor given up."""
        return self.done_on is None and self.dropped_because is None

    def is_overdue_on(self, day: date) -> bool:
        """Whether it should have been done before `day` and was not."""
        return self.is_pending and self.due_on < day


@dataclass(frozen=True, slots=True)
class MilestoneDate:
    """One date that a milestone had, from `at` on; `position` counts from 1, and the first has no reason."""

    milestone_id: str
    position: int
    due_on: date
    reason: str | None
    author_id: str
    at: datetime


_columns = [milestones.c[name] for name in ("id", "initiative_key", "name", "done_on", "dropped_because", "created_at")]
_date_columns = [milestone_dates.c[name] for name in MilestoneDate.__dataclass_fields__]
_with_dates = (
    select(*_columns, milestone_dates.c.due_on)
    .join(
        milestone_dates,
        (milestone_dates.c.team_id == milestones.c.team_id) & (milestone_dates.c.milestone_id == milestones.c.id),
    )
    .order_by(milestones.c.id, milestone_dates.c.position)
)


def add_milestone(unit: Unit, initiative_key: str, name: str, due_on: date) -> Milestone:
    """Promise something for a day, under a name that is free in its initiative."""
    _check_free(unit, initiative_key, name)
    milestone_id = uuid.uuid4().hex
    unit.connection.execute(
        insert(milestones).values(
            team_id=unit.team_id, id=milestone_id, initiative_key=initiative_key, name=name, created_at=unit.now
        )
    )
    _append_date(unit, milestone_id, 1, due_on, None)
    unit.audit("milestone.added", milestone_id, initiative=initiative_key, name=name, due_on=due_on.isoformat())
    return get_milestone_by_id(unit, milestone_id)


def move_milestone(unit: Unit, milestone: Milestone, due_on: date, reason: str) -> Milestone:
    """Promise it for another day, and why; the dates before stay for good."""
    _check_pending(milestone)
    if due_on == milestone.due_on:
        raise BadInput("Date", f"“{milestone.name}” is for that day already", "2027-01-10")
    _append_date(unit, milestone.id, len(list_milestone_dates(unit, milestone.id)) + 1, due_on, reason)
    dates = [milestone.due_on.isoformat(), due_on.isoformat()]
    unit.audit("milestone.moved", milestone.id, initiative=milestone.initiative_key, due_on=dates, reason=reason)
    return get_milestone_by_id(unit, milestone.id)


def finish_milestone(unit: Unit, milestone: Milestone, done_on: date) -> Milestone:
    """It was reached that day; a second call corrects the day."""
    if milestone.dropped_because is not None:
        _check_pending(milestone)
    return _change(unit, milestone, "milestone.done", done_on=done_on)


def reopen_milestone(unit: Unit, milestone: Milestone) -> Milestone:
    """It was not reached, or not given up, after all."""
    if milestone.is_pending:
        raise BadInput("Milestone", f"“{milestone.name}” is neither done nor dropped", "/change milestone list CRM")
    return _change(unit, milestone, "milestone.reopened", done_on=None, dropped_because=None)


def drop_milestone(unit: Unit, milestone: Milestone, reason: str) -> Milestone:
    """It is promised no longer, and why; its dates stay."""
    _check_pending(milestone)
    return _change(unit, milestone, "milestone.dropped", dropped_because=reason)


def rename_milestone(unit: Unit, milestone: Milestone, name: str) -> Milestone:
    """Give it another name, free in its initiative."""
    if name.casefold() != milestone.name.casefold():
        _check_free(unit, milestone.initiative_key, name)
    return _change(unit, milestone, "milestone.edited", name=name)


def get_milestone_by_id(unit: Unit, milestone_id: str) -> Milestone:
    """The milestone with this internal id, as buttons and forms carry it; raises NotFound."""
    query = _with_dates.where(milestones.c.team_id == unit.team_id, milestones.c.id == milestone_id)
    found = _fold(unit.connection.execute(query))
    if not found:
        raise NotFound("Milestone", milestone_id)
    return found[0]


def get_milestone(unit: Unit, initiative_key: str, name: str) -> Milestone:
    """The milestone of this name, whatever its case; raises NotFound with a suggestion."""
    known = list_milestones(unit, initiative_key, with_dropped=True)
    for milestone in known:
        if milestone.name.casefold() == name.casefold():
            return milestone
    raise NotFound("Milestone", name, [milestone.name for milestone in known])


def list_milestones(unit: Unit, initiative_key: str, *, with_dropped: bool = False) -> Sequence[Milestone]:
    """An initiative's milestones, the earliest due first; those given up are left out unless asked for."""
    query = _with_dates.where(milestones.c.team_id == unit.team_id, milestones.c.initiative_key == initiative_key)
    if not with_dropped:
        query = query.where(milestones.c.dropped_because.is_(None))
    return _fold(unit.connection.execute(query))


def list_pending_milestones(unit: Unit, lead_id: str) -> Sequence[Milestone]:
    """What is still to be reached in the open initiatives of this lead, the earliest due first."""
    query = _with_dates.join(
        initiatives,
        (initiatives.c.team_id == milestones.c.team_id) & (initiatives.c.key == milestones.c.initiative_key),
    ).where(
        milestones.c.team_id == unit.team_id,
        milestones.c.done_on.is_(None),
        milestones.c.dropped_because.is_(None),
        initiatives.c.lead_id == lead_id,
        initiatives.c.closed_at.is_(None),
    )
    return _fold(unit.connection.execute(query))


def list_milestone_dates(unit: Unit, milestone_id: str) -> Sequence[MilestoneDate]:
    """Every date that a milestone had, the first one first."""
    query = (
        select(*_date_columns)
        .where(milestone_dates.c.team_id == unit.team_id, milestone_dates.c.milestone_id == milestone_id)
        .order_by(milestone_dates.c.position)
    )
    return [MilestoneDate(*row) for row in unit.connection.execute(query)]


def _append_date(unit: Unit, milestone_id: str, position: int, due_on: date, reason: str | None) -> None:
    unit.connection.execute(
        insert(milestone_dates).values(
            team_id=unit.team_id, milestone_id=milestone_id, position=position, due_on=due_on, reason=reason,
            author_id=unit.actor_id, at=unit.now,
        )
    )  # fmt: skip


def _change(unit: Unit, milestone: Milestone, action: str, **changes: Any) -> Milestone:
    changed = {name: value for name, value in changes.items() if getattr(milestone, name) != value}
    if not changed:
        return milestone
    condition = (milestones.c.team_id == unit.team_id) & (milestones.c.id == milestone.id)
    unit.connection.execute(update(milestones).where(condition).values(**changed))
    old_and_new = pair_changes(milestone, changed)
    unit.audit(action, milestone.id, initiative=milestone.initiative_key, **old_and_new)
    return get_milestone_by_id(unit, milestone.id)


def _check_free(unit: Unit, initiative_key: str, name: str) -> None:
    if any(
        each.name.casefold() == name.casefold() for each in list_milestones(unit, initiative_key, with_dropped=True)
    ):
        raise BadInput("Milestone", f"{initiative_key} has a milestone “{name}” already", '"Go-live Berlin"')


def _check_pending(milestone: Milestone) -> None:
    if not milestone.is_pending:
        state = "done" if milestone.done_on else "dropped"
        example = f'/change milestone reopen {milestone.initiative_key} "{milestone.name}"'
        raise BadInput("Milestone", f"“{milestone.name}” is {state} already", example)


def _fold(rows: Iterable[Row[Any]]) -> list[Milestone]:
    """One milestone for each run of rows that differ by their date alone."""
    dates: dict[tuple[Any, ...], list[date]] = {}
    for row in rows:
        dates.setdefault(tuple(row)[:-1], []).append(row.due_on)
    found = [
        Milestone(milestone_id, key, name, due[0], due[-1], done_on, dropped_because, created_at)
        for (milestone_id, key, name, done_on, dropped_because, created_at), due in dates.items()
    ]
    return sorted(found, key=lambda milestone: (milestone.due_on, milestone.created_at, milestone.name))
