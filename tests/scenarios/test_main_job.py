"""The main job, gesture by gesture, over Socket Mode and over signed HTTP."""

import asyncio
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.sandbox.cast import CAST, Part, list_players
from bot.sandbox.faults import Fault
from bot.sandbox.messages import Message
from tests.workspaces import Office, find_id

pytestmark = pytest.mark.asyncio(loop_scope="module")

SALES = [player.handle for player in list_players(Part.SALES)]
EXECUTIVES = [player.handle for player in list_players(Part.EXECUTIVE, Part.SPONSOR)]
MEMO = {
    "Facts": "The sync loses 3 contacts in 1,000. We load once more and compare the counts.",
    "What changes": "You work in the new CRM only.",
    "When": "From Monday in three weeks",
    "What to do": "Book a half-hour training.",
}
AGREE = "I know what changes for me"


async def test_menu_names_every_topic_and_help_every_command_with_the_direct_ones(office: Office) -> None:
    menu = await office.type("aroha", "/change")

    for line in (
        "/change-status KEY green|amber|red SUMMARY", "/change-risk KEY TITLE likelihood:1-5 impact:1-5",
        "Status: /change status", "Memos: /change memo", "Phases: /change phase /change checkpoint /change gate",
    ):  # fmt: skip
        assert line in menu
    menu_message = office.workspace.ephemerals[office.workspace.get_user("aroha").id][-1]
    chosen = await office.gestures.select("aroha", menu_message, "menu.show", "Memos")
    assert "/change memo preview ID [as @x]" in chosen.text
    help_ = await office.type("aroha", "/change help risk")
    assert "/change-risk KEY TITLE" in help_
    assert "/change risk accept ID REASON" in help_
    assert "memo" not in help_
    assert "/change-status KEY" in await office.type("aroha", "/change-status help")


async def test_status_in_one_line_then_by_form_then_history(office: Office, key: str) -> None:
    reply = await office.type(
        "ana", f"/change-status {key.lower()} Yellow Data load slipped workstream:migration roadblock:timeline"
    )
    assert "🟡 One customer record is amber: Data load slipped" in reply
    assert "Workstream: migration" in reply
    assert "Roadblock: Timelines slip" in reply

    form = await office.open_form("ana", "/change-status")
    for label in ("Initiative:", "Status:", "Summary:", "Roadblock (optional):"):
        assert label in form
    values = {"Initiative": f"{key} · One customer record", "Status": "🔴 red", "Summary": "Sync fails"}
    outcome = await office.submit("ana", {**values, "Roadblock": "Integrations bite"})
    assert "🔴 One customer record is red: Sync fails" in outcome.text
    assert "Roadblock: Integrations bite" in outcome.text

    history = await office.type("aroha", f"/change status {key}")
    assert history.index("Sync fails") < history.index("Data load slipped")
    assert "@ana" in history
    assert str(datetime.now(UTC).year) in history


async def test_status_form_opened_from_a_history_knows_its_initiative(office: Office, key: str) -> None:
    assert "No status yet." in await office.type("ana", f"/change status {key}")
    await office.click_reply("ana", "Post a status")
    outcome = await office.submit("ana", {"Status": "green", "Summary": "On track"})

    assert "🟢 One customer record is green: On track" in outcome.text


async def test_risk_in_one_line_with_every_option_listed_updated_closed(office: Office, key: str) -> None:
    review = office.store.clock.now().date() + timedelta(days=10)
    reply = await office.type(
        "ana",
        f"/change-risk {key} Legacy sync drops records likelihood:3 impact:4 category:integration owner:@ben "
        f"review:{review} mitigation:“Freeze the old one”",
    )
    risk = find_id("R", reply)
    for words in ("Legacy sync drops records", "high 12 (3 × 4)", "Integrations bite", "@ben", str(review.year)):
        assert words in reply

    second = find_id("R", await office.type("ana", f"/change-risk {key} Few trainers likelihood:1 impact:2"))
    listed = await office.type("aroha", f"/change risk list {key}")
    assert listed.index(risk) < listed.index(second)

    changed = await office.type("ben", f"/change risk update {risk} likelihood:5 state:mitigating")
    assert "critical 20 (5 × 4) · mitigating" in changed
    assert "Freeze the old one" in changed

    closed = await office.type("ana", f"/change risk close {risk} Vendor fixed it")
    assert "closed" in closed
    assert "Vendor fixed it" in closed
    accepted = await office.type("ana", f"/change risk accept {second} Cheaper than preventing it")
    assert "accepted" in accepted
    again = await office.type("ana", f"/change risk close {risk} Once more")
    assert f"{risk} is closed already" in again
    assert again.endswith("Nothing was saved.")


