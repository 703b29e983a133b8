"""Celebrations: a milestone that is reached is told in the home channel, with whoever agreed to be named."""

import itertools
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import pytest_asyncio

from bot.sandbox.faults import Fault
from storage.initiatives import edit_initiative
from tests.workspaces import Office

pytestmark = pytest.mark.asyncio(loop_scope="module")
CHANNEL = "C002"
NAME = "Go-live Berlin"
WORDS = "Berlin works in the new CRM since this morning"

_numbers = itertools.count(1)


@pytest_asyncio.fixture(loop_scope="module")
async def key(quick_office: Office) -> AsyncIterator[str]:
    """An initiative with a home channel and a milestone that is reached; the channel is swept afterwards."""
    office, name = quick_office, f"CEL{next(_numbers)}"
    await office.start_initiative(name)
    await office.store.write(office.team_id, lambda unit: edit_initiative(unit, name, channel_id=CHANNEL))
    await office.type("lena", f'/change milestone add {name} "{NAME}" {office.store.clock.now().date()}')
    office.read_everything()
    yield name
    await office.drain()
    for message in list(office.workspace.timelines[CHANNEL]):
        office.workspace.timelines[CHANNEL].remove(message.ts)
    await office.end_initiatives()


async def list_posts(office: Office) -> list[str]:
    """What the home channel reads, once everything promised has left."""
    await office.drain()
    return ["\n".join(office.read(message)) for message in office.workspace.timelines[CHANNEL]]


async def celebrate(office: Office, key: str, *handles: str) -> str:
    """Mark the milestone as done and celebrate it from the reply; gives what the lead is answered."""
    assert "[Celebrate]" in await office.type("lena", f"/change milestone done {key} {NAME}")
    await office.click_reply("lena", "Celebrate")
    assert f"{NAME} is reached" in "\n".join(office.read_modal("lena"))
    return (await office.submit("lena", {"Words": WORDS, "Credit": [f"@{handle}" for handle in handles]})).text


async def test_everybody_credited_is_asked_and_those_who_agree_are_named(quick_office: Office, key: str) -> None:
    office = quick_office
    assert "2 people are asked first" in await celebrate(office, key, "ben", "nikau")
    assert await list_posts(office) == []
    asked = {handle: await office.receive(handle) for handle in ("ben", "nikau")}
    assert "1 person is asked first" in await office.click("ben", asked["ben"], "Name me")
    assert await list_posts(office) == []
    listed = await office.type("otto", f"/change win list {key}")
    assert "not told yet" in listed
    assert "@" not in listed
    await office.click("nikau", asked["nikau"], "No, thank you")
    (post,) = await list_posts(office)
    assert f"One customer record has reached a milestone: {NAME}" in post
    assert WORDS in post
    assert "Thanks to @ben" in post
    assert "nikau" not in post
    assert "nikau" not in await office.type("otto", f"/change win list {key}")


async def test_two_who_agree_stand_side_by_side(quick_office: Office, key: str) -> None:
    office = quick_office
    await celebrate(office, key, "ben", "nikau")
    for handle in ("ben", "nikau"):
        await office.click(handle, await office.receive(handle), "Name me")
    (post,) = await list_posts(office)
    assert "Thanks to @ben, @nikau" in post


async def test_without_credit_it_is_told_at_once_and_only_once(quick_office: Office, key: str) -> None:
    office = quick_office
    assert "Posted to #crm-rollout." in await celebrate(office, key)
    assert len(await list_posts(office)) == 1
    before = await office.count_rows()
    refusal = await office.type("ana", f"/change win celebrate {key} {NAME}")
    assert f"“{NAME}” is celebrated already, with W-" in refusal
    assert await office.count_rows() == before


