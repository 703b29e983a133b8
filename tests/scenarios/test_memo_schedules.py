"""A memo that leaves later: by everybody's own clock, and nobody is left out without their lead being told."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio

from bot.sandbox.cast import AUCKLAND, BERLIN, CAST, LOS_ANGELES
from storage.memos import get_memo
from storage.outbox import count_by_state
from tests.workspaces import MEMO, Office, find_id

pytestmark = pytest.mark.asyncio(loop_scope="module")

PEOPLE = {AUCKLAND: "aroha", BERLIN: "bruno", LOS_ANGELES: "carmen"}
CORRECTION = {"When": "From 14 December", "What was corrected": "The date"}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world(quick_office: Office) -> Office:
    """An office with one employee in each zone, in an audience called world."""
    assert {zone: CAST[handle].zone for zone, handle in PEOPLE.items()} == {zone: zone for zone in PEOPLE}
    await quick_office.start_initiative()
    for name, people in (("world", "@aroha,@bruno,@carmen"), ("pair", "@bruno,@elif")):
        await quick_office.type("mia", f"/change audience new {name} kind:employees from:{people}")
    return quick_office


async def wait_for(office: Office, zone: str, at: time) -> datetime:
    """Let it be this time in a zone, on a day that has not begun anywhere yet; gives the moment."""
    day = office.store.clock.now().astimezone(ZoneInfo(zone)).date() + timedelta(days=2)
    moment = datetime.combine(day, at, ZoneInfo(zone))
    await office.pass_time(moment)
    office.read_everything()
    return moment


async def write(office: Office, audience: str, when: str, key: str = "CRM") -> tuple[str, str]:
    """A memo that Lena schedules; gives its id and the answer."""
    await office.open_form("lena", f"/change memo new {key} to {audience}")
    answer = (await office.submit("lena", {**MEMO, "Send at": when})).text
    return find_id("M", answer), answer


async def state_of(office: Office, memo: str) -> str:
    return (await office.store.read(office.team_id, lambda unit: get_memo(unit, memo))).state


async def count(office: Office, memo: str) -> dict[str, int]:
    return await office.store.read(office.team_id, lambda unit: count_by_state(unit, memo))


async def test_who_lives_where_the_time_is_past_has_it_at_once_and_the_lead_is_told(world: Office) -> None:
    await wait_for(world, LOS_ANGELES, time(8))
    memo, answer = await write(world, "world", "today 11pm")
    assert "23:00 in each recipient's own time. 1 person gets it now: it is past that time where they live." in answer
    await world.drain()
    assert "What changes for you" in await world.receive_text("aroha")
    assert {world.count_unread(PEOPLE[zone]) for zone in (BERLIN, LOS_ANGELES)} == {0}
    await world.pass_time(world.store.clock.now() + timedelta(hours=15, minutes=1))
    assert await count(world, memo) == {"sent": 3}
    await world.drain()
    assert world.list_unread("lena") == []


async def test_whose_time_comes_after_a_correction_gets_the_corrected_memo_alone(world: Office) -> None:
    await wait_for(world, LOS_ANGELES, time(8))
    memo, _ = await write(world, "world", "today 11pm")
    await world.drain()
    await world.receive("aroha")
    await world.open_form("lena", f"/change memo correct {memo}")
    await world.submit("lena", CORRECTION)
    await world.pass_time(world.store.clock.now() + timedelta(hours=15, minutes=1))
    await world.drain()
    late = await world.receive_text("carmen")
    assert "From 14 December" in late
    assert "corrected" not in late
    assert "(corrected on" in "\n".join(world.read(world.workspace.list_direct("aroha")[-1]))
    assert await count(world, memo) == {"sent": 3}


async def test_a_moment_that_passed_while_the_bot_was_down_makes_it_a_draft_again(world: Office) -> None:
    now = await wait_for(world, BERLIN, time(12))
    memo, _ = await write(world, "pair", "tomorrow 9am")
    await world.pass_time(now + timedelta(days=3))
    told = await world.receive_text("lena")
    assert f"{memo} CRM has not left: I was not running at its time, and more than 12 hours later" in told
    assert "[Send now]" in told
    assert await state_of(world, memo) == "draft"
    await world.drain()
    assert world.list_unread("lena") == [], "told once"
    assert "Reason: I was not running" in await world.type("lena", f"/change memo show {memo}")
    await world.click("lena", world.workspace.list_direct("lena")[-1], "Send now")
    await world.drain()
    assert await count(world, memo) == {"sent": 2}


async def test_zones_that_were_missed_are_named_and_get_it_by_a_button_and_nobody_twice(world: Office) -> None:
    """Down from before nine in Auckland until after nine in Berlin; Los Angeles is still to come."""
    await wait_for(world, BERLIN, time(12))
    memo, _ = await write(world, "world", "tomorrow 9am")
    tomorrow = world.store.clock.now().astimezone(ZoneInfo(BERLIN)).date() + timedelta(days=1)
    await world.pass_time(datetime.combine(tomorrow, time(9, 1), ZoneInfo(LOS_ANGELES)))
    told = await world.receive_text("lena")
    assert f"{memo} CRM has not reached 1 person in Pacific/Auckland." in told
    assert await count(world, memo) == {"sent": 2}
    question = world.workspace.list_direct("lena")[-1]
    assert "1 person gets it now" in await world.click("lena", question, "Send it to them now")
    await world.drain()
    assert await count(world, memo) == {"sent": 3}
    again = await world.click("lena", question, "Send it to them now")
    assert f"everybody has been sent {memo}" in again


async def test_an_audience_that_is_empty_when_its_time_comes_is_told_to_the_lead(world: Office) -> None:
    now = await wait_for(world, BERLIN, time(12))
    await world.type("mia", "/change audience new fading kind:employees from:@bruno")
    memo, _ = await write(world, "fading", "tomorrow 9am")
    await world.open_form("mia", "/change audience edit fading")
    await world.submit("mia", {"Except": "@bruno"})
    for hours in (12, 24, 36):
        await world.pass_time(now + timedelta(hours=hours))
    assert f"{memo} CRM has not left: at its time nobody was in fading." in await world.receive_text("lena")
    assert await state_of(world, memo) == "draft"


async def test_somebody_deactivated_before_its_time_is_left_out_and_the_others_have_it(world: Office) -> None:
    now = await wait_for(world, BERLIN, time(12))
    memo, _ = await write(world, "pair", "tomorrow 9am")
    elif_ = world.workspace.get_user("elif")
    elif_.deleted = True
    left = elif_.to_api(world.team_id, world.workspace.clock.now(), with_email=True)
    await world.gestures.send_event({"type": "user_change", "user": left})
    await world.drain()
    await world.pass_time(now + timedelta(hours=21, minutes=1))
    assert await count(world, memo) == {"sent": 1}
    await world.pass_time(now + timedelta(hours=36))
    await world.drain()
    assert world.list_unread("lena") == [], "zones where nobody is to be told are not missed"
    elif_.deleted = False


async def test_a_closed_initiative_tells_nobody_and_says_so(world: Office) -> None:
    now = await wait_for(world, BERLIN, time(12))
    await world.start_initiative("OLD")
    memo, _ = await write(world, "world", "tomorrow 9am", "OLD")
    await world.type("lena", "/change close OLD")
    for hours in (12, 24, 36):
        await world.pass_time(now + timedelta(hours=hours))
    assert f"{memo} OLD has not left: OLD was closed before it left." in await world.receive_text("lena")
    assert await count(world, memo) == {}
    assert "closed" in await world.type("lena", f"/change memo send {memo}")
