"""Looking back by gestures: the report of one initiative, base rates of several, and what the next one is taught."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import pytest_asyncio

from storage.initiatives import edit_initiative
from tests.workspaces import Office, find_id, open_office

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def office(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Office]:
    """An office of its own, since every closed initiative counts."""
    async with open_office(tmp_path_factory.mktemp("office"), "socket") as opened:
        yield opened


async def begin(office: Office, key: str, name: str) -> str:
    """An initiative with a milestone in 5 days, and two risks, of which the first's id is given."""
    await office.start_initiative(key, name)
    day = office.store.clock.now().date()
    await office.store.write(office.team_id, lambda unit: edit_initiative(unit, key, target_on=day + timedelta(days=2)))
    await office.type("lena", f'/change milestone add {key} "Go-live" {day + timedelta(days=5)}')
    await office.type("ana", f"/change-risk {key} Few trainers likelihood:2 impact:2 category:skills")
    reported = await office.type("ana", f"/change-risk {key} Sync drops records likelihood:2 impact:2")
    return find_id("R", reported)


async def test_a_report_says_what_was_planned_and_what_happened(office: Office):
    risk = await begin(office, "CRM", "One customer record")
    await office.type("ana", "/change-risk CRM Open port likelihood:5 impact:5 private:security")
    assert "Still open, planned until" in await office.type("aroha", "/change retro show crm")
    await office.pass_time(office.store.clock.now() + timedelta(days=9))
    await office.type("lena", f"/change risk materialise {risk} It lost 40 records")
    await office.type("lena", f"/change risk close {risk} Mended")
    await office.type("lena", "/change milestone done CRM Go-live")
    await office.type("lena", '/change kpi add CRM "Tickets" baseline:600 target:300 by:2028-03-31')
    await office.type("lena", "/change kpi read CRM Tickets 280")
    await office.type("lena", "/change adoption CRM logins 47/60")
    await office.type("lena", "/change close CRM")
    report = await office.type("aroha", "/change retro show CRM")
    for words in (
        "CRM · How it went", ": 7 days late.", "0 of 1 by the day first promised; furthest: Go-live, 4 days late.",
        "1 of 2 came true.", f"{risk} Sync drops records", "No phase was left through a gate",
        ":white_check_mark: Tickets", "47 of 60 eligible people", "/change lesson add CRM",
    ):  # fmt: skip
        assert words in report
    assert "Open port" not in report
    assert "came true" in await office.click_reply("aroha", risk)


async def test_the_team_writes_and_what_it_says_is_kept_as_a_lesson(office: Office):
    office.read_everything()
    assert "Look back One customer record" in await office.open_home("ana")
    assert "Look back" not in await office.open_home("aroha")
    asked = await office.type("lena", "/change retro ask CRM")
    assert "Asked: @ana, @clara." in asked
    assert "Nobody of the team is asked" in await office.type("lena", "/change retro ask CRM")
    message = await office.receive("ana")
    assert "@lena asks how One customer record went for you" in "\n".join(office.read(message))
    form = await office.open_form("ana", "/change retro write CRM")
    for label in ("What worked (optional):", "What did not (optional):", "Next time (optional):"):
        assert label in form
    assert "nothing is written in any of the three" in (await office.submit("ana", {})).field_errors["What worked"]
    card = (await office.submit("ana", {"What did not": "The sync", "Next time": "Migrate customer data early"})).text
    note = find_id("N", card)
    assert "Next time\nMigrate customer data early" in card
    assert "Look back" not in await office.open_home("ana")

    report = await office.type("clara", "/change retro show CRM")
    assert "What the team says" in report
    assert f"{note} @ana" in report
    assert "What did not\nThe sync" in await office.click_reply("clara", note)
    assert "The sync" not in await office.type("aroha", "/change retro show CRM")
    await office.type("lena", f"/change retro note {note}")
    await office.click_reply("lena", "Keep as a lesson")
    kept = (await office.submit("lena", {"Tags": "Data, vendor"})).text
    lesson = find_id("L", kept)
    assert f"Kept as {lesson}." in kept
    found = await office.type("aroha", "/change lesson search customer data")
    assert "Migrate customer data early" in found
    assert "Tags: data, vendor" in await office.type("aroha", f"/change lesson show {lesson}")