async def test_risk_by_form_and_edited_by_form(office: Office, key: str) -> None:
    form = await office.open_form("ana", "/change-risk")
    for label in ("Initiative", "Title", "Likelihood", "Impact", "Category", "Owner", "Review date", "Mitigation"):
        assert f"{label}:" in form or f"{label} (optional):" in form
    review = (office.store.clock.now() + timedelta(days=30)).date()
    values = {"Initiative": f"{key} · One customer record", "Title": "Few trainers", "Likelihood": "2", "Impact": "3"}
    outcome = await office.submit(
        "ana",
        {**values, "Owner": "ben", "Review date": review.isoformat(), "Category": "Skills lag", "Mitigation": "Hire"},
    )
    risk = find_id("R", outcome.text)
    assert "medium 6 (2 × 3)" in outcome.text

    await office.click_reply("ana", "Open") if "[Open]" in await office.type(
        "ana", f"/change risk list {key}"
    ) else None
    await office.click_reply("ana", "Update")
    outcome = await office.submit("ana", {"Likelihood": "4"})
    assert f"{risk} · {key}" in outcome.text
    assert "high 12 (4 × 3)" in outcome.text
    assert "Hire" in outcome.text


async def test_initiative_in_one_line_by_form_shown_listed_edited_closed(office: Office, key: str) -> None:
    line = f"{key}A"
    assert f"{line} · Field service" in await office.type("mia", f'/change new {line} "Field service"')

    form = await office.open_form("mia", "/change new")
    for label in ("Key", "Name", "End state", "Sponsor", "Lead", "Channel", "Start", "Target date"):
        assert f"{label}:" in form or f"{label} (optional):" in form
    formed = f"{key}B"
    values = {"Key": formed, "Name": "One intranet", "End state": "One search", "Sponsor": "clara", "Lead": "marco"}
    outcome = await office.submit(
        "mia", {**values, "Channel": "general", "Start": "2026-12-01", "Target date": "2027-06-30"}
    )
    for words in ("One intranet", "One search", "@clara", "@marco", "#general", "Tue 1 Dec 2026", "Wed 30 Jun 2027"):
        assert words in outcome.text

    listed = await office.type("aroha", "/change list")
    assert f"{line} Field service · lead @mia" in listed
    assert f"{formed} One intranet · lead @marco" in listed

    await office.open_form("marco", f"/change edit {formed}")
    outcome = await office.submit("marco", {"Name": "One intranet for all", "Target date": "2027-07-31"})
    assert "One intranet for all" in outcome.text
    assert "Sat 31 Jul 2027" in await office.type("aroha", f"/change show {formed}")

    assert "One intranet for all is closed. Its history stays." in await office.type("marco", f"/change close {formed}")
    assert f"{formed} One intranet for all · lead @marco (closed)" in await office.type("aroha", "/change list")
    refused = await office.type("marco", f"/change-status {formed} green fine")
    assert f"{formed} is closed" in refused
    assert refused.endswith("Nothing was saved.")


async def test_audiences_from_people_group_channel_and_minus(office: Office, key: str) -> None:
    made = await office.type("mia", f"/change audience new {key} duo kind:custom from:@ana,@ben,@ana")
    assert "2 people now" in made
    assert "Ana Lima, Ben Okafor" in made

    mixed = await office.type(
        "mia", f"/change audience new {key} most kind:employees from:#field-service,@execs except:@hana,@champions"
    )
    assert "Hana Kealoha" not in mixed
    assert "Nikau Tamihana" not in mixed
    assert "Jonas Brandt" in mixed
    assert f"{key} most" in await office.type("aroha", "/change audience list")

    left_out = await office.type("mia", f"/change audience new {key} odd kind:custom from:@ana,@gil,@dora,@olaf")
    assert "1 person now" in left_out
    for reason in ("Gil Guest is a guest", "Dora Gone is deactivated", "Olaf Outside belongs to another organisation"):
        assert reason in left_out


