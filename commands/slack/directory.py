"""What features may ask of Slack's directory; the running process provides it."""

from dataclasses import dataclass
from typing import Protocol

from storage.people import Person


@dataclass(frozen=True, slots=True)
class Channel:
    """A conversation that people join."""

    channel_id: str
    name: str


@dataclass(frozen=True, slots=True)
class Group:
    """A user group, known by its handle."""

    group_id: str
    handle: str


class Directory(Protocol):
    """Looks people, channels and user groups up in the workspace; raises NotFound with a reason and a suggestion."""

    async def get_person(self, team_id: str, name_or_id: str) -> Person:
        """The member with this id, handle or full name."""

    async def get_person_by_email(self, team_id: str, email: str) -> Person:
        """The member with this e-mail address."""

    async def get_channel(self, team_id: str, name_or_id: str) -> Channel:
        """The channel with this id or name, if the bot can see it."""

    async def get_group(self, team_id: str, name_or_id: str) -> Group:
        """The user group with this id or handle."""

    async def list_channel_members(self, team_id: str, channel_id: str) -> list[str]:
        """User ids of everybody in a channel."""

    async def list_group_members(self, team_id: str, group_id: str) -> list[str]:
        """User ids of everybody in a user group."""

    async def list_people(self, team_id: str, user_ids: list[str]) -> list[Person]:
        """These members, fetching from Slack whom the store does not know yet."""
