"""What threatens an initiative: the map of its live risks and exposure over time, private ones never; pure."""

from collections.abc import Sequence

from commands.dashboards.facts import InitiativeFacts
from commands.dashboards.figures import Column, FactTable, Figure, Section
from commands.dashboards.tables import tabulate_risks
from commands.risks.exposure import list_week_ends, trace_exposure
from commands.risks.maps import map_risks
from commands.slack.figures import show_count
from commands.slack.scoring import Bands
from commands.slack.time_charts import Point, Series, TimeChart
from storage.risks import Risk

MOST_TOLD = 5
PRIVATE = "Private risks are not shown here."


def compose_risks(facts: InitiativeFacts) -> Section:
    """Live risks by likelihood and impact, all risks in a table, and exposure over time."""
    live = [risk for risk in facts.risks if risk.is_live]
    issues = sum(risk.is_issue for risk in facts.risks)
    count = f"{show_count(len(live), 'live risk')} and {show_count(issues, 'issue')}."
    said = f"{count}\n{_tell_risks(live, facts.bands)}".strip()
    grid = map_risks(facts.initiative, live, facts.bands, is_brief=True)
    figures = [
        Figure("Likelihood and impact", said, tabulate_risks(facts), grid),
        _show_exposure(facts),
    ]
    return Section("risks", "Risks", figures, PRIVATE)


def _tell_risks(risks: Sequence[Risk], bands: Bands) -> str:
    return "\n".join(
        f"{risk.id} {risk.title}: {bands.find(risk.score)} {risk.score} ({risk.likelihood} × {risk.impact})"
        for risk in risks[:MOST_TOLD]
    )


def _show_exposure(facts: InitiativeFacts) -> Figure:
    moments = list_week_ends(facts.now)
    course = trace_exposure(facts.assessments, moments)
    points = [Point(moment.date(), value) for moment, value in zip(moments, course, strict=True)]
    said = f"The scores of all live risks add up to {course[-1]}; {len(moments) - 1} weeks ago to {course[0]}."
    columns = (Column("Day", "day"), Column("Exposure", "number"))
    table = FactTable("exposure", "Exposure by week", columns, [(point.on, point.value) for point in points])
    return Figure(
        "Exposure over time", said, table, TimeChart("Exposure", "sum of scores", [Series("Exposure", points)])
    )
