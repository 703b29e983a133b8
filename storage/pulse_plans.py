"""Pulse plans: pulses that are opened again and again, or when something happens; each pulse then stands by itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Column, ForeignKeyConstraint, Index, Integer, String, Table, insert, select, update

from storage.errors import NotFound
from storage.initiatives import initiatives
from storage.numbers import next_id, number_of
from storage.schema import Document, Moment, metadata, team_column
from storage.units import Unit

pulse_plans = Table(
    "pulse_plans",
    metadata,
    team_column(),
    Column("id", String(16), primary_key=True),
    Column("initiative_key", String(10), nullable=False),
    Column("author_id", String(32), nullable=False),
    Column("audience", String(64), nullable=False),
    Column("questions", Document, nullable=False),
    Column("open_days", Integer, nullable=False),
    Column("split_by", String(16)),
    Column("remind_days", String(16), nullable=False),
    Column("sample_percent", Integer),
    Column("occasion", String(16), nullable=False),
    Column("subject", String(32)),
    Column("days_after", Integer, nullable=False),
    Column("state", String(8), nullable=False),
    Column("pulse_id", String(16)),
    Column("failure", String(300)),
    Column("created_at", Moment, nullable=False),
    ForeignKeyConstraint(["team_id", "initiative_key"], [initiatives.c.team_id, initiatives.c.key]),
    Index(None, "team_id", "state"),
)


class Occasion(StrEnum):
    """What opens a pulse: its schedule, a phase that is entered, or a milestone that is done, maybe days before."""

    SCHEDULE = "schedule"
    PHASE = "phase"
    MILESTONE = "milestone"


class PlanState(StrEnum):
    """Whether a plan will open a pulse (again), has done so for good, could not, or was stopped."""

    WAITING = "waiting"
    OPENED = "opened"
    FAILED = "failed"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class PulsePlan:
    """What is asked of whom, and on which occasion: `subject` is the phase's or milestone's id, `days_after` it.

    `pulse_id` is the last pulse that it opened, `failure` why it opened none at its last occasion.
    """

    id: str
    initiative_key: str
    author_id: str
    audience: str
    questions: list[dict[str, Any]]
    open_days: int
    split_by: str | None
    remind_days: str
    sample_percent: int | None
    occasion: str
    subject: str | None
    days_after: int
    state: str
    pulse_id: str | None
    failure: str | None
    created_at: datetime

    @property
    def repeats(self) -> bool:
        """Whether it goes on after it has opened a pulse."""
        return self.occasion == Occasion.SCHEDULE


_columns = [pulse_plans.c[name] for name in PulsePlan.__dataclass_fields__]


def add_pulse_plan(
    unit: Unit,
    initiative_key: str,
    audience: str,
    questions: Sequence[dict[str, Any]],
    *,
    open_days: int,
    split_by: str | None,
    remind_days: str,
    sample_percent: int | None,
    occasion: Occasion,
    subject: str | None = None,
    days_after: int = 0,
    pulse_id: str | None = None,
) -> PulsePlan:
    """Plan a pulse; of one that repeats the caller adds the schedule, whose subject is the plan's id."""
    values = {
        "initiative_key": initiative_key,
        "audience": audience,
        "questions": list(questions),
        "open_days": open_days,
        "split_by": split_by,
        "remind_days": remind_days,
        "sample_percent": sample_percent,
        "occasion": occasion,
        "subject": subject,
        "days_after": days_after,
        "pulse_id": pulse_id,
    }
    plan_id = next_id(unit, "PP")
    unit.connection.execute(
        insert(pulse_plans).values(
            team_id=unit.team_id, id=plan_id, author_id=unit.actor_id, state=PlanState.WAITING, created_at=unit.now,
            **values,
        )
    )  # fmt: skip
    facts = {"initiative": initiative_key, "audience": audience, "occasion": occasion, "waits_for": subject}
    unit.audit("pulse_plan.added", plan_id, **facts, days_after=days_after)
    return get_pulse_plan(unit, plan_id)


def claim_pulse_plan(unit: Unit, plan_id: str, state: PlanState) -> bool:
    """Whether the plan was still waiting; it now is in `state`, together with whatever else this unit writes.

    Of two processes that come for the same occasion, the database lets one of them have it.
    """
    is_waiting = _is(unit, plan_id) & (pulse_plans.c.state == PlanState.WAITING)
    return unit.connection.execute(update(pulse_plans).where(is_waiting).values(state=state)).rowcount == 1


def note_opening(unit: Unit, plan_id: str, pulse_id: str) -> None:
    """Remember the pulse that a plan has opened."""
    _set(unit, plan_id, pulse_id=pulse_id, failure=None)
    unit.audit("pulse_plan.opened", plan_id, pulse=pulse_id)


def note_failure(unit: Unit, plan_id: str, reason: str) -> None:
    """Remember why a plan opened no pulse."""
    _set(unit, plan_id, failure=reason)
    unit.audit("pulse_plan.failed", plan_id, reason=reason)


def stop_pulse_plan(unit: Unit, plan_id: str) -> bool:
    """Let a plan open nothing any more; false when it would not have anyway."""
    was_waiting = claim_pulse_plan(unit, plan_id, PlanState.STOPPED)
    if was_waiting:
        unit.audit("pulse_plan.stopped", plan_id)
    return was_waiting


def get_pulse_plan(unit: Unit, plan_id: str) -> PulsePlan:
    """The plan with this id; raises NotFound."""
    row = unit.connection.execute(select(*_columns).where(_is(unit, plan_id))).first()
    if row is None:
        raise NotFound("Plan", plan_id)
    return PulsePlan(*row)


def list_pulse_plans(unit: Unit, initiative_key: str | None = None) -> Sequence[PulsePlan]:
    """The plans of one initiative or all that wait for their occasion, the oldest first."""
    query = select(*_columns).where(pulse_plans.c.team_id == unit.team_id, pulse_plans.c.state == PlanState.WAITING)
    if initiative_key is not None:
        query = query.where(pulse_plans.c.initiative_key == initiative_key)
    found = [PulsePlan(*row) for row in unit.connection.execute(query)]
    return sorted(found, key=lambda plan: number_of(plan.id))


def _is(unit: Unit, plan_id: str) -> Any:
    return (pulse_plans.c.team_id == unit.team_id) & (pulse_plans.c.id == plan_id)


def _set(unit: Unit, plan_id: str, **values: Any) -> None:
    unit.connection.execute(update(pulse_plans).where(_is(unit, plan_id)).values(**values))
