"""How far an initiative is: its state over time, KPIs against their targets, milestones with their slips; pure."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import zip_longest

from commands.dashboards.facts import InitiativeFacts
from commands.dashboards.figures import Figure, Section
from commands.dashboards.tables import (
    tabulate_dates,
    tabulate_days,
    tabulate_milestones,
    tabulate_readings,
    tabulate_statuses,
    tabulate_targets,
)
from commands.slack.dates import describe_date
from commands.slack.figures import measure_progress, show_count, show_number, show_percent
from commands.slack.rag import STALE_AFTER
from commands.slack.time_charts import Point, Run, Series, StateChart, TimeChart, join_runs
from storage.kpis import Kpi
from storage.milestones import Milestone
from storage.statuses import Status

RAG_COLOURS = {"green": "#4fae73", "amber": "#e3aa31", "red": "#e0696f", "grey": "#a3adae"}
FEWEST_KPIS = 3


def compose_state(facts: InitiativeFacts) -> Section:
    """Declared and derived, a row each."""
    until = facts.now.date() + timedelta(days=1)
    declared = join_runs(_list_declared(facts.statuses, facts.now), until)
    derived = join_runs([(each.on_day, each.derived) for each in facts.derivations], until)
    rows = [(name, runs) for name, runs in (("Declared", declared), ("By the facts", derived)) if runs]
    chart = StateChart("Declared, and by the facts", rows, RAG_COLOURS) if rows else None
    said = " ".join(f"{name}: {_tell_runs(runs)}." for name, runs in rows) or "Nobody has posted a status yet."
    figures = [
        Figure("Declared, and by the facts", said, tabulate_days(facts), chart),
        Figure("Statuses", _tell_latest(facts), tabulate_statuses(facts)),
    ]
    return Section("state", "State over time", figures)


def compose_kpis(facts: InitiativeFacts) -> Section:
    """Each KPI's course against every target that it had."""
    few = len(facts.kpis) < FEWEST_KPIS
    note = f"{show_count(len(facts.kpis), 'KPI is', 'KPIs are')} set, of at least {FEWEST_KPIS}." if few else ""
    figures = [_show_kpi(facts, kpi) for kpi in facts.kpis]
    if figures:
        moved = sum(len(facts.targets[kpi.id]) > 1 for kpi in facts.kpis)
        said = f"{show_count(moved, 'target')} moved since it was set." if moved else "No target has moved."
        figures.append(Figure("Targets and their versions", said, tabulate_targets(facts)))
    return Section("kpis", "KPIs against target", figures, note)


def compose_milestones(facts: InitiativeFacts) -> Section:
    """What is promised for when, and how the dates moved."""
    if not facts.milestones:
        return Section("milestones", "Milestones", [], "No milestone is promised yet.")
    pending = [each for each in facts.milestones if each.is_pending]
    done = sum(each.done_on is not None for each in facts.milestones)
    upcoming = f" Next: {describe_milestone(pending[0], facts.now.date())}." if pending else ""
    slipped = [each for each in facts.milestones if each.slip_days > 0]
    slips = ", ".join(f"{each.name} by {show_count(each.slip_days, 'day')}" for each in slipped)
    figures = [
        Figure(
            "Promised and kept",
            f"{done} of {show_count(len(facts.milestones), 'milestone')} done.{upcoming}",
            tabulate_milestones(facts),
            _chart_slips(facts),
        ),
        Figure("How dates moved", f"Later than first promised: {slips or 'none'}.", tabulate_dates(facts)),
    ]
    return Section("milestones", "Milestones", figures)


def describe_milestone(milestone: Milestone, today: date) -> str:
    """A milestone that is still to come, in words: "Go-live on Fri 4 Dec 2026, in 10 days"."""
    days = (milestone.due_on - today).days
    when = f"in {show_count(days, 'day')}" if days > 0 else "today"
    if days < 0:
        when = f"{show_count(-days, 'day')} overdue"
    return f"{milestone.name} on {describe_date(milestone.due_on)}, {when}"


def _show_kpi(facts: InitiativeFacts, kpi: Kpi) -> Figure:
    readings = facts.readings.get(kpi.id, ())
    way = f"from {show_number(kpi.baseline, kpi.unit)} to {show_number(kpi.target, kpi.unit)}"
    goal = f"{way} by {describe_date(kpi.by_on)}"
    table = replace(tabulate_readings(facts, [kpi]), title=f"Readings of {kpi.name}")
    if not readings:
        return Figure(kpi.name, f"No reading yet; to go {goal}.", table)
    latest = readings[-1]
    progress = show_percent(measure_progress(kpi.baseline, kpi.target, latest.value))
    said = f"{show_number(latest.value, kpi.unit)} on {describe_date(latest.read_on)}: {progress} of the way {goal}."
    versions = facts.targets[kpi.id]
    target = [Point(version.at.date(), version.target) for version in versions]
    target.append(Point(max(kpi.by_on, target[-1].on), kpi.target))
    course = Series("Measured", [Point(reading.read_on, reading.value) for reading in readings])
    return Figure(kpi.name, said, table, TimeChart(kpi.name, kpi.unit or "", [course, Series("Target", target, True)]))


def _list_declared(statuses: Sequence[Status], now: datetime) -> list[tuple[date, str]]:
    """From which day on which state was declared; grey from the day on which the latest had become too old."""
    standing = sorted((each for each in statuses if each.superseded_by is None), key=lambda each: each.at)
    declared: list[tuple[date, str]] = []
    for status, following in zip_longest(standing, standing[1:]):
        declared.append((status.at.date(), status.rag))
        stale_at = status.at + STALE_AFTER
        if stale_at < (following.at if following else now):
            declared.append((stale_at.date(), "grey"))
    return declared


def _tell_runs(runs: Sequence[Run]) -> str:
    return ", ".join(f"{run.state} from {describe_date(run.from_on)}" for run in runs[-4:])


def _tell_latest(facts: InitiativeFacts) -> str:
    latest = facts.standing.status
    if latest is None:
        return "No status yet."
    return f"{describe_date(latest.at.date())}, {facts.name(latest.author_id)}: {latest.summary}"


def _chart_slips(facts: InitiativeFacts) -> StateChart | None:
    """When each milestone was promised for, as a bar from the first date to the one of now."""
    moved = [each for each in facts.milestones if each.slip_days > 0]
    words = {each.id: f"+{show_count(each.slip_days, 'day')}" for each in moved}
    rows = [(each.name, [Run(words[each.id], each.first_on, each.due_on)]) for each in moved]
    return StateChart("Slips", rows, dict.fromkeys(words.values(), RAG_COLOURS["amber"])) if rows else None
