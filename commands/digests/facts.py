"""What a digest tells of an initiative, gathered at one moment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from storage.adoptions import AdoptionReading, list_adoption_readings
from storage.initiatives import Initiative
from storage.kpis import Kpi, KpiReading, list_kpi_readings, list_kpis
from storage.pulses import Pulse, PulseState, list_pulses
from storage.risks import Risk, list_risks
from storage.statuses import Status, find_status_at
from storage.units import Unit

PERIOD = timedelta(days=7)
PULSES_READ = 4


@dataclass(frozen=True, slots=True)
class InitiativeFacts:
    """One initiative's week: where it stands and stood, its measures, its live risks, what people said."""

    initiative: Initiative
    status: Status | None
    status_before: Status | None
    kpis: Sequence[Kpi]
    readings: dict[str, list[KpiReading]]
    risks: Sequence[Risk]
    pulses: Sequence[Pulse]
    adoption: Sequence[AdoptionReading]


def gather_facts(unit: Unit, initiative: Initiative) -> InitiativeFacts:
    """Everything that the digest says about an initiative; pulses are the closed ones, the newest first."""
    closed = [pulse for pulse in list_pulses(unit, initiative.key) if pulse.state == PulseState.CLOSED]
    return InitiativeFacts(
        initiative=initiative,
        status=find_status_at(unit, initiative.key, unit.now),
        status_before=find_status_at(unit, initiative.key, unit.now - PERIOD),
        kpis=list_kpis(unit, initiative.key),
        readings=list_kpi_readings(unit, initiative.key),
        risks=list_risks(unit, initiative.key, live_only=True),
        pulses=closed[:PULSES_READ],
        adoption=list_adoption_readings(unit, initiative.key),
    )
