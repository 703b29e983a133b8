"""How an initiative stands: what was declared, what the facts say, and whether the two disagree."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from commands.slack.adoption_lines import group_courses
from commands.slack.buffers import measure_phase_buffer
from commands.slack.dates import describe_date
from commands.slack.derivation import (
    SEVERITY,
    Promise,
    Signal,
    derive_rag,
    judge_adoption,
    judge_kpi,
    judge_risks,
    judge_schedule,
    judge_sentiment,
)
from commands.slack.figures import show_count
from commands.slack.rag import MARKS, is_stale, show_rag
from commands.slack.results import find_favourable, find_result
from commands.slack.scoring import find_bands
from commands.slack.text import inert, shorten
from storage.adoptions import list_adoption_readings
from storage.checkpoints import list_checkpoints
from storage.initiatives import Initiative
from storage.kpis import list_kpi_readings, list_kpis
from storage.milestones import list_milestones
from storage.phases import PhaseState, list_phases, list_slips
from storage.pulses import PulseState, list_pulses
from storage.risks import list_risks
from storage.statuses import Status, find_status_at
from storage.units import Unit

PULSES_READ = 4
EVIDENCE_SHOWN = 120
WATERMELON = "🍉 watermelon"
"""Declared green, derived red: green outside, red inside."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Declared and derived, side by side; `signals` are the evidence for the derived one."""

    status: Status | None
    is_overdue: bool
    signals: Sequence[Signal]

    @property
    def declared(self) -> str:
        """What was last said; grey when nobody said anything lately."""
        return self.status.rag if self.status and not self.is_overdue else "grey"

    @property
    def derived(self) -> str:
        """What the facts say."""
        return derive_rag(self.signals)

    @property
    def is_watermelon(self) -> bool:
        """Whether a green hides a red."""
        return self.declared == "green" and self.derived == "red"

    def list_worst(self) -> list[Signal]:
        """The signals that made the derived RAG what it is."""
        return [signal for signal in self.signals if signal.rag == self.derived]

    def show(self) -> str:
        """Both in one line of mrkdwn: "🟢 green · derived 🔴 red · 🍉 watermelon"."""
        said = show_rag(self.declared)
        if self.status is None:
            said = f"{MARKS['grey']} no status yet"
        elif self.is_overdue:
            said = f"{MARKS['grey']} no status since {describe_date(self.status.at.date())}"
        flag = f" · {WATERMELON}" if self.is_watermelon else ""
        return f"{said} · derived {show_rag(self.derived)}{flag}"

    def show_evidence(self, most: int = 3) -> str:
        """Why the derived RAG is not green, in a line of mrkdwn; empty when it is."""
        if self.derived not in SEVERITY[1:]:
            return ""
        worst = self.list_worst()
        more = f"; {show_count(len(worst) - most, 'more reason')}" if len(worst) > most else ""
        return (
            "; ".join(
                f"{signal.area}: {inert(shorten(signal.evidence, EVIDENCE_SHOWN, rendered=inert))}"
                for signal in worst[:most]
            )
            + more
        )


def find_standing(unit: Unit, initiative: Initiative, moment: datetime | None = None) -> Standing:
    """How an initiative stands now, or by what was declared at `moment`; the facts are always those of now."""
    status = find_status_at(unit, initiative.key, moment or unit.now)
    is_overdue = status is not None and is_stale(status.at, unit.now)
    return Standing(status, is_overdue, gather_signals(unit, initiative.key, unit.now.date()))


def gather_signals(unit: Unit, key: str, today: date) -> list[Signal]:
    """Every signal of an initiative, area by area."""
    readings = list_kpi_readings(unit, key)
    kpis = [judge_kpi(kpi, readings.get(kpi.id, []), today) for kpi in list_kpis(unit, key)]
    others = [judge_risks(list_risks(unit, key), find_bands(unit)), _find_sentiment(unit, key)]
    adoption = [judge_adoption(course) for course in group_courses(list_adoption_readings(unit, key)).values()]
    found = [*kpis, *_gather_schedule(unit, key, today), *others, *adoption]
    return [signal for signal in found if signal is not None]


def _gather_schedule(unit: Unit, key: str, today: date) -> list[Signal]:
    phases = list_phases(unit, key)
    running = [phase for phase in phases if phase.state == PhaseState.RUNNING]
    passed = {phase.id for phase in phases if phase.state == PhaseState.PASSED}
    milestones = [Promise(each.name, each.due_on) for each in list_milestones(unit, key) if each.is_pending]
    checkpoints = [
        Promise(f"{each.id} {each.measure}", each.due_on)
        for each in list_checkpoints(unit, key)
        if not each.is_met and each.phase_id not in passed
    ]
    buffers = [
        (phase.name, measure_phase_buffer(phase, list_slips(unit, phase.id), today))
        for phase in running
        if phase.buffer_days or list_slips(unit, phase.id)
    ]
    return judge_schedule([*milestones, *checkpoints], buffers, today)


def _find_sentiment(unit: Unit, key: str) -> Signal | None:
    closed = [pulse for pulse in list_pulses(unit, key) if pulse.state == PulseState.CLOSED]
    for pulse in closed[:PULSES_READ]:
        share = find_favourable(find_result(unit, pulse).overall[0])
        if share is not None:
            return judge_sentiment(share.value, share.n)
    return None
