"""A lead who reads no documentation: every step from a draft to its receipt is a button away."""

import pytest
import pytest_asyncio

from tests.workspaces import MEMO, Office, find_id

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def desk(quick_office: Office) -> Office:
    """An office with an initiative of Lena's, employees and managers to tell."""
    await quick_office.start_initiative()
    for name, kind, group in (("staff", "employees", "sales"), ("heads", "managers", "managers")):
        await quick_office.type("mia", f"/change audience new {name} kind:{kind} from:@{group}")
    return quick_office


async def draft(office: Office, audiences: str = "staff,heads") -> str:
    """A draft by Lena; gives its id."""
    await office.open_form("lena", f"/change memo new CRM to {audiences}")
    return find_id("M", (await office.submit("lena", MEMO)).text)


async def test_a_preview_leads_to_every_audiences_version(desk: Office) -> None:
    memo = await draft(desk)
    first = await desk.click_reply("lena", "Preview")
    assert "as somebody in heads (managers) sees it" in first
    shown = desk.workspace.ephemerals[desk.workspace.get_user("lena").id][-1]
    outcome = await desk.gestures.select("lena", shown, "See it as …", "staff")
    text = "\n".join(desk.read(outcome.updated[-1]))
    assert "as somebody in staff (employees) sees it" in text
    assert "Talking points" not in text
    assert f"/change memo preview {memo} as @ana" in text
    assert "[See it as …]" not in await desk.type("lena", f"/change memo preview {await draft(desk, 'staff')}")


async def test_a_tap_on_a_previews_own_button_counts_nothing(desk: Office) -> None:
    await draft(desk)
    await desk.click_reply("lena", "Preview")
    before = await desk.count_rows()
    assert "This is a preview" in await desk.click_reply("lena", "I know what changes for me")
    assert await desk.count_rows() == before


async def test_a_draft_is_scheduled_by_its_button_and_says_when_wherever_it_stands(desk: Office) -> None:
    memo = await draft(desk)
    await desk.click_reply("lena", "Schedule")
    refused = await desk.submit("lena", {"When": "02/03"})
    assert "Ambiguous" in refused.field_errors["When"]
    assert "Scheduled for" in (await desk.submit("lena", {"When": "2027-01-04 09:00"})).text
    when = "Mon 4 Jan 2027, 09:00 in each recipient's own time"
    assert f"{memo} scheduled for {when}" in await desk.type("lena", "/change memo list CRM")
    shown = await desk.type("lena", f"/change memo show {memo}")
    assert f"Scheduled for {when}. Nobody has it yet." in shown
    assert "[Take back] [Preview]" in shown
    assert "it is a draft again" in await desk.click_reply("lena", "Take back")


async def test_a_draft_is_discarded_and_its_texts_are_not_lost(desk: Office) -> None:
    memo = await draft(desk)
    assert "Discarded: nobody gets it." in await desk.click_reply("lena", "Discard")
    assert memo not in await desk.open_home("lena")
    assert f"{memo} is cancelled already" in await desk.type("lena", f"/change memo cancel {memo}")
    await desk.type("lena", f"/change memo show {memo}")
    await desk.click_reply("lena", "Write it again")
    assert f"Facts: {MEMO['Facts']}" in desk.read_modal("lena")


async def test_a_receipt_says_what_it_is_of_and_offers_only_what_can_still_be_done(desk: Office) -> None:
    memo = await draft(desk)
    assert "Take back" in await desk.type("lena", f"/change memo send {memo}")
    await desk.drain()
    receipt = await desk.type("lena", f"/change memo show {memo}")
    assert f"{memo} · CRM · sent" in receipt
    assert "To heads, staff: Ready" in receipt
    assert "Take back" not in receipt
