"""One adoption metric in two lines, for lists and the digest; and which of its readings count."""

from collections.abc import Iterable, Sequence
from datetime import date

from commands.slack.dates import describe_date
from commands.slack.figures import draw_sparkline
from commands.slack.text import inert
from storage.adoptions import AdoptionReading
from surveys.adoption import adoption_rate


def group_courses(readings: Iterable[AdoptionReading]) -> dict[str, list[AdoptionReading]]:
    """Each metric's readings, oldest first, of two for one day the later; `readings` are in that order."""
    courses: dict[str, dict[date, AdoptionReading]] = {}
    for reading in readings:
        courses.setdefault(reading.metric, {})[reading.read_on] = reading
    return {metric: list(course.values()) for metric, course in courses.items()}


def show_adoption(course: Sequence[AdoptionReading]) -> str:
    """One metric's readings, oldest first, in a few words."""
    latest = course[-1]
    sentence = adoption_rate(latest.active, latest.eligible, latest.kind).sentence
    spark = draw_sparkline([reading.active / reading.eligible for reading in course])
    headline = f"*{inert(latest.metric)}* {spark}".rstrip()
    return f"{headline}\n{describe_date(latest.read_on)}: {inert(sentence)}"
