"""Membership: who is in an audience at this moment, and who is left out and why."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from commands.slack.ask import House
from storage.audiences import Audience, Source
from storage.people import Person, list_people

KINDS = ("executives", "managers", "employees", "champions", "custom")


_MOST_PARTICULAR_FIRST = ("executives", "managers", "champions", "custom", "employees")
"""Somebody in two audiences gets the version that says most to them: a champion's asks for more than an employee's."""


@dataclass(frozen=True, slots=True)
class Membership:
    """The people an audience reaches, and those whom its rule names but who get nothing."""

    members: list[Person]
    left_out: list[Person]


async def resolve_audience(house: House, team_id: str, audience: Audience) -> Membership:
    """Ask Slack and the store who is in the audience now."""
    included = await _collect(house, team_id, audience.included)
    excluded = set(await _collect(house, team_id, audience.excluded))
    wanted = [user_id for user_id in included if user_id not in excluded]
    people = await house.directory.list_people(team_id, wanted)
    people.sort(key=lambda person: (person.name, person.user_id))
    return Membership(
        members=[person for person in people if person.is_addressable],
        left_out=[person for person in people if not person.is_addressable and not person.is_bot],
    )


async def resolve_audiences(house: House, team_id: str, audiences: Sequence[Audience]) -> dict[str, list[Person]]:
    """Members by audience name; somebody in several stands in the most particular only, and so is told once."""
    members: dict[str, list[Person]] = {}
    seen: set[str] = set()
    for audience in sorted(audiences, key=lambda audience: _MOST_PARTICULAR_FIRST.index(audience.kind)):
        found = (await resolve_audience(house, team_id, audience)).members
        members[audience.name] = [person for person in found if person.user_id not in seen]
        seen |= {person.user_id for person in found}
    return members


async def _collect(house: House, team_id: str, sources: Iterable[Source]) -> list[str]:
    user_ids: dict[str, None] = {}
    for source in sources:
        if "person" in source:
            found = [source["person"]]
        elif "channel" in source:
            found = await house.directory.list_channel_members(team_id, source["channel"])
        elif "all" in source:
            everybody = await house.store.read(team_id, list_people)
            found = [person.user_id for person in everybody if person.is_addressable]
        elif "group" in source:
            found = await house.directory.list_group_members(team_id, source["group"])
        else:
            found = source["people"]
        user_ids |= dict.fromkeys(found)
    return list(user_ids)
