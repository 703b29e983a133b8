"""Follow-ups: told to their owner, reminded on the morning they are due, moved with a reason, and kept until done."""

from collections.abc import AsyncIterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio

from bot.sandbox.cast import CAST
from storage.followups import add_followup, get_followup
from storage.initiatives import find_initiative
from storage.roles import Role, grant_role
from storage.units import SYSTEM
from tests.workspaces import Office, find_id

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(loop_scope="module")
async def office(quick_office: Office) -> AsyncIterator[Office]:
    """The office with the initiative CRM, of which Greta is a manager, and nothing unread."""
    if await quick_office.store.read(quick_office.team_id, lambda unit: find_initiative(unit, "CRM")) is None:
        await quick_office.start_initiative("CRM")
        await quick_office.store.write(
            quick_office.team_id, lambda unit: grant_role(unit, "CRM", CAST["greta"].id, Role.MANAGER)
        )
    await quick_office.drain()
    quick_office.read_everything()
    yield quick_office


def find_day(office: Office, days: int) -> date:
    return office.store.clock.now().date() + timedelta(days=days)


def find_morning(handle: str, day: date, at: time) -> datetime:
    """A time of day where somebody lives."""
    return datetime.combine(day, at, ZoneInfo(CAST[handle].zone))


async def add(office: Office, text: str, owner: str, due: date, by: str = "lena") -> str:
    reply = await office.type(by, f'/change followup add CRM "{text}" owner:@{owner} due:{due}')
    return find_id("F", reply)


async def test_added_in_one_line_told_to_the_owner_and_done_from_the_message(office: Office):
    due = find_day(office, 4)
    followup = await add(office, "Ask the vendor for a date", "ben", due, by="ana")
    message = await office.receive("ben")
    text = "\n".join(office.read(message))
    for words in (followup, "CRM is yours, due", "Ask the vendor for a date", "Added by @ana", "[Done]", "[Move]"):
        assert words in text
    assert "Ask the vendor for a date" in await office.open_home("ben")

    replaced = await office.click("ben", message, "Done")
    assert "Done\n@ben" in replaced
    assert "[Reopen]" in replaced
    assert "Ask the vendor for a date" not in await office.open_home("ben")
    again = await office.type("ben", f"/change followup done {followup}")
    assert f"{followup} is done already" in again
    assert again.endswith("Nothing was saved.")


async def test_added_by_form_and_whoever_takes_it_themselves_is_not_told(office: Office):
    form = await office.open_form("greta", "/change followup add")
    for label in ("Initiative", "Follow-up", "Owner", "Due"):
        assert f"{label}:" in form
    due = find_day(office, 6).isoformat()
    outcome = await office.submit("greta", {"Follow-up": "Count the licences", "Owner": "greta", "Due": due})
    followup = find_id("F", outcome.text)
    await office.drain()
    assert office.list_unread("greta") == []
    assert followup in await office.type("greta", "/change followup list")
    assert followup in await office.type("aroha", "/change followup list CRM")
    assert followup not in await office.type("aroha", "/change followup list")


async def test_a_list_opens_its_cards_and_offers_the_form(office: Office):
    followup = await add(office, "Print the posters", "lena", find_day(office, 5))
    listed = await office.type("lena", "/change followup list CRM")
    assert "Print the posters" in listed
    assert "Added by\n@lena" in await office.click_reply("lena", followup)
    await office.type("lena", "/change followup list CRM")
    await office.click_reply("lena", "Add a follow-up")
    await office.gestures.close_view("lena")


async def test_moved_with_a_reason_by_line_and_by_form_and_both_days_stay(office: Office):
    first, second, third = (find_day(office, days) for days in (4, 8, 12))
    followup = await add(office, "Book the room", "ben", first)
    message = await office.receive("ben")
    refused = await office.type("ben", f"/change followup move {followup} {second}")
    assert "Reason: it is missing." in refused
    assert refused.endswith("Nothing was saved.")
    assert "is due on that day already" in await office.type("ben", f"/change followup move {followup} {first} Because")
    await office.type("lena", f"/change followup move {followup} {second} The vendor is away")

    await office.gestures.click("ben", message, "Move")
    outcome = await office.submit("ben", {"Due": third.isoformat(), "Reason": None}, hostile=True)
    assert "Reason: it is missing." in outcome.field_errors["Reason"]
    await office.submit("ben", {"Due": third.isoformat(), "Reason": "Still away"})
    card = await office.type("aroha", f"/change followup show {followup}")
    for words in (f"due {first} → {second}", "reason none → The vendor is away", f"due {second} → {third}"):
        assert words in card