async def test_audience_from_addresses_by_form(office: Office, key: str) -> None:
    await office.open_form("mia", f"/change audience new {key} mail kind:managers from:csv")
    outcome = await office.submit("mia", {"Addresses": "ana@example.com, nobody@example.com\nben@example.com"})
    assert "nobody@example.com" in outcome.field_errors["Addresses"]
    assert outcome.field_errors["Addresses"].endswith("Nothing was saved.")

    outcome = await office.submit("mia", {"Addresses": "ana@example.com\nben@example.com;ana@example.com"})
    assert "2 people now" in outcome.text


async def test_champions(office: Office, key: str) -> None:
    await office.type("mia", f"/change audience new {key} sales kind:employees from:@sales")
    added = await office.type("lena", f'/change champion add {key} @ben for "{key} sales"')
    assert f"@ben for {key} sales" in added
    assert "@ana" in await office.type("aroha", f"/change champion list {key}")
    assert "@ben" not in await office.type("lena", f"/change champion remove {key} @ben")


async def test_memo_drafted_previewed_sent_with_a_text_for_each_kind_and_nobody_told_twice(
    office: Office, key: str
) -> None:
    await office.type("mia", f"/change audience new {key}staff kind:employees from:@sales,@greta")
    await office.type("mia", f"/change audience new {key}heads kind:managers from:@greta")
    await office.type("mia", f"/change audience new {key}peers kind:champions from:@ana,{'@' + SALES[0]}")
    await office.type("mia", f"/change audience new {key}board kind:executives from:@clara")
    await office.type("ana", f"/change-status {key} amber Load slipped")

    names = [f"{key}{name}" for name in ("staff", "heads", "peers", "board")]
    form = await office.open_form("lena", f"/change memo new {key} to {', '.join(names)}")
    for label in ("Facts", "What changes", "When", "What to do", "Audiences", "Send at"):
        assert f"{label}:" in form or f"{label} (optional):" in form
    card = (await office.submit("lena", MEMO)).text
    memo = find_id("M", card)
    assert "A draft: nobody has it yet." in card
    assert f"{key}board (1)" in card
    assert f"{key}heads (1)" in card
    assert f"{key}peers (2)" in card
    assert f"{key}staff (11)" in card

    preview = await office.type("lena", f"/change memo preview {memo} as @{SALES[1]}")
    assert f"Preview of {memo} as {CAST[SALES[1]].name} (employees) sees it" in preview
    assert "What changes for you" in preview
    assert "is in none of the memo's audiences" in await office.type("lena", f"/change memo preview {memo} as @ben")

    sent = await office.type("lena", f"/change memo send {memo}")
    assert "15 people get it now." in sent
    texts = {handle: await office.receive_text(handle) for handle in ("clara", "greta", "ana", *SALES)}
    assert "🟡 amber: Load slipped" in texts["clara"]
    assert "Talking points" in texts["greta"], "the most particular version wins"
    assert "What we ask of you" in texts["ana"]
    assert "What we ask of you" in texts[SALES[0]]
    for handle in SALES[1:]:
        assert "What changes for you\nYou work in the new CRM only." in texts[handle]
        assert "Sales works in one CRM" in texts[handle]
    await office.drain()
    assert [handle for handle in texts if office.count_unread(handle)] == []

    assert f"{memo} is sent already" in await office.type("lena", f"/change memo send {memo}")
    receipt = await office.type("clara", f"/change memo show {memo}")
    assert "Deliveries 15: sent 15" in receipt
    assert memo in await office.type("lena", f"/change memo list {key}")


