"""Risks run properly: private ones, escalation with its clock, states, bands, heat map, reviews, two people at once."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.sandbox.cast import CAST
from storage.recurrence import to_instant
from tests.sandboxes import eventually
from tests.workspaces import Office, find_id

pytestmark = pytest.mark.asyncio(loop_scope="module")
CRITICAL = "likelihood:4 impact:5"


async def report(office: Office, key: str, title: str, scores: str = CRITICAL, more: str = "", by: str = "ana") -> str:
    return find_id("R", await office.type(by, f"/change-risk {key} {title} {scores} {more}"))


async def start(office: Office, key: str) -> None:
    await office.drain()
    office.read_everything()
    await office.start_initiative(key)


async def test_critical_risk_goes_to_the_lead_at_once_and_to_the_sponsor_after_four_hours_once(quick_office: Office):
    office = quick_office
    await start(office, "ESC")
    risk = await report(office, "ESC", "Sales goes live without contacts")
    told = await office.receive_text("lena")
    for words in (risk, "needs you as lead: reported", "critical 20 (4 × 5)", "[Acknowledge]", "@ana"):
        assert words in told
    assert office.list_unread("clara") == []

    began = office.store.clock.now()
    await office.pass_time(began + timedelta(hours=3, minutes=59))
    assert office.list_unread("clara") == []
    for _ in range(2):
        await office.pass_time(began + timedelta(hours=4, minutes=1))
    sponsor = await office.receive_text("clara")
    assert "needs you as sponsor" in sponsor
    assert "Told before, and not acknowledged: @lena (lead)" in sponsor
    await office.pass_time(began + timedelta(hours=9))
    assert office.list_unread("clara") == []
    actions = [action for _, action, subject, _ in await office.list_audit() if subject == risk]
    assert actions.count("risk.escalated") == 2


async def test_acknowledged_risk_stops_there_and_those_told_hear_of_it(quick_office: Office):
    office = quick_office
    await start(office, "ACK")
    risk = await report(office, "ACK", "Servers too small")
    message = await office.receive("lena")
    assert risk in await office.open_home("lena")
    assert f"{risk} (ACK) is acknowledged by @lena" in await office.click("lena", message, "Acknowledge")
    assert risk not in (await office.open_home("lena")).partition("ACK")[0]
    await office.pass_time(office.store.clock.now() + timedelta(days=3))
    assert office.list_unread("clara") == []
    assert "acknowledged by @lena" in await office.type("ben", f"/change risk show {risk}")


async def test_growth_escalates_again_though_it_was_acknowledged(quick_office: Office):
    office = quick_office
    await start(office, "GRO")
    risk = await report(office, "GRO", "Few trainers", "likelihood:2 impact:3")
    assert office.list_unread("lena") == []
    await office.type("ana", f"/change risk update {risk} likelihood:4 impact:5")
    await eventually(lambda: office.count_unread("lena") == 1)
    message = await office.receive("lena")
    assert "grew from 6 to 20" in "\n".join(office.read(message))
    await office.click("lena", message, "Acknowledge")
    await office.type("ana", f"/change risk update {risk} impact:4")
    await office.type("ana", f"/change risk update {risk} likelihood:5 impact:5")
    assert "grew from 16 to 25" in await office.receive_text("lena")


async def test_lowered_band_goes_by_the_slower_clock_from_then_on_and_the_card_says_so(quick_office: Office):
    office = quick_office
    await office.end_initiatives()
    await start(office, "LOW")
    risk = await report(office, "LOW", "Servers too small")
    await office.receive("lena")
    lowered = office.store.clock.now() + timedelta(hours=1)
    await office.pass_time(lowered)
    card = await office.type("ana", f"/change risk update {risk} likelihood:3")
    assert "by the slower clock of high; not acknowledged" in card
    await office.pass_time(lowered + timedelta(hours=71))
    assert office.list_unread("clara") == []
    await office.pass_time(lowered + timedelta(hours=73))
    assert "needs you as sponsor" in await office.receive_text("clara")
    await office.type("ana", f"/change risk update {risk} likelihood:1 impact:2")
    assert "it fell to low, which has no clock" in await office.type("ana", f"/change risk show {risk}")


async def test_round_of_a_risk_that_is_over_says_how_it_ended_and_does_not_come_back(quick_office: Office):
    office = quick_office
    await office.end_initiatives()
    await start(office, "OVR")
    risk = await report(office, "OVR", "Few trainers", "likelihood:3 impact:4")
    assert "told nobody yet; not acknowledged" in await office.type("ana", f"/change risk show {risk}")
    card = await office.type("ana", f"/change risk close {risk} They were hired")
    assert "told nobody; ended" in card
    assert "the risk was closed" in card
    await office.pass_time(office.store.clock.now() + timedelta(days=4))
    await office.type("ana", f"/change risk reopen {risk} Two left again")
    await office.drain()
    assert office.list_unread("lena") == []
    assert office.list_unread("clara") == []
    assert "opened again" in await office.type("ana", f"/change risk show {risk}")


async def test_untreated_risk_is_taken_to_the_lead(quick_office: Office):
    office = quick_office
    await start(office, "UNT")
    treated = await report(office, "UNT", "Treated", "likelihood:2 impact:4")
    await office.type("ana", f"/change risk update {treated} state:mitigating")
    left = await report(office, "UNT", "Left alone", "likelihood:2 impact:4")
    await report(office, "UNT", "Low anyway", "likelihood:1 impact:2")
    await office.pass_time(office.store.clock.now() + timedelta(days=14, hours=1))
    told = [await office.receive_text("lena") for _ in range(office.count_unread("lena"))]
    mine = [text for text in told if "(UNT)" in text]
    assert len(mine) == 1
    assert left in mine[0]
    assert "open and unchanged for 14 days" in mine[0]
    await office.end_initiatives("UNT")


async def test_private_risk_is_seen_by_its_few_and_told_at_once_to_lead_and_in_an_hour_to_the_sponsor(
    quick_office: Office,
):
    office = quick_office
    await start(office, "SEC")
    answer = await office.type("ana", f"/change-risk SEC Passwords in the export {CRITICAL} private:security")
    risk = find_id("R", answer)
    assert "Private: only the lead, the sponsor, its owner and you see it." in answer
    assert "private (security)" in await office.receive_text("lena")
    for handle in ("ben", "aroha", "mia"):
        shown = await office.type(handle, f"/change risk show {risk}")
        assert "was not found" in shown
        assert "Passwords" not in shown + await office.type(handle, "/change risk list SEC")
        assert "Passwords" not in await office.type(handle, "/change risk map SEC")
    assert "was not found" in await office.type("ben", f"/change risk close {risk} Nothing to see")
    for handle in ("ana", "lena", "clara"):
        assert "Passwords" in await office.type(handle, "/change risk list SEC")
    assert "Passwords" not in await office.type("lena", "/change digest preview SEC")
    await office.pass_time(office.store.clock.now() + timedelta(hours=1, minutes=1))
    assert "Passwords" in await office.receive_text("clara")


async def test_a_risk_that_comes_true_is_an_issue_until_it_is_dealt_with(quick_office: Office):
    office = quick_office
    await start(office, "ISS")
    risk = await report(office, "ISS", "Sync drops records", "likelihood:2 impact:2")
    assert "Nothing was saved." in await office.type("ana", f"/change risk materialise {risk}")
    card = await office.type("ana", f"/change risk materialise {risk} The sync lost 40 records")
    assert "came true, an issue" in card
    assert "The sync lost 40 records" in card
    assert "came true" in await office.receive_text("lena")
    refused = await office.type("ana", f"/change risk accept {risk} We live with it")
    assert "State: R-" in refused
    assert "it can only become closed" in refused
    assert (await office.type("ana", "/change risk list ISS")).index("an issue") > 0
    card = await office.type("ana", f"/change risk close {risk} Records are back")
    assert "closed" in card
    assert "[Open again]" in card
    await office.click_reply("ana", "Open again")
    outcome = await office.submit("ana", {"Reason": "Lost again"})
    assert "· open" in outcome.text


async def test_buttons_on_the_card_ask_for_the_reason(quick_office: Office):
    office = quick_office
    await start(office, "BTN")
    risk = await report(office, "BTN", "Little time", "likelihood:2 impact:2")
    await office.type("ana", f"/change risk show {risk}")
    await office.click_reply("ana", "Accept")
    outcome = await office.submit("ana", {"Reason": "Cheaper than preventing it"})
    assert "accepted" in outcome.text
    assert "Cheaper than preventing it" in outcome.text


async def test_two_who_edit_the_same_risk_the_second_keeps_what_was_typed(quick_office: Office):
    office = quick_office
    await start(office, "TWO")
    risk = await report(office, "TWO", "Few testers", "likelihood:2 impact:2")
    await office.open_form("ana", f"/change risk update {risk}")
    await office.type("lena", f"/change risk update {risk} likelihood:3")
    before = await office.count_rows()
    await office.submit("ana", {"Title": "Too few testers in May"})
    assert await office.count_rows() == before
    again = "\n".join(office.read_modal("ana"))
    assert "Somebody changed this" in again
    assert "Nothing was saved." in again
    assert "Too few testers in May" in again
    outcome = await office.submit("ana")
    assert "Too few testers in May" in outcome.text
    assert "low 4 (2 × 2)" in outcome.text


async def test_bands_and_clocks_are_the_admins_and_count_at_once(quick_office: Office):
    office = quick_office
    await start(office, "BND")
    risk = await report(office, "BND", "Small thing", "likelihood:2 impact:2")
    assert "Needs role admin" in await office.type("lena", "/change risk bands medium:2 high:3 critical:4")
    refused = await office.type("mia", "/change risk bands medium:9 high:5 critical:4")
    assert "each must begin above the one before" in refused
    assert "Nothing was saved." in refused
    assert "Critical: it is missing" in await office.type("mia", "/change risk bands medium:2 high:3")
    try:
        assert "critical 4–25" in await office.type("mia", "/change risk bands medium:2 high:3 critical:4")
        assert "critical 4 (2 × 2)" in await office.type("aroha", f"/change risk show {risk}")
    finally:
        await office.type("mia", "/change risk bands medium:5 high:10 critical:16")
    assert "critical 16–25" in await office.type("aroha", "/change risk bands")
    assert "lead at once, sponsor after 4 h" in await office.type("aroha", "/change risk clock")
    assert "Needs role admin" in await office.type("lena", "/change risk clock high lead:now")
    assert "a span like" in await office.type("mia", "/change risk clock high lead:soon")
    assert "Did you mean" in await office.type("mia", "/change risk clock critcal lead:now")
    try:
        changed = await office.type("mia", "/change risk clock high lead:30m sponsor:2h")
        assert "high: lead after 30 min, sponsor after 2 h" in changed
    finally:
        await office.type("mia", "/change risk clock high lead:24h sponsor:72h")


async def test_heat_map_as_a_table_a_chart_and_a_picture(quick_office: Office):
    office = quick_office
    await start(office, "MAP")
    first = await report(office, "MAP", "Sync drops records", "likelihood:3 impact:4")
    second = await report(office, "MAP", "Few trainers", "likelihood:3 impact:4")
    shown = await office.type("aroha", "/change risk map MAP")
    row = next(line for line in shown.splitlines() if line.startswith("Impact 4 |"))
    cells = [cell.strip() for cell in row.split("|")]
    assert cells[3] == f"🟠 {first}, {second}"
    assert sum("🔴" in line for line in shown.splitlines() if line.startswith("Impact")) == 2
    assert "Exposure: " in shown
    assert "Exposure 24, the sum of 2 live scores" in shown
    await office.click_reply("aroha", "As a picture")
    message = await office.receive("aroha")
    assert f"{first} Sync drops records: 🟠 high 12 (3 × 4)" in "\n".join(office.read(message))
    upload = office.workspace.uploads[message.blocks[0]["slack_file"]["id"]]
    assert upload.content is not None
    assert upload.content.startswith(b"\x89PNG")


async def test_owner_is_reminded_once_on_the_morning_of_the_review(quick_office: Office):
    office = quick_office
    await start(office, "REV")
    zone = CAST["ben"].zone
    today = office.store.clock.now().date()
    review = today + timedelta(days=3)
    risk = await report(office, "REV", "Load slips", "likelihood:2 impact:2", f"owner:@ben review:{review}")
    morning = to_morning(review, zone)
    await office.pass_time(morning - timedelta(minutes=2))
    assert office.list_unread("ben") == []
    for _ in range(2):
        await office.pass_time(morning + timedelta(minutes=2))
    reminder = await office.receive("ben")
    assert f"{risk} (REV) is due for review" in "\n".join(office.read(reminder))
    assert office.list_unread("ben") == []
    await office.click("ben", reminder, "Review")
    later = (review + timedelta(days=7)).isoformat()
    await office.submit("ben", {"Review date": later})
    await office.pass_time(morning + timedelta(days=1))
    assert office.list_unread("ben") == []
    await office.pass_time(to_morning(review + timedelta(days=7), zone) + timedelta(minutes=2))
    assert risk in await office.receive_text("ben")


async def test_long_list_is_turned_and_each_line_opens(quick_office: Office):
    office = quick_office
    await start(office, "PAG")
    for number in range(14):
        await report(office, "PAG", f"Thing {number}", "likelihood:1 impact:2")
    shown = await office.type("lena", "/change risk list PAG")
    assert shown.count("[Open]") == 12
    turned = await office.click_reply("lena", "Next")
    assert "Thing 13" in turned
    assert turned.count("[Open]") == 2


def to_morning(day: date, zone: str) -> datetime:
    return to_instant(datetime.combine(day, time(9)), zone).astimezone(UTC)
