"""How it looks whom a pulse asks and reminds: counts, and before it has closed none that would tell of answers."""

from collections.abc import Mapping

from commands.slack.figures import count_people, show_count, show_percent
from commands.slack.text import inert
from storage.pulses import Pulse
from surveys.disclosure import FLOOR_SCORES


def describe_choice(asked: int, resting: int, later: int, when: str = "lately") -> str:
    """How many of an audience are asked, and what keeps the others: "38 of 60 people asked; 10 next time"."""
    everybody = asked + resting + later
    parts = [f"{asked:,} of {count_people(everybody)} asked"]
    if resting:
        parts.append(f"{resting:,} asked elsewhere {when}")
    if later:
        parts.append(f"{later:,} next time")
    return "; ".join(parts)


def describe_care(pulse: Pulse, reminders: int | None = None, when: str = "lately") -> str:
    """Whom a pulse asked and left out, when it reminds, why it did not wait; `reminders` are told once it closed.

    They are None where fewer answered than may be told: those asked less those reminded are those who answered.
    """
    sentences = [f"{describe_choice(pulse.invited, pulse.resting, pulse.later, when)}."]
    if pulse.remind_days and pulse.is_open:
        days = " and ".join(pulse.remind_days.split(","))
        sentences.append(f"Whoever has not answered is reminded on day {days}.")
    elif reminders is not None:
        sentences.append(f"{show_count(reminders, 'reminder')} sent.")
    if pulse.override_reason:
        sentences.append(f"It did not wait for a response to the one before: {inert(pulse.override_reason)}")
    return " ".join(sentences)


def describe_turnout(pulse: Pulse, answered: Mapping[str, int]) -> str:
    """In a list: how many were asked, and how many of them answered once it has closed; few are not counted."""
    if pulse.is_open:
        return f"{pulse.invited:,} asked"
    count = answered.get(pulse.id, 0)
    if count < FLOOR_SCORES:
        return f"fewer than {FLOOR_SCORES} of {pulse.invited:,} answered"
    return f"{count:,} of {pulse.invited:,} answered ({show_percent(count / pulse.invited)})"