async def test_memo_receipt_names_whom_it_did_not_reach_and_why(office: Office, key: str) -> None:
    await office.type("mia", f"/change audience new {key}duo kind:employees from:@ben,@otto")
    await office.open_form("lena", f"/change memo new {key} to {key}duo")
    memo = find_id("M", (await office.submit("lena", MEMO)).text)
    office.sandbox.faults.script("chat.postMessage", Fault.refuse("channel_not_found"))
    await office.click_reply("lena", "Send now")
    await office.drain()

    receipt = await office.type("lena", f"/change memo show {memo}")
    assert "Deliveries 2: failed 1 · sent 1" in receipt
    assert "failed, " in receipt
    assert "channel_not_found" in receipt
    await office.drain()
    (told,) = office.list_unread("lena")
    assert f"{memo} ({key}) cannot reach everybody." in told
    assert "Slack finds no conversation with them (channel_not_found)" in told


async def test_pulse_asked_answered_changed_and_shown_once_closed(office: Office, key: str) -> None:
    await office.type("mia", f"/change audience new {key}sales kind:employees from:@sales")
    opened = await office.type("lena", f'/change pulse new {key} to {key}sales "{AGREE}" "I can do it" open:3')
    pulse = find_id("P", opened)
    assert f"12 people in {key}sales" in opened
    asked = {handle: await office.receive(handle) for handle in SALES}
    first = "\n".join(office.read(asked[SALES[0]]))
    assert "1 of 2" in first
    assert "[1 Strongly disagree]" in first
    assert "[5 Strongly agree]" in first
    assert "Confidential while open" in first

    for handle in SALES[:7]:
        assert "I can do it" in await office.click(handle, asked[handle], "4 Agree")
        thanks = await office.click(handle, asked[handle], "2 Disagree")
        assert "Your answers are saved. You can change them until" in thanks
    assert AGREE in await office.click(SALES[0], asked[SALES[0]], "Change my answers")
    assert "I can do it" in await office.click(SALES[0], asked[SALES[0]], "1 Strongly disagree")
    await office.click(SALES[0], asked[SALES[0]], "5 Strongly agree")

    await office.gestures.click(SALES[1], asked[SALES[1]], "Add a comment")
    outcome = await office.submit(SALES[1], {"Comment": "The old reports are missing"})
    assert "Your comment is saved." in outcome.text

    still_open = await office.type("lena", f"/change pulse results {pulse}")
    assert "Results are published once" in still_open
    assert "%" not in still_open

    results = await office.click_reply("lena", "Close now")
    assert "7 of 12 answered (58 %)" in results
    assert "86 % favourable (n = 7" in results
    assert "Comments" in results
    assert "The old reports are missing" not in results, "fewer than ten comments stay hidden"
    assert "86 % favourable" in await office.type("clara", f"/change pulse results {pulse}")

    late = await office.click(SALES[8], asked[SALES[8]], "4 Agree")
    assert "came too late" in late
    assert "Thank you all the same" in late
    assert "closed" in await office.type("lena", f"/change pulse list {key}")


async def test_pulse_double_tap_counts_once_and_under_five_stay_hidden(office: Office, key: str) -> None:
    await office.type("mia", f"/change audience new {key}sales kind:employees from:@sales")
    await office.open_form("lena", f"/change pulse new {key}")
    values = {"Audience": f"{key}sales (employees)", "Questions": f"{AGREE}\nI can do it", "Open days": "2"}
    pulse = find_id("P", (await office.submit("lena", values)).text)
    asked = {handle: await office.receive(handle) for handle in SALES}
    for handle in SALES[:4]:
        taps = [office.gestures.click(handle, asked[handle], "4 Agree") for _ in range(2)]
        assert all(outcome.error is None for outcome in await asyncio.gather(*taps))
    results = await office.type("lena", f"/change pulse close {pulse}")

    assert "Fewer than 5 of 12 answered" in results
    assert "Hidden: fewer than 5 answers." in results
    assert "favourable" not in results


