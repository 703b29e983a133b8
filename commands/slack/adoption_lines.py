"""One adoption metric in two lines, for lists and the digest."""

from collections.abc import Sequence

from commands.slack.dates import describe_date
from commands.slack.figures import draw_sparkline
from commands.slack.text import inert
from storage.adoptions import AdoptionReading
from surveys.adoption import adoption_rate


def show_adoption(course: Sequence[AdoptionReading]) -> str:
    """One metric's readings, oldest first, in a few words."""
    latest = course[-1]
    sentence = adoption_rate(latest.active, latest.eligible).sentence
    spark = draw_sparkline([reading.active / reading.eligible for reading in course])
    headline = f"*{inert(latest.metric)}* {spark}".rstrip()
    return f"{headline}\n{describe_date(latest.read_on)}: {inert(sentence)}"
