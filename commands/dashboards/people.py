"""What people say and do: sentiment of closed pulses and adoption, both with their intervals; pure."""

from commands.dashboards.facts import InitiativeFacts
from commands.dashboards.figures import Figure, Section
from commands.dashboards.tables import tabulate_adoption, tabulate_sentiment
from commands.slack.adoption_lines import group_courses
from commands.slack.dates import describe_date
from commands.slack.figures import show_enps, show_favourable, show_percent
from commands.slack.results import find_favourable
from commands.slack.time_charts import Point, Series, TimeChart
from storage.adoptions import AdoptionReading
from storage.pulses import Pulse
from surveys.adoption import adoption_rate
from surveys.disclosure import Hidden
from surveys.growth import Plan
from surveys.results import QuestionResult, Scores
from surveys.statistics import Enps, Proportion
from surveys.trends import compare, compare_enps

MOST_DRAWN = 6
PLAN_STEPS = 24
FLOORS = "Fewer than 5 answers are never shown, and nothing while a pulse is open."

Answered = tuple[Pulse, QuestionResult]


def compose_sentiment(facts: InitiativeFacts) -> Section:
    """Each question to each audience over time, the latest first; all of them are in the table."""
    courses = _gather_courses(facts)
    if not courses:
        return Section("sentiment", "What people say", [], f"No pulse has closed yet. {FLOORS}")
    drawn = list(courses.items())[:MOST_DRAWN]
    figures = [_show_course(facts, audience, text, course) for (audience, text), course in drawn]
    said = "What may be shown of every question of every closed pulse."
    figures.append(Figure("All questions", said, tabulate_sentiment(facts)))
    return Section("sentiment", "What people say", figures, FLOORS)


def compose_adoption(facts: InitiativeFacts) -> Section:
    """Each metric's share of those who could, over time, against its plan."""
    courses = group_courses(facts.adoption)
    figures = [_show_adoption(facts, metric, course) for metric, course in courses.items()]
    return Section("adoption", "Adoption", figures, "" if figures else "No reading yet.")


def _gather_courses(facts: InitiativeFacts) -> dict[tuple[str, str], list[Answered]]:
    """Answers by audience and question, the earliest first in each; the question asked last comes first."""
    courses: dict[tuple[str, str], list[Answered]] = {}
    for pulse in facts.pulses:
        result = facts.results.get(pulse.id)
        for question, answer in zip(result.questions, result.overall, strict=True) if result else ():
            courses.setdefault((pulse.audience, question.text), []).insert(0, (pulse, answer))
    return courses


def _show_course(facts: InitiativeFacts, audience: str, text: str, course: list[Answered]) -> Figure:
    title = f"“{text}” ({audience})"
    table = tabulate_sentiment(facts, (audience, text))
    shares = [(pulse, share) for pulse, answer in course if (share := find_favourable(answer))]
    scores = [(pulse, answer.enps) for pulse, answer in course if isinstance(answer, Scores) and answer.enps]
    if shares:
        points = [_point(pulse, share) for pulse, share in shares]
        chart = TimeChart(title, "favourable", [Series("Favourable", points)], is_share=True)
        return Figure(title, _tell_shares(course, [share for _, share in shares]), table, chart)
    if scores:
        points = [Point(pulse.closes_at.date(), enps.score, *enps.interval) for pulse, enps in scores]
        said = _tell_enps([enps for _, enps in scores])
        return Figure(title, said, table, TimeChart(title, "eNPS", [Series("eNPS", points)]))
    latest = course[-1][1]
    return Figure(
        title, latest.reason if isinstance(latest, Hidden) else "Its answers have no scale; see the table.", table
    )


def _point(pulse: Pulse, share: Proportion) -> Point:
    return Point(pulse.closes_at.date(), share.value, *share.interval)


def _tell_shares(course: list[Answered], shares: list[Proportion]) -> str:
    latest = shares[-1]
    closed = describe_date(course[-1][0].closes_at.date())
    hidden = (
        " The latest pulse may not be shown." if find_favourable(course[-1][1]) is None else f" Closed on {closed}."
    )
    figures = f"{show_favourable(latest)}.{hidden}"
    return figures if len(shares) < 2 else f"{figures} {compare(shares[-2], latest).sentence}"


def _tell_enps(scores: list[Enps]) -> str:
    figures = f"{show_enps(scores[-1])}."
    return figures if len(scores) < 2 else f"{figures} {compare_enps(scores[-2], scores[-1]).sentence}"


def _show_adoption(facts: InitiativeFacts, metric: str, course: list[AdoptionReading]) -> Figure:
    points = []
    for reading in course:
        share = Proportion(reading.active, reading.eligible)
        points.append(Point(reading.read_on, share.value, *share.interval))
    latest = course[-1]
    said = f"{describe_date(latest.read_on)}: {adoption_rate(latest.active, latest.eligible, latest.kind).sentence}"
    series = [Series(metric, points)]
    if plans := facts.adoption_plans.get(metric):
        plan = plans[-1]
        said += f" Planned: {show_percent(plan.target)} by {describe_date(plan.by_on)}."
        series.append(Series("Plan", _draw_plan(Plan(plan.from_on, plan.by_on, plan.target)), is_target=True))
    chart = TimeChart(metric, "of those eligible", series, is_share=True)
    return Figure(metric, said, tabulate_adoption(facts, metric), chart)


def _draw_plan(plan: Plan) -> list[Point]:
    """The planned course at even distances, from its first day to its last."""
    length = plan.ends_on - plan.starts_on
    days = [plan.starts_on + length * step / PLAN_STEPS for step in range(PLAN_STEPS + 1)]
    return [Point(day, plan.at(day)) for day in days]