async def test_who_says_nothing_does_not_keep_it_back_for_good(quick_office: Office, key: str) -> None:
    office = quick_office
    await celebrate(office, key, "ben", "nikau")
    await office.click("ben", await office.receive("ben"), "Name me")
    silent = await office.receive("nikau")
    await office.pass_time(office.store.clock.now() + timedelta(days=5, minutes=1))
    (post,) = await list_posts(office)
    assert "Thanks to @ben" in post
    assert "nikau" not in post
    await office.app.scheduler.tick()
    assert await list_posts(office) == [post]
    assert "told with your name" in await office.click("nikau", silent, "Name me")
    assert "Thanks to @ben, @nikau" in await office.type("otto", f"/change win list {key}")
    assert await list_posts(office) == [post]


async def test_only_what_is_reached_is_celebrated_and_only_by_whom_may(quick_office: Office, key: str) -> None:
    office = quick_office
    before = await office.count_rows()
    for handle, line, sentence in (
        ("lena", f"/change win celebrate {key} {NAME}", f"“{NAME}” is not reached yet"),
        ("lena", f"/change win celebrate {key}", "Milestone: it is missing"),
        ("lena", f"/change win celebrate {key} Go-live Bern", "Did you mean"),
        ("lena", "/change win celebrate NOPE Go-live", "was not found"),
    ):
        refusal = await office.type(handle, line)
        assert sentence in refusal
        assert refusal.endswith("Nothing was saved.")
    assert await office.count_rows() == before
    await office.type("lena", f"/change milestone done {key} {NAME}")
    for handle in ("clara", "otto", "mia"):
        refusal = await office.type(handle, f"/change win celebrate {key} {NAME}")
        assert "Needs role champion or lead" in refusal


async def test_a_milestone_reopened_meanwhile_is_not_celebrated(quick_office: Office, key: str) -> None:
    office = quick_office
    await office.type("lena", f"/change milestone done {key} {NAME}")
    await office.open_form("ana", f"/change win celebrate {key} {NAME}")
    await office.type("lena", f"/change milestone reopen {key} {NAME}")
    outcome = await office.submit("ana", {"Words": WORDS})
    assert "is not reached yet" in str(outcome.field_errors) + outcome.text
    await office.gestures.close_view("ana")
    assert await list_posts(office) == []


async def test_words_that_name_people_are_refused_under_their_field(quick_office: Office, key: str) -> None:
    office = quick_office
    await office.type("lena", f"/change milestone done {key} {NAME}")
    await office.click_reply("lena", "Celebrate")
    outcome = await office.submit("lena", {"Words": "@ben did it all"})
    (sentence,) = outcome.field_errors.values()
    assert sentence.startswith("Words: name people as its credit")
    await office.gestures.close_view("lena")


async def test_a_closed_home_channel_is_told_once_and_left_alone_after_three_refusals(
    quick_office: Office, key: str
) -> None:
    office = quick_office

    async def win(words: str) -> list[str]:
        await office.type("ana", f'/change win {key} "{words}"')
        await office.drain()
        await office.drain()
        told = office.list_unread("lena")
        office.read_everything()
        return told

    office.sandbox.faults.script(
        "chat.postMessage", Fault.refuse("not_in_channel"), 3, lambda a: a["channel"] == CHANNEL
    )
    (warning,) = await win("The first team has moved")
    for words in (f"A post for {key} did not get into #crm-rollout", "/invite @Groundswell", "[Edit]"):
        assert words in warning
    assert await win("The second team has moved") == []
    (paused,) = await win("The third team has moved")
    assert f"{key} is no longer told in #crm-rollout: 3 posts in a row did not get in" in paused
    assert await win("The fourth team has moved") == []
    assert await list_posts(office) == []
    assert "Channel\nnone" in await office.type("otto", f"/change show {key}")

    pause = office.workspace.list_direct(office.workspace.get_user("lena").id)[-1]
    assert f"{key} is told in #crm-rollout again" in await office.click("lena", pause, "Post there again")
    assert await win("The fifth team has moved") == []
    (post,) = await list_posts(office)
    assert "fifth" in post
    office.sandbox.faults.script("chat.postMessage", Fault.refuse("is_archived"), 1, lambda a: a["channel"] == CHANNEL)
    (warning,) = await win("The sixth team has moved")
    assert "the channel is archived (is_archived)" in warning
