"""Whom a pulse asks and when: turns, rests, every third time a choice, and not before the last has had a response."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.sandbox.cast import CAST, Part, list_players
from storage.pulses import PulseState, list_pulses
from tests.workspaces import Office, find_id

pytestmark = pytest.mark.asyncio(loop_scope="module")
SALES = [player.handle for player in list_players(Part.SALES)]
QUESTION = '"I know what changes for me"'


async def start(office: Office, key: str, sources: str = "@sales") -> None:
    """A new initiative with an audience of the same name, and nothing unread."""
    await office.start_initiative(key)
    await office.type("mia", f"/change audience new {key} kind:employees from:{sources}")
    await office.drain()
    office.read_everything()


async def ask(office: Office, key: str, options: str = "") -> str:
    return await office.type("lena", f"/change pulse new {key} to {key} {QUESTION} {options}")


async def pass_to_nine(office: Office) -> None:
    """The next nine o'clock where Lena lives, who has set the rounds."""
    now = office.store.clock.now().astimezone(ZoneInfo(CAST["lena"].zone))
    nine = datetime.combine(now.date(), time(9), now.tzinfo)
    await office.pass_time((nine if now < nine else nine + timedelta(days=1)).astimezone(UTC))


async def close_answered(office: Office, key: str, answering: int = 6) -> str:
    """A pulse that so many have answered and that is closed; its id."""
    pulse = find_id("P", await ask(office, key))
    for handle in SALES[:answering]:
        await office.click(handle, await office.receive(handle), "4 Agree")
    await office.type("lena", f"/change pulse close {pulse}")
    await office.drain()
    office.read_everything()
    return pulse


async def test_a_sample_asks_everybody_once_in_its_cycle(quick_office: Office):
    office = quick_office
    await start(office, "SMP")
    assert "6 of 12 people asked; 6 next time." in await ask(office, "SMP", "sample:50%")
    await office.drain()
    first = [handle for handle in SALES if office.list_unread(handle)]
    assert len(first) == 6
    office.read_everything()
    assert "6 of 12 people asked; 6 next time." in await ask(office, "SMP", "sample:50")
    await office.drain()
    assert sorted(first + [handle for handle in SALES if office.list_unread(handle)]) == sorted(SALES)
    listed = await office.type("lena", "/change pulse list SMP")
    assert listed.count("6 asked") == 2


async def test_who_was_asked_elsewhere_lately_is_left_alone(quick_office: Office):
    office = quick_office
    await office.pass_time(office.store.clock.now() + timedelta(days=15))
    await start(office, "CDA")
    await start(office, "CDB", "@sales,@field")
    await start(office, "CDC")
    assert "12 of 12 people asked." in await ask(office, "CDA")
    assert "14 days" in await office.type("mia", "/change pulse cooldown 14")
    opened = await ask(office, "CDB")
    assert "8 of 20 people asked; 12 asked elsewhere less than 14 days ago." in opened
    rows = await office.count_rows()
    refused = await ask(office, "CDC")
    assert "0 of 12 people asked; 12 asked elsewhere less than 14 days ago; a pulse needs at least 5" in refused
    assert "Nothing was saved." in refused
    assert await office.count_rows() == rows
    assert "12 of 12 people asked." in await ask(office, "CDA"), "its own lead knows how often"
    assert "0 days" in await office.type("mia", "/change pulse cooldown 0")
    assert "12 of 12 people asked." in await ask(office, "CDC")


