"""Answering: a tap becomes a ballot, committed apart from everything that names the person."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from commands.pulses.asking import make_title
from commands.slack.ask import Ask, Place
from commands.slack.language import Say, find_language, translate
from commands.slack.results import read_questions
from storage.ballots import find_ballot, put_ballot
from storage.copies import find_delivery
from storage.errors import Refused
from storage.initiatives import get_initiative
from storage.outbox import list_send_recipients
from storage.pulses import Pulse, get_pulse
from storage.segments import find_segment
from storage.units import Unit
from surveys.questions import Question
from surveys.tokens import ballot_token, derive_key

SEGMENT = "All"
"""Everybody's segment in a pulse without segments."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A pulse as one invited person stands before it."""

    pulse: Pulse
    questions: list[Question]
    title: str
    say: Say


async def find_asked(ask: Ask, pulse_id: str) -> Asked:
    """The open pulse, for somebody who was invited; raises Refused when it is closed or was not sent to them."""

    def find(unit: Unit) -> Asked:
        pulse = get_pulse(unit, pulse_id)
        say = translate(find_language(unit, ask.user_id, pulse.audience))
        check_open(pulse, say)
        if ask.user_id not in list_send_recipients(unit, pulse.send_key):
            raise Refused(say("This pulse was sent to other people; you were not invited to it. Nothing was saved."))
        title = make_title(say, get_initiative(unit, pulse.initiative_key).name)
        return Asked(pulse, read_questions(pulse), title, say)

    return await ask.read(find)


async def find_place(ask: Ask, pulse: Pulse) -> Place | None:
    """Where the message stands that asked the asker; None when it has not come (yet)."""

    def find(unit: Unit) -> Place | None:
        found = find_delivery(unit, pulse.send_key, ask.user_id)
        return Place(found.channel_id, found.ts) if found and found.channel_id and found.ts else None

    return await ask.read(find)


async def find_own_ballot(ask: Ask, pulse: Pulse) -> dict[str, Any]:
    """The asker's answers so far; empty when there are none."""
    token = make_token(ask, pulse)
    return await ask.read(lambda unit: find_ballot(unit, token)) or {}


async def change_ballot(ask: Ask, asked: Asked, change: Callable[[dict[str, Any]], dict[str, Any]]) -> dict[str, Any]:
    """Apply a change to the asker's ballot in a unit of its own; whether the pulse is open is checked there again."""
    pulse, say = asked.pulse, asked.say
    token = make_token(ask, pulse)

    def store(unit: Unit) -> dict[str, Any]:
        check_open(get_pulse(unit, pulse.id), say)
        answers = change(find_ballot(unit, token) or {})
        put_ballot(unit, pulse.id, token, find_segment(unit, pulse.id, ask.user_id) or SEGMENT, answers)
        return answers

    return await ask.house.store.write_ballot(ask.team_id, store)


def make_token(ask: Ask, pulse: Pulse) -> str:
    """The asker's token in an open pulse."""
    assert pulse.salt is not None
    return ballot_token(derive_key(ask.house.pepper, pulse.salt), pulse.id, ask.user_id)


def check_open(pulse: Pulse, say: Say) -> None:
    """Raise Refused, kindly, when the pulse takes no answers any more."""
    if not pulse.is_open:
        raise Refused(
            say(
                "{pulse} closed on {day}, so this answer came too late. Thank you all the same; the next pulse will "
                "ask you again. Nothing was saved.",
                pulse=pulse.id,
                day=say.day(pulse.closes_at.date()),
            )
        )
