"""The workspace's directory: people, channels and user groups, from the store where known and from Slack where not."""

import asyncio
from collections.abc import AsyncIterator
from copy import copy
from datetime import datetime
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.absences import find_away_until
from bot.clients import Clients
from bot.logs import get_logger
from bot.outcomes import Outcome, Verdict, classify
from commands.slack.directory import Channel, Group
from storage.attention import AWAY
from storage.errors import GroundswellError, NotFound, Unanswered
from storage.people import Person, find_people_called, find_person, find_person_by_email, list_people, put_people
from storage.preferences import release_waiting
from storage.store import Store
from storage.units import Unit
from storage.workspaces import list_workspaces

PAGE_SIZE = 200
"""As Slack advises; it takes up to 1,000."""
MEMBERS_PAGE_SIZE = 800
"""Of bare ids: who sends to a channel of thousands waits for a few pages."""
UNHURRIED_SECONDS = 60.0
HURRIED_SECONDS = 1.0

log = get_logger(__name__)


class SlackDirectory:
    """Answers from the store where it can; asks Slack with its paging, and remembers what it learns.

    Where Slack asks to wait, it waits up to `patience_seconds` and asks once more. While Slack does not say, it raises
    Unanswered: that somebody is unknown is never concluded from a silence.
    """

    def __init__(self, store: Store, clients: Clients, patience_seconds: float = UNHURRIED_SECONDS) -> None:
        self._store = store
        self._clients = clients
        self._patience_seconds = patience_seconds
        self._bars: dict[tuple[str, str], str] = {}

    def for_gestures(self) -> "SlackDirectory":
        """The same directory for those who are waited for: a person hears within three seconds, or is told why not."""
        hurried = copy(self)
        hurried._patience_seconds = HURRIED_SECONDS
        return hurried

    def find_bar(self, team_id: str, user_id: str) -> str | None:
        """Why this account may not use the bot (a guest may not be messaged but may ask), or None."""
        return self._bars.get((team_id, user_id))

    def _note_bar(self, team_id: str, person: Person) -> None:
        reason = person.unaddressable_reason
        if reason is None or person.is_guest:
            self._bars.pop((team_id, person.user_id), None)
        else:
            self._bars[team_id, person.user_id] = reason

    async def sync_everybody(self) -> None:
        """Copy the members of every workspace that has a token; one that refuses does not keep the others waiting."""
        for workspace in await self._store.read("", list_workspaces):
            try:
                await self.sync_people(workspace.team_id)
            except (GroundswellError, SlackApiError) as error:
                log.warning("people not copied", extra={"team": workspace.team_id, "reason": str(error)})

    async def sync_people(self, team_id: str) -> int:
        """Copy every member of the workspace into the store; gives how many."""
        client = await self._clients.get(team_id)
        count = 0
        async for page in self._pages(client, "users.list", "members", include_locale="true"):
            await self._learn(team_id, page)
            count += len(page)
        return count

    async def remember(self, team_id: str, member: dict[str, Any]) -> None:
        """Take over a member that an event described."""
        await self._learn(team_id, [member])

    async def _learn(self, team_id: str, members: list[dict[str, Any]]) -> list[Person]:
        """Keep members as Slack describes them; what waited for those who are back comes now."""
        people = [to_person(member, team_id, self._store.clock.now()) for member in members]
        for person in people:
            self._note_bar(team_id, person)
        await self._store.write(team_id, lambda unit: _keep(unit, people))
        return people

    async def get_person(self, team_id: str, name_or_id: str) -> Person:
        """The member with this id, handle or full name; raises NotFound with a suggestion."""
        known = await self._store.read(team_id, lambda unit: find_person(unit, name_or_id))
        if known is not None:
            return known
        called = await self._store.read(team_id, lambda unit: find_people_called(unit, name_or_id))
        if len(called) == 1:
            return called[0]
        if len(called) > 1:
            handles = [f"@{person.handle}" for person in called]
            raise NotFound("Person", name_or_id, handles, f"“{name_or_id}” could be several people")
        return await self._fetch_person(team_id, name_or_id)

    async def list_people(self, team_id: str, user_ids: list[str]) -> list[Person]:
        """These members, fetching from Slack whom the store does not know yet; unknown ones are left out."""
        known = await self._store.read(team_id, lambda unit: list_people(unit, user_ids))
        missing = set(user_ids) - {person.user_id for person in known}
        for user_id in sorted(missing):
            try:
                known.append(await self._fetch_person(team_id, user_id))
            except NotFound:
                continue
        return known

    async def get_person_by_email(self, team_id: str, email: str) -> Person:
        """The member with this e-mail address; raises NotFound. Slack allows few such questions a minute."""
        known = await self._store.read(team_id, lambda unit: find_person_by_email(unit, email))
        if known is not None:
            return known
        client = await self._clients.get(team_id)
        try:
            answer = await self._ask(client, "users.lookupByEmail", email=email)
        except SlackApiError as error:
            raise NotFound("Address", email, reason=_person_reason(error)) from error
        return (await self._learn(team_id, [answer["user"]]))[0]

    async def get_channel(self, team_id: str, name_or_id: str) -> Channel:
        """The channel with this id or name, if the bot can see it."""
        client = await self._clients.get(team_id)
        try:
            if name_or_id[:1] in "CG" and name_or_id.isupper():
                answer = await self._ask(client, "conversations.info", channel=name_or_id)
                return Channel(name_or_id, str(answer["channel"].get("name", name_or_id)))
            kinds = "public_channel,private_channel"
            async for page in self._pages(client, "conversations.list", "channels", types=kinds):
                for channel in page:
                    if channel["name"] == name_or_id.lower():
                        return Channel(channel["id"], channel["name"])
        except SlackApiError as error:
            raise NotFound("Channel", name_or_id, reason=_channel_reason(error, name_or_id)) from error
        raise NotFound("Channel", name_or_id, reason=f"#{name_or_id} was not found. If it is private, invite me first")

    async def get_group(self, team_id: str, name_or_id: str) -> Group:
        """The user group with this id or handle."""
        client = await self._clients.get(team_id)
        try:
            answer = await self._ask(client, "usergroups.list")
        except SlackApiError as error:
            raise NotFound("User group", name_or_id, reason=_group_reason(error)) from error
        groups = [Group(group["id"], group["handle"]) for group in answer["usergroups"]]
        for group in groups:
            if name_or_id in (group.group_id, group.handle):
                return group
        raise NotFound("User group", name_or_id, [group.handle for group in groups])

    async def list_channel_members(self, team_id: str, channel_id: str) -> list[str]:
        """User ids of everybody in a channel."""
        client = await self._clients.get(team_id)
        try:
            pages = self._pages(client, "conversations.members", "members", channel=channel_id, limit=MEMBERS_PAGE_SIZE)
            return [member async for page in pages for member in page]
        except SlackApiError as error:
            raise NotFound("Channel", channel_id, reason=_channel_reason(error, channel_id)) from error

    async def list_group_members(self, team_id: str, group_id: str) -> list[str]:
        """User ids of everybody in a user group."""
        client = await self._clients.get(team_id)
        try:
            answer = await self._ask(client, "usergroups.users.list", usergroup=group_id)
        except SlackApiError as error:
            raise NotFound("User group", group_id, reason=_group_reason(error)) from error
        return list(answer["users"])

    async def _fetch_person(self, team_id: str, user_id: str) -> Person:
        client = await self._clients.get(team_id)
        try:
            answer = await self._ask(client, "users.info", user=user_id, include_locale="true")
        except SlackApiError as error:
            known = await self._store.read(team_id, list_people)
            handles = [f"@{person.handle}" for person in known if person.is_addressable]
            raise NotFound("Person", f"@{user_id}", handles, reason=_person_reason(error)) from error
        return (await self._learn(team_id, [answer["user"]]))[0]

    async def _pages(self, client: AsyncWebClient, method: str, key: str, **arguments: Any) -> AsyncIterator[list[Any]]:
        cursor: str | None = None
        while cursor is None or cursor:
            params = {"limit": PAGE_SIZE, **arguments} | ({"cursor": cursor} if cursor else {})
            answer = await self._ask(client, method, **params)
            yield answer[key]
            cursor = (answer.get("response_metadata") or {}).get("next_cursor") or ""

    async def _ask(self, client: AsyncWebClient, method: str, **params: Any) -> Any:
        """Slack's answer; raises Unanswered when there is none, or only after a wait that nobody has time for."""
        for is_last in (False, True):
            try:
                return await client.api_call(method, http_verb="GET", params=params)
            except (SlackApiError, aiohttp.ClientError, TimeoutError) as error:
                outcome = classify(error)
                if outcome.verdict in (Verdict.REFUSED, Verdict.HALTED):
                    raise
                if is_last or not self._has_time_for(outcome):
                    raise _make_unanswered(outcome) from error
            await asyncio.sleep(outcome.retry_after_seconds)
        return None

    def _has_time_for(self, outcome: Outcome) -> bool:
        return outcome.verdict is Verdict.LIMITED and outcome.retry_after_seconds <= self._patience_seconds


