"""Segmenting: which part of an audience each of its people belongs to, by the source that they come from."""

from dataclasses import replace

from commands.slack.ask import House
from commands.slack.membership import resolve_audience
from storage.audiences import Audience, Source
from storage.errors import BadInput

SPLITS = ("source",)
NAME_LIMIT = 64


async def find_segments(house: House, team_id: str, audience: Audience) -> dict[str, str]:
    """The segment of each member by user id; who comes from several sources counts to the first of them.

    People named one by one have none of their own. BadInput unless two or more channels, groups or lists are named.
    """
    if not has_segments(audience):
        reason = f"{audience.name} is not made from several channels, groups or lists"
        raise BadInput("By", reason, "/change audience new all-sales kind:employees from:#sales,#field")
    segments: dict[str, str] = {}
    for source in _list_groups(audience):
        part = await resolve_audience(house, team_id, replace(audience, included=[source]))
        for person in part.members:
            segments.setdefault(person.user_id, _name(source))
    return segments


def has_segments(audience: Audience) -> bool:
    """Whether an audience is made from several channels, groups or lists."""
    return len(_list_groups(audience)) > 1


def _list_groups(audience: Audience) -> list[Source]:
    return [source for source in audience.included if "person" not in source]


def _name(source: Source) -> str:
    if "channel" in source:
        return f"#{source['name']}"[:NAME_LIMIT]
    if "group" in source:
        return f"@{source['name']}"[:NAME_LIMIT]
    return "everybody else" if "all" in source else "list"
