"""One KPI in two lines, for lists and the digest."""

from collections.abc import Sequence

from commands.slack.dates import describe_date
from commands.slack.figures import draw_sparkline, measure_progress, show_number, show_percent
from commands.slack.text import inert
from storage.kpis import Kpi, KpiReading


def show_kpi(kpi: Kpi, readings: Sequence[KpiReading]) -> str:
    """One KPI in two lines: the latest value on its way from baseline to target."""
    goal = f"from {show_number(kpi.baseline)} to {show_number(kpi.target, kpi.unit)} by {describe_date(kpi.by_on)}"
    if not readings:
        return f"*{inert(kpi.name)}*\nno reading yet · {goal}"
    value = readings[-1].value
    progress = show_percent(measure_progress(kpi.baseline, kpi.target, value))
    spark = draw_sparkline([reading.value for reading in readings])
    headline = f"*{inert(kpi.name)}* {inert(show_number(value, kpi.unit))} {spark}".rstrip()
    return f"{headline}\n{progress} of the way {inert(goal)}"