async def test_a_note_is_corrected_by_its_author_alone(office: Office):
    card = await office.type("clara", '/change retro write CRM worked:"The pilot" advice:"Start in one branch"')
    note = find_id("N", card)
    await office.open_form("clara", f"/change retro edit {note}")
    edited = (await office.submit("clara", {"What worked": "The pilot in Berlin"})).text
    assert "worked The pilot → The pilot in Berlin" in edited
    assert "Needs role author; ask @clara" in await office.type("lena", f"/change retro edit {note}")
    for handle in ("aroha", "mia", "jonas"):
        for line in (f"retro note {note}", "retro write CRM worked:fine", "retro ask CRM"):
            refused = await office.type(handle, f"/change {line}")
            assert "ask @lena" in refused
            assert refused.endswith("Nothing was saved.")


async def test_all_users_are_asked_after_the_end_once_and_what_they_say_is_in_the_report(office: Office):
    await office.type("mia", "/change audience new staff kind:employees from:@sales")
    await office.type("lena", "/change retro show CRM")
    await office.click_reply("lena", "Ask all users")
    form = "\n".join(office.read_modal("lena"))
    assert "Initiative: [CRM · One customer record]" in form
    assert "post-go-live (5 questions)" in form
    opened = (await office.submit("lena", {"Audience": "staff"})).text
    pulse = find_id("P", opened)
    assert f"{pulse} staff, since" in await office.type("lena", "/change retro show CRM")
    refused = await office.type("lena", '/change pulse new CRM to staff "Again?" every:"every monday 09:00"')
    assert "Initiative: CRM is closed" in refused


async def test_sixty_days_later_the_lead_is_reminded_once(office: Office):
    office.read_everything()
    await office.pass_time(office.store.clock.now() + timedelta(days=61))
    reminders = [text for text in office.list_unread("lena") if "ended sixty days ago" in text]
    assert len(reminders) == 1
    assert "Ask all users" in reminders[0]
    await office.pass_time(office.store.clock.now() + timedelta(days=1))
    assert sum("ended sixty days ago" in text for text in office.list_unread("lena")) == 1
    assert "Asked: " in await office.type("lena", "/change retro ask CRM")


async def test_base_rates_take_three_and_the_next_one_is_taught(office: Office):
    assert "1 initiative closed so far, and they take 3" in await office.type("aroha", "/change retro rates")
    for key in ("ERP", "HRM"):
        await begin(office, key, f"New {key} system")
        await office.type("lena", f"/change close {key}")
    rates = await office.type("aroha", "/change retro rates")
    for words in ("Ends: 1 of 3, 33 %", "Milestones: 1 of 1", "Risks: 1 of 6, 17 %", "From 3 closed initiatives"):
        assert words in rates
    await office.start_initiative("FSM", "Customer data on mobile")
    assert "Before you plan Customer data on mobile" in await office.open_home("lena")
    before = await office.type("lena", "/change retro before FSM")
    for words in ("Lessons of initiatives like this one", "Migrate customer data early", "Risks: 1 of 6, 17 %"):
        assert words in before
    assert "Tags: data" in await office.click_reply("lena", find_id("L", before))
    await office.pass_time(office.store.clock.now() + timedelta(days=15))
    assert "Before you plan" not in await office.open_home("lena")


async def test_a_risk_reopened_had_not_come_true_after_all(office: Office):
    risk = await begin(office, "PAY", "Payroll")
    await office.type("lena", f"/change risk materialise {risk} we thought so")
    assert "1 of 2 came true" in await office.type("aroha", "/change retro show PAY")
    await office.type("lena", f"/change risk close {risk} over")
    assert "1 of 2 came true" in await office.type("aroha", "/change retro show PAY")
    await office.type("lena", f"/change risk reopen {risk} it was another")
    assert "0 of 2 came true" in await office.type("aroha", "/change retro show PAY")


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("retro show XYZ", "Initiative: “XYZ” was not found"),
        ("retro rates CRM", "“CRM” is not expected here"),
        ("retro before CRM now", "“now” is not expected here"),
    ],
)
async def test_bad_lines_are_told(office: Office, line: str, told: str):
    answer = await office.type("aroha", f"/change {line}")
    assert told in answer
    assert answer.endswith("Nothing was saved.")
