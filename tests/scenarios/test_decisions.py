"""Decisions: recorded, asked for, taken by those who may, corrected, and nobody waits without being told."""

from collections.abc import AsyncIterator
from datetime import date, timedelta

import pytest
import pytest_asyncio

from bot.sandbox.cast import CAST
from storage.decisions import get_decision
from storage.initiatives import find_initiative
from tests.workspaces import Office, find_id

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(loop_scope="module")
async def office(quick_office: Office) -> AsyncIterator[Office]:
    """The office with the initiative CRM, and nothing unread."""
    if await quick_office.store.read(quick_office.team_id, lambda unit: find_initiative(unit, "CRM")) is None:
        await quick_office.start_initiative("CRM")
    await quick_office.drain()
    quick_office.read_everything()
    yield quick_office


def find_day(office: Office, days: int) -> date:
    return office.store.clock.now().date() + timedelta(days=days)


async def ask_for(office: Office, words: str = '"Which vendor?"') -> str:
    return find_id("D", await office.type("lena", f"/change decision ask CRM {words}"))


async def test_a_decision_that_was_taken_is_recorded_in_one_line_and_by_form(office: Office):
    card = await office.type("lena", '/change decision crm "We load twice"')
    first = find_id("D", card)
    for words in (f"{first} · CRM", "We load twice", "taken", "@lena"):
        assert words in card

    form = await office.open_form("lena", "/change decision")
    for label in ("Initiative", "Decision", "Reason"):
        assert f"{label}:" in form or f"{label} (optional):" in form
    outcome = await office.submit("lena", {"Decision": "We skip the pilot in May", "Reason": "Holidays"})
    second = find_id("D", outcome.text)
    assert "Reason\nHolidays" in outcome.text

    listed = await office.type("aroha", "/change decision list CRM")
    assert listed.index(second) < listed.index(first)
    assert "Reason\nHolidays" in await office.click_reply("aroha", second)
    assert "We skip the pilot in May" in await office.type("aroha", f"/change decision show {second}")


async def test_an_open_one_goes_to_the_sponsor_who_decides_from_the_message_and_the_lead_hears(office: Office):
    due = find_day(office, 5)
    card = await office.type("lena", f'/change decision ask CRM "Which vendor migrates?" by:{due}')
    decision = find_id("D", card)
    assert "State\nopen" in card
    message = await office.receive("clara")
    text = "\n".join(office.read(message))
    for words in (decision, "needs your decision by", "Which vendor migrates?", "Asked by @lena", "[Decide]"):
        assert words in text
    assert "Which vendor migrates?" in await office.open_home("clara")
    assert "Which vendor migrates?" not in await office.open_home("aroha")

    await office.gestures.click("clara", message, "Decide")
    assert any("Which vendor migrates?" in line for line in office.read_modal("clara"))
    outcome = await office.submit("clara", {"Decision": "The pilot's vendor", "Reason": "They know the data"})
    assert "taken" in outcome.text
    told = await office.receive_text("lena")
    for words in (decision, "@clara decided", "Which vendor migrates?", "The pilot's vendor", "They know the data"):
        assert words in told
    assert "Which vendor migrates?" not in await office.open_home("clara")

    again = await office.click("clara", message, "Decide")
    assert f"{decision} was taken already" in again
    assert again.endswith("Nothing was saved.")
    shown = await office.type("aroha", f"/change decision show {decision}")
    assert "state open → taken" in shown
    assert "decision none → The pilot's vendor" in shown


async def test_asked_by_form_of_somebody_else_and_taken_in_one_line(office: Office):
    form = await office.open_form("lena", "/change decision ask")
    for label in ("Initiative", "Question", "By", "Owner"):
        assert f"{label}:" in form or f"{label} (optional):" in form
    outcome = await office.submit("lena", {"Question": "Old reports too?", "Owner": "greta"})
    decision = find_id("D", outcome.text)
    assert "@greta" in outcome.text
    assert "Old reports too?" in await office.receive_text("greta")
    assert office.list_unread("clara") == []

    assert "No, never" in await office.type("greta", f'/change decision take {decision} "No, never"')
    assert "No, never" in await office.receive_text("lena")
    refused = await office.type("lena", f'/change decision take {decision} "Yes"')
    assert f"{decision} was taken already" in refused


async def test_taking_without_words_opens_the_form_and_a_decision_on_home_is_taken_there(office: Office):
    decision = await ask_for(office, '"Go live in May?" owner:@clara')
    assert "Decision" in await office.open_form("lena", f"/change decision take {decision}")
    await office.gestures.close_view("lena")
    await office.open_home("clara")
    await office.gestures.click("clara", "home", f"decision.decide:{decision}")
    await office.submit("clara", {"Decision": "Yes, in May"})
    assert "Yes, in May" in await office.receive_text("lena")


