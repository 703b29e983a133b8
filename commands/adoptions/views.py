"""How adoption looks."""

from collections.abc import Sequence

from commands.slack.adoption_lines import show_adoption
from commands.slack.blocks import Message, compose, header, section
from storage.adoptions import AdoptionReading
from storage.initiatives import Initiative


def adoption_message(initiative: Initiative, readings: Sequence[AdoptionReading]) -> Message:
    """Each metric's latest reading, said with its interval, and its course."""
    by_metric: dict[str, list[AdoptionReading]] = {}
    for reading in readings:
        by_metric.setdefault(reading.metric, []).append(reading)
    title = header(f"{initiative.key} · Adoption")
    if not by_metric:
        return compose(title, section(f"No reading yet. `/change adoption {initiative.key} logins 412/600`"))
    return compose(title, *(section(show_adoption(course)) for course in by_metric.values()))
