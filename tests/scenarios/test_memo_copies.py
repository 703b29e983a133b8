"""What becomes of copies: corrected in place, asked about in their threads, held when too many could not be written."""

import asyncio
from datetime import timedelta

import pytest
import pytest_asyncio

from bot.sandbox.cast import CAST, Part, list_players
from bot.sandbox.faults import Fault
from bot.sandbox.members import User
from bot.sandbox.messages import Message
from bot.sandbox.outcomes import Outcome
from storage.audiences import add_audience
from storage.memo_revisions import add_revision
from storage.memo_templates import add_memo_template
from storage.memos import get_memo
from storage.outbox import count_by_state
from storage.people import Person, put_people
from storage.units import Unit
from tests.workspaces import MEMO, Office, find_id, open_office

pytestmark = pytest.mark.asyncio(loop_scope="module")

SALES = [player.handle for player in list_players(Part.SALES)]
CROWD = [f"U7{number:03d}" for number in range(101)]
CORRECTION = {"Facts": "Ready at last", "When": "Soon, not yet", "What was corrected": "The date"}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def told_office(quick_office: Office) -> Office:
    """An office with an initiative of Lena's and twelve employees to tell."""
    await quick_office.start_initiative()
    await quick_office.type("mia", "/change audience new staff kind:employees from:@sales")
    return quick_office


async def send(office: Office, audience: str = "staff") -> str:
    """A memo that everybody in the audience has; gives its id."""
    await office.open_form("lena", f"/change memo new CRM to {audience}")
    memo = find_id("M", in_time(await office.gestures.submit_view("lena", MEMO)).text)
    await office.drain()
    office.read_everything()
    in_time(await office.gestures.slash("lena", f"/change memo send {memo}"))
    await settle(office, memo)
    return memo


async def settle(office: Office, memo: str) -> None:
    """Wait until nothing of the memo is leaving any more, however busy the machine is."""
    undo_seconds = office.app.settings.undo_seconds
    async with asyncio.timeout(60):
        while not undo_seconds and not {"planned", "sending"}.isdisjoint(await count(office, memo)):
            await asyncio.sleep(0.05)
    await office.drain()


def in_time(outcome: Outcome) -> Outcome:
    """An answer within Slack's three seconds: a text by an own template waits for a process to start."""
    assert outcome.error is None
    assert outcome.ack_seconds is not None
    assert outcome.ack_seconds < 3
    return outcome


async def reply(office: Office, handle: str, under: Message, words: str) -> list[str]:
    """Write in the thread of a message; gives what the writer is told."""
    person = office.workspace.get_user(handle)
    said = Message(under.channel_id, person.id, words, is_from_bot=False, thread_ts=under.ts)
    message = office.workspace.post(said)
    event = {**message.to_api(), "channel": under.channel_id, "channel_type": "im", "team": office.team_id}
    outcome = await office.gestures.send_event(event, person.id)
    return outcome.lines


async def test_a_correction_changes_every_copy_and_keeps_both_versions(told_office: Office) -> None:
    office = told_office
    memo = await send(office)
    copies = [await office.receive(handle) for handle in SALES]
    form = await office.open_form("lena", f"/change memo correct {memo}")
    assert "Ready" in form
    assert "is being corrected in 12 copies." in (await office.submit("lena", CORRECTION)).text
    await office.drain()
    for copy in copies:
        text = "\n".join(office.read(copy))
        assert "(corrected on" in text
        assert ": The date)" in text
        assert "Soon, not yet" in text
        assert "[I know what changes for me] [Not yet]" in text
    assert all(office.count_unread(handle) == 0 for handle in SALES), "nobody gets a second message"
    receipt = await office.type("lena", f"/change memo show {memo}")
    assert "Deliveries 12: sent 12" in receipt
    assert "Corrected 12 of 12 copies" in receipt
    assert "timing Soon → Soon, not yet" in receipt

    await office.open_form("lena", f"/change memo correct {memo}")
    await office.submit("lena", {"Facts": "Ready, really", "What was corrected": "A word"})
    await office.drain()
    text = "\n".join(office.read(copies[0]))
    assert text.count("(corrected on") == 1
    assert ": A word)" in text
    assert "Soon, not yet" in text, "what was corrected before stays corrected"


