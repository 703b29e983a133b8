"""What a digest tells of an initiative, gathered at one moment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from commands.slack.adoption_lines import group_courses
from commands.slack.results import find_result
from commands.slack.scoring import Bands, find_bands
from commands.slack.standing import Standing, find_standing
from storage.adoptions import AdoptionReading, list_adoption_readings
from storage.assessments import list_assessments
from storage.decisions import Decision, list_decisions
from storage.derivations import Derivation, list_derivations
from storage.gates import Gate, list_gates
from storage.initiatives import Initiative
from storage.kpis import Kpi, KpiReading, list_kpi_readings, list_kpis
from storage.milestones import Milestone, list_milestones
from storage.phases import Phase, list_phases
from storage.pulses import Pulse, PulseState, list_pulses
from storage.risks import Risk, list_risks
from storage.statuses import Status, find_status_at
from storage.units import Unit
from storage.wins import Win, list_wins
from surveys.results import PulseResult

PERIOD = timedelta(days=7)
COURSE = timedelta(weeks=8)
PULSES_READ = 4


@dataclass(frozen=True, slots=True)
class InitiativeFacts:
    """One initiative's week: where it stands and stood, its measures, risks and decisions, what people said.

    `risks` are those to show, issues and live ones; `pulses` are closed, the newest first; `days` are the last weeks as
    they were derived; `gates` wait for the sponsor, each with the phase to be left.
    """

    initiative: Initiative
    standing: Standing
    bands: Bands
    now: datetime
    status_before: Status | None = None
    days: Sequence[Derivation] = ()
    kpis: Sequence[Kpi] = ()
    readings: Mapping[str, Sequence[KpiReading]] = field(default_factory=dict)
    adoption: Sequence[AdoptionReading] = ()
    risks: Sequence[Risk] = ()
    ended_risks: Sequence[Risk] = ()
    scores_before: Mapping[str, int] = field(default_factory=dict)
    pulses: Sequence[Pulse] = ()
    results: Mapping[str, PulseResult] = field(default_factory=dict)
    decisions: Sequence[Decision] = ()
    gates: Sequence[tuple[Gate, Phase]] = ()
    milestones: Sequence[Milestone] = ()
    wins: Sequence[Win] = ()

    @property
    def key(self) -> str:
        """The initiative's key."""
        return self.initiative.key

    @property
    def week_ago(self) -> datetime:
        """Where the week began that is told of."""
        return self.now - PERIOD

    @property
    def derived_before(self) -> str | None:
        """What the facts said a week ago; None while that is not known."""
        before = [day.derived for day in self.days if day.on_day <= self.week_ago.date()]
        return before[-1] if before else None

    @property
    def open_decisions(self) -> list[Decision]:
        """What is still to be decided, the most urgent first."""
        return [decision for decision in self.decisions if decision.is_open]

    @property
    def courses(self) -> list[list[AdoptionReading]]:
        """The adoption readings of each metric, the oldest first, with the latest of each day."""
        return list(group_courses(self.adoption).values())

    @property
    def is_bare(self) -> bool:
        """Whether there is nothing yet that more than its line could tell."""
        told = (self.kpis, self.adoption, self.risks, self.pulses, self.decisions, self.gates)
        return self.standing.status is None and not any((*told, self.milestones, self.wins))

    @property
    def has_news(self) -> bool:
        """Whether anything that a digest tells of has changed in the week."""
        read_on = [reading.read_on for kpi in self.kpis for reading in self.readings.get(kpi.id, ())]
        read_on += [reading.read_on for reading in self.adoption]
        moments = [
            self.initiative.created_at,
            *(risk.changed_at for risk in (*self.risks, *self.ended_risks)),
            *(decision.taken_at or decision.created_at for decision in self.decisions),
            *(gate.asked_at for gate, _ in self.gates),
            *(pulse.closes_at for pulse in self.pulses),
            *([self.standing.status.at] if self.standing.status else []),
        ]
        return (
            bool(self.milestones or self.wins)
            or self.derived_before not in (None, self.standing.derived)
            or any(moment > self.week_ago for moment in moments)
            or any(day > self.week_ago.date() for day in read_on)
        )


def gather_facts(unit: Unit, initiative: Initiative) -> InitiativeFacts:
    """Everything that a digest says about an initiative, as it is now and as it was a week ago."""
    key, now = initiative.key, unit.now
    closed = [pulse for pulse in list_pulses(unit, key) if pulse.state == PulseState.CLOSED][:PULSES_READ]
    risks = list_risks(unit, key)
    shown = [risk for risk in risks if risk.is_live or risk.is_issue]
    return InitiativeFacts(
        initiative=initiative,
        standing=find_standing(unit, initiative),
        bands=find_bands(unit),
        now=now,
        status_before=find_status_at(unit, key, now - PERIOD),
        days=list_derivations(unit, key, (now - COURSE).date()),
        kpis=list_kpis(unit, key),
        readings=list_kpi_readings(unit, key),
        adoption=list_adoption_readings(unit, key),
        risks=shown,
        ended_risks=[risk for risk in risks if risk not in shown],
        scores_before=_find_scores(unit, shown, now - PERIOD),
        pulses=closed,
        results={pulse.id: find_result(unit, pulse) for pulse in closed},
        decisions=list_decisions(unit, key),
        gates=_list_open_gates(unit, key),
        milestones=[each for each in list_milestones(unit, key) if _is_of_week(each.done_on, now)],
        wins=[win for win in list_wins(unit, key) if win.is_settled and win.created_at > now - PERIOD],
    )


def _find_scores(unit: Unit, risks: Sequence[Risk], moment: datetime) -> dict[str, int]:
    """The scores that these risks had at a moment, by id; who was reported later is not in it."""
    assessments = list_assessments(unit, [risk.id for risk in risks])
    return {each.risk_id: each.score for each in assessments if each.at <= moment}


def _list_open_gates(unit: Unit, key: str) -> list[tuple[Gate, Phase]]:
    return [(gate, phase) for phase in list_phases(unit, key) for gate in list_gates(unit, phase.id) if gate.is_open]


def _is_of_week(day: date | None, now: datetime) -> bool:
    return day is not None and (now - PERIOD).date() < day <= now.date()
