"""Facts as they were known at a moment, so that a rule says the same now and in a replay."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from commands.adoptions.dossiers import to_curve
from commands.alerts.answers import Effect, Response, Shift, list_effects, list_responses, list_shifts
from commands.alerts.records import Records
from commands.slack.adoption_lines import group_courses
from commands.slack.buffers import Buffer, measure_phase_buffer
from commands.slack.derivation import (
    Promise,
    Signal,
    derive_rag,
    judge_adoption,
    judge_kpi,
    judge_risks,
    judge_schedule,
)
from commands.slack.rag import is_stale
from commands.slack.scoring import Bands, find_bands
from storage.adoption_plans import list_adoption_plans
from storage.adoptions import AdoptionReading, list_adoption_readings
from storage.assessments import list_assessments
from storage.checkpoints import list_checkpoint_readings, list_checkpoints
from storage.initiatives import Initiative, list_initiatives
from storage.kpis import Kpi, KpiReading, list_kpi_readings, list_kpis
from storage.milestones import list_milestone_dates, list_milestones
from storage.phases import Phase, list_phases, list_slips
from storage.risks import Risk, list_risks
from storage.statuses import Status, find_status_at
from surveys.growth import Progress, compare_with_plan


@dataclass(frozen=True, slots=True)
class Facts:
    """One initiative at a moment; lists are in order of time, and private risks are not in it."""

    initiative: Initiative
    moment: datetime
    status: Status | None
    kpis: Sequence[tuple[Kpi, Sequence[KpiReading]]]
    promises: Sequence[Promise]
    buffers: Sequence[tuple[str, Buffer]]
    risks: Sequence[Risk]
    bands: Bands
    courses: Sequence[Sequence[AdoptionReading]]
    progress: Sequence[tuple[AdoptionReading, Progress]]
    """The latest reading of each adoption metric that had a plan, against the plan of its day."""
    responses: Sequence[Response]
    shifts: Sequence[Shift]
    effects: Sequence[Effect]
    crowded: Sequence[tuple[str, Sequence[str]]]
    """Audiences that are the cohort of running phases, with those phases over all initiatives."""

    @property
    def today(self) -> date:
        """The day of the moment, in UTC."""
        return self.moment.date()

    @property
    def derived(self) -> str:
        """What these facts say, sentiment aside."""
        found: list[Signal | None] = [judge_kpi(kpi, readings, self.today) for kpi, readings in self.kpis]
        found += [judge_risks(self.risks, self.bands), *judge_schedule(self.promises, self.buffers, self.today)]
        found += [judge_adoption(course) for course in self.courses]
        return derive_rag(signal for signal in found if signal is not None)

    @property
    def declared(self) -> str:
        """What was last said; grey when that is too long ago."""
        return self.status.rag if self.status and not is_stale(self.status.at, self.moment) else "grey"


def gather_facts(records: Records, initiative: Initiative, moment: datetime) -> Facts:
    """What was known of an initiative at `moment`."""
    key, day = initiative.key, moment.date()
    readings = records.read(list_kpi_readings, key)
    phases = records.read(list_phases, key)
    courses = _list_courses(records, key, day)
    return Facts(
        initiative=initiative,
        moment=moment,
        status=find_status_at(records.unit, key, moment),
        kpis=[
            (kpi, [each for each in readings.get(kpi.id, []) if each.read_on <= day])
            for kpi in records.read(list_kpis, key)
            if kpi.created_at <= moment
        ],
        promises=[*_list_milestones(records, key, moment), *_list_checkpoints(records, phases, moment)],
        buffers=[_measure(records, phase, moment) for phase in phases if _was_running(phase, moment)],
        risks=_list_risks(records, key, moment),
        bands=records.read(find_bands),
        courses=courses,
        progress=_list_progress(records, key, moment, courses),
        responses=list_responses(records, key, moment),
        shifts=list_shifts(records, key, day),
        effects=list_effects(records, key, moment),
        crowded=_list_crowded(records, key, moment),
    )


def _list_milestones(records: Records, key: str, moment: datetime) -> list[Promise]:
    promises = []
    for milestone in records.read(list_milestones, key):
        known = [each for each in records.read(list_milestone_dates, milestone.id) if each.at <= moment]
        if known and (milestone.done_on is None or milestone.done_on > moment.date()):
            promises.append(Promise(milestone.name, known[-1].due_on))
    return promises


def _list_checkpoints(records: Records, phases: Sequence[Phase], moment: datetime) -> list[Promise]:
    left = {phase.id for phase in phases if phase.passed_at and phase.passed_at <= moment}
    promises = []
    for phase in phases:
        for checkpoint in records.read(list_checkpoints, phase_id=phase.id):
            known = [each for each in records.read(list_checkpoint_readings, checkpoint.id) if each.at <= moment]
            value = known[-1].value if known else None
            if phase.id not in left and not replace(checkpoint, value=value).is_met:
                promises.append(Promise(f"{checkpoint.id} {checkpoint.measure}", checkpoint.due_on))
    return promises


def _was_running(phase: Phase, moment: datetime) -> bool:
    has_begun = phase.entered_at is not None and phase.entered_at <= moment
    return has_begun and (phase.passed_at is None or phase.passed_at > moment)


def _measure(records: Records, phase: Phase, moment: datetime) -> tuple[str, Buffer]:
    slips = [slip for slip in records.read(list_slips, phase.id) if slip.at <= moment]
    return phase.name, measure_phase_buffer(phase, slips, moment.date())


def _list_risks(records: Records, key: str, moment: datetime) -> list[Risk]:
    found = {risk.id: risk for risk in records.read(list_risks, key)}
    known = [each for each in records.read(list_assessments, tuple(found)) if each.at <= moment]
    latest = {each.risk_id: each for each in known}
    return [
        replace(found[risk_id], likelihood=each.likelihood, impact=each.impact, state=each.state)
        for risk_id, each in latest.items()
    ]


def _list_courses(records: Records, key: str, day: date) -> list[list[AdoptionReading]]:
    readings = records.read(list_adoption_readings, key)
    return list(group_courses(reading for reading in readings if reading.read_on <= day).values())


def _list_progress(
    records: Records, key: str, moment: datetime, courses: Sequence[Sequence[AdoptionReading]]
) -> list[tuple[AdoptionReading, Progress]]:
    plans, progress = records.read(list_adoption_plans, key), []
    for latest in (course[-1] for course in courses):
        known = [plan for plan in plans.get(latest.metric, []) if plan.at <= moment]
        if known:
            curve = to_curve(known[-1])
            progress.append((latest, compare_with_plan(curve, latest.read_on, latest.active, latest.eligible)))
    return progress


def _list_crowded(records: Records, key: str, moment: datetime) -> list[tuple[str, list[str]]]:
    cohorts: dict[str, list[str]] = {}
    own: set[str] = set()
    for initiative in records.read(list_initiatives, open_only=True):
        for phase in records.read(list_phases, initiative.key):
            if phase.cohort and _was_running(phase, moment):
                cohorts.setdefault(phase.cohort, []).append(f"{initiative.key} {phase.name}")
                own |= {phase.cohort} if initiative.key == key else set()
    return [(cohort, names) for cohort, names in sorted(cohorts.items()) if cohort in own]
