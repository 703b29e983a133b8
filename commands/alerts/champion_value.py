"""Champions against the pulse, week by week: the courses that `surveys.leading` compares."""

from datetime import date, timedelta
from statistics import fmean

from commands.pulses.rolling import read_figures
from commands.slack.derivation import SEVERITY
from storage.initiatives import Initiative
from storage.rollups import Rollup, Series, list_series, list_trend
from storage.statuses import list_statuses
from storage.units import Unit
from surveys.leading import Lead, find_lead
from surveys.questions import Kind
from surveys.rollups import find_monday

WEEKS = 52
MOST_STATUSES = 1000


def measure_champions(unit: Unit, initiative: Initiative) -> tuple[Series | None, Lead]:
    """Whether reports' severity led what the audience and question with the most weeks of the last year said.

    One question to one audience: weeks that were asked different things would differ for that alone.
    """
    first = find_monday(unit.now.date()) - timedelta(weeks=WEEKS - 1)
    weeks = [first + timedelta(weeks=number) for number in range(WEEKS)]
    reports = _average_reports(unit, initiative, first)
    trends = [
        (series, _read_trend(unit, initiative.key, series, first)) for series in list_series(unit, initiative.key)
    ]
    series, answers = max(trends, key=lambda trend: len(trend[1]), default=(None, dict[date, float]()))
    return series, find_lead([reports.get(week) for week in weeks], [answers.get(week) for week in weeks])


def _average_reports(unit: Unit, initiative: Initiative, first: date) -> dict[date, float]:
    """The mean severity of what others than the lead reported, by the Monday of its week."""
    reports: dict[date, list[float]] = {}
    for status in list_statuses(unit, initiative.key, MOST_STATUSES):
        week = find_monday(status.at.date())
        if status.superseded_by is None and week >= first and status.author_id != initiative.lead_id:
            reports.setdefault(week, []).append(float(SEVERITY.index(status.rag)))
    return {week: fmean(severities) for week, severities in reports.items()}


def _read_trend(unit: Unit, key: str, series: Series, first: date) -> dict[date, float]:
    trend = list_trend(unit, key, series.audience, series.question_key, WEEKS)
    return {week.week_on: _measure(series, week) for week in trend if week.week_on >= first}


def _measure(series: Series, week: Rollup) -> float:
    """The share of detractors, or else of those who did not agree."""
    return week.detractors / week.n if series.kind == Kind.ENPS else 1 - read_figures(week).share.value
