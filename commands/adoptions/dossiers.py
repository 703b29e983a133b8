"""Everything that is known of an adoption metric, read at one moment."""

from dataclasses import dataclass
from datetime import date

from commands.slack.adoption_lines import group_courses
from storage.adoption_metrics import name_metric
from storage.adoption_plans import AdoptionPlan, list_adoption_plans
from storage.adoptions import AdoptionEntry, AdoptionReading, list_adoption_entries
from storage.audit import list_entries
from storage.first_uses import FirstUse, list_first_uses
from storage.units import AuditEntry, Unit
from surveys.growth import Plan


@dataclass(frozen=True, slots=True)
class MetricFile:
    """One metric: what was entered, every plan that it had, the days of first use, and what became of its name."""

    initiative_key: str
    metric: str
    entries: tuple[AdoptionEntry, ...]
    plans: tuple[AdoptionPlan, ...]
    uses: tuple[FirstUse, ...]
    changes: tuple[AuditEntry, ...]

    @property
    def value(self) -> str:
        """What a button about it sends."""
        return name_metric(self.initiative_key, self.metric)

    @property
    def course(self) -> list[AdoptionReading]:
        """The readings that count, oldest first."""
        return group_courses(entry.reading for entry in self.entries).get(self.metric, [])

    @property
    def plan(self) -> AdoptionPlan | None:
        """The plan that counts."""
        return self.plans[-1] if self.plans else None


@dataclass(frozen=True, slots=True)
class Planned:
    """The plan that a form was opened with, to see later whether it is still that one."""

    plan: AdoptionPlan | None


def gather_metric(unit: Unit, initiative_key: str, metric: str) -> MetricFile:
    """The file of a metric as it is now."""
    return MetricFile(
        initiative_key,
        metric,
        tuple(list_adoption_entries(unit, initiative_key, metric)),
        tuple(list_adoption_plans(unit, initiative_key).get(metric, ())),
        tuple(list_first_uses(unit, initiative_key, metric)),
        tuple(list_entries(unit, name_metric(initiative_key, metric))),
    )


def to_curve(plan: AdoptionPlan) -> Plan:
    """A plan as the curve that it means."""
    return Plan(plan.from_on, plan.by_on, plan.target)


def draw_plan(plan: AdoptionPlan, days: list[date]) -> list[float]:
    """The planned share on each day, in per cent."""
    curve = to_curve(plan)
    return [round(100 * curve.at(day), 1) for day in days]
