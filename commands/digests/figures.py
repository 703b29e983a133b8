"""The figures of a digest: the two charts that matter most, and the KPIs as a table."""

from collections.abc import Sequence
from datetime import date, timedelta

from commands.digests.facts import COURSE, PERIOD, InitiativeFacts
from commands.digests.lines import find_week
from commands.slack.charts import LineChart, Table
from commands.slack.derivation import measure_course, measure_gone
from commands.slack.figures import draw_sparkline, show_number, show_percent
from commands.slack.text import shorten
from storage.kpis import Kpi, KpiReading

POINTS_SHOWN = 8
EVEN_WAY = "Even way to target"
TITLE_LIMIT = 50
NAME_IN_TABLE = 60
COLUMNS = ("KPI", "Now", "Target")
"""No more, so that a phone shows them side by side."""


def choose_charts(facts: Sequence[InitiativeFacts]) -> list[LineChart]:
    """The KPI farthest behind its plan, then the adoption, or else the exposure, of whoever comes first with one."""
    chosen = [_chart_farthest_behind(facts), _chart_adoption(facts) or _chart_exposure(facts)]
    return [chart for chart in chosen if chart is not None]


def tabulate_kpis(facts: Sequence[InitiativeFacts]) -> Table | None:
    """Every KPI against its target, with what it was a week ago and its course; None when there is none."""
    rows = [_show_row(each, kpi, is_alone=len(facts) == 1) for each in facts for kpi in each.kpis]
    return Table(COLUMNS, rows) if rows else None


def _show_row(facts: InitiativeFacts, kpi: Kpi, *, is_alone: bool) -> list[str]:
    readings = facts.readings.get(kpi.id, ())
    name = kpi.name if is_alone else f"{facts.key} · {kpi.name}"
    name = shorten(name, NAME_IN_TABLE, str)
    target = f"{show_number(kpi.target, kpi.unit)} by {_show_target_day(kpi.by_on, facts.now.date())}"
    if not readings:
        return [name, "no reading yet", target]
    week = find_week(facts, kpi)
    before = f"from {show_number(week[0].value)} a week ago" if week else f"on {_show_day(readings[-1].read_on)}"
    spark = draw_sparkline([reading.value for reading in readings])
    done, gone = measure_course(kpi, readings, facts.now.date())
    now = f"{spark} {show_number(readings[-1].value, kpi.unit)} ({before})".strip()
    return [name, now, f"{target}: {show_percent(done)} of the way, {show_percent(gone)} of the time gone"]


def _chart_farthest_behind(facts: Sequence[InitiativeFacts]) -> LineChart | None:
    courses = [(each, kpi, _by_day(each.readings.get(kpi.id, ()))) for each in facts for kpi in each.kpis]
    drawable = [course for course in courses if len(course[2]) > 1]
    if not drawable:
        return None
    each, kpi, days = max(drawable, key=lambda course: _measure_lag(course[0], course[1]))
    planned = [kpi.baseline + (kpi.target - kpi.baseline) * measure_gone(kpi, day) for day in days]
    title = shorten(f"{each.key} · {kpi.name}{f', {kpi.unit}' if kpi.unit else ''}", TITLE_LIMIT, str)
    places = _count_places(kpi)
    return LineChart(title, "Reading", _label(days), [(EVEN_WAY, [round(value, places) for value in planned])])


def _chart_adoption(facts: Sequence[InitiativeFacts]) -> LineChart | None:
    for each in facts:
        for course in each.courses:
            if len(course) > 1:
                days = {r.read_on: round(100 * r.active / r.eligible, 1) for r in course[-POINTS_SHOWN:]}
                title = shorten(f"{each.key} · {course[-1].metric}: active, %", TITLE_LIMIT, str)
                return LineChart(title, "Active %", _label(days))
    return None


def _chart_exposure(facts: Sequence[InitiativeFacts]) -> LineChart | None:
    """The sum of live scores at the end of each of the last weeks, of the first initiative of which two are known."""
    for each in facts:
        weeks = {
            day: value for day in _list_week_ends(each.now.date()) if (value := _find_exposure(each, day)) is not None
        }
        if len(weeks) > 1:
            return LineChart(shorten(f"{each.key} · Sum of risk scores", TITLE_LIMIT, str), "Exposure", _label(weeks))
    return None


def _find_exposure(facts: InitiativeFacts, day: date) -> float | None:
    known = [each.exposure for each in facts.days if each.on_day <= day]
    return known[-1] if known else None


def _list_week_ends(today: date) -> list[date]:
    weeks = COURSE // PERIOD
    return [today - timedelta(weeks=week) for week in reversed(range(weeks))]


def _measure_lag(facts: InitiativeFacts, kpi: Kpi) -> float:
    done, gone = measure_course(kpi, facts.readings[kpi.id], facts.now.date())
    return gone - done


def _by_day(readings: Sequence[KpiReading]) -> dict[date, float]:
    days = {reading.read_on: reading.value for reading in readings}
    return dict(sorted(days.items())[-POINTS_SHOWN:])


def _show_day(day: date) -> str:
    """Short enough for a cell: "7 Dec"."""
    return f"{day.day} {day:%b}"


def _show_target_day(day: date, today: date) -> str:
    """Without the year where it can only be the next such day."""
    is_plain = timedelta() <= day - today < timedelta(days=365)
    return _show_day(day) if is_plain else f"{_show_day(day)} {day.year}"


def _count_places(kpi: Kpi) -> int:
    """Decimal places that tell one week of the way from the next: none for thousands, two for single figures."""
    return max(0, 3 - len(str(int(abs(kpi.target - kpi.baseline)))))


def _label(days: dict[date, float]) -> list[tuple[str, float]]:
    """Points by day and month, with the year where two would be alike."""
    labels = [f"{day:%d %b}" for day in days]
    if len(set(labels)) < len(labels):
        labels = [f"{day:%d %b %Y}" for day in days]
    return list(zip(labels, days.values(), strict=True))
