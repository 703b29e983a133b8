"""Schedules: recurring and single moments as rows of our own, each due moment (slot) claimed by a unique row."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Boolean, Column, ForeignKeyConstraint, String, Table, insert, select, update

from storage.schema import Moment, metadata, team_column
from storage.units import Unit

DAY_ROUND_THE_WORLD = timedelta(hours=26)
"""Between the first and the last zone to see a wall time."""

schedules = Table(
    "schedules",
    metadata,
    team_column(),
    Column("id", String(36), primary_key=True),
    Column("kind", String(32), nullable=False),
    Column("subject", String(64), nullable=False),
    Column("rule", String(255)),
    Column("starts", String(19), nullable=False),
    Column("zone", String(64)),
    Column("is_active", Boolean, nullable=False),
    Column("created_at", Moment, nullable=False),
)

slots = Table(
    "slots",
    metadata,
    team_column(),
    Column("schedule_id", String(36), primary_key=True),
    Column("slot", String(96), primary_key=True),
    Column("claimed_at", Moment, nullable=False),
    Column("is_missed", Boolean, nullable=False),
    ForeignKeyConstraint(["team_id", "schedule_id"], ["schedules.team_id", "schedules.id"]),
)


@dataclass(frozen=True, slots=True)
class Schedule:
    """When something is due: an RRULE on wall time from `starts` (None: once), in `zone` (None: each recipient's)."""

    id: str
    kind: str
    subject: str
    rule: str | None
    starts: str
    zone: str | None
    created_at: datetime

    @property
    def starts_at(self) -> datetime:
        """The first wall time, naive."""
        return datetime.fromisoformat(self.starts)

    @property
    def counts_from(self) -> datetime:
        """The instant from which its slots count.

        Nine o'clock today is past in the east while it is still to come in the west: of a single moment nobody's slot
        is left out, so it counts from the day before it was set.
        """
        return self.created_at if self.rule else self.created_at - DAY_ROUND_THE_WORLD


_columns = [schedules.c[name] for name in Schedule.__dataclass_fields__]


def add_schedule(unit: Unit, *, kind: str, subject: str, rule: str | None, starts: datetime, zone: str | None) -> str:
    """Add a schedule from the wall time `starts` (naive) on; gives its id."""
    schedule_id = str(uuid.uuid4())
    values = {"kind": kind, "subject": subject, "rule": rule, "starts": starts.isoformat(), "zone": zone}
    unit.connection.execute(
        insert(schedules).values(team_id=unit.team_id, id=schedule_id, is_active=True, created_at=unit.now, **values)
    )
    return schedule_id


def end_schedules(unit: Unit, kind: str, subject: str) -> int:
    """Stop what was scheduled of this kind for `subject`; gives how many schedules ended."""
    statement = (
        update(schedules)
        .where(
            schedules.c.team_id == unit.team_id,
            schedules.c.kind == kind,
            schedules.c.subject == subject,
            schedules.c.is_active.is_(True),
        )
        .values(is_active=False)
    )
    return unit.connection.execute(statement).rowcount


def list_schedules(unit: Unit, kind: str | None = None) -> list[Schedule]:
    """The workspace's active schedules, of one kind if given."""
    query = select(*_columns).where(schedules.c.team_id == unit.team_id, schedules.c.is_active.is_(True))
    if kind is not None:
        query = query.where(schedules.c.kind == kind)
    return [Schedule(*row) for row in unit.connection.execute(query.order_by(schedules.c.created_at))]


def list_claimed_slots(unit: Unit, schedule_id: str) -> set[str]:
    """The slots of a schedule that have been dealt with."""
    query = select(slots.c.slot).where(slots.c.team_id == unit.team_id, slots.c.schedule_id == schedule_id)
    return set(unit.connection.execute(query).scalars())


def list_missed_slots(unit: Unit, schedule_id: str) -> list[str]:
    """The slots of a schedule that were found too late."""
    query = select(slots.c.slot).where(
        slots.c.team_id == unit.team_id, slots.c.schedule_id == schedule_id, slots.c.is_missed.is_(True)
    )
    return sorted(unit.connection.execute(query).scalars())


def claim_slot(unit: Unit, schedule_id: str, slot: str, *, is_missed: bool = False) -> bool:
    """Whether the slot was still free; it now is taken, together with whatever else this unit writes."""
    if slot in list_claimed_slots(unit, schedule_id):
        return False
    unit.connection.execute(
        insert(slots).values(
            team_id=unit.team_id, schedule_id=schedule_id, slot=slot, claimed_at=unit.now, is_missed=is_missed
        )
    )
    return True