async def test_a_correction_whose_answer_is_lost_is_simply_said_again(told_office: Office) -> None:
    office = told_office
    memo = await send(office)
    copy = await office.receive("aroha")
    office.sandbox.faults.script("chat.update", Fault.drop_reply())
    await office.open_form("lena", f"/change memo correct {memo}")
    await office.submit("lena", CORRECTION)
    await office.app.sender.drain(office.team_id)
    office.workspace.clock.advance(120)
    await office.drain()
    assert "Corrected 12 of 12 copies" in await office.type("lena", f"/change memo show {memo}")
    assert "\n".join(office.read(copy)).count("(corrected on") == 1


async def test_a_correction_is_refused_in_its_own_words(told_office: Office) -> None:
    office = told_office
    memo = await send(office)
    await office.open_form("lena", f"/change memo correct {memo}")
    before = await office.count_rows()
    values = {"What was corrected": "", "Facts": ""}
    assert "it is empty" in (await office.submit("lena", values, hostile=True)).field_errors["Facts"]
    values = {"What was corrected": "It", "Facts": "&" * 1000}
    refusal = (await office.submit("lena", values)).field_errors
    assert refusal == {} or "Slack changes no message to more than 4,000" in refusal["Facts"]
    assert (await office.count_rows())["memo_revisions"] - before["memo_revisions"] in (0, 1)
    await office.drain()
    for handle in ("clara", "aroha"):
        assert "Needs role lead" in await office.type(handle, f"/change memo correct {memo}")
    await office.open_form("lena", "/change memo new CRM to staff")
    unsent = find_id("M", (await office.submit("lena", MEMO)).text)
    assert f"{unsent} is draft already" in await office.type("lena", f"/change memo correct {unsent}")


async def test_two_corrections_at_once_the_second_keeps_what_was_typed(told_office: Office) -> None:
    office = told_office
    memo = await send(office)
    await office.open_form("lena", f"/change memo correct {memo}")
    texts = {"facts": "Another's", "change": "All", "timing": "Soon", "action": "Wait"}

    def correct(unit: Unit) -> None:
        add_revision(unit, get_memo(unit, memo), "Another's correction", **texts)

    await office.store.write(office.team_id, correct)
    again = await office.submit("lena", {"Facts": "Mine", "What was corrected": "Two"})
    shown = "\n".join(again.view_lines)
    assert "Somebody changed this while your form was open" in shown
    assert "Mine" in shown
    await office.submit("lena")
    await office.drain()
    assert "Mine" not in "\n".join(office.read(await office.receive("aroha"))), "employees are not told the facts"
    assert "facts Another's → Mine" in await office.type("lena", f"/change memo show {memo}")


async def test_a_question_in_the_thread_reaches_the_lead_and_the_answer_comes_back_into_it(
    told_office: Office,
) -> None:
    office = told_office
    memo = await send(office)
    copy = await office.receive("aroha")
    office.read_everything()
    told = await reply(office, "aroha", copy, "Who trains my *team*?")
    assert any("on its way to the lead" in line for line in told)
    question = await office.receive("lena")
    text = "\n".join(office.read(question))
    assert f"Question about {memo} (CRM) from @aroha" in text
    assert "Who trains my" in text
    await office.click("lena", question, "Answer")
    assert "goes into their thread" in (await office.submit("lena", {"Answer": "Your manager, from Monday"})).text
    await office.drain()
    thread = office.workspace.timelines[copy.channel_id].list_replies(copy.ts)
    assert "Your manager, from Monday" in thread[-1].text
    assert "@lena" in "\n".join(office.read(thread[-1]))
    rows = await office.count_rows()
    assert all("question" not in table for table in rows), "there is no table of questions"


async def test_other_words_to_the_bot_are_answered_kindly_and_forwarded_to_nobody(told_office: Office) -> None:
    office = told_office
    await office.drain()
    office.read_everything()
    assert "I do not read messages" in (await office.gestures.send_dm("aroha", "Hello?")).text
    channel = office.workspace.open_direct(CAST["aroha"].id)
    unrelated = office.workspace.post(Message(channel.id, office.workspace.bot_user_id, "Something else"))
    told = await reply(office, "aroha", unrelated, "And this?")
    assert any("I do not read messages" in line for line in told)
    await office.drain()
    assert office.list_unread("lena") == []