def _keep(unit: Unit, people: list[Person]) -> None:
    known = list_people(unit, [person.user_id for person in people])
    were_away = {person.user_id for person in known if person.is_away_at(unit.now)}
    put_people(unit, people)
    for person in people:
        if person.user_id in were_away and not person.is_away_at(unit.now):
            release_waiting(unit, [AWAY], person.user_id)


def to_person(member: dict[str, Any], team_id: str, now: datetime) -> Person:
    """A member as Slack describes one, as the store keeps one."""
    profile = member.get("profile", {})
    home_team = member.get("team_id", team_id)
    return Person(
        user_id=member["id"],
        handle=member.get("name", member["id"]),
        name=profile.get("real_name") or member.get("real_name") or member.get("name", member["id"]),
        zone=member.get("tz") or "UTC",
        email=profile.get("email"),
        is_bot=bool(member.get("is_bot")) or member["id"] == "USLACKBOT",
        is_guest=bool(member.get("is_restricted") or member.get("is_ultra_restricted")),
        is_outsider=bool(member.get("is_stranger")) or home_team != team_id,
        is_active=not member.get("deleted", False),
        away_until=find_away_until(profile, now),
        locale=member.get("locale"),
    )


def _channel_reason(error: SlackApiError, name: str) -> str:
    code = error.response["error"]
    if code in ("channel_not_found", "not_in_channel"):
        return f"#{name} was not found. If it is private, invite me first"
    return f"Slack answered {code} for #{name}"


def _group_reason(error: SlackApiError) -> str:
    return f"Slack answered {error.response['error']}"


def _person_reason(error: SlackApiError) -> str | None:
    code = error.response["error"]
    return None if code in ("user_not_found", "users_not_found", "user_not_visible") else f"Slack answered {code}"


def _make_unanswered(outcome: Outcome) -> Unanswered:
    if outcome.verdict is not Verdict.LIMITED:
        return Unanswered()
    seconds = f"{outcome.retry_after_seconds:.0f} seconds"
    return Unanswered(f"wants no more such questions for {seconds}; please try again then")
