"""Templates: rollouts to be repeated, as phases and checkpoints by days from their start."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Column, String, Table, delete, insert, select

from storage.checkpoints import Direction, add_checkpoint, list_checkpoints
from storage.errors import BadInput, NotFound
from storage.phases import PhaseKind, add_phase, list_phases
from storage.schema import Document, Moment, metadata, team_column
from storage.units import Unit

TEMPLATE_NAME_LIMIT = 40

templates = Table(
    "templates",
    metadata,
    team_column(),
    Column("name", String(TEMPLATE_NAME_LIMIT), primary_key=True),
    Column("author_id", String(32), nullable=False),
    Column("phases", Document, nullable=False),
    Column("created_at", Moment, nullable=False),
)


@dataclass(frozen=True, slots=True)
class CheckpointPlan:
    """What a phase made from a template must reach, `due_after_days` from the start of that phase."""

    measure: str
    target: float
    due_after_days: int
    direction: str = Direction.AT_LEAST
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class PhasePlan:
    """A phase of a template: it begins `starts_after_days` from the rollout's start and lasts `lasts_days`."""

    name: str
    starts_after_days: int
    lasts_days: int
    kind: str = PhaseKind.OTHER
    buffer_days: int = 0
    checkpoints: tuple[CheckpointPlan, ...] = ()


@dataclass(frozen=True, slots=True)
class Template:
    """A rollout under a name; a built-in one has no author."""

    name: str
    author_id: str | None
    phases: tuple[PhasePlan, ...]
    created_at: datetime | None = None


BUILT_IN = (
    Template(
        "assess",
        None,
        (
            PhasePlan("Initiate and scope", 0, 14, buffer_days=3),
            PhasePlan("Assess current state", 14, 28, buffer_days=5),
            PhasePlan("Design future state", 42, 28, buffer_days=5),
            PhasePlan("Roadmap and execution plan", 70, 14, buffer_days=3),
        ),
    ),
    Template(
        "rollout",
        None,
        (
            PhasePlan(
                "Pilot", 0, 28, PhaseKind.PILOT, 5,
                (
                    CheckpointPlan("Pilot group using the new way", 80, 28, unit="%"),
                    CheckpointPlan("Open critical defects", 0, 28, Direction.AT_MOST),
                ),
            ),
            PhasePlan(
                "Waves", 28, 56, PhaseKind.WAVE, 10,
                (CheckpointPlan("Everybody trained", 90, 56, unit="%"),),
            ),
            PhasePlan("Post-implementation", 84, 60, PhaseKind.OTHER, 5),
        ),
    ),
)  # fmt: skip


def add_template(unit: Unit, name: str, phases: Sequence[PhasePlan]) -> Template:
    """Keep a template of the unit's actor under a name that is free, whatever its case."""
    if any(known.name.casefold() == name.casefold() for known in list_templates(unit)):
        raise BadInput("Name", f"there is a template “{name}” already", "field rollout")
    unit.connection.execute(
        insert(templates).values(
            team_id=unit.team_id, name=name, author_id=unit.actor_id, phases=[asdict(phase) for phase in phases],
            created_at=unit.now,
        )
    )  # fmt: skip
    unit.audit("template.added", name, phases=[phase.name for phase in phases])
    return get_template(unit, name)


def drop_template(unit: Unit, name: str) -> None:
    """Forget a kept template; what was made from it stays."""
    template = get_template(unit, name)
    unit.connection.execute(
        delete(templates).where(templates.c.team_id == unit.team_id, templates.c.name == template.name)
    )
    unit.audit("template.dropped", template.name, phases=[phase.name for phase in template.phases])


def get_template(unit: Unit, name: str) -> Template:
    """The template of this name, whatever its case; raises NotFound with a suggestion."""
    known = list_templates(unit)
    for template in known:
        if template.name.casefold() == name.casefold():
            return template
    raise NotFound("Template", name, [template.name for template in known])


def list_templates(unit: Unit) -> Sequence[Template]:
    """The built-in templates, then the workspace's own by name."""
    query = select(templates).where(templates.c.team_id == unit.team_id).order_by(templates.c.name)
    own = [
        Template(row.name, row.author_id, tuple(map(_read_phase, row.phases)), row.created_at)
        for row in unit.connection.execute(query)
    ]
    return [*BUILT_IN, *own]


def apply_template(unit: Unit, initiative_key: str, template: Template, starts_on: date) -> None:
    """Give an initiative without phases those of a template, counted from a day."""
    if list_phases(unit, initiative_key):
        raise BadInput("Template", f"{initiative_key} has phases already", f"/change phase list {initiative_key}")
    for plan in template.phases:
        begins_on = _count_on(starts_on, plan.starts_after_days)
        phase = add_phase(
            unit, initiative_key, plan.name, kind=plan.kind, buffer_days=plan.buffer_days,
            starts_on=begins_on, ends_on=_count_on(begins_on, plan.lasts_days),
        )  # fmt: skip
        for checkpoint in plan.checkpoints:
            add_checkpoint(
                unit, phase.id, checkpoint.measure, target=checkpoint.target, direction=checkpoint.direction,
                measured_in=checkpoint.unit, due_on=_count_on(begins_on, checkpoint.due_after_days),
            )  # fmt: skip
    unit.audit("template.applied", initiative_key, template=template.name, starts_on=starts_on.isoformat())


def plan_phases(unit: Unit, initiative_key: str) -> list[PhasePlan]:
    """An initiative's phases and checkpoints as a template would hold them, by days from its first start."""
    found = list_phases(unit, initiative_key)
    return [
        PhasePlan(
            phase.name,
            (phase.starts_on - found[0].starts_on).days,
            (phase.ends_on - phase.starts_on).days,
            phase.kind,
            phase.buffer_days,
            tuple(
                CheckpointPlan(
                    each.measure,
                    each.target,
                    max((each.due_on - phase.starts_on).days, 0),
                    each.direction,
                    each.unit,
                )
                for each in list_checkpoints(unit, phase_id=phase.id)
            ),
        )
        for phase in found
    ]


def _count_on(day: date, days: int) -> date:
    try:
        return day + timedelta(days=days)
    except OverflowError:
        raise BadInput("Start", "so late that the phases would end beyond all calendars", "start:2027-01-11") from None


def _read_phase(kept: dict[str, Any]) -> PhasePlan:
    checkpoints = tuple(CheckpointPlan(**checkpoint) for checkpoint in kept["checkpoints"])
    return PhasePlan(**{**kept, "checkpoints": checkpoints})
