"""Checkpoints: what a phase must reach by a day, as a number, with dated readings."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Column, Date, Float, ForeignKeyConstraint, Index, String, Table, insert, select, update

from storage.changes import pair_changes, to_plain_values
from storage.errors import BadInput, NotFound
from storage.numbers import next_id, number_of
from storage.phases import PhaseState, phases
from storage.schema import Moment, metadata, team_column
from storage.units import Unit

MEASURE_LIMIT, UNIT_LIMIT = 120, 20
MOST_CHECKPOINTS = 10

checkpoints = Table(
    "checkpoints",
    metadata,
    team_column(),
    Column("id", String(16), primary_key=True),
    Column("phase_id", String(16), nullable=False),
    Column("measure", String(MEASURE_LIMIT), nullable=False),
    Column("target", Float, nullable=False),
    Column("direction", String(8), nullable=False),
    Column("unit", String(UNIT_LIMIT)),
    Column("due_on", Date, nullable=False),
    Column("owner_id", String(32)),
    Column("value", Float),
    Column("read_on", Date),
    Column("dropped_because", String(500)),
    ForeignKeyConstraint(["team_id", "phase_id"], [phases.c.team_id, phases.c.id]),
    Index(None, "team_id", "phase_id"),
)

checkpoint_readings = Table(
    "checkpoint_readings",
    metadata,
    team_column(),
    Column("id", String(32), primary_key=True),
    Column("checkpoint_id", String(16), nullable=False),
    Column("value", Float, nullable=False),
    Column("read_on", Date, nullable=False),
    Column("author_id", String(32), nullable=False),
    Column("at", Moment, nullable=False),
    Column("taken_back_at", Moment),
    ForeignKeyConstraint(["team_id", "checkpoint_id"], [checkpoints.c.team_id, checkpoints.c.id]),
    Index(None, "team_id", "checkpoint_id", "read_on"),
)


class Direction(StrEnum):
    """Which side of its target a checkpoint is to end on."""

    AT_LEAST = "at-least"
    AT_MOST = "at-most"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """One measure with its target and day; `value` is the reading of the latest day, `read_on` that day."""

    id: str
    phase_id: str
    measure: str
    target: float
    direction: str
    unit: str | None
    due_on: date
    owner_id: str | None
    value: float | None
    read_on: date | None
    dropped_because: str | None = None

    @property
    def is_met(self) -> bool:
        """Whether the latest reading reaches the target; never without a reading."""
        if self.value is None:
            return False
        return self.value <= self.target if self.direction == Direction.AT_MOST else self.value >= self.target

    def is_overdue_on(self, day: date) -> bool:
        """Whether its day had passed by `day` without the target being met."""
        return not self.is_met and self.due_on < day


@dataclass(frozen=True, slots=True)
class CheckpointReading:
    """One dated value, by whom and when it was recorded; kept for good, also when it was taken back."""

    checkpoint_id: str
    value: float
    read_on: date
    author_id: str
    at: datetime
    taken_back_at: datetime | None


_columns = [checkpoints.c[name] for name in Checkpoint.__dataclass_fields__]
_reading_columns = [checkpoint_readings.c[name] for name in CheckpointReading.__dataclass_fields__]


def add_checkpoint(
    unit: Unit,
    phase_id: str,
    measure: str,
    *,
    target: float,
    due_on: date,
    direction: str = Direction.AT_LEAST,
    measured_in: str | None = None,
    owner_id: str | None = None,
) -> Checkpoint:
    """Record what a phase must reach; `measured_in` is the unit of its numbers. BadInput when there are 10 already."""
    _check_room(unit, phase_id)
    checkpoint_id = next_id(unit, "C")
    values = {
        "phase_id": phase_id,
        "measure": measure,
        "target": target,
        "direction": direction,
        "unit": measured_in,
        "due_on": due_on,
        "owner_id": owner_id,
    }
    unit.connection.execute(insert(checkpoints).values(team_id=unit.team_id, id=checkpoint_id, **values))
    unit.audit("checkpoint.added", checkpoint_id, **to_plain_values(values))
    return get_checkpoint(unit, checkpoint_id)


def edit_checkpoint(unit: Unit, checkpoint_id: str, **changes: Any) -> Checkpoint:
    """Change fields of a checkpoint, its unit as `measured_in`; the audit log keeps old and new."""
    if "measured_in" in changes:
        changes["unit"] = changes.pop("measured_in")
    return _update(unit, get_checkpoint(unit, checkpoint_id), "edited", changes)


def add_checkpoint_reading(unit: Unit, checkpoint_id: str, value: float, read_on: date) -> Checkpoint:
    """Record a dated value; the latest day's counts, and of two for one day the later one."""
    checkpoint = get_checkpoint(unit, checkpoint_id)
    unit.connection.execute(
        insert(checkpoint_readings).values(
            team_id=unit.team_id, id=uuid.uuid4().hex, checkpoint_id=checkpoint_id, value=value, read_on=read_on,
            author_id=unit.actor_id, at=unit.now,
        )
    )  # fmt: skip
    if checkpoint.read_on is not None and read_on < checkpoint.read_on:
        unit.audit("checkpoint.read_back", checkpoint_id, value=value, on=read_on.isoformat())
        return checkpoint
    return _update(unit, checkpoint, "read", {"value": value, "read_on": read_on})


