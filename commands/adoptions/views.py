"""How adoption looks."""

from collections.abc import Sequence

from commands.slack.adoption_lines import show_adoption
from commands.slack.blocks import Message, compose, header, section
from commands.slack.choices import initiative_field
from commands.slack.modals import DateField, Modal, TextField
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


def adoption_modal(initiatives: list[Initiative]) -> Modal:
    """The form for a reading."""
    return Modal(
        callback_id="adoption.record",
        title="Record adoption",
        submit="Save",
        fields=[
            initiative_field(initiatives),
            TextField("Metric", limit=80, hint="Such as weekly logins"),
            TextField("Adoption", limit=20, hint="Active out of eligible people, such as 412/600"),
            DateField("On", is_optional=True, hint="Today when left empty"),
        ],
    )