async def test_handed_over_by_form_the_new_owner_is_told_and_a_conflict_keeps_what_was_typed(office: Office):
    followup = await add(office, "Wrte the guide", "ben", find_day(office, 4))
    await office.receive("ben")
    await office.open_form("ben", f"/change followup edit {followup}")
    await office.open_form("lena", f"/change followup edit {followup}")
    await office.submit("lena", {"Owner": "otto"})
    assert "is yours" in await office.receive_text("otto")
    outcome = await office.submit("ben", {"Follow-up": "Write the guide"})
    assert any("Needs role lead" in each for each in outcome.field_errors.values()), "it is no longer Ben's"
    await office.gestures.close_view("ben")

    await office.open_form("otto", f"/change followup edit {followup}")
    await office.type("lena", f"/change followup move {followup} {find_day(office, 7)} Holidays")
    before = await office.count_rows()
    await office.submit("otto", {"Follow-up": "Write the guide"})
    assert await office.count_rows() == before
    again = "\n".join(office.read_modal("otto"))
    assert "Somebody changed this" in again
    assert "Write the guide" in again
    await office.submit("otto")
    card = await office.type("aroha", f"/change followup show {followup}")
    assert "text Wrte the guide → Write the guide" in card
    assert "owner @ben → @otto" in card


async def test_done_with_a_note_and_opened_again(office: Office):
    followup = await add(office, "Sign the contract", "ben", find_day(office, 4))
    card = await office.type("lena", f"/change followup done {followup} They signed")
    assert "Note\nThey signed" in card
    reopened = await office.click_reply("lena", "Reopen")
    assert "[Done]" in reopened
    assert "They signed" not in reopened.split("History")[0]
    assert "is not done yet" in await office.type("lena", f"/change followup reopen {followup}")
    await office.type("ben", f"/change followup done {followup}")


async def test_finished_on_home_and_overdue_first(office: Office):
    later = await add(office, "Later thing", "sofia", find_day(office, 9), by="clara")
    sooner = await add(office, "Sooner thing", "sofia", find_day(office, 1), by="clara")
    home = await office.open_home("sofia")
    assert home.index("Sooner thing") < home.index("Later thing")
    assert "overdue" not in home
    await office.pass_time(office.store.clock.now() + timedelta(days=4))
    home = await office.open_home("sofia")
    assert "1 thing overdue, first" in home
    await office.click("sofia", "home", f"followup.done:{sooner}")
    assert "Sooner thing" not in await office.open_home("sofia")
    assert later in await office.type("sofia", "/change followup list")


async def test_reminded_once_on_the_morning_of_each_due_day_by_the_owners_own_clock(office: Office):
    due, moved = find_day(office, 4), find_day(office, 6)
    followups = {handle: await add(office, f"Call by {handle}", handle, due) for handle in ("gwen", "bruno", "carmen")}
    for handle in followups:
        assert "is yours" in await office.receive_text(handle)

    for handle in followups:  # in the order in which their mornings come
        await office.pass_time(find_morning(handle, due, time(7, 59)))
        assert office.list_unread(handle) == []
        await office.pass_time(find_morning(handle, due, time(8, 0, 1)))
        text = await office.receive_text(handle)
        assert f"{followups[handle]} CRM is due" in text
        assert "[Done]" in text
        await office.pass_time(office.store.clock.now() + timedelta(minutes=1))
        assert office.list_unread(handle) == [], "once per due day"

    await office.type("bruno", f"/change followup move {followups['bruno']} {moved} Vendor is away")
    await office.pass_time(find_morning("bruno", moved, time(8, 1)))
    assert f"{followups['bruno']} CRM is due" in await office.receive_text("bruno")
    assert [office.count_unread(handle) for handle in ("gwen", "carmen")] == [0, 0]


