"""What may be said of adoption: each metric's latest reading with its interval, of its change only what is clear."""

from collections.abc import Sequence
from datetime import date

from commands.slack.dates import describe_date
from commands.slack.figures import draw_sparkline
from commands.slack.text import inert, shorten
from storage.adoptions import AdoptionReading
from surveys.adoption import COUNTED, adoption_rate
from surveys.statistics import Proportion
from surveys.trends import compare

METRIC_SHOWN = 100


def describe_adoption(course: Sequence[AdoptionReading], week_ago: date) -> str:
    """One metric's readings, oldest first, as mrkdwn: the latest, against the latest of a week ago or earlier."""
    latest = course[-1]
    sentence = adoption_rate(latest.active, latest.eligible, latest.kind).sentence
    spark = draw_sparkline([reading.active / reading.eligible for reading in course])
    name = inert(shorten(latest.metric, METRIC_SHOWN, rendered=inert))
    return f"*{name}* {spark}\n{describe_date(latest.read_on)}: {inert(sentence)}{_describe_trend(course, week_ago)}"


def _describe_trend(course: Sequence[AdoptionReading], week_ago: date) -> str:
    before = [reading for reading in course if reading.read_on <= week_ago]
    if not before or before[-1] is course[-1]:
        return ""
    then, now = (Proportion(reading.active, reading.eligible) for reading in (before[-1], course[-1]))
    return f" {inert(compare(then, now, measure=COUNTED[course[-1].kind]).sentence)}"
