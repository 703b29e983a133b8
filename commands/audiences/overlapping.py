"""Overlaps: who is in several audiences, and which audiences share people."""

from commands.audiences.views import overlaps_message
from commands.slack.ask import Answer, Ask, Replacement, Reply
from commands.slack.blocks import Message
from commands.slack.pages import read_turn
from storage.memberships import count_members, count_memberships, list_overlaps
from storage.people import list_people
from storage.units import Unit


async def on_overlaps(ask: Ask) -> Answer:
    """`/change audience overlaps`."""
    return Reply(await ask.read(_make_message))


async def on_overlaps_page(ask: Ask) -> Answer:
    """Next and Previous under the overlaps."""
    _, page = read_turn(ask.value)
    return Replacement(await ask.read(lambda unit: _make_message(unit, page)))


def _make_message(unit: Unit, page: int = 0) -> Message:
    memberships = count_memberships(unit)
    shared = [user_id for user_id, count in memberships.items() if count > 2]
    names = {person.user_id: person.name for person in list_people(unit, shared)}
    return overlaps_message(list_overlaps(unit), count_members(unit), memberships, names, page)
