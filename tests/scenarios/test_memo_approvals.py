"""More than five hundred people are told only when two have looked: asked, typed, declined, asked again, held."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import pytest_asyncio

from bot.sandbox.cast import CAST
from bot.sandbox.members import User
from bot.sandbox.messages import Message
from storage.audiences import Source, add_audience, edit_audience
from storage.memo_approvals import find_approval
from storage.memos import get_memo
from storage.outbox import count_by_state
from storage.people import Person, put_people
from storage.units import Unit
from tests.workspaces import MEMO, Office, find_id, open_office

pytestmark = pytest.mark.asyncio(loop_scope="module")

CROWD = [f"U7{number:03d}" for number in range(540)]
SENTENCE = "It goes to 520 people and so needs a second approver"


def list_sources(count: int) -> list[Source]:
    return [{"people": CROWD[:count]}]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def crowded(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Office]:
    """An office of 540 more people, where a memo can be taken back for ten minutes and so none has to leave."""
    async with open_office(tmp_path_factory.mktemp("office"), "socket", undo_seconds=600) as office:
        for number, user_id in enumerate(CROWD):
            office.workspace.add_user(User(user_id, f"p{number}", f"Person {number}", tz="Pacific/Auckland"))

        def furnish(unit: Unit) -> None:
            people = [Person(user_id, f"p{n}", f"Person {n}", "Pacific/Auckland") for n, user_id in enumerate(CROWD)]
            put_people(unit, people)
            add_audience(unit, "many", "custom", list_sources(520), [])
            add_audience(unit, "few", "custom", list_sources(500), [])
            add_audience(unit, "slipping", "custom", list_sources(520), [])

        await office.store.write(office.team_id, furnish)
        await office.start_initiative()
        yield office
        office.check_house()


async def draft(office: Office, audience: str = "many", **values: str) -> str:
    """A draft by Lena; gives its id."""
    await office.open_form("lena", f"/change memo new CRM to {audience}")
    memo = find_id("M", (await office.submit("lena", {**MEMO, **values})).text)
    office.read_everything()
    return memo


def asked_by(office: Office, handle: str) -> Message:
    """The newest direct message that somebody has."""
    return office.workspace.list_direct(handle)[-1]


async def state_of(office: Office, memo: str) -> str:
    return (await office.store.read(office.team_id, lambda unit: get_memo(unit, memo))).state


async def count(office: Office, memo: str) -> dict[str, int]:
    return await office.store.read(office.team_id, lambda unit: count_by_state(unit, memo))


async def resize(office: Office, audience: str, size: int) -> None:
    """Let the audience's rule name other people from now on."""

    await office.store.write(office.team_id, lambda unit: edit_audience(unit, audience, included=list_sources(size)))


async def test_five_hundred_need_one_person_only(crowded: Office) -> None:
    memo = await draft(crowded, "few")
    assert "500 people get it in 600 seconds" in await crowded.type("lena", f"/change memo send {memo}")
    assert await count(crowded, memo) == {"planned": 500}
    await crowded.type("lena", f"/change memo cancel {memo}")


async def test_above_that_the_sponsor_and_the_admins_are_asked_and_one_of_them_types_the_number(
    crowded: Office,
) -> None:
    office = crowded
    memo = await draft(office)
    assert SENTENCE in await office.type("lena", f"/change memo send {memo}")
    assert await state_of(office, memo) == "waiting"
    assert await count(office, memo) == {}
    asked = await office.receive("clara")
    text = "\n".join(office.read(asked))
    for words in (f"{memo} · CRM needs a second approver", "@lena wants to tell 520 people", "many (520)", "Ready"):
        assert words in text
    assert "needs a second approver" in await office.receive_text("mia")
    assert office.list_unread("lena") == []
    assert f"{memo} CRM goes to 520 people and needs your yes" in await office.open_home("clara")
    assert "Ready" in await office.click("mia", asked_by(office, "mia"), "Preview")
    again = await office.type("lena", f"/change memo send {memo}")
    assert f"{memo} is waiting already" in again

    await office.click("clara", asked, "Approve")
    for typed, told in (("519", f"{memo} does not go to 519 people."), ("many", "Whole number"), ("", "Whole number")):
        assert told in (await office.submit("clara", {"Recipients": typed}, hostile=True)).field_errors["Recipients"]
    assert await state_of(office, memo) == "waiting"
    assert "Approved. 520 people get it in 600 seconds" in (await office.submit("clara", {"Recipients": "520"})).text
    assert await count(office, memo) == {"planned": 520}
    assert "@clara approved it. 520 people get it in 600 seconds" in await office.receive_text("lena")
    actions = [(actor, action) for actor, action, subject, _ in await office.list_audit() if subject == memo]
    assert (CAST["clara"].id, "memo.approval_approved") in actions
    assert (CAST["lena"].id, "memo.approval_asked") in actions

    late = await office.click("mia", asked_by(office, "mia"), "Approve")
    assert f"This question about {memo} is answered" in late
    assert await count(office, memo) == {"planned": 520}