async def test_done_before_its_morning_or_made_for_today_there_is_no_reminder(office: Office):
    noon = find_morning("otto", find_day(office, 1), time(12))
    await office.pass_time(noon)
    office.read_everything()
    today, tomorrow = noon.date(), noon.date() + timedelta(days=1)
    await add(office, "At once", "otto", today)
    assert "is yours" in await office.receive_text("otto")
    finished = await add(office, "Soon", "otto", tomorrow)
    assert "is yours" in await office.receive_text("otto")
    await office.type("otto", f"/change followup done {finished}")
    await office.pass_time(noon + timedelta(minutes=1))
    await office.pass_time(find_morning("otto", tomorrow, time(9)))
    assert office.list_unread("otto") == []
    assert "overdue" in await office.type("otto", "/change followup list")


async def test_what_groundswell_adds_by_itself_is_told_with_its_source(office: Office):
    due = find_day(office, 3)
    followup = await office.store.write(
        office.team_id,
        lambda unit: add_followup(unit, "CRM", "Treat the risk", CAST["rosa"].id, due, "R-7"),
        actor_id=SYSTEM,
    )
    assert "It came from R-7" in await office.receive_text("rosa")
    card = await office.type("aroha", f"/change followup show {followup.id}")
    assert "Added by\nGroundswell" in card
    assert "From\nR-7" in card


LINES = [
    ("followup add CRM owner:@ben due:2027-01-05", "Follow-up: it is empty."),
    ('followup add CRM "Call"', "Owner: it is missing."),
    ('followup add CRM "Call"', "Due: it is missing."),
    ('followup add CRM "Call" owner:@ben due:2020-01-01', "Due: Wed 1 Jan 2020 is past."),
    ('followup add CRM "Call" owner:@ben due:02/03', "Due: Ambiguous: use YYYY-MM-DD."),
    ('followup add CRM "Call" owner:@polly due:2027-01-05', "Owner: Polly Robot is a bot."),
    (f'followup add CRM "{"x" * 501}" owner:@ben due:2027-01-05', "Follow-up: too long: 501; limit 500"),
    ('followup add XYZ "Call" owner:@ben due:2027-01-05', "Initiative: “XYZ” was not found."),
    ("followup done F-99", "“F-99” was not found."),
    ("followup move F-99 2027-01-05 Why", "“F-99” was not found."),
    ("followup move F-1 someday Why", "Due: “someday” is not a date"),
    ("followup show R-1", "Follow-up: an id like F-3."),
    ("followup list CRM now", "“now” is not expected here."),
    ("followup reopen F-99", "“F-99” was not found."),
]


@pytest.mark.parametrize(("line", "told"), LINES)
async def test_a_bad_line_is_told_and_changes_nothing(office: Office, line: str, told: str):
    before = await office.count_rows()
    answer = await office.type("lena", f"/change {line}")
    assert told in answer
    assert answer.endswith("Nothing was saved.")
    assert await office.count_rows() == before


async def test_who_may_add_and_who_may_change(office: Office):
    due = find_day(office, 4)
    for handle in ("ana", "lena", "clara", "greta"):
        await add(office, f"By {handle}", "ben", due, by=handle)
    followup = await add(office, "Only Ben's and Lena's", "ben", due)
    for handle in ("aroha", "mia"):
        refused = await office.type(handle, f'/change followup add CRM "Mine" owner:@ben due:{due}')
        assert "Needs role champion or lead or manager or sponsor; ask @lena" in refused
    for handle in ("ana", "clara", "greta", "aroha"):
        for line in (f"done {followup}", f"move {followup} {find_day(office, 9)} Why", f"move {followup}"):
            assert "Needs role lead; ask @lena" in await office.type(handle, f"/change followup {line}")
        assert "Needs role lead" in await office.type(handle, f"/change followup edit {followup}")
    kept = await office.store.read(office.team_id, lambda unit: get_followup(unit, followup))
    assert (kept.is_open, kept.due_on) == (True, due)


async def test_a_closed_initiative_takes_no_new_one_and_what_is_open_stays_until_done(office: Office):
    await office.start_initiative("OLD")
    due = find_day(office, 4)
    followup = find_id("F", await office.type("lena", f'/change followup add OLD "Archive" owner:@ben due:{due}'))
    await office.end_initiatives("OLD")
    assert "OLD is closed" in await office.type("lena", f'/change followup add OLD "More" owner:@ben due:{due}')
    assert followup in await office.type("ben", "/change followup list")
    assert "Done\n@ben" in await office.type("ben", f"/change followup done {followup}")