async def test_only_the_lead_answers_and_only_with_words(told_office: Office) -> None:
    office = told_office
    memo = await send(office)
    copy = await office.receive("aroha")
    office.read_everything()
    told = await reply(office, "aroha", copy, "\u200b")
    assert any("Question: it is empty." in line for line in told)
    assert office.list_unread("lena") == []
    await reply(office, "aroha", copy, "When?")
    question = await office.receive("lena")
    await office.click("lena", question, "Answer")
    assert "it is empty" in (await office.submit("lena", {"Answer": " "}, hostile=True)).field_errors["Answer"]
    await office.gestures.close_view("lena")
    assert memo in "\n".join(office.read(question))


async def test_too_many_who_cannot_be_written_to_hold_the_memo_until_it_is_released(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    async with open_office(tmp_path_factory.mktemp("office"), "socket") as office:
        await furnish_crowd(office)
        memo = await send(office, "small")
        assert await count(office, memo) == {}
        held = await office.receive("lena")
        text = "\n".join(office.read(held))
        assert f"{memo} CRM is held and has not left: 1 of 50 could not be written" in text
        assert "template for custom, line 1: “first_name” has no value" in text
        assert f"{memo} CRM is held and waits for you" in await office.open_home("lena")
        released = in_time(await office.gestures.click("lena", held, "Release")).text
        assert "49 people get it now. 1 person could not be written to, see the receipt." in released
        await settle(office, memo)
        assert await count(office, memo) == {"sent": 49, "failed": 1}
        receipt = await office.type("lena", f"/change memo show {memo}")
        assert "failed, template for custom, line 1: “first_name” has no value" in receipt

        cancelled = await send(office, "small")
        await office.click("lena", await office.receive("lena"), "Cancel")
        assert await count(office, cancelled) == {}
        assert f"{cancelled} is cancelled" in await office.type("lena", f"/change memo cancel {cancelled}")

        await office.open_form("lena", "/change memo new CRM to small")
        values = {**MEMO, "Send at": "in 2 hours"}
        memo = find_id("M", in_time(await office.gestures.submit_view("lena", values)).text)
        office.read_everything()
        await office.pass_time(office.store.clock.now() + timedelta(hours=3))
        assert await count(office, memo) == {}
        in_time(await office.gestures.click("lena", await office.receive("lena"), "Release"))
        await settle(office, memo)
        assert await count(office, memo) == {"sent": 49, "failed": 1}

        memo = await send(office, "large")
        assert await count(office, memo) == {"sent": 100, "failed": 1}
        office.check_house()


async def furnish_crowd(office: Office) -> None:
    """A hundred and one people, one of whom has no name, and a template that speaks to each by name."""
    names = ["" if number == 0 else f"Person {number}" for number in range(len(CROWD))]
    for user_id, name in zip(CROWD, names, strict=True):
        office.workspace.add_user(User(user_id, user_id.lower(), name or "x", tz="Europe/Berlin"))

    def furnish(unit: Unit) -> None:
        put_people(unit, [Person(u, u.lower(), n, "Europe/Berlin") for u, n in zip(CROWD, names, strict=True)])
        add_audience(unit, "small", "custom", [{"people": CROWD[:50]}], [])
        add_audience(unit, "large", "custom", [{"people": CROWD}], [])
        add_memo_template(unit, "custom", "en", "Dear {{ reader.first_name }},\n{{ memo.facts }}")

    await office.store.write(office.team_id, furnish)
    await office.start_initiative()


async def count(office: Office, memo: str) -> dict[str, int]:
    return await office.store.read(office.team_id, lambda unit: count_by_state(unit, memo))


async def test_who_has_not_got_it_yet_when_it_is_corrected_gets_the_corrected_memo_alone(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    async with open_office(tmp_path_factory.mktemp("office"), "socket", undo_seconds=60) as office:
        await office.start_initiative()
        await office.type("mia", "/change audience new staff kind:champions from:@sales")
        memo = await send(office)
        assert await count(office, memo) == {"planned": 12}
        await office.open_form("lena", f"/change memo correct {memo}")
        answer = (await office.submit("lena", CORRECTION)).text
        assert "is being corrected in 0 copies. 12 copies that had not left will say it at once." in answer
        office.workspace.clock.advance(120)
        await office.drain()
        for handle in SALES:
            text = await office.receive_text(handle)
            assert "Ready at last" in text
            assert "(corrected on" not in text, "nobody has read the one that was wrong"
        receipt = await office.type("lena", f"/change memo show {memo}")
        assert "Deliveries 12: sent 12" in receipt
        await office.app.scheduler.tick()
        await office.drain()
        assert all(office.count_unread(handle) == 0 for handle in SALES)
        assert "(corrected on" not in "\n".join(office.read(office.workspace.list_direct("aroha")[-1]))
        office.check_house()


async def test_a_copy_that_was_in_flight_while_its_memo_was_corrected_is_corrected_too(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    async with open_office(tmp_path_factory.mktemp("office"), "socket") as office:
        await office.start_initiative()
        await office.type("mia", "/change audience new staff kind:champions from:@sales")
        office.sandbox.faults.script(
            "chat.postMessage", Fault.drop_reply(), when=lambda call: call["channel"] == CAST["aroha"].id
        )
        await office.open_form("lena", "/change memo new CRM to staff")
        memo = find_id("M", (await office.submit("lena", MEMO)).text)
        await office.type("lena", f"/change memo send {memo}")
        await eventually_sent(office, memo, 11)
        await office.open_form("lena", f"/change memo correct {memo}")
        assert "is being corrected in 11 copies." in (await office.submit("lena", CORRECTION)).text
        office.workspace.clock.advance(120)
        await office.drain()
        await office.app.scheduler.tick()
        await office.drain()
        (copy,) = office.workspace.list_direct("aroha")
        assert "(corrected on" in "\n".join(office.read(copy))
        assert "Corrected 12 of 12 copies" in await office.type("lena", f"/change memo show {memo}")


async def eventually_sent(office: Office, memo: str, number: int) -> None:
    """Wait until so many copies have arrived for certain."""
    async with asyncio.timeout(10):
        while (await count(office, memo)).get("sent") != number:
            await asyncio.sleep(0.05)


async def test_a_mandatory_memo_reaches_those_too_who_have_opted_out(told_office: Office) -> None:
    office = told_office
    await office.type("aroha", "/change optout memos")
    office.read_everything()
    memo = await send(office)
    assert await count(office, memo) == {"sent": 11, "cancelled": 1}
    await office.open_form("lena", "/change memo new CRM to staff")
    card = (await office.submit("lena", {**MEMO, "Mandatory": "Yes: it reaches everybody"})).text
    assert "mandatory" in card
    memo = find_id("M", card)
    await office.type("lena", f"/change memo send {memo}")
    await settle(office, memo)
    assert await count(office, memo) == {"sent": 12}
    facts = [
        facts for _, action, subject, facts in await office.list_audit() if (action, subject) == ("memo.added", memo)
    ]
    assert facts[0]["is_mandatory"] is True
    await office.type("aroha", "/change optin memos")


@pytest.mark.parametrize("verb", ["edit", "send", "cancel", "correct", "effect", "show", "preview", "schedule"])
async def test_each_memo_command_is_for_the_lead_and_says_what_is_wrong_with_its_id(
    told_office: Office, verb: str
) -> None:
    office = told_office
    await office.open_form("lena", "/change memo new CRM to staff")
    memo = find_id("M", (await office.submit("lena", MEMO)).text)
    rest = " in 2 hours" if verb == "schedule" else ""
    before = await office.count_rows()
    for handle in ("aroha", "ana", "mia"):
        refusal = await office.type(handle, f"/change memo {verb} {memo}{rest}")
        assert "Needs role lead" in refusal
        assert refusal.endswith("Nothing was saved.")
    for wrong, told in ((f"M-999{rest}", "“M-999” was not found."), (f"{verb}{rest}", "Memo: an id like M-3.")):
        assert told in await office.type("lena", f"/change memo {verb} {wrong}")
    await office.app.edge.finish()
    after = await office.count_rows()
    assert {name for name in before if before[name] != after[name]} == {"audit_log", "chains"}
