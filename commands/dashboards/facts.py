"""Everything that the dashboard shows of an initiative, read at one moment; private risks and single answers never."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from commands.slack.results import find_result
from commands.slack.scoring import Bands, find_bands
from commands.slack.standing import Standing, find_standing
from storage.adoption_plans import AdoptionPlan, list_adoption_plans
from storage.adoptions import AdoptionReading, list_adoption_readings
from storage.assessments import Assessment, list_assessments
from storage.derivations import Derivation, list_derivations
from storage.initiatives import Initiative
from storage.kpis import Kpi, KpiReading, KpiTarget, list_kpi_readings, list_kpi_targets, list_kpis
from storage.memo_effects import EffectFigure, list_effect_figures
from storage.memos import Memo, list_memos
from storage.milestones import Milestone, MilestoneDate, list_milestone_dates, list_milestones
from storage.outbox import count_by_state
from storage.people import list_people
from storage.pulses import Pulse, PulseState, list_pulses
from storage.risks import Risk, list_risks
from storage.statuses import Status, list_statuses
from storage.units import Unit
from surveys.results import PulseResult

MOST_STATUSES = 1000


@dataclass(frozen=True, slots=True)
class InitiativeFacts:
    """One initiative; statuses, memos and pulses are newest first, everything else oldest or earliest first.

    `results` has closed pulses alone, `dispatches` how many deliveries of a memo or pulse stand in each state,
    `effects` what has been released of memos.
    """

    now: datetime
    initiative: Initiative
    standing: Standing
    statuses: Sequence[Status]
    derivations: Sequence[Derivation]
    kpis: Sequence[Kpi]
    targets: Mapping[str, Sequence[KpiTarget]]
    readings: Mapping[str, Sequence[KpiReading]]
    bands: Bands
    risks: Sequence[Risk]
    assessments: Sequence[Assessment]
    pulses: Sequence[Pulse]
    results: Mapping[str, PulseResult]
    adoption: Sequence[AdoptionReading]
    milestones: Sequence[Milestone]
    dates: Mapping[str, Sequence[MilestoneDate]]
    memos: Sequence[Memo]
    dispatches: Mapping[str, Mapping[str, int]]
    effects: Sequence[EffectFigure]
    names: Mapping[str, str]
    adoption_plans: Mapping[str, Sequence[AdoptionPlan]] = field(default_factory=dict)

    def name(self, user_id: str | None) -> str | None:
        """A person's name; the id of somebody whom the directory does not know."""
        return self.names.get(user_id, user_id) if user_id else None


def gather_facts(unit: Unit, initiative: Initiative) -> InitiativeFacts:
    """The facts of an initiative as they are now."""
    key = initiative.key
    kpis, risks, milestones = list_kpis(unit, key), list_risks(unit, key), list_milestones(unit, key, with_dropped=True)
    pulses, memos = list_pulses(unit, key), list_memos(unit, key)
    return InitiativeFacts(
        now=unit.now,
        initiative=initiative,
        standing=find_standing(unit, initiative),
        statuses=list_statuses(unit, key, limit=MOST_STATUSES),
        derivations=list_derivations(unit, key),
        kpis=kpis,
        targets={kpi.id: list_kpi_targets(unit, kpi.id) for kpi in kpis},
        readings=list_kpi_readings(unit, key),
        bands=find_bands(unit),
        risks=risks,
        assessments=list_assessments(unit, [risk.id for risk in risks]),
        pulses=pulses,
        results={pulse.id: find_result(unit, pulse) for pulse in pulses if pulse.state == PulseState.CLOSED},
        adoption=list_adoption_readings(unit, key),
        milestones=milestones,
        dates={each.id: list_milestone_dates(unit, each.id) for each in milestones},
        memos=memos,
        dispatches={subject: count_by_state(unit, subject) for subject in _list_ids(memos, pulses)},
        effects=list_effect_figures(unit, [memo.id for memo in memos]),
        names={person.user_id: person.name for person in list_people(unit)},
        adoption_plans=list_adoption_plans(unit, key),
    )


def _list_ids(memos: Sequence[Memo], pulses: Sequence[Pulse]) -> list[str]:
    return [memo.id for memo in memos] + [pulse.id for pulse in pulses]
