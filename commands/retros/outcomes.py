"""Outcomes: what became of one initiative's plan, from the facts that it left behind."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from storage.adoptions import AdoptionReading, list_adoption_readings
from storage.audit import list_entries
from storage.gates import Gate, list_gates
from storage.initiatives import Initiative
from storage.kpis import Kpi, KpiReading, list_kpis, list_latest_values
from storage.lessons import Lesson, list_lessons
from storage.milestones import Milestone, list_milestones
from storage.phases import list_phases
from storage.pulses import Pulse, list_pulses
from storage.risks import Risk, RiskState, list_risks
from storage.units import Unit


@dataclass(frozen=True, slots=True)
class Outcome:
    """One initiative looked back upon; private risks are not among its risks."""

    initiative: Initiative
    milestones: Sequence[Milestone]
    """Those that were reached."""
    risks: Sequence[Risk]
    came_true: frozenset[str]
    """Ids of the risks that materialised."""
    first_gates: Sequence[tuple[str, Gate]]
    """For each phase that asked for one, its name and the first gate that was decided."""
    kpis: Sequence[tuple[Kpi, KpiReading | None]]
    adoption: Sequence[AdoptionReading]
    """All readings that count, oldest first."""
    lessons: Sequence[Lesson]
    pulses: Sequence[Pulse] = ()
    """Those that were opened after its end."""

    @property
    def days_late(self) -> int | None:
        """By how many days it was closed after its target date, negative when before; None without either."""
        closed_at, target_on = self.initiative.closed_at, self.initiative.target_on
        return (closed_at.date() - target_on).days if closed_at and target_on else None

    @property
    def milestone_delays(self) -> list[int]:
        """For each milestone that was reached, the days after the day first promised."""
        return [(each.done_on - each.first_on).days for each in self.milestones if each.done_on]


def gather_outcome(unit: Unit, initiative: Initiative) -> Outcome:
    """What became of it so far, or in the end."""
    key, closed_at = initiative.key, initiative.closed_at
    risks = list_risks(unit, key)
    values = list_latest_values(unit, key)
    return Outcome(
        initiative,
        milestones=[each for each in list_milestones(unit, key) if each.done_on],
        risks=risks,
        came_true=frozenset(risk.id for risk in risks if _came_true(unit, risk)),
        first_gates=list(_list_first_gates(unit, key)),
        kpis=[(kpi, values.get(kpi.id)) for kpi in list_kpis(unit, key)],
        adoption=list_adoption_readings(unit, key),
        lessons=list_lessons(unit, key),
        pulses=[each for each in list_pulses(unit, key) if closed_at and each.opened_at >= closed_at],
    )


def _came_true(unit: Unit, risk: Risk) -> bool:
    """Whether it is an issue, or was one until it was closed; one that was reopened had not come true after all."""
    if risk.state != RiskState.CLOSED:
        return risk.state == RiskState.MATERIALISED
    turns = (entry.facts["state"] for entry in list_entries(unit, risk.id) if "state" in entry.facts)
    return next(turns, [None])[0] == RiskState.MATERIALISED


def _list_first_gates(unit: Unit, key: str) -> Iterator[tuple[str, Gate]]:
    for phase in list_phases(unit, key):
        decided = [gate for gate in list_gates(unit, phase.id) if not gate.is_open]
        if decided:
            yield phase.name, decided[0]
