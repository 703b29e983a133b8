"""The directory: everybody on every page, one more try where Slack asks to wait, and nobody else held up meanwhile."""

import asyncio
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.directory import HURRIED_SECONDS, MEMBERS_PAGE_SIZE
from bot.sandbox.faults import Fault
from bot.sandbox.members import User
from storage.audiences import list_audiences
from storage.errors import NotFound
from storage.people import find_person, list_people
from tests.workspaces import Office, open_office

MANY = MEMBERS_PAGE_SIZE + 7


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    """The office before anybody has faults, with a channel of many."""
    async with open_office(tmp_path, "socket") as opened:
        yield opened


def hire(office: Office) -> list[str]:
    """So many new people that every list of them has several pages; all are in #general."""
    users = [User(f"UNEW{number:04}", f"new{number}", f"New {number}") for number in range(MANY)]
    for user in users:
        office.workspace.add_user(user)
        office.workspace.get_channel("general").members.append(user.id)
    return [user.id for user in users]


async def test_every_page_is_read(office: Office) -> None:
    hired = set(hire(office))
    assert await office.app.directory.sync_people(office.team_id) == len(office.workspace.users)
    people = await office.store.read(office.team_id, list_people)
    assert hired < {person.user_id for person in people}
    channel = office.workspace.get_channel("general")
    members = await office.app.directory.list_channel_members(office.team_id, channel.id)
    assert sorted(members) == sorted(channel.members)
    assert len(members) == len(set(members)) > MANY


@pytest.mark.parametrize(
    "method", ["users.list", "conversations.members", "usergroups.users.list", "usergroups.list", "users.info"]
)
async def test_where_slack_asks_to_wait_it_is_asked_once_more(office: Office, method: str) -> None:
    office.sandbox.faults.script(method, Fault.limit(1), times=1)
    started = time.monotonic()
    await ask(office, method)
    assert time.monotonic() - started >= 1
    office.sandbox.faults.script(method, Fault.limit(1), times=2)
    with pytest.raises(Exception, match=r"ratelimited|no more such questions"):
        await ask(office, method)
    office.sandbox.faults.clear()
    await ask(office, method)


async def ask(office: Office, method: str) -> None:
    """Whatever of the directory calls this method."""
    directory, team_id = office.app.directory, office.team_id
    office.workspace.users.setdefault("UNEW", User("UNEW", "newest", "Newest"))
    group = next(iter(office.workspace.groups.values()))
    if method == "users.list":
        await directory.sync_people(team_id)
    elif method == "conversations.members":
        await directory.list_channel_members(team_id, office.workspace.get_channel("general").id)
    elif method == "usergroups.users.list":
        await directory.list_group_members(team_id, group.id)
    elif method == "usergroups.list":
        await directory.get_group(team_id, group.handle)
    else:
        await directory._fetch_person(team_id, "UNEW")


async def test_who_is_waited_for_hears_at_once_that_slack_is_busy(office: Office) -> None:
    office.sandbox.faults.script("usergroups.users.list", Fault.limit(30), times=5)
    started = time.monotonic()
    answer = await office.type("mia", "/change audience new sales kind:employees from:@sales")
    assert time.monotonic() - started < HURRIED_SECONDS + 1
    assert "Slack wants no more such questions for 30 seconds; please try again then" in answer
    assert answer.endswith("Nothing was saved.")
    assert await office.store.read(office.team_id, list_audiences) == []


async def test_one_slow_answer_holds_nobody_else_up(office: Office) -> None:
    office.sandbox.faults.script("users.list", Fault.latency(4), times=1)
    syncing = asyncio.create_task(office.app.directory.sync_people(office.team_id))
    await asyncio.sleep(0.1)
    assert "No audience yet" in await office.type("mia", "/change audience list")
    assert not syncing.done(), "the answer came while Slack was still being waited for"
    await syncing


async def test_absences_are_copied_and_end(office: Office) -> None:
    clock = office.store.clock
    ana = office.workspace.get_user("ana")
    until = (clock.now() + timedelta(days=4)).replace(microsecond=0)
    ana.status_text, ana.status_emoji, ana.status_expiration = "Vacationing", ":palm_tree:", int(until.timestamp())
    await office.app.directory.sync_people(office.team_id)
    assert await find_away(office, ana.id) == until
    ana.status_expiration = 0
    await office.app.directory.sync_people(office.team_id)
    away_until = await find_away(office, ana.id)
    assert away_until is not None
    assert timedelta(hours=12) < away_until - clock.now() < timedelta(hours=14)
    ana.status_text = ana.status_emoji = ""
    await office.app.directory.sync_people(office.team_id)
    assert await find_away(office, ana.id) is None


async def find_away(office: Office, user_id: str) -> datetime | None:
    person = await office.store.read(office.team_id, lambda unit: find_person(unit, user_id))
    assert person is not None
    return person.away_until.astimezone(UTC) if person.away_until else None


async def test_a_group_that_slack_does_not_know_says_so(office: Office) -> None:
    with pytest.raises(NotFound, match="was not found"):
        await office.app.directory.get_group(office.team_id, "nosuch")