async def test_pulse_refuses_whom_it_was_not_sent_to(office: Office, key: str) -> None:
    await office.type("mia", f"/change audience new {key}sales kind:employees from:@sales")
    pulse = find_id("P", await office.type("lena", f'/change pulse new {key} to {key}sales "{AGREE}"'))
    asked = await office.receive(SALES[0])
    forwarded = Message(office.workspace.open_direct(CAST["ben"].id).id, asked.user_id, asked.text, blocks=asked.blocks)
    office.workspace.post(forwarded)

    assert "you were not invited" in await office.click("ben", forwarded, "4 Agree")
    assert "Fewer than 5" in await office.type("lena", f"/change pulse close {pulse}")


async def test_home_of_champion_lead_and_of_an_employee_who_answers_there(office: Office, key: str) -> None:
    await office.type("mia", f"/change audience new {key}sales kind:employees from:@sales")
    await office.type("lena", f'/change pulse new {key} to {key}sales "{key}: {AGREE}"')
    await office.type("ana", f"/change-risk {key} Few trainers likelihood:5 impact:5 owner:@ben review:today")

    home = await office.open_home(SALES[3])
    assert f"{key}: {AGREE}" in home
    await office.gestures.click(SALES[3], "home", "4 Agree", nth=0)
    assert f"{key}: {AGREE}" not in await office.open_home(SALES[3])

    for handle in ("ana", "lena"):
        mine = await office.open_home(handle)
        assert f"{key} One customer record\n⚪ no status yet" in mine
    assert key not in await office.open_home("otto")
    review = await office.open_home("ben")
    assert "Few trainers" in review
    await office.click("ben", "home", "Review")
    assert "Likelihood: [5]" in "\n".join(office.read_modal("ben"))


async def test_digest_to_executives_with_everything_in_it(office: Office, key: str) -> None:
    await office.type("mia", f"/change audience new {key}board kind:executives from:@execs")
    await office.type("ana", f"/change-status {key} red Sync fails")
    await office.type("ana", f"/change-risk {key} Sync drops records likelihood:5 impact:4")
    by = (office.store.clock.now() + timedelta(days=200)).date()
    await office.type("lena", f'/change kpi add {key} "Tickets" baseline:600 target:300 by:{by} unit:tickets')
    assert "412 tickets" in await office.type("lena", f"/change kpi read {key} Tickets 412")
    assert "412 of 600" in await office.type("lena", f"/change adoption {key} logins 412/600")

    preview = await office.type("lena", f"/change digest preview {key}")
    for words in ("One customer record: red", "Sync drops records", "Tickets", "412", "No pulse has closed yet"):
        assert words in preview
    assert "on its way to 6 executives" in await office.type("mia", "/change digest send")
    texts = [await office.receive_text(handle) for handle in EXECUTIVES]
    assert all("Your week in changes" in text and f"{key} One customer record: red" in text for text in texts)


async def test_memo_and_digest_at_nine_on_monday_in_three_zones(office: Office, key: str) -> None:
    today = office.store.clock.now().date()
    monday = datetime.combine(today + timedelta(days=14 - today.weekday()), time(9))
    await office.pass_time(monday.replace(tzinfo=UTC) - timedelta(days=4))
    await office.type("mia", f"/change audience new {key}board kind:executives from:@execs")
    await office.open_form("lena", f"/change memo new {key} to {key}board")
    memo = find_id("M", (await office.submit("lena", {**MEMO, "Facts": f"{key} facts"})).text)
    scheduled = await office.type("lena", f"/change memo schedule {memo} monday 9am")
    assert "09:00 in each recipient's own time" in scheduled
    digest = await office.type("mia", "/change digest schedule monday 9am")
    assert "each recipient's own time" in digest

    waiting = set(EXECUTIVES)
    for zone in ("Pacific/Auckland", "Europe/Berlin", "America/Los_Angeles"):
        await office.pass_time(monday.replace(tzinfo=ZoneInfo(zone)) + timedelta(seconds=1))
        due = {handle for handle in EXECUTIVES if CAST[handle].zone == zone}
        assert due
        for handle in due:
            both = await office.receive_text(handle) + await office.receive_text(handle)
            assert f"{key} facts" in both
            assert "Your week in changes" in both
        waiting -= due
        assert [handle for handle in waiting if office.count_unread(handle)] == []
        assert [handle for handle in due if office.count_unread(handle)] == []
