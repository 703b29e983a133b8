"""Phases: the stages of a change, one after the other, each with its cohort, its dates and the slips of its end."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Column, Date, ForeignKeyConstraint, Index, Integer, String, Table, insert, select, update

from storage.changes import pair_changes, to_plain_values
from storage.errors import BadInput, NotFound
from storage.initiatives import initiatives
from storage.numbers import next_id, number_of
from storage.schema import Moment, metadata, team_column
from storage.units import Unit

NAME_LIMIT = 80
MOST_PHASES = 20
MOST_BUFFER_DAYS = 365

phases = Table(
    "phases",
    metadata,
    team_column(),
    Column("id", String(16), primary_key=True),
    Column("initiative_key", String(10), nullable=False),
    Column("name", String(NAME_LIMIT), nullable=False),
    Column("kind", String(8), nullable=False),
    Column("cohort", String(64)),
    Column("starts_on", Date, nullable=False),
    Column("ends_on", Date, nullable=False),
    Column("buffer_days", Integer, nullable=False),
    Column("state", String(8), nullable=False),
    Column("entered_at", Moment),
    Column("passed_at", Moment),
    ForeignKeyConstraint(["team_id", "initiative_key"], [initiatives.c.team_id, initiatives.c.key]),
    Index(None, "team_id", "initiative_key"),
)

phase_slips = Table(
    "phase_slips",
    metadata,
    team_column(),
    Column("id", String(32), primary_key=True),
    Column("phase_id", String(16), nullable=False),
    Column("from_on", Date, nullable=False),
    Column("to_on", Date, nullable=False),
    Column("reason", String(500), nullable=False),
    Column("author_id", String(32), nullable=False),
    Column("at", Moment, nullable=False),
    ForeignKeyConstraint(["team_id", "phase_id"], [phases.c.team_id, phases.c.id]),
    Index(None, "team_id", "phase_id"),
)


class PhaseKind(StrEnum):
    """What a phase is for: a pilot tries with a few, waves reach the many and may overlap."""

    PILOT = "pilot"
    WAVE = "wave"
    OTHER = "other"


class PhaseState(StrEnum):
    """How a phase stands; a passed one has been left through its gate, a dropped one was never entered."""

    PLANNED = "planned"
    RUNNING = "running"
    PASSED = "passed"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Phase:
    """One stage: whom it reaches (an audience's name), from when until when, and how many days it may slip."""

    id: str
    initiative_key: str
    name: str
    kind: str
    cohort: str | None
    starts_on: date
    ends_on: date
    buffer_days: int
    state: str
    entered_at: datetime | None
    passed_at: datetime | None


@dataclass(frozen=True, slots=True)
class PhaseSlip:
    """One change of the day on which a phase is to end, and why; kept for good."""

    id: str
    phase_id: str
    from_on: date
    to_on: date
    reason: str
    author_id: str
    at: datetime

    @property
    def days(self) -> int:
        """By how many days the end moved; negative when it came nearer."""
        return (self.to_on - self.from_on).days


_columns = [phases.c[name] for name in Phase.__dataclass_fields__]
_slip_columns = [phase_slips.c[name] for name in PhaseSlip.__dataclass_fields__]


def add_phase(
    unit: Unit,
    initiative_key: str,
    name: str,
    *,
    starts_on: date,
    ends_on: date,
    kind: str = PhaseKind.OTHER,
    cohort: str | None = None,
    buffer_days: int = 0,
) -> Phase:
    """Plan a phase; its place among the others follows from its start. BadInput when there are 20 already."""
    if len(list_phases(unit, initiative_key)) >= MOST_PHASES:
        reason = f"{initiative_key} has {MOST_PHASES} phases already"
        raise BadInput("Phase", reason, f"/change phase list {initiative_key}")
    values = {
        "initiative_key": initiative_key,
        "name": name,
        "kind": kind,
        "cohort": cohort,
        "starts_on": starts_on,
        "ends_on": ends_on,
        "buffer_days": buffer_days,
    }
    phase_id = next_id(unit, "PH")
    unit.connection.execute(
        insert(phases).values(team_id=unit.team_id, id=phase_id, state=PhaseState.PLANNED, **values)
    )
    unit.audit("phase.added", phase_id, **to_plain_values(values))
    return get_phase(unit, phase_id)


def edit_phase(unit: Unit, phase_id: str, **changes: Any) -> Phase:
    """Change fields of a phase; the audit log keeps old and new. Its end is moved with `move_phase`."""
    return _update(unit, get_phase(unit, phase_id), "edited", changes)


def move_phase(unit: Unit, phase_id: str, ends_on: date, reason: str) -> Phase:
    """Move a phase's end; the slip stays with its reason."""
    phase = get_phase(unit, phase_id)
    unit.connection.execute(
        insert(phase_slips).values(
            team_id=unit.team_id, id=uuid.uuid4().hex, phase_id=phase_id, from_on=phase.ends_on, to_on=ends_on,
            reason=reason, author_id=unit.actor_id, at=unit.now,
        )
    )  # fmt: skip
    return _update(unit, phase, "moved", {"ends_on": ends_on}, reason=reason)


def enter_phase(unit: Unit, phase: Phase) -> Phase:
    """Let a planned phase run: the one place where a phase is entered."""
    return _update(unit, phase, "entered", {"state": PhaseState.RUNNING, "entered_at": unit.now})


def pass_phase(unit: Unit, phase: Phase) -> Phase:
    """Leave a running phase: its gate said go."""
    return _update(unit, phase, "passed", {"state": PhaseState.PASSED, "passed_at": unit.now})


def drop_phase(unit: Unit, phase: Phase) -> Phase:
    """Take a planned phase out of the plan; it can still be shown by its id."""
    return _update(unit, phase, "dropped", {"state": PhaseState.DROPPED})


def get_phase(unit: Unit, phase_id: str) -> Phase:
    """The phase with this id, dropped ones too; raises NotFound."""
    query = select(*_columns).where(phases.c.team_id == unit.team_id, phases.c.id == phase_id)
    row = unit.connection.execute(query).first()
    if row is None:
        raise NotFound("Phase", phase_id)
    return Phase(*row)


def list_phases(unit: Unit, initiative_key: str) -> Sequence[Phase]:
    """An initiative's phases in the order of their starts, without dropped ones."""
    query = select(*_columns).where(
        phases.c.team_id == unit.team_id,
        phases.c.initiative_key == initiative_key,
        phases.c.state != PhaseState.DROPPED,
    )
    found = [Phase(*row) for row in unit.connection.execute(query)]
    return sorted(found, key=lambda phase: (phase.starts_on, number_of(phase.id)))


def list_slips(unit: Unit, phase_id: str) -> Sequence[PhaseSlip]:
    """Every move of a phase's end, the first one first."""
    query = (
        select(*_slip_columns)
        .where(phase_slips.c.team_id == unit.team_id, phase_slips.c.phase_id == phase_id)
        .order_by(phase_slips.c.at)
    )
    return [PhaseSlip(*row) for row in unit.connection.execute(query)]


def _update(unit: Unit, before: Phase, verb: str, changes: dict[str, Any], **facts: Any) -> Phase:
    changed = {name: value for name, value in changes.items() if getattr(before, name) != value}
    if changed:
        condition = (phases.c.team_id == unit.team_id) & (phases.c.id == before.id)
        unit.connection.execute(update(phases).where(condition).values(**changed))
        old_and_new = pair_changes(before, {name: value for name, value in changed.items() if not name.endswith("_at")})
        unit.audit(f"phase.{verb}", before.id, **old_and_new, **facts)
    return get_phase(unit, before.id)
