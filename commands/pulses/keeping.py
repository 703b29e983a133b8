"""Keeping people willing: every third time that somebody is asked they may keep it so, put it off, or stop it.

Everybody alike, whether they answered or not: nobody knows who did (`docs/decisions/0013-three-misses.md`).
"""

from collections.abc import Sequence
from datetime import timedelta

from commands.slack.ask import Answer, Ask, Reply
from commands.slack.blocks import Message, actions, button, compose, section
from commands.slack.language import Say, find_language, translate
from storage.invitations import count_invitations
from storage.outbox import Attention
from storage.people import Person
from storage.preferences import opt_out, pause_pulses
from storage.units import Unit

EVERY = 3
PAUSE = timedelta(days=30)


def with_choice(invitation: Message, say: Say) -> Message:
    """An invitation with the three buttons under it."""
    row = compose(
        section(say("This is every third time that we ask you, so: shall it stay like that?")),
        actions(
            button(say("Keep"), "pulse.keep", "keep", spoken=say("Keep being asked")),
            button(say("Later"), "pulse.later", "later", spoken=say("No pulse for 30 days")),
            button(say("Stop"), "pulse.stop", "stop", spoken=say("Stop being asked")),
        ),
        prefix="keep",
    )
    return Message(f"{invitation.text}\n{row.text}", [*invitation.blocks, *row.blocks])


def find_third_time(unit: Unit, people: Sequence[Person]) -> set[str]:
    """Who of these people is asked for a third, sixth, … time now, by user id."""
    counts = count_invitations(unit)
    return {person.user_id for person in people if (counts.get(person.user_id, 0) + 1) % EVERY == 0}


async def on_keep(ask: Ask) -> Answer:
    """Keep: nothing changes, and nothing is written."""
    say = await _find_say(ask)
    return Reply(compose(section(say("Gladly: it stays as it is."))))


async def on_later(ask: Ask) -> Answer:
    """Later: no pulse for 30 days."""
    say, until = await _find_say(ask), ask.now + PAUSE
    await ask.write(lambda unit: pause_pulses(unit, ask.user_id, until))
    said = say("No new pulse asks you until {moment}. `/change optin pulses` ends that.", moment=say.instant(until))
    return Reply(compose(section(said)))


async def on_stop(ask: Ask) -> Answer:
    """Stop: opted out of pulses."""
    say = await _find_say(ask)
    await ask.write(lambda unit: opt_out(unit, ask.user_id, [Attention.PULSES]))
    return Reply(compose(section(say("No pulse asks you any more. `/change optin pulses` has them back."))))


async def _find_say(ask: Ask) -> Say:
    return translate(await ask.read(lambda unit: find_language(unit, ask.user_id)))
