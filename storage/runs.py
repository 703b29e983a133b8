"""Runs: playbooks carried out, live or as a drill, with who finished which step when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Table,
    insert,
    select,
    update,
)

from storage.errors import NotFound
from storage.initiatives import initiatives
from storage.numbers import next_id, number_of
from storage.playbooks import Step
from storage.schema import Moment, metadata, team_column
from storage.units import Unit

runs = Table(
    "runs",
    metadata,
    team_column(),
    Column("id", String(16), primary_key=True),
    Column("initiative_key", String(10), nullable=False),
    Column("playbook_id", String(16), nullable=False),
    Column("playbook_name", String(120), nullable=False),
    Column("playbook_version", Integer, nullable=False),
    Column("risk_id", String(16)),
    Column("is_drill", Boolean, nullable=False),
    Column("starter_id", String(32), nullable=False),
    Column("place", String(32), nullable=False),
    Column("state", String(16), nullable=False),
    Column("channel_id", String(32)),
    Column("thread_ts", String(32)),
    Column("reason", String(255)),
    Column("started_at", Moment, nullable=False),
    Column("ended_at", Moment),
    ForeignKeyConstraint(["team_id", "initiative_key"], [initiatives.c.team_id, initiatives.c.key]),
    Index(None, "team_id", "state"),
    Index(None, "team_id", "initiative_key"),
)

run_steps = Table(
    "run_steps",
    metadata,
    team_column(),
    Column("run_id", String(16), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("what", String(200), nullable=False),
    Column("owner", String(16), nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("done_by", String(32)),
    Column("done_at", Moment),
    ForeignKeyConstraint(["team_id", "run_id"], [runs.c.team_id, runs.c.id]),
)


class RunState(StrEnum):
    """How a run stands: its thread is being opened, it is under way, it ended, or its thread could not be opened."""

    OPENING = "opening"
    RUNNING = "running"
    ENDED = "ended"
    FAILED = "failed"


LIVE_STATES = (RunState.OPENING, RunState.RUNNING)


@dataclass(frozen=True, slots=True)
class Run:
    """One run: it opens at `place`, a channel or its starter; its thread is at `channel_id`, `thread_ts`."""

    id: str
    initiative_key: str
    playbook_id: str
    playbook_name: str
    playbook_version: int
    risk_id: str | None
    is_drill: bool
    starter_id: str
    place: str
    state: str
    channel_id: str | None
    thread_ts: str | None
    reason: str | None
    started_at: datetime
    ended_at: datetime | None

    @property
    def is_live(self) -> bool:
        """Whether its steps can be checked off."""
        return self.state in LIVE_STATES


@dataclass(frozen=True, slots=True)
class RunStep:
    """One step of a run as it was in the playbook at the start; planned `minutes`, and who finished it when."""

    run_id: str
    position: int
    what: str
    owner: str
    minutes: int
    done_by: str | None
    done_at: datetime | None

    @property
    def is_done(self) -> bool:
        """Whether it was checked off."""
        return self.done_at is not None


_columns = [runs.c[name] for name in Run.__dataclass_fields__]
_step_columns = [run_steps.c[name] for name in RunStep.__dataclass_fields__]


def add_run(unit: Unit, initiative_key: str, steps: Sequence[Step], *, place: str, **about: Any) -> Run:
    """Start a run by the unit's actor; `about` takes playbook_id, _name and _version, is_drill and risk_id."""
    run_id = next_id(unit, "RUN")
    values = {"initiative_key": initiative_key, "place": place, **about}
    unit.connection.execute(
        insert(runs).values(
            team_id=unit.team_id, id=run_id, starter_id=unit.actor_id, state=RunState.OPENING,
            started_at=unit.now, **values,
        )
    )  # fmt: skip
    rows = [
        {
            "team_id": unit.team_id, "run_id": run_id, "position": position,
            "what": step.what, "owner": step.owner, "minutes": step.minutes,
        }
        for position, step in enumerate(steps, 1)
    ]  # fmt: skip
    unit.connection.execute(insert(run_steps), rows)
    unit.audit("run.started", run_id, **values)
    return get_run(unit, run_id)


def open_run(unit: Unit, run_id: str, channel_id: str, thread_ts: str) -> Run:
    """Note the thread in which a run goes on."""
    _update(unit, run_id, state=RunState.RUNNING, channel_id=channel_id, thread_ts=thread_ts)
    unit.audit("run.opened", run_id, channel=channel_id, state=[RunState.OPENING.value, RunState.RUNNING.value])
    return get_run(unit, run_id)


def end_run(unit: Unit, run_id: str, state: RunState = RunState.ENDED, reason: str | None = None) -> Run:
    """End a run, or give it up as FAILED with the reason."""
    before = get_run(unit, run_id)
    _update(unit, run_id, state=state, reason=reason, ended_at=unit.now)
    unit.audit(f"run.{state}", run_id, state=[before.state, state.value], reason=reason)
    return get_run(unit, run_id)


def mark_step(unit: Unit, step: RunStep, *, done: bool) -> RunStep:
    """Check a step off by the unit's actor, now, or take that back."""
    condition = (run_steps.c.team_id == unit.team_id) & (run_steps.c.run_id == step.run_id)
    condition &= run_steps.c.position == step.position
    values = {"done_by": unit.actor_id, "done_at": unit.now} if done else {"done_by": None, "done_at": None}
    unit.connection.execute(update(run_steps).where(condition).values(**values))
    old_and_new = ["open", "done"] if done else ["done", "open"]
    unit.audit("run.step_done" if done else "run.step_reopened", step.run_id, **{f"step_{step.position}": old_and_new})
    return get_run_step(unit, step.run_id, step.position)


def get_run(unit: Unit, run_id: str) -> Run:
    """The run with this id; raises NotFound."""
    query = select(*_columns).where(runs.c.team_id == unit.team_id, runs.c.id == run_id)
    row = unit.connection.execute(query).first()
    if row is None:
        raise NotFound("Run", run_id)
    return Run(*row)


def list_runs(unit: Unit, initiative_key: str) -> Sequence[Run]:
    """An initiative's runs, the newest first."""
    query = select(*_columns).where(runs.c.team_id == unit.team_id, runs.c.initiative_key == initiative_key)
    found = [Run(*row) for row in unit.connection.execute(query)]
    return sorted(found, key=lambda run: number_of(run.id), reverse=True)


def list_live_runs(unit: Unit, *states: RunState) -> Sequence[Run]:
    """The workspace's runs that have not ended, of these states alone if given, the oldest first."""
    query = select(*_columns).where(runs.c.team_id == unit.team_id, runs.c.state.in_(states or LIVE_STATES))
    return sorted((Run(*row) for row in unit.connection.execute(query)), key=lambda run: number_of(run.id))


def get_run_step(unit: Unit, run_id: str, position: int) -> RunStep:
    """A step of a run by its position from 1; raises NotFound."""
    for step in list_run_steps(unit, run_id):
        if step.position == position:
            return step
    raise NotFound("Step", str(position))


def list_run_steps(unit: Unit, run_id: str) -> Sequence[RunStep]:
    """A run's steps in their order."""
    query = (
        select(*_step_columns)
        .where(run_steps.c.team_id == unit.team_id, run_steps.c.run_id == run_id)
        .order_by(run_steps.c.position)
    )
    return [RunStep(*row) for row in unit.connection.execute(query)]


def _update(unit: Unit, run_id: str, **values: Any) -> None:
    condition = (runs.c.team_id == unit.team_id) & (runs.c.id == run_id)
    unit.connection.execute(update(runs).where(condition).values(**values))
