"""What was closed, ended or read in error is taken back by hand, and the history keeps both."""

from datetime import timedelta

import pytest

from tests.workspaces import Office

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
