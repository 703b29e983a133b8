"""Executives: who is in an audience of that kind now."""

from commands.slack.ask import House
from commands.slack.membership import resolve_audiences
from storage.audiences import list_audiences
from storage.people import Person


async def find_executives(house: House, team_id: str) -> list[Person]:
    """Everybody in an audience of executives, each once."""
    audiences = await house.store.read(team_id, lambda unit: list_audiences(unit, "executives"))
    members = await resolve_audiences(house, team_id, audiences)
    return [person for people in members.values() for person in people]