async def test_the_next_pulse_waits_for_a_response_to_the_last(quick_office: Office):
    office = quick_office
    await start(office, "GAT")
    pulse = await close_answered(office, "GAT")
    rows = await office.count_rows()
    refused = await ask(office, "GAT")
    assert f"{pulse} to GAT has had no response yet, and the next pulse waits for it" in refused
    assert await office.count_rows() == rows
    assert f"{pulse} (GAT): tell GAT what came of it" in await office.open_home("lena")

    form = await office.open_form("lena", f"/change pulse respond {pulse}")
    assert "What you said" in form
    outcome = await office.submit("lena", {"What you said": "Training comes too late", "What we do": "We train first"})
    assert f"It is on its way to 12 people whom {pulse} asked." in outcome.text
    await office.drain()
    for handle in SALES:
        told = await office.receive_text(handle)
        assert "One customer record: you said, we did" in told
        assert "You said: Training comes too late\nWe do: We train first" in told
        assert office.list_unread(handle) == []
    assert "You said, we did\n" in await office.open_home(SALES[9])
    assert f"{pulse} (GAT): tell" not in await office.open_home("lena")
    assert "We do: We train first" in await office.type("clara", f"/change pulse results {pulse}")

    corrected = await office.type("lena", f'/change pulse respond {pulse} "We train in week one"')
    assert "People were told once, and are not told again." in corrected
    await office.drain()
    assert all(office.list_unread(handle) == [] for handle in SALES)
    assert "12 of 12 people asked." in await ask(office, "GAT")


async def test_a_response_that_two_write_at_once_is_kept(quick_office: Office):
    office = quick_office
    await start(office, "CNF")
    pulse = await close_answered(office, "CNF", answering=0)
    await office.open_form("lena", f"/change pulse respond {pulse}")
    await office.type("lena", f'/change pulse respond {pulse} "First"')
    await office.submit("lena", {"What we do": "Second"})
    modal = "\n".join(office.read_modal("lena"))
    assert "Somebody changed this while your form was open." in modal
    assert "Second" in modal
    assert "It is corrected" in (await office.submit("lena")).text
    assert "We do: Second" in await office.type("lena", f"/change pulse results {pulse}")


async def test_few_answers_need_no_response_and_an_override_is_shown(quick_office: Office):
    office = quick_office
    await start(office, "FEW")
    await close_answered(office, "FEW", answering=4)
    first = await close_answered(office, "FEW", answering=5)
    opened = await ask(office, "FEW", 'override:"Answered in person on Monday"')
    assert "It did not wait for a response to the one before: Answered in person on Monday" in opened
    pulse = find_id("P", opened)
    facts = [facts for _, action, subject, facts in await office.list_audit() if action == "pulse.overridden"]
    assert facts == [{"unanswered": first, "reason": "Answered in person on Monday"}]
    assert "Answered in person" in await office.type("lena", f"/change pulse close {pulse}")


async def test_a_repeated_round_waits_and_its_lead_is_told_once(quick_office: Office):
    office = quick_office
    await start(office, "RPT")
    opened = await ask(office, "RPT", 'every:"daily 09:00" remind:none')
    pulse = find_id("P", opened)
    for handle in SALES[:5]:
        await office.click(handle, await office.receive(handle), "4 Agree")
    await office.type("lena", f"/change pulse close {pulse}")
    office.read_everything()
    for _ in range(2):
        await pass_to_nine(office)
    waits = [text for text in office.list_unread("lena") if "The next pulse to RPT waits." in text]
    assert len(waits) == 1
    assert f"People answered {pulse} (RPT) and have not heard what came of it." in waits[0]
    assert len(await office.store.read(office.team_id, lambda unit: list_pulses(unit, "RPT"))) == 1

    message = next(each for each in office.workspace.list_direct("lena") if "RPT waits" in each.text)
    await office.gestures.click("lena", message, "Respond")
    await office.submit("lena", {"What we do": "We listen"})
    await pass_to_nine(office)
    open_rounds = await office.store.read(office.team_id, lambda unit: list_pulses(unit, "RPT", state=PulseState.OPEN))
    assert len(open_rounds) == 1
    assert open_rounds[0].invited == 12
    await office.end_initiatives("RPT")


async def test_a_repeated_round_with_too_few_tells_its_lead_once(quick_office: Office):
    office = quick_office
    await start(office, "TOO")
    await ask(office, "TOO", 'every:"daily 09:00" remind:none open:1')
    await start(office, "ELS")
    await ask(office, "ELS")
    for handle in SALES[:8]:
        await office.type(handle, "/change optout pulses")
    office.read_everything()
    for _ in range(3):
        await pass_to_nine(office)
    told = [text for text in office.list_unread("lena") if "No pulse went to TOO" in text]
    assert len(told) == 1
    assert "4 of 4 people asked. A pulse needs at least 5 people to protect them." in told[0]
    for handle in SALES[:8]:
        await office.type(handle, "/change optin pulses")
    await office.end_initiatives("TOO")


