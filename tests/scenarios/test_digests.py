"""Digests as executives get them: what they follow, decided from the message, and quiet when nothing changed."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, time, timedelta

import pytest
import pytest_asyncio

from bot.sandbox.cast import CAST
from storage.follows import list_followed
from tests.workspaces import Office, find_id

pytestmark = pytest.mark.asyncio(loop_scope="module")
BOARD = ("clara", "hana")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def office(quick_office: Office) -> Office:
    """Three initiatives and a board of two executives."""
    for key, name in (("CRM", "One customer record"), ("ERP", "One ledger"), ("FSM", "Field service")):
        await quick_office.start_initiative(key, name)
    await quick_office.type("mia", "/change audience new board kind:executives from:@clara,@hana")
    return quick_office


@pytest_asyncio.fixture(loop_scope="module", autouse=True)
async def afresh(office: Office) -> AsyncIterator[None]:
    """Nobody follows anything, and nothing is unread."""
    yield
    for handle in (*BOARD, "aroha"):
        for key in await list_follows_of(office, handle):
            await office.type(handle, f"/change unfollow {key}")
    await office.drain()
    office.read_everything()


async def list_follows_of(office: Office, handle: str) -> list[str]:
    return await office.store.read(office.team_id, lambda unit: list_followed(unit, CAST[handle].id))


async def send(office: Office) -> dict[str, str]:
    """Send the digest, and give what each executive got."""
    assert "on its way to 2 executives" in await office.type("mia", "/change digest send")
    return {handle: await office.receive_text(handle) for handle in BOARD}


async def test_each_executive_is_told_of_what_they_follow(office: Office) -> None:
    assert "CRM One customer record" in await office.type("clara", "/change follow crm")
    await office.type("clara", "/change follow FSM")
    got = await send(office)
    assert "You follow 2 of 3 open initiatives" in got["clara"]
    assert "ERP" not in got["clara"]
    assert "You follow" not in got["hana"]
    assert all(key in got["hana"] for key in ("CRM", "ERP", "FSM"))
    assert "ERP" not in await office.type("clara", "/change digest preview all")
    assert "ERP One ledger" in await office.type("clara", "/change digest preview ERP")
    assert "ERP" in await office.type("lena", "/change digest preview all")


async def test_following_is_listed_chosen_by_form_and_ended(office: Office) -> None:
    assert "tell of every open initiative" in await office.type("aroha", "/change follow list")
    await office.open_form("aroha", "/change follow")
    await office.submit("aroha", {"Initiatives": ["CRM · One customer record", "ERP · One ledger"]})
    assert await list_follows_of(office, "aroha") == ["CRM", "ERP"]
    listed = await office.type("aroha", "/change follow list")
    assert "CRM One customer record" in listed
    assert "ERP One ledger" in await office.click_reply("aroha", "follow.drop:CRM")
    assert await list_follows_of(office, "aroha") == ["ERP"]
    assert "tell of every open initiative" in await office.type("aroha", "/change unfollow ERP")
    await office.type("aroha", "/change follow list")
    await office.click_reply("aroha", "Choose")
    await office.submit("aroha", {"Initiatives": ["FSM · Field service"]})
    assert await list_follows_of(office, "aroha") == ["FSM"]


async def test_an_admin_sets_a_scope_and_the_executive_may_change_it(office: Office) -> None:
    answer = await office.type("mia", "/change digest scope @hana crm, fsm")
    assert "The digest of @hana tells of these" in answer
    assert await list_follows_of(office, "hana") == ["CRM", "FSM"]
    await office.type("hana", "/change unfollow FSM")
    assert await list_follows_of(office, "hana") == ["CRM"]
    await office.type("mia", "/change digest scope @hana all")
    assert await list_follows_of(office, "hana") == []
    entries = [entry for entry in await office.list_audit() if entry[1] == "follow.set"]
    assert entries[-1] == (CAST["mia"].id, "follow.set", CAST["hana"].id, {"initiatives": [["CRM"], []]})


@pytest.mark.parametrize(
    ("handle", "line", "sentence"),
    [
        ("clara", "/change follow NOPE", "Initiative: “NOPE” was not found"),
        ("clara", "/change follow C-1", "Initiative: 2–10 letters or digits"),
        ("clara", "/change follow CRM ERP", "Command: “ERP” is not expected here"),
        ("clara", "/change unfollow CRM", "Initiative: you do not follow CRM"),
        ("mia", "/change digest scope @hana", "Scope: it is missing"),
        ("mia", "/change digest scope @hana CRM,!", "Scope: 2–10 letters or digits"),
        ("mia", "/change digest scope @hana CRM,NOPE", "“NOPE” was not found"),
        ("mia", "/change digest scope @dora all", "Person: Dora Gone is deactivated"),
        ("lena", "/change digest scope @hana all", "Needs role admin"),
        ("hana", "/change digest scope @hana all", "Needs role admin"),
    ],
)
async def test_what_cannot_be_followed_is_refused(office: Office, handle: str, line: str, sentence: str) -> None:
    followed = [await list_follows_of(office, each) for each in BOARD]
    refusal = await office.type(handle, line)
    assert sentence in refusal
    assert refusal.endswith("Nothing was saved.")
    assert [await list_follows_of(office, each) for each in BOARD] == followed


async def test_a_closed_initiative_cannot_be_followed_and_is_told_of_no_longer(office: Office) -> None:
    await office.start_initiative("OLD", "The old thing")
    await office.type("clara", "/change follow OLD")
    await office.end_initiatives("OLD")
    assert "OLD is closed" in await office.type("clara", "/change follow OLD")
    assert "CRM One customer record" in (await send(office))["clara"]


async def test_what_waits_is_decided_from_the_message_by_whom_it_waits_for(office: Office) -> None:
    await office.type("lena", '/change decision ask CRM "Which vendor?" by:2027-06-30')
    await office.receive("clara")
    assert "on its way to 2 executives" in await office.type("mia", "/change digest send")
    mine, other = await office.receive("clara"), await office.receive("hana")
    text = "\n".join(office.read(mine))
    decision = find_id("D", text)
    assert "1 decision needed from you" in text
    assert "needed from you" not in "\n".join(office.read(other))
    assert f"{decision} Which vendor?" in "\n".join(office.read(other))
    with pytest.raises(LookupError):
        await office.gestures.click("hana", other, "Decide")
    await office.click("clara", mine, "Decide")
    await office.submit("clara", {"Decision": "The second one"})
    assert "clara decided" in await office.receive_text("lena")
    assert "needed from you" not in (await send(office))["clara"]


async def test_nothing_is_told_twice_when_nothing_changed(office: Office) -> None:
    await office.type("ana", "/change-risk CRM Sync drops records likelihood:3 impact:3")
    assert "Sync drops records" in (await send(office))["clara"]
    for days in (1, 8):
        await office.pass_time(office.store.clock.now() + timedelta(days=days))
    office.read_everything()
    later = (await send(office))["clara"]
    assert "Nothing changed since last week." in later
    assert "Sync drops records" not in later
    assert "CRM One customer record" in later
    await office.type("lena", '/change win CRM "The desk moved"')
    assert "Went well\nThe desk moved" in (await send(office))["clara"]


async def test_a_milestone_of_the_week_is_told(office: Office) -> None:
    today = office.store.clock.now().date()
    await office.type("lena", f'/change milestone add ERP "Ledger frozen" {today + timedelta(days=3)}')
    await office.type("lena", "/change milestone done ERP Ledger frozen")
    text = await office.type("lena", "/change digest preview ERP")
    assert "Milestones reached" in text
    assert "Ledger frozen" in text
    assert "days early" in text


async def test_when_it_goes_out_may_stand_in_quotes_or_in_a_form(office: Office) -> None:
    for line in ("friday 8am", '"friday 8am"', "“friday 8am”"):
        assert "every Friday at 08:00" in await office.type("mia", f"/change digest schedule {line}")
    await office.open_form("mia", "/change digest schedule")
    assert "every Monday at 09:00" in (await office.submit("mia", {"When": "monday 9am"})).text


async def test_an_edition_that_was_missed_is_told_to_the_admin_once_and_sent_by_a_button(office: Office) -> None:
    await office.type("mia", "/change digest schedule monday 9am")
    now = office.store.clock.now()
    monday = now.date() + timedelta(days=7 - now.weekday())
    office.read_everything()
    await office.pass_time(datetime.combine(monday + timedelta(days=2), time(12), UTC))
    told = await office.receive_text("mia")
    assert "The digest of" in told
    assert "has not reached 2 executives in America/Los_Angeles, Europe/Berlin: I was not running then." in told
    assert {handle: office.count_unread(handle) for handle in BOARD} == dict.fromkeys(BOARD, 0)
    question = office.workspace.list_direct("mia")[-1]
    assert "on its way to 2 executives" in await office.click("mia", question, "Send it now")
    await office.drain()
    assert "Your week in changes" in await office.receive_text("hana")
    await office.drain()
    assert office.list_unread("mia") == []