def take_back_readings(unit: Unit, checkpoint_id: str, read_on: date) -> Checkpoint:
    """Let the readings of a day count no longer; the latest of the others does. BadInput when there is none."""
    checkpoint = get_checkpoint(unit, checkpoint_id)
    left = list_checkpoint_readings(unit, checkpoint_id)
    wrong = [reading.value for reading in left if reading.read_on == read_on]
    if not wrong:
        raise BadInput(
            "Date", f"{checkpoint_id} has no reading of that day", f"/change checkpoint show {checkpoint_id}"
        )
    columns = checkpoint_readings.c
    is_wrong = (columns.checkpoint_id == checkpoint_id) & (columns.read_on == read_on)
    is_wrong &= (columns.team_id == unit.team_id) & columns.taken_back_at.is_(None)
    unit.connection.execute(update(checkpoint_readings).where(is_wrong).values(taken_back_at=unit.now))
    kept = [reading for reading in left if reading.read_on != read_on]
    now = {"value": kept[-1].value, "read_on": kept[-1].read_on} if kept else {"value": None, "read_on": None}
    unit.audit("checkpoint.reading_taken_back", checkpoint_id, reading=[wrong[-1], None], on=read_on.isoformat())
    return _update(unit, checkpoint, "read", now)


def drop_checkpoint(unit: Unit, checkpoint: Checkpoint, reason: str) -> Checkpoint:
    """A phase need not reach it, and why; its readings stay."""
    return _update(unit, checkpoint, "dropped", {"dropped_because": reason})


def reopen_checkpoint(unit: Unit, checkpoint: Checkpoint) -> Checkpoint:
    """A phase must reach it after all; BadInput when it has 10 others by now."""
    _check_room(unit, checkpoint.phase_id)
    return _update(unit, checkpoint, "reopened", {"dropped_because": None})


def get_checkpoint(unit: Unit, checkpoint_id: str) -> Checkpoint:
    """The checkpoint with this id; raises NotFound."""
    query = select(*_columns).where(checkpoints.c.team_id == unit.team_id, checkpoints.c.id == checkpoint_id)
    row = unit.connection.execute(query).first()
    if row is None:
        raise NotFound("Checkpoint", checkpoint_id)
    return Checkpoint(*row)


def list_checkpoints(
    unit: Unit, initiative_key: str | None = None, *, phase_id: str | None = None, with_dropped: bool = False
) -> Sequence[Checkpoint]:
    """Checkpoints of one initiative (or all), or of one phase, the earliest due first; none of dropped phases.

    Dropped ones are left out unless asked for, and come last.
    """
    query = (
        select(*_columns)
        .join(phases, (phases.c.team_id == checkpoints.c.team_id) & (phases.c.id == checkpoints.c.phase_id))
        .where(checkpoints.c.team_id == unit.team_id, phases.c.state != PhaseState.DROPPED)
    )
    if initiative_key is not None:
        query = query.where(phases.c.initiative_key == initiative_key)
    if phase_id is not None:
        query = query.where(checkpoints.c.phase_id == phase_id)
    if not with_dropped:
        query = query.where(checkpoints.c.dropped_because.is_(None))
    found = [Checkpoint(*row) for row in unit.connection.execute(query)]
    return sorted(found, key=lambda each: (each.dropped_because is not None, each.due_on, number_of(each.id)))


def list_checkpoint_readings(
    unit: Unit, checkpoint_id: str, *, with_taken_back: bool = False
) -> Sequence[CheckpointReading]:
    """All readings of a checkpoint, the earliest day first; those taken back are left out unless asked for."""
    query = (
        select(*_reading_columns)
        .where(checkpoint_readings.c.team_id == unit.team_id, checkpoint_readings.c.checkpoint_id == checkpoint_id)
        .order_by(checkpoint_readings.c.read_on, checkpoint_readings.c.at)
    )
    if not with_taken_back:
        query = query.where(checkpoint_readings.c.taken_back_at.is_(None))
    return [CheckpointReading(*row) for row in unit.connection.execute(query)]


def _check_room(unit: Unit, phase_id: str) -> None:
    if len(list_checkpoints(unit, phase_id=phase_id)) >= MOST_CHECKPOINTS:
        reason = f"{phase_id} has {MOST_CHECKPOINTS} checkpoints already"
        raise BadInput("Phase", reason, f"/change phase show {phase_id}")


def _update(unit: Unit, before: Checkpoint, verb: str, changes: dict[str, Any]) -> Checkpoint:
    changed = {name: value for name, value in changes.items() if getattr(before, name) != value}
    if changed:
        condition = (checkpoints.c.team_id == unit.team_id) & (checkpoints.c.id == before.id)
        unit.connection.execute(update(checkpoints).where(condition).values(**changed))
        old_and_new = pair_changes(before, changed)
        unit.audit(f"checkpoint.{verb}", before.id, **old_and_new)
    return get_checkpoint(unit, before.id)
