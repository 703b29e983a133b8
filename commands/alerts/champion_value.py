"""Champions against the pulse, week by week: the courses that `surveys.leading` compares."""

from datetime import datetime, timedelta
from statistics import mean

from commands.slack.derivation import SEVERITY
from commands.slack.results import find_favourable, find_result
from storage.initiatives import Initiative
from storage.pulses import PulseState, list_pulses
from storage.statuses import list_statuses
from storage.units import Unit
from surveys.leading import Lead, find_lead

WEEKS = 52
MOST_STATUSES = 1000


def measure_champions(unit: Unit, initiative: Initiative) -> Lead:
    """Whether the severity of reports led the unfavourable share of closed pulses that may be shown."""
    begin = unit.now - timedelta(weeks=WEEKS)
    reports: dict[int, list[float]] = {}
    for status in list_statuses(unit, initiative.key, MOST_STATUSES):
        if status.superseded_by is None and status.at >= begin and status.author_id != initiative.lead_id:
            reports.setdefault(_week(status.at, begin), []).append(float(SEVERITY.index(status.rag)))
    answers: dict[int, list[float]] = {}
    for pulse in list_pulses(unit, initiative.key):
        share = find_favourable(find_result(unit, pulse).overall[0]) if pulse.state == PulseState.CLOSED else None
        if share is not None and pulse.closes_at >= begin:
            answers.setdefault(_week(pulse.closes_at, begin), []).append(1 - share.value)
    weeks = range(WEEKS)
    return find_lead([_average(reports.get(week)) for week in weeks], [_average(answers.get(week)) for week in weeks])


def _week(moment: datetime, begin: datetime) -> int:
    return min((moment - begin) // timedelta(weeks=1), WEEKS - 1)


def _average(values: list[float] | None) -> float | None:
    return mean(values) if values else None
