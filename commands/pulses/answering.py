"""Answering: a tap becomes a ballot, committed apart from everything that names the person."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from commands.slack.ask import Ask
from commands.slack.dates import describe_date
from storage.ballots import find_ballot, put_ballot
from storage.errors import Conflict
from storage.initiatives import get_initiative
from storage.outbox import list_send_recipients
from storage.pulses import Pulse, get_pulse
from storage.units import Unit
from surveys.questions import Question
from surveys.tokens import ballot_token, derive_key

SEGMENT = "All"
"""Everybody in one segment: a pulse goes to one audience, and its cuts come with the next step."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A pulse as one invited person stands before it."""

    pulse: Pulse
    questions: list[Question]
    title: str


async def find_asked(ask: Ask, pulse_id: str) -> Asked:
    """The open pulse, for somebody who was invited; raises Conflict when it is closed or was not sent to them."""

    def find(unit: Unit) -> Asked:
        pulse = get_pulse(unit, pulse_id)
        check_open(pulse)
        if ask.user_id not in list_send_recipients(unit, pulse.send_key):
            raise Conflict("This pulse was sent to other people; you were not invited to it.")
        title = f"{get_initiative(unit, pulse.initiative_key).name}: how is it going?"
        return Asked(pulse, read_questions(pulse), title)

    return await ask.read(find)


async def find_own_ballot(ask: Ask, pulse: Pulse) -> dict[str, Any]:
    """The asker's answers so far; empty when there are none."""
    token = make_token(ask, pulse)
    return await ask.read(lambda unit: find_ballot(unit, token)) or {}


async def change_ballot(ask: Ask, pulse: Pulse, change: Callable[[dict[str, Any]], dict[str, Any]]) -> dict[str, Any]:
    """Apply a change to the asker's ballot in a unit of its own; whether the pulse is open is checked there again."""
    token = make_token(ask, pulse)

    def store(unit: Unit) -> dict[str, Any]:
        check_open(get_pulse(unit, pulse.id))
        answers = change(find_ballot(unit, token) or {})
        put_ballot(unit, pulse.id, token, SEGMENT, answers)
        return answers

    return await ask.house.store.write_ballot(ask.team_id, store)


def make_token(ask: Ask, pulse: Pulse) -> str:
    """The asker's token in an open pulse."""
    assert pulse.salt is not None
    return ballot_token(derive_key(ask.house.pepper, pulse.salt), pulse.id, ask.user_id)


def read_questions(pulse: Pulse) -> list[Question]:
    """A pulse's questions as the survey rules know them."""
    return [Question.from_json(question) for question in pulse.questions]


def check_open(pulse: Pulse) -> None:
    """Raise Conflict, kindly, when the pulse takes no answers any more."""
    if not pulse.is_open:
        raise Conflict(
            f"{pulse.id} closed on {describe_date(pulse.closes_at.date())}, so this answer came too late. "
            "Thank you all the same; the next pulse will ask you again."
        )
