"""How adoption looks."""

from collections.abc import Mapping, Sequence

import slackblocks as sb

from commands.adoptions.dossiers import MetricFile, draw_plan, to_curve
from commands.slack.adoption_lines import show_adoption
from commands.slack.blocks import (
    Message,
    actions,
    button,
    compose,
    context,
    header,
    local_time,
    mention_actor,
    section,
    sections,
)
from commands.slack.charts import LineChart
from commands.slack.dates import describe_date
from commands.slack.figures import show_count, show_number, show_percent
from commands.slack.pages import Line, Listing
from commands.slack.text import inert, shorten
from storage.adoption_plans import AdoptionPlan
from storage.adoptions import AdoptionReading
from storage.api_tokens import ACTOR_PREFIX
from surveys.adoption import COUNTED
from surveys.growth import compare_with_plan
from surveys.statistics import Proportion
from surveys.trends import compare

POINTS_SHOWN = 20
CORRECTIONS_SHOWN = CHANGES_SHOWN = 5
DROPPED_SHOWN = 10
CHART_TITLE = 50
WORKING = "Forecast and speed are being worked out; open this again in a moment."


def adoption_list_message(
    key: str,
    courses: Mapping[str, Sequence[AdoptionReading]],
    dropped: Sequence[str],
    page: int = 0,
    note: str | None = None,
) -> Message:
    """Each metric's latest reading with its interval, and the button that opens it; below what was `dropped`."""
    lines = [
        Line(show_adoption(course) if course else f"*{inert(metric)}*\nPlanned, no reading yet.",
             f"{key} {metric}", metric)
        for metric, course in courses.items()
    ]  # fmt: skip
    listing = Listing(
        title=f"{key} · Adoption",
        subject=key,
        lines=lines,
        empty=f"No reading yet. `/change adoption {key} logins 412/600`",
        turn_action="adoption.page",
        open_action="adoption.show",
    )
    importing = button("Import", "adoption.import", key)
    head = [*([section(note)] if note else []), *([_list_dropped(key, dropped)] if dropped else [])]
    return listing.show(page, importing, head=head)


def adoption_card(file: MetricFile, outlook: Sequence[str] | None, near: str | None = None) -> Message:
    """Everything about one metric; `outlook` is what is forecast, None while that is being worked out.

    `near` is the known metric that the name of a new one resembles.
    """
    course = file.course
    return compose(
        header(f"{file.initiative_key} · Adoption"),
        section(_warn(file.metric, near)) if near else None,
        section(show_adoption(course) if course else f"*{inert(file.metric)}*\nNo reading yet."),
        _draw_course(file, course),
        *sections("\n".join(_list_verdicts(file, course, outlook))),
        *sections(_list_plans(file.plans)),
        _list_corrections(file),
        _list_changes(file),
        actions(
            button("Record a reading", "adoption.record", file.value, style="primary"),
            button("Plan", "adoption.plan", file.value),
            button("First uses", "adoption.first_use", file.value),
            button("Rename", "adoption.edit", file.value),
            button("Drop", "adoption.drop", file.value),
        ),
    )


def dropped_message(file: MetricFile) -> Message:
    """After Drop, with the way back."""
    return compose(
        section(
            f"*{inert(file.metric)}* ({file.initiative_key}) is dropped: it counts nowhere any more. What was entered "
            "stays on record."
        ),
        actions(button("Reopen", "adoption.reopen", file.value)),
    )


def _draw_course(file: MetricFile, course: Sequence[AdoptionReading]) -> sb.Block | None:
    shown = course[-POINTS_SHOWN:]
    if len(shown) < 2:
        return None
    points = [(f"{each.read_on:%d %b %y}", round(100 * each.active / each.eligible, 1)) for each in shown]
    beside = [("Plan, %", draw_plan(file.plan, [each.read_on for each in shown]))] if file.plan else []
    return LineChart(shorten(file.metric, CHART_TITLE, str), "Actual, %", points, beside).to_block()


def _list_verdicts(file: MetricFile, course: Sequence[AdoptionReading], outlook: Sequence[str] | None) -> list[str]:
    verdicts = []
    if len(course) > 1:
        before, after = (Proportion(each.active, each.eligible) for each in course[-2:])
        verdict = compare(before, after, measure=COUNTED[course[-1].kind])
        verdicts.append(f"Since {describe_date(course[-2].read_on)}: {inert(verdict.sentence)}")
    if file.plan and course:
        verdicts.append(_say_progress(file.plan, course[-1]))
    return [*verdicts, *([WORKING] if outlook is None else map(inert, outlook))]


def _say_progress(plan: AdoptionPlan, latest: AdoptionReading) -> str:
    progress = compare_with_plan(to_curve(plan), latest.read_on, latest.active, latest.eligible)
    where = "behind the plan" if progress.is_behind else "ahead of the plan" if progress.is_ahead else "as planned"
    return (
        f"Against the plan: *{where}* ({show_percent(progress.planned)} planned for {describe_date(latest.read_on)}, "
        f"{show_percent(progress.actual.value)} reached)."
    )


def _list_plans(plans: Sequence[AdoptionPlan]) -> str:
    return "\n".join(["*Plan*", *map(_show_plan, plans)]) if plans else ""


def _show_plan(plan: AdoptionPlan) -> str:
    return (
        f"{plan.version}. {show_number(round(100 * plan.target, 2))} % by {describe_date(plan.by_on)}, from "
        f"{describe_date(plan.from_on)}, set {local_time(plan.at)} by {mention_actor(plan.author_id)}"
    )


def _list_corrections(file: MetricFile) -> sb.Block | None:
    """What was entered for days that have more than one reading, the latest days first."""
    days: dict[str, list[str]] = {}
    for entry in file.entries:
        who = _show_author(entry.author_id)
        said = f"{entry.reading.active:,}/{entry.reading.eligible:,} by {who}"
        days.setdefault(describe_date(entry.reading.read_on), []).append(said)
    corrected = [f"{day}: {' → '.join(said)}" for day, said in reversed(days.items()) if len(said) > 1]
    if not corrected:
        return None
    more = len(corrected) - CORRECTIONS_SHOWN
    rest = [f"and {show_count(more, 'day')} earlier"] if more > 0 else []
    return context("\n".join(["*Corrected*", *corrected[:CORRECTIONS_SHOWN], *rest]))


def _list_changes(file: MetricFile) -> sb.Block | None:
    """What became of the metric, the latest first: other names, dropped, reopened."""
    lines = []
    for entry in file.changes[:CHANGES_SHOWN]:
        before = f" from {inert(entry.facts['metric'][0])}" if "metric" in entry.facts else ""
        what = entry.action.partition(".")[2].capitalize()
        lines.append(f"{what}{before} {local_time(entry.at)} by {_show_author(entry.actor_id)}")
    return context("\n".join(["*History*", *lines])) if lines else None


def _list_dropped(key: str, dropped: Sequence[str]) -> sb.Block:
    names = ", ".join(map(inert, dropped[:DROPPED_SHOWN])) + (" …" if len(dropped) > DROPPED_SHOWN else "")
    return context(f"Dropped: {names}. `/change adoption reopen {key} METRIC` takes one back.")


def _warn(metric: str, near: str) -> str:
    return (
        f":warning: *{inert(metric)}* is a new metric. Did you mean *{inert(near)}*? Then rename it, and its reading "
        "moves there."
    )


def _show_author(actor_id: str) -> str:
    if actor_id.startswith(ACTOR_PREFIX):
        return f"the token {inert(actor_id.removeprefix(ACTOR_PREFIX))}"
    return mention_actor(actor_id)
