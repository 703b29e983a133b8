"""What was closed, ended or read in error is taken back by hand, and the history keeps both."""

from datetime import timedelta

import pytest

from commands.slack.dates import describe_date
from tests.workspaces import Office, find_id

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_initiative_closed_too_early_is_reopened_with_all_that_hangs_on_it(quick_office: Office):
    office = quick_office
    await office.start_initiative("REO")
    due = office.store.clock.now().date() + timedelta(days=30)
    await office.type("lena", f'/change milestone add REO "Go-live" {due}')
    await office.type("ana", "/change-risk REO Few trainers likelihood:2 impact:2")
    await office.type("lena", "/change governance schedule REO every monday 10:00")
    closed = await office.type("lena", "/change close REO")
    for words in ("1 pending milestone", "1 live risk", "1 scheduled agenda"):
        assert words in closed
    before = await office.count_rows()
    assert "Reason: it is missing" in await office.type("lena", "/change reopen REO")
    assert "Needs role admin or lead; ask @lena" in await office.type("ana", "/change reopen REO Why not")
    await office.app.edge.finish()
    changed = {name for name, count in (await office.count_rows()).items() if before[name] != count}
    assert changed == {"audit_log", "chains"}

    await office.type("lena", "/change show REO")
    form = await office.click_reply("lena", "Reopen")
    assert form == ""
    answer = (await office.submit("lena", {"Reason": "The second site goes live after all"})).text
    assert "is open again: The second site goes live after all" in answer
    for words in ("These go on from now:", "1 pending milestone", "1 live risk", "1 scheduled agenda"):
        assert words in answer
    assert "REO is not closed" in await office.type("lena", "/change reopen REO Again")
    history = await office.type("aroha", "/change show REO")
    assert "@lena reopened: closed" in history
    assert "reason none → The second site goes live after all" in history
    assert "is green" in await office.type("ana", "/change-status REO green On it again")


async def test_reopening_by_form_offers_what_is_closed(quick_office: Office):
    office = quick_office
    await office.start_initiative("REF")
    await office.end_initiatives("REF")
    assert "REF" in await office.open_form("mia", "/change reopen")
    filled = {"Initiative": "REF", "Reason": "Closed by mistake"}
    assert "Nothing was waiting for that." in (await office.submit("mia", filled)).text
    assert "none is closed" in await office.type("mia", "/change reopen")


async def test_running_phase_has_its_start_corrected_but_not_into_the_future(quick_office: Office):
    office = quick_office
    await office.start_initiative("PHS")
    today = office.store.clock.now().date()
    days = f"start:{today - timedelta(days=3)} end:{today + timedelta(days=30)}"
    phase = find_id("PH", await office.type("lena", f'/change phase add PHS "Pilot" kind:pilot {days}'))
    await office.type("lena", f"/change phase start {phase}")
    await office.open_form("lena", f"/change phase edit {phase}")
    refused = await office.submit("lena", {"Start": str(today + timedelta(days=9))})
    assert "is running, so that it began by today" in refused.field_errors["Start"]
    began = today - timedelta(days=10)
    assert describe_date(began) in (await office.submit("lena", {"Start": str(began)})).text
    history = await office.type("aroha", f"/change phase show {phase}")
    assert f"starts {today - timedelta(days=3)} → {began}" in history


async def plan_checkpoint(office: Office, key: str) -> str:
    """A checkpoint of a pilot."""
    await office.start_initiative(key)
    today = office.store.clock.now().date()
    days = f"start:{today - timedelta(days=9)} end:{today + timedelta(days=30)}"
    phase = find_id("PH", await office.type("lena", f'/change phase add {key} "Pilot" kind:pilot {days}'))
    line = f'/change checkpoint add {phase} "Trained" target:80 by:{today + timedelta(days=20)}'
    return find_id("C", await office.type("lena", line))


async def test_reading_on_the_wrong_day_is_taken_back_and_stays_on_the_card(quick_office: Office):
    office = quick_office
    checkpoint = await plan_checkpoint(office, "RDB")
    today = office.store.clock.now().date()
    right, wrong = today - timedelta(days=5), today - timedelta(days=1)
    await office.type("lena", f"/change checkpoint read {checkpoint} 62 on:{right}")
    await office.type("lena", f"/change checkpoint read {checkpoint} 84 on:{wrong}")
    assert "Needs role lead" in await office.type("ana", f"/change checkpoint retract {checkpoint} {wrong}")
    assert "no reading of that day" in await office.type("lena", f"/change checkpoint retract {checkpoint} {today}")
    card = await office.type("lena", f"/change checkpoint retract {checkpoint} {wrong}")
    assert "Trained: 62 of at least 80, not met" in card
    assert f"{describe_date(wrong)}: 84 (@lena), taken back" in card
    assert "reading 84 → none" in card
    await office.type("lena", f"/change checkpoint show {checkpoint}")
    await office.click_reply("lena", "Take a reading back")
    assert "no reading" in (await office.submit("lena", {"Date": str(right)})).text
    assert "has no reading" in await office.type("lena", f"/change checkpoint retract {checkpoint}")


async def test_dropped_checkpoint_counts_nowhere_and_can_be_taken_back(quick_office: Office):
    office = quick_office
    checkpoint = await plan_checkpoint(office, "CPD")
    assert "Reason: it is missing" in await office.type("lena", f"/change checkpoint drop {checkpoint}")
    dropped = await office.type("lena", f"/change checkpoint drop {checkpoint} The vendor measures it")
    assert "dropped: The vendor measures it" in dropped
    assert "dropped: The vendor measures it" in await office.type("aroha", "/change checkpoint list CPD")
    phase = find_id("PH", dropped)
    assert "Trained" not in await office.type("aroha", f"/change phase show {phase}")
    for line in (f"read {checkpoint} 62", f"edit {checkpoint}", f"drop {checkpoint} Again"):
        answer = await office.type("lena", f"/change checkpoint {line}")
        assert f"{checkpoint} was dropped. For example: /change checkpoint reopen {checkpoint}" in answer
    assert "not dropped" not in await office.type("lena", f"/change checkpoint reopen {checkpoint}")
    assert "is not dropped" in await office.type("lena", f"/change checkpoint reopen {checkpoint}")
    assert "Trained" in await office.type("aroha", f"/change phase show {phase}")
    await office.type("lena", f"/change checkpoint show {checkpoint}")
    await office.click_reply("lena", "Drop")
    assert "dropped: Twice" in (await office.submit("lena", {"Reason": "Twice"})).text
