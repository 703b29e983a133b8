"""One KPI in two lines, for lists and the digest."""

from collections.abc import Sequence

from commands.slack.figures import draw_sparkline, measure_progress, show_number, show_percent
from commands.slack.goals import Goal
from commands.slack.text import inert
from storage.kpis import Kpi, KpiReading


def show_kpi(kpi: Kpi, readings: Sequence[KpiReading]) -> str:
    """One KPI in two lines: the latest value on its way from baseline to target."""
    goal = Goal(kpi.baseline, kpi.target, kpi.by_on, kpi.unit).describe()
    if not readings:
        return f"*{inert(kpi.name)}*\nno reading yet · {goal}"
    value = readings[-1].value
    progress = show_percent(measure_progress(kpi.baseline, kpi.target, value))
    spark = draw_sparkline([reading.value for reading in readings])
    headline = f"*{inert(kpi.name)}* {inert(show_number(value, kpi.unit))} {spark}".rstrip()
    return f"{headline}\n{progress} of the way {inert(goal)}"