async def test_edits_keep_both_and_a_conflict_keeps_what_was_typed(office: Office):
    decision = await ask_for(office, '"Whch vendor?"')
    await office.receive("clara")
    await office.open_form("lena", f"/change decision edit {decision}")
    await office.open_form("clara", f"/change decision edit {decision}")
    await office.submit("clara", {"Owner": "hana", "By": find_day(office, 3).isoformat()})
    assert "Whch vendor?" in await office.receive_text("hana")
    before = await office.count_rows()
    await office.submit("lena", {"Question": "Which vendor, by when?"})
    assert await office.count_rows() == before
    again = "\n".join(office.read_modal("lena"))
    assert "Somebody changed this while your form was open. Nothing was saved." in again
    assert "Which vendor, by when?" in again
    await office.submit("lena", {"Owner": "hana"})
    shown = await office.type("aroha", f"/change decision show {decision}")
    assert "question Whch vendor? → Which vendor, by when?" in shown
    assert "owner @clara → @hana" in shown

    await office.type("hana", f'/change decision take {decision} "Tehm"')
    await office.open_form("lena", f"/change decision edit {decision}")
    outcome = await office.submit("lena", {"Decision": "Them"})
    assert "Them" in outcome.text
    assert "decision Tehm → Them" in await office.type("aroha", f"/change decision show {decision}")


async def test_two_who_decide_at_once_do_not_overwrite_each_other(office: Office):
    decision = await ask_for(office)
    await office.open_form("clara", f"/change decision take {decision}")
    await office.open_form("lena", f"/change decision take {decision}")
    await office.submit("clara", {"Decision": "The first"})
    outcome = await office.submit("lena", {"Decision": "The second"})
    assert f"{decision} was taken already" in " ".join(outcome.field_errors.values())
    kept = await office.store.read(office.team_id, lambda unit: get_decision(unit, decision))
    assert (kept.decision, kept.taken_by) == ("The first", CAST["clara"].id)
    await office.gestures.close_view("lena")


async def test_an_overdue_one_says_so_and_stands_first(office: Office):
    later = await ask_for(office, f'"Later?" by:{find_day(office, 9)}')
    sooner = await ask_for(office, f'"Sooner?" by:{find_day(office, 1)}')
    undated = await ask_for(office, '"Whenever?"')
    listed = await office.type("aroha", "/change decision list CRM")
    assert listed.index(sooner) < listed.index(later) < listed.index(undated)
    assert "overdue" not in listed
    await office.pass_time(office.store.clock.now() + timedelta(days=3))
    assert "overdue" in await office.type("aroha", "/change decision list CRM")
    home = await office.open_home("clara")
    assert "1 thing overdue, first" in home
    assert home.index("Sooner?") < home.index("Later?")
    await office.open_form("lena", f"/change decision edit {sooner}")
    outcome = await office.submit("lena", {"Question": "Much sooner?"})
    assert "Much sooner?" in outcome.text, "a day that has passed does not keep the wording from being corrected"


LINES = [
    ("lena", "decision CRM", "Decision: it is empty."),
    ("lena", f"decision CRM {'x' * 1001}", "Decision: too long: 1,001; limit 1,000"),
    ("lena", 'decision XYZ "Yes"', "Initiative: “XYZ” was not found."),
    ("lena", "decision ask CRM", "Question: it is empty."),
    ("lena", 'decision ask CRM "Which?" by:2020-01-01', "By: Wed 1 Jan 2020 is past."),
    ("lena", 'decision ask CRM "Which?" by:02/03 owner:@nobody', "By: Ambiguous: use YYYY-MM-DD."),
    ("lena", 'decision ask CRM "Which?" by:02/03 owner:@nobody', "“@nobody” was not found."),
    ("lena", 'decision ask CRM "Which?" owner:@gil', "Owner: Gil Guest is a guest."),
    ("lena", 'decision take D-99 "Yes"', "“D-99” was not found."),
    ("lena", "decision take X-1 Yes", "Decision: an id like D-3."),
    ("lena", "decision edit D-99", "“D-99” was not found."),
]


@pytest.mark.parametrize(("handle", "line", "told"), LINES)
async def test_a_bad_line_is_told_and_changes_nothing(office: Office, handle: str, line: str, told: str):
    before = await office.count_rows()
    answer = await office.type(handle, f"/change {line}")
    assert told in answer
    assert answer.endswith("Nothing was saved.")
    assert await office.count_rows() == before


async def test_who_may_not(office: Office):
    decision = await ask_for(office, '"May I?"')
    for handle in ("ana", "aroha", "mia"):
        for line in ('CRM "Yes"', 'ask CRM "Which?"', "", "ask", f"edit {decision}"):
            assert "Needs role lead; ask @lena" in await office.type(handle, f"/change decision {line}")
        for line in (f'take {decision} "Yes"', f"take {decision}"):
            assert "Needs role lead or sponsor" in await office.type(handle, f"/change decision {line}")
    assert "Needs role lead" in await office.type("clara", '/change decision CRM "Yes"')
    kept = await office.store.read(office.team_id, lambda unit: get_decision(unit, decision))
    assert kept.is_open


async def test_a_list_of_many_is_turned(office: Office):
    for number in range(14):
        await office.type("lena", f'/change decision CRM "Number {number}"')
    first = await office.type("aroha", "/change decision list CRM")
    assert "[Next]" in first
    second = await office.click_reply("aroha", "Next")
    assert "[Previous]" in second
    assert first != second


async def test_a_closed_initiative_takes_no_more_but_what_is_open_may_be_decided(office: Office):
    await office.start_initiative("OLD")
    decision = find_id("D", await office.type("lena", '/change decision ask OLD "Archive it?" owner:@lena'))
    await office.end_initiatives("OLD")
    for line in ('OLD "Yes"', 'ask OLD "Which?"'):
        assert "OLD is closed" in await office.type("lena", f"/change decision {line}")
    assert "Record a decision" not in await office.type("lena", "/change decision list OLD")
    assert "taken" in await office.type("lena", f'/change decision take {decision} "Yes"')