async def test_every_third_time_offers_to_keep_it_put_it_off_or_stop(quick_office: Office):
    office = quick_office
    await start(office, "KLS", "@support,@managers")
    crowd = [player.handle for part in (Part.SUPPORT, Part.MANAGER) for player in list_players(part)]
    for turn in range(3):
        await ask(office, "KLS", "remind:none")
        invitations = {handle: await office.receive(handle) for handle in crowd}
        offers = ["[Later]" in "\n".join(office.read(each)) for each in invitations.values()]
        assert offers == [turn == 2] * len(crowd), "to everybody alike"
    await_later, stop, keep = crowd[:3]
    rows = await office.count_rows()
    assert "Gladly" in await office.click(keep, invitations[keep], "Keep")
    assert await office.count_rows() == rows
    assert "No new pulse asks you until" in await office.click(await_later, invitations[await_later], "Later")
    assert "No pulse asks you any more." in await office.click(stop, invitations[stop], "Stop")
    assert "Pulses put off until" in await office.type(await_later, "/change preferences")
    office.read_everything()
    await ask(office, "KLS", "remind:none")
    await office.drain()
    assert [len(office.list_unread(handle)) for handle in crowd] == [0, 0] + [1] * (len(crowd) - 2)
    await office.type(stop, "/change optin pulses")
    office.read_everything()
    await office.pass_time(office.store.clock.now() + timedelta(days=31))
    office.read_everything()
    await ask(office, "KLS", 'remind:none override:"later"')
    await office.drain()
    assert [len(office.list_unread(handle)) for handle in crowd] == [1] * len(crowd)


async def test_only_the_lead_responds_and_only_admins_set_the_rest(quick_office: Office):
    office = quick_office
    await start(office, "WHO")
    pulse = await close_answered(office, "WHO", answering=0)
    rows = await office.count_rows()
    for handle in ("clara", "ana", SALES[0], "hana"):
        assert "Needs role lead" in await office.type(handle, f'/change pulse respond {pulse} "We do it"')
    for handle in ("lena", "clara", SALES[0]):
        assert "Needs role admin" in await office.type(handle, "/change pulse cooldown 3")
    # Refusals are in the log, and nothing else has changed.
    apart = {"audit_log": 0, "chains": 0}
    assert {**await office.count_rows(), **apart} == {**rows, **apart}


@pytest.mark.parametrize(
    ("handle", "line", "reason"),
    [
        ("mia", "/change pulse cooldown 91", "Days: Whole number 0–90."),
        ("mia", "/change pulse cooldown two", "Days: Whole number 0–90."),
        ("mia", "/change pulse cooldown 3 4", "“4” is not expected here."),
        ("lena", "/change pulse respond P-9999", "“P-9999” was not found."),
        ("lena", "/change pulse respond PULSE", "Pulse: an id like P-3."),
        ("lena", '/change pulse respond {pulse} ""', "What we do: it is empty."),
        ("lena", "/change pulse respond {pulse} " + "x" * 1001, "What we do: too long: 1,001; limit 1,000"),
        ("lena", '/change pulse respond {open} "We do it"', "is still open; people can be told once it has closed."),
    ],
)
async def test_bad_responses_and_rests_are_refused(quick_office: Office, handle: str, line: str, reason: str):
    office = quick_office
    if not await office.store.read(office.team_id, lambda unit: list_pulses(unit, "BAD")):
        await start(office, "BAD")
        await close_answered(office, "BAD", answering=0)
        await ask(office, "BAD")
    newest, closed, *_ = await office.store.read(office.team_id, lambda unit: list_pulses(unit, "BAD"))
    rows = await office.count_rows()
    refusal = await office.type(handle, line.format(pulse=closed.id, open=newest.id))
    assert reason in refusal
    assert "Nothing was saved." in refusal
    assert await office.count_rows() == rows
