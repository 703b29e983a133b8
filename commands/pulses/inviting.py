"""Inviting: what each person gets when a pulse asks them: their language, and every third time a choice beside it."""

from collections.abc import Sequence

from commands.pulses.asking import invitation_message, make_title
from commands.pulses.keeping import find_third_time, with_choice
from commands.slack.blocks import Message
from commands.slack.language import Say
from commands.slack.results import read_questions
from commands.slack.telling import write_in_languages
from storage.initiatives import get_initiative
from storage.outbox import Content
from storage.people import Person
from storage.pulses import Pulse
from storage.units import Unit


def write_invitations(unit: Unit, pulse: Pulse, asked: Sequence[Person]) -> tuple[dict[str, Content], dict[str, str]]:
    """A pulse's invitations: contents by variant, and variants by user id."""
    questions = read_questions(pulse)
    name = get_initiative(unit, pulse.initiative_key).name

    def write(say: Say) -> Message:
        return invitation_message(pulse, questions, make_title(say, name), say)

    third = find_third_time(unit, asked)
    usual = [person for person in asked if person.user_id not in third]
    choosing = [person for person in asked if person.user_id in third]
    contents, variants = write_in_languages(unit, usual, pulse.audience, write)
    more, theirs = write_in_languages(unit, choosing, pulse.audience, lambda say: with_choice(write(say), say))
    contents |= {_name_variant(language): content for language, content in more.items()}
    variants |= {user_id: _name_variant(language) for user_id, language in theirs.items()}
    return contents, variants


def _name_variant(language: str) -> str:
    return f"{language}-choice"
