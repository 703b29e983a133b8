"""Reminding: twice at most, those without a ballot, and nothing is kept of who that was.

A reminder is promised to everybody whom the invitation has reached; whether there is a ballot is looked at right before
it is posted. Its row is deleted then, whether it was posted or not (`storage.fleeting`).
"""

from datetime import datetime, timedelta
from functools import partial

from commands.pulses.asking import make_title, question_message
from commands.slack.ask import House
from commands.slack.blocks import Message, compose, section
from commands.slack.features import Round
from commands.slack.grammar import split_list
from commands.slack.inputs import is_blank
from commands.slack.language import Say
from commands.slack.results import read_questions
from commands.slack.telling import write_in_languages
from commands.slack.values import parse_whole
from storage.ballots import find_ballot
from storage.errors import BadInput
from storage.fleeting import forget_about
from storage.initiatives import get_initiative
from storage.invitations import list_reached
from storage.outbox import Priority, Recipient, is_promised, promise
from storage.people import list_people
from storage.pulses import Pulse, PulseState, get_pulse, list_pulses
from storage.units import Unit
from surveys.tokens import ballot_token, derive_key

KIND = "pulse-reminder"
DEFAULT_DAYS = (3, 5)
MOST = 2
NONE = "none"
EXAMPLE = "3,5"


def parse_days(text: str | None, open_days: int) -> tuple[int, ...]:
    """The days of a pulse on which to remind, the day of opening being the first: two at most, or none.

    Without a text they are the third and the fifth, as far as the pulse is open then.
    """
    if text is None or is_blank(text):
        return tuple(day for day in DEFAULT_DAYS if day <= open_days)
    if text.strip().casefold() == NONE:
        return ()
    typed = split_list(text)
    days = sorted({parse_whole(day, "Remind", 2, 60, EXAMPLE) for day in typed})
    if len(days) > MOST:
        raise BadInput("Remind", f"{len(days)} days; at most {MOST}, since more would be nagging", EXAMPLE)
    if days and days[-1] > open_days:
        raise BadInput("Remind", f"day {days[-1]} is after the last day, which is {open_days}", "remind:none")
    return tuple(days)


def find_due_day(pulse: Pulse, now: datetime) -> int | None:
    """The latest day of reminding that has begun; None before the first, and once the pulse's time is over."""
    if now >= pulse.closes_at:
        return None
    days = [int(day) for day in pulse.remind_days.split(",") if day]
    begun = [day for day in days if pulse.opened_at + timedelta(days=day - 1) <= now]
    return max(begun, default=None)


async def remind(tick: Round) -> None:
    """Promise the reminders that are due; one that was missed is not made up for beside the next."""
    store, team_id = tick.house.store, tick.team_id

    def find(unit: Unit) -> list[tuple[str, int]]:
        open_pulses = list_pulses(unit, state=PulseState.OPEN)
        due = [(pulse, find_due_day(pulse, tick.now)) for pulse in open_pulses]
        return [(pulse.id, day) for pulse, day in due if day and not is_promised(unit, _name_send(pulse.id, day))]

    for pulse_id, day in await store.read(team_id, find):
        await store.write(team_id, partial(promise_reminder, pulse_id=pulse_id, day=day))


def promise_reminder(unit: Unit, pulse_id: str, day: int) -> None:
    """Promise the reminder of a day, once, in place of an earlier one that still waits for its recipient."""
    pulse = get_pulse(unit, pulse_id)
    if not pulse.is_open or is_promised(unit, _name_send(pulse_id, day)):
        return
    forget_about(unit, pulse_id)
    reached = set(list_reached(unit, pulse_id))
    people = [person for person in list_people(unit) if person.user_id in reached]
    name = get_initiative(unit, pulse.initiative_key).name
    contents, variants = write_in_languages(
        unit, people, pulse.audience, lambda say: reminder_message(pulse, make_title(say, name), say)
    )
    promise(
        unit,
        key=_name_send(pulse_id, day),
        kind=KIND,
        subject=pulse_id,
        priority=Priority.NUDGE,
        contents_by_variant=contents,
        recipients=[
            Recipient(user_id, unit.now, variant, audience=pulse.audience) for user_id, variant in variants.items()
        ],
        is_fleeting=True,
    )


async def is_reminder_wanted(house: House, team_id: str, subject: str, recipient: str) -> bool:
    """Whether a pulse still takes answers and has none by this person."""

    def find(unit: Unit) -> bool:
        pulse = get_pulse(unit, subject)
        if not pulse.is_open or pulse.salt is None:
            return False
        return find_ballot(unit, ballot_token(derive_key(house.pepper, pulse.salt), pulse.id, recipient)) is None

    return await house.store.read(team_id, find)


def reminder_message(pulse: Pulse, title: str, say: Say) -> Message:
    """A reminder: until when there is time, and the first question, to be answered right there."""
    questions = read_questions(pulse)
    asked = question_message(pulse, questions, 0, title, say, again=False)
    until = say("A reminder: {pulse} closes on {moment}.", pulse=pulse.id, moment=say.instant(pulse.closes_at))
    private = say("Whoever has answered gets none, and it is kept nowhere who got one.")
    opening = compose(section(f"{until} {private}"), prefix="remind")
    return Message(f"{opening.text}\n{asked.text}", [*opening.blocks, *asked.blocks])


def _name_send(pulse_id: str, day: int) -> str:
    return f"{KIND}:{pulse_id}:{day}"
