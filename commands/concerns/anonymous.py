"""Anonymous concerns: kept apart from everything that names a person, and told to the lead once a day."""

import hashlib
import hmac
import random
from collections.abc import Sequence
from datetime import date
from functools import partial
from zoneinfo import ZoneInfo

from commands.concerns.views import anonymous_message
from commands.slack.ask import Ask
from commands.slack.features import Round
from commands.slack.telling import tell
from commands.slack.text import inert
from storage.anonymous_concerns import list_concern_rounds, put_anonymous_concern, take_waiting_concerns
from storage.initiatives import get_initiative, get_open_initiative
from storage.units import Unit

EARLIEST_HOUR = 9
MESSAGE_TEXT = 3_500
"""So many characters of other people's words go into one message; Slack asks for less than 4,000."""

_chance = random.SystemRandom()


async def keep_anonymously(ask: Ask, key: str, words: str) -> None:
    """Store the words in a ballot's lane: no actor, no receipt, no audit, and nothing else in the transaction.

    The id is drawn from the envelope with the house's pepper, so that a repeated envelope stores them once.
    """
    identifier = hmac.new(ask.house.pepper, f"concern:{ask.receipt}".encode(), hashlib.sha256).hexdigest()[:32]

    def put(unit: Unit) -> None:
        get_open_initiative(unit, key)
        put_anonymous_concern(unit, identifier, key, words)

    await ask.house.store.write_ballot(ask.team_id, put)


async def hold_rounds(tick: Round) -> None:
    """Once a day, from nine where a lead lives, tell them all that waits; a day on which nothing does is spent too."""
    store = tick.house.store
    for due in await store.read(tick.team_id, list_concern_rounds):
        local = tick.now.astimezone(ZoneInfo(due.zone))
        if local.hour >= EARLIEST_HOUR and (due.last_on is None or due.last_on < local.date()):
            await store.write(tick.team_id, partial(_hold_round, key=due.initiative_key, today=local.date()))


def _hold_round(unit: Unit, key: str, today: date) -> None:
    initiative = get_initiative(unit, key)
    words = take_waiting_concerns(unit, key, today)
    _chance.shuffle(words)
    for number, part in enumerate(split_words(words)):
        told_as = f"concern:{key}:{today.isoformat()}:{number}"
        tell(unit, anonymous_message(initiative, part), [initiative.lead_id], key=told_as, kind="concern", subject=key)


def split_words(words: Sequence[str]) -> list[list[str]]:
    """The texts in order, in as few messages as their length as shown allows; a longer one has a message to itself."""
    parts: list[list[str]] = []
    room = 0
    for text in words:
        length = len(inert(text))
        if length > room:
            parts.append([])
            room = MESSAGE_TEXT
        parts[-1].append(text)
        room -= length
    return parts