async def test_declined_it_is_a_draft_again_with_the_reason_and_can_be_edited(crowded: Office) -> None:
    office = crowded
    memo = await draft(office)
    await office.type("lena", f"/change memo send {memo}")
    await office.click("clara", await office.receive("clara"), "Decline")
    assert "it is empty" in (await office.submit("clara", {"Reason": ""}, hostile=True)).field_errors["Reason"]
    assert "is a draft again" in (await office.submit("clara", {"Reason": "The date is not settled"})).text
    told = await office.receive_text("lena")
    assert "@clara declined it. It is a draft again." in told
    assert "The date is not settled" in told
    card = await office.type("lena", f"/change memo show {memo}")
    assert "Reason: The date is not settled" in card
    await office.open_form("lena", f"/change memo edit {memo}")
    assert "Saved. Nobody has it yet." in (await office.submit("lena", {"When": "In spring"})).text
    assert "timing Soon → In spring" in await office.type("lena", f"/change memo show {memo}")
    assert await count(office, memo) == {}


async def test_neither_the_author_nor_outsiders_can_approve(crowded: Office) -> None:
    office = crowded
    memo = await draft(office)
    await office.type("lena", f"/change memo send {memo}")
    message = await office.receive("clara")
    approval = await office.store.read(office.team_id, lambda unit: find_approval(unit, memo))
    assert approval is not None
    for handle in ("lena", "aroha"):
        shown = await press(office, handle, f"{memo} {approval.round}")
        assert "Needs role sponsor or admin other than the author; ask @clara." in shown
    assert await state_of(office, memo) == "waiting"
    assert "it is a draft again" in await office.type("lena", f"/change memo cancel {memo}")
    assert "is answered, or has been asked anew" in await office.click("clara", message, "Approve")


async def press(office: Office, handle: str, value: str) -> str:
    """Press Approve in a message that somebody should not have."""
    button = {
        "type": "button", "text": {"type": "plain_text", "text": "Approve"}, "action_id": "memo.approve", "value": value
    }  # fmt: skip
    channel = office.workspace.open_direct(office.workspace.get_user(handle).id)
    blocks = [{"type": "actions", "elements": [button]}]
    message = office.workspace.post(Message(channel.id, office.workspace.bot_user_id, "", blocks=blocks))
    return await office.click(handle, message, "Approve")


async def test_an_audience_that_has_changed_by_more_than_a_twentieth_is_asked_about_again(crowded: Office) -> None:
    office = crowded
    memo = await draft(office, "slipping")
    await office.type("lena", f"/change memo send {memo}")
    await office.click("clara", await office.receive("clara"), "Approve")
    await resize(office, "slipping", 501)
    assert "Approved. 501 people get it in 600 seconds" in (await office.submit("clara", {"Recipients": "520"})).text

    await resize(office, "slipping", 505)
    memo = await draft(office, "slipping")
    await office.type("lena", f"/change memo send {memo}")
    await office.click("clara", await office.receive("clara"), "Approve")
    await resize(office, "slipping", 540)
    again = (await office.submit("clara", {"Recipients": "505"})).text
    assert "changed from 505 to 540 people: you are asked again" in again
    assert await count(office, memo) == {}
    assert "wants to tell 540 people" in await office.receive_text("clara")
    assert await state_of(office, memo) == "waiting"


async def test_a_schedule_needs_the_second_approver_too_and_keeps_its_time(crowded: Office) -> None:
    office = crowded
    memo = await draft(office)
    assert SENTENCE in await office.type("lena", f"/change memo schedule {memo} in 2 hours")
    message = await office.receive("clara")
    assert "It leaves" in "\n".join(office.read(message))
    await office.click("clara", message, "Approve")
    assert "Approved. Scheduled for" in (await office.submit("clara", {"Recipients": "520"})).text
    assert await state_of(office, memo) == "scheduled"
    assert await count(office, memo) == {}
    await office.type("lena", f"/change memo cancel {memo}")


async def test_an_audience_that_grew_until_the_scheduled_moment_is_asked_about_again(crowded: Office) -> None:
    office = crowded
    await resize(office, "slipping", 505)
    memo = await draft(office, "slipping")
    await office.type("lena", f"/change memo schedule {memo} in 2 hours")
    await office.click("clara", await office.receive("clara"), "Approve")
    await office.submit("clara", {"Recipients": "505"})
    office.read_everything()
    await resize(office, "slipping", 540)
    await office.pass_time(office.store.clock.now() + timedelta(hours=3))
    assert await state_of(office, memo) == "waiting"
    assert await count(office, memo) == {}
    again = await office.receive("clara")
    assert "wants to tell 540 people" in "\n".join(office.read(again))
    await office.click("clara", again, "Approve")
    assert "540 people get it in their own hours" in (await office.submit("clara", {"Recipients": "540"})).text
    assert await count(office, memo) == {"planned": 540}
    await office.type("lena", f"/change memo cancel {memo}")
