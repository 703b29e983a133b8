"""Bad input: each is answered with field, reason and example, ends with "Nothing was saved." and changes nothing."""

from typing import Any

import pytest
import pytest_asyncio

from tests.planned import plan_everything
from tests.workspaces import MEMO, Office

pytestmark = pytest.mark.asyncio(loop_scope="module")

SAVED_NOTHING = "Nothing was saved."
QUESTIONS = " ".join(f'"Statement {number}"' for number in range(1, 7))

LINES: list[tuple[str, str, str]] = [
    # who, what they type, what they are told
    ("ana", "/change-status CRM green", "Summary: it is empty."),
    ("ana", "/change-status CRM green \u200b\u200b", "Summary: it is empty."),
    ("ana", "/change-status CRM green " + "x" * 501, "Summary: too long: 501; limit 500 characters."),
    ("ana", "/change-status CRM purple fine", "Status: “purple” is unknown. Known: green, amber, red."),
    ("ana", "/change-status CRM gren fine", "Did you mean green?"),
    ("ana", "/change-status XYZ green fine", "Initiative: “XYZ” was not found. Known: CRM."),
    ("ana", "/change-status CRN green fine", "Did you mean CRM?"),
    ("ana", "/change-status СRM green fine", "only looks like one of A–Z. Did you mean CRM?"),
    ("ana", "/change-status C-R green fine", "Initiative: 2–10 letters or digits"),
    ("ana", "/change-status CRM green fine roadblock:money", "Roadblock: “money” is unknown."),
    ("ana", "/change-status CRM green fine roadblok:skills", "Did you mean roadblock?"),
    ("ana", "/change-status CRM green \u202ebad", "Summary: hidden direction character at 1."),
    ("ana", "/change-status CRM green a\x00b", "Summary: unsupported character at 2."),
    ("ana", "/change-status CRM green a\x1b[31mred", "Summary: unsupported character at 2."),
    ("ana", "/change-status CRM green a" + "\u0301" * 500, "Summary: too long" ),
    ("ana", "/change-status CRM green a" + "\u0301" * 50, "Summary: unsupported character at 10."),
    ("ana", '/change-status CRM green "unclosed', "Quotes: Missing closing quote."),
    ("ana", "/change-status CRM green “unclosed", "Quotes: Missing closing quote."),
    ("ana", '/change-status CRM green fine workstream:"unclosed', "Workstream: Missing closing quote."),
    ("ana", "/change-risk CRM likelihood:3 impact:3", "Title: it is empty."),
    ("ana", f"/change-risk CRM {'x' * 3001} likelihood:3 impact:3", "Title: too long: 3,001; limit 200 characters."),
    ("ana", "/change-risk CRM First\nSecond likelihood:3 impact:3", "Title: it must be one line; line break at 6."),
    ("ana", "/change-risk CRM Few trainers", "Likelihood: it is missing."),
    *(
        ("ana", f"/change-risk CRM Few trainers likelihood:{score} impact:3", "Likelihood: Whole number 1–5.")
        for score in ("-1", "0", "6", "3.5", "NaN", "1e3", "٣", "1_000", "five")
    ),
    ("ana", "/change-risk CRM Few likelihood:9 impact:x", "Impact: Whole number 1–5."),
    ("ana", "/change-risk CRM Few likelihood:3 likelihood:4 impact:3", "Likelihood: it is given twice."),
    ("ana", "/change-risk CRM Few likelihood: 3 impact:3", "Likelihood: there must be no space after the colon."),
    ("ana", "/change-risk CRM Few likelyhood:3 impact:3", "Did you mean likelihood?"),
    ("ana", "/change-risk CRM Few likelihood:3 impact:3 review:31/02", "Review date: No 31 February."),
    ("ana", "/change-risk CRM Few likelihood:3 impact:3 review:2027-02-30", "Review date: No 30 February."),
    ("ana", "/change-risk CRM Few likelihood:3 impact:3 review:02/03", "Review date: Ambiguous: use YYYY-MM-DD."),
    ("ana", "/change-risk CRM Few likelihood:3 impact:3 review:9999-01-01", "Review date: Within 5 years."),
    ("ana", "/change-risk CRM Few likelihood:3 impact:3 review:2020-01-01", "Review date: Wed 1 Jan 2020 is past."),
    ("ana", "/change-risk CRM Few likelihood:3 impact:3 owner:@U999", "“@U999” was not found."),
    ("ana", "/change-risk CRM Few likelihood:3 impact:3 owner:@benn", "Did you mean @ben"),
    ("ana", "/change-risk CRM Few likelihood:3 impact:3 owner:@polly", "Owner: Polly Robot is a bot."),
    ("ana", "/change-risk CRM Few likelihood:3 impact:3 owner:@gil", "Owner: Gil Guest is a guest."),
    ("ana", "/change-risk CRM Few likelihood:3 impact:3 owner:@dora", "Owner: Dora Gone is deactivated."),
    ("ana", "/change-risk CRM Few likelihood:3 impact:3 owner:@olaf", "Olaf Outside belongs to another organisation."),
    ("ana", "/change risk close R-99 over", "“R-99” was not found."),
    ("ana", "/change risk close R-1", "Reason: it is missing."),
    ("ana", "/change risk show X-1", "Risk: an id like R-3."),
    ("ana", "/change risk show R-1 R-2", "“R-2” is not expected here."),
    ("ana", "/change risk lst CRM", "Did you mean “list”?"),
    ("ana", "/change sttus CRM", "Did you mean “status”?"),
    ("ana", "/change " + "y" * 3001, "there is no “yyy"),
    ("ana", "/change help nonsense", "there is no “nonsense”."),
    ("mia", '/change new C "New"', "Key: 2–10 letters or digits"),
    ("mia", '/change new CRM "New"', "Key: CRM is taken."),
    ("mia", "/change new NEW", "Name: it is empty."),
    ("mia", f'/change new NEW "{"n" * 121}"', "Name: too long: 121; limit 120 characters."),
    ("mia", "/change audience new x kind:everyone from:@ana", "Kind: “everyone” is unknown."),
    ("mia", "/change audience new x kind:custom from:#nope", "Channel: #nope was not found."),
    ("mia", "/change audience new x kind:custom from:#boardroom", "invite me first"),
    ("mia", "/change audience new x kind:custom from:everybody", "is no @person, #channel, @group, csv or all"),
    ("mia", "/change audience new x kind:custom", "From: "),
    ("mia", "/change audience new <!channel> kind:custom from:@ana", "Name: letters, digits, spaces"),
    ("mia", "/change audience new x kind:custom from:@ana except:csv", "Except: a csv cannot be excluded."),
    ("mia", "/change audience show nope", "“nope” was not found."),
    ("lena", "/change champion add CRM @nobody", "“@nobody” was not found."),
    ("lena", "/change champion add CRM @ben for nope", "“nope” was not found."),
    ("lena", "/change champion remove CRM @otto", "Champion: Otto Lindner is no champion of CRM."),
    ("lena", "/change memo new CRM to nope", "“nope” was not found."),
    ("lena", "/change memo send M-99", "“M-99” was not found."),
    ("lena", "/change memo send 99", "Memo: an id like M-3."),
    ("lena", "/change memo schedule M-1 yesterday 9am", "is past"),
    ("lena", "/change memo schedule M-1 monday", "When: a time of day is missing."),
    ("lena", "/change memo schedule M-1 whenever", "When: “whenever” is not a date"),
    ("lena", "/change memo preview M-1 as @lena", "Reader: Lena Vogt is in none of the memo's audiences."),
    ("lena", f"/change pulse new CRM to staff {QUESTIONS}", "Questions: 6 given; a pulse has at most 5."),
    ("lena", "/change pulse new CRM to staff", "Question: it is missing, or not in quotes."),
    ("lena", '/change pulse new CRM to staff "Same" "same"', "Questions: question 2: the same as question 1."),
    ("lena", '/change pulse new CRM "I can do it"', "Audience: “to AUDIENCE” is missing."),
    ("lena", '/change pulse new CRM to few "I can do it"', "a pulse needs at least 5"),
    ("lena", '/change pulse new CRM to nope "I can do it"', "“nope” was not found."),
    ("lena", '/change pulse new CRM to staff "I can do it" open:0', "Open days: Whole number 1–60."),
    ("lena", '/change pulse new CRM to staff "I can do it" open:abc', "Open days: Whole number 1–60."),
    ("lena", '/change pulse new CRM to staff "I can do it" every:"sometimes"', "Every: "),
    ("lena", "/change pulse results P-99", "“P-99” was not found."),
    ("lena", "/change adoption CRM logins 600/412", "600 are active, but only 412 eligible."),
    ("lena", "/change adoption CRM logins -1/5", "Adoption: -1 is below zero."),
    ("lena", "/change adoption CRM logins 0/0", "Adoption: nobody is eligible."),
    ("lena", "/change adoption CRM logins abc", "Adoption: two whole numbers, active/eligible."),
    ("lena", "/change adoption CRM logins 1/2 on:2027-12-01", "has not come yet"),
    ("lena", '/change kpi add CRM "Sixth" baseline:1 target:2 by:2027-06-30', "KPI: CRM has 5 already"),
    ("lena", '/change kpi add CRM "Same" baseline:600 target:600 by:2027-06-30', "there is no number to reach."),
    ("lena", '/change kpi add CRM "Odd" baseline:NaN target:2 by:2027-06-30', "Baseline: Number in digits"),
    ("lena", '/change kpi add CRM "Odd" baseline:1,234 target:2 by:2027-06-30', "Ambiguous: write 1234 or 1.234."),
    ("lena", '/change kpi add CRM "Odd" baseline:1', "Target: no number to reach."),
    ("lena", "/change kpi read CRM Nothing 3", "“Nothing” was not found."),
    ("lena", "/change kpi read CRM First 1e3", "Value: Number in digits"),
    ("mia", "/change digest schedule sometimes", "When: "),
    ("mia", "/change digest schedule 02/03 9am", "When: "),
]  # fmt: skip

PROGRAMME: list[tuple[str, str, str]] = [
    # the same; {words} are the ids of what `plan_everything` made
    ("ana", "/change risk update R-1 state:closed", "State: “closed” is unknown. Known: open, mitigating."),
    ("ana", "/change risk update R-1 likelihood:1e3 impact:NaN", "Likelihood: Whole number 1–5."),
    ("ana", "/change-risk CRM Few likelihood:3 impact:3 private:secret", "Private: “secret” is unknown."),
    ("ana", "/change risk accept R-1 \u200b", "Reason: it is missing."),
    ("ana", "/change risk reopen R-1 back", "R-1 is open already."),
    ("ana", "/change risk map XYZ", "Initiative: “XYZ” was not found."),
    ("mia", "/change risk bands medium:10 high:5 critical:16", "Bands: each must begin above the one before"),
    ("mia", "/change risk bands medium:5", "High: it is missing."),
    ("mia", "/change risk clock critcal lead:now", "Did you mean critical?"),
    ("mia", "/change risk clock critical lead:soon", "Lead: a span like 30m, 4h or 3d, at most 30d."),
    ("mia", "/change risk clock critical", "Clock: nobody is told by it."),
    ("lena", "/change status correct CRM purple x", "Status: “purple” is unknown."),
    ("lena", '/change resource add CRM ""', "Kind: it is missing. Known: people, budget."),
    ("lena", '/change milestone add CRM "Go" ""', "Date: it is missing."),
    ("lena", "/change objective add CRM Better quotes", "Measure: nothing is measured."),
    ("lena", '/change objective add CRM "Q" measure:"H" baseline:NaN target:1e3', "Baseline: Number in digits"),
    ("lena", '/change objective add CRM "Q" measure:"H" baseline:1 target:2 by:31/02', "By: No 31 February."),
    (
        "lena", '/change objective add CRM "Q" measure:"H" baseline:1 target:2 by:2027-01-01 direction:down',
        "Direction: 1 → 2 goes up.",
    ),
    ("lena", "/change objective drop O-1", "Reason: it is missing."),
    ("lena", "/change objective show O-99", "“O-99” was not found."),
    ("lena", '/change kpi target CRM First 1e3 reason:"x"', "Target: Number in digits"),
    ("lena", "/change kpi target CRM First 5", "Reason: it is missing."),
    ("lena", "/change kpi retire CRM Frst", "Did you mean First?"),
    ("lena", "/change kpi edit CRM \u200b", "KPI: it is empty."),
    ("lena", '/change phase add CRM "Pilot"', "Start: it is missing."),
    ("lena", '/change phase add CRM "P" start:2027-02-30 end:02/03', "Start: No 30 February."),
    ("lena", '/change phase add CRM "P" start:2027-02-05 end:2027-01-05', "End: Tue 5 Jan 2027 is before the start"),
    ("lena", '/change phase add CRM "P" start:2027-02-01 end:2027-02-05 buffer:-1', "Buffer days: Whole number 0–"),
    ("lena", '/change phase add CRM "P" start:2027-02-01 end:2027-02-05 kind:pilt', "Did you mean pilot?"),
    ("lena", '/change phase add CRM "P" start:2027-02-01 end:2027-02-05 cohort:stff', "Did you mean staff?"),
    ("lena", "/change phase move {phase} 2027-03-01", "Reason: it is missing."),
    ("lena", "/change phase move {phase} whenever late", "End: “whenever” is not a date"),
    ("lena", "/change phase start {phase}", "is running already."),
    ("lena", "/change phase drop {phase}", "only what has not begun can be dropped."),
    ("lena", '/change checkpoint add {phase} "T" by:2027-01-20', "Target: there is no number to reach."),
    ("lena", '/change checkpoint add {phase} "T" target:٣ by:2027-01-20', "Target: Number in digits"),
    ("lena", '/change checkpoint add {phase} "T" target:3 by:2027-01-29 owner:@polly', "Polly Robot is a bot."),
    ("lena", "/change checkpoint read {checkpoint} NaN", "Value: Number in digits"),
    ("lena", "/change checkpoint read {checkpoint} 3 on:2027-12-01", "has not come yet"),
    ("lena", "/change gate ask {planned}", "only a running one has a gate to pass."),
    ("lena", "/change gate ask {phase}", "waits for the decision on"),
    ("lena", "/change template apply CRM rolout", "Did you mean rollout?"),
    ("lena", "/change template drop rollout", "comes with Groundswell and stays."),
    ("lena", "/change template save CRM \u200b", "Name: it is empty."),
    ("lena", f"/change template save CRM {'x' * 3001}", "Name: too long: 3,001; limit "),
    ("lena", '/change milestone add CRM "Berlin" 02/03', "Date: Ambiguous: use YYYY-MM-DD."),
    ("lena", '/change milestone add CRM "Berlin" 9999-01-01', "Date: Within 5 years."),
    ("lena", '/change milestone add CRM "Berlin"', "Date: it is missing."),
    ("lena", '/change milestone add CRM "Go-live" 2027-01-10', "CRM has a milestone “Go-live” already."),
    ("lena", "/change milestone move CRM Go-live 2027-03-01", "Reason: it is missing."),
    ("lena", "/change milestone done CRM Golive", "Did you mean Go-live?"),
    ("lena", "/change milestone done CRM Go-live on:2027-12-01", "has not come yet"),
    ("lena", "/change milestone reopen CRM Go-live", "is neither done nor dropped."),
    ("lena", "/change milestone drop CRM Go-live", "Reason: it is missing."),
    ("lena", '/change integration add CRM "ERP"', "already."),
    ("lena", '/change integration add CRM "Shop" needs:"ERB"', "Did you mean ERP?"),
    ("lena", '/change integration add CRM "Shop" owner:@olaf', "Olaf Outside belongs to another organisation."),
    ("lena", '/change integration add CRM "Shop" start:2027-02-01 end:2027-01-01', "End: it is before the start."),
    ("lena", '/change integration needs CRM "ERP" "Billing"', "Needs: "),
    ("lena", '/change integration needs CRM "ERP"', "Needs: it is missing."),
    ("lena", "/change integration start CRM Billing", "Billing needs ERP, which is not done yet."),
    ("lena", '/change integration drop CRM "ERP" no', "Billing needs it."),
    ("lena", '/change resource add CRM "Testers" folk planned:6', "Kind: “folk” is unknown."),
    ("lena", '/change resource add CRM "Testers" people planned:-1', "Planned: it is below zero."),
    ("lena", '/change resource add CRM "Testers" people', "Planned: it is missing."),
    ("lena", '/change resource add CRM "Testers" people planned:1 threshold:200', "Threshold: Whole number 0–100."),
    ("lena", "/change resource read CRM Developrs 3", "Did you mean Developers?"),
    ("lena", "/change resource read CRM Developers 1e3", "Value: Number in digits"),
    ("lena", "/change resource plan CRM Developers 8", "Reason: it is missing."),
    ("lena", '/change decision CRM "unclosed', "Quotes: Missing closing quote."),
    ("lena", "/change decision CRM \u200b", "Decision: it is empty."),
    ("lena", f"/change decision CRM {'x' * 3001}", "Decision: too long: 3,001; limit 1,000 characters."),
    ("lena", "/change decision ask CRM Which? by:2020-01-01 owner:@dora", "Owner: Dora Gone is deactivated."),
    ("lena", "/change decision take D-99 Both", "“D-99” was not found."),
    ("lena", "/change followup add CRM Ask", "Owner: it is missing."),
    ("lena", "/change followup add CRM Ask owner:@benn due:31/02", "Did you mean @ben"),
    ("lena", "/change followup move {followup} 2027-03-01", "Reason: it is missing."),
    ("lena", "/change followup move {followup} 2027-01-29 late", "is due on that day already."),
    ("lena", "/change followup reopen {followup}", "is not done yet."),
    ("lena", "/change governance schedule CRM", "When: it is missing."),
    ("lena", "/change governance schedule CRM sometimes", "When: "),
    ("lena", "/change governance stop CRM", "CRM has no governance schedule."),
    ("ana", '/change win CRM "Thanks @ben"', "Win: name people as its credit"),
    ("ana", '/change win CRM "It runs" @gil', "Credit: Gil Guest is a guest."),
    ("aroha", "/change concern CRM \u200b\u200b x anonymously", "How: one line always shows your name"),
    ("aroha", f"/change concern CRM {'x' * 3001}", "Concern: too long: 3,001; limit 1,000 characters."),
    ("aroha", "/change concern CRM \u202ebad", "Concern: hidden direction character at 1."),
    ("lena", "/change playbook show integraton", "Did you mean integration?"),
    ("lena", "/change playbook edit integration", "is a ready one; make your own from it."),
    ("lena", "/change playbook attach integration R-99", "“R-99” was not found."),
    ("lena", "/change playbook run integration XYZ", "“XYZ” was not found."),
    ("lena", "/change playbook run integration CRM dril", "“dril” is not expected here."),
    ("lena", "/change run end {run}", "has ended already."),
    ("ana", "/change lesson add CRM \u200b", "Lesson: it is empty."),
    ("ana", f"/change lesson add CRM x tags:{','.join('abcdefghi')}", "Tags: 9 given; at most 8."),
    ("lena", "/change delivery show R-1", "Message: an id like M-3."),
]  # fmt: skip


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def planned(furnished: Office) -> dict[str, str]:
    """The ids of what the furnished office's initiative has of the programme."""
    ids = await plan_everything(furnished, "CRM")
    await furnished.drain()
    return ids


@pytest.mark.parametrize(("handle", "line", "told"), PROGRAMME, ids=[f"{line[:50]!a}" for _, line, _ in PROGRAMME])
async def test_a_bad_line_about_the_programme_is_answered_and_changes_nothing(
    furnished: Office, planned: dict[str, str], handle: str, line: str, told: str
) -> None:
    before = await furnished.count_rows()
    answer = await furnished.type(handle, line.format(**planned))

    assert told in answer
    assert answer.partition("\n[")[0].endswith(SAVED_NOTHING), "nothing but buttons may follow"
    assert await furnished.count_rows() == before


@pytest.mark.parametrize(("handle", "line", "told"), LINES, ids=[f"{line[:50]!a}" for _, line, _ in LINES])
async def test_a_bad_line_is_answered_and_changes_nothing(furnished: Office, handle: str, line: str, told: str) -> None:
    before = await furnished.count_rows()
    answer = await furnished.type(handle, line)

    assert told in answer
    assert answer.partition("\n[")[0].endswith(SAVED_NOTHING), "nothing but buttons may follow"
    assert await furnished.count_rows() == before


FORMS: list[tuple[str, str, dict[str, Any], str, str]] = [
    # who, what opens the form, what is filled in, the input that is told, what it is told
    ("ana", "/change-status", {"Status": "red", "Summary": "  \u200b "}, "Summary", "Summary: it is empty."),
    ("ana", "/change-status", {"Status": "red", "Summary": "a\x00b"}, "Summary", "unsupported character at 2."),
    ("ana", "/change-status", {"Status": "red", "Summary": "a\ud800"}, "Summary", "unsupported character at 2."),
    ("ana", "/change-status", {"Status": None, "Summary": "fine"}, "Status", "Status: nothing is chosen."),
    ("ana", "/change-status", {"Status": "red", "Summary": None}, "Summary", "Summary: it is empty."),
    ("ana", "/change-status", {"Status": "red", "Summary": "x" * 3001}, "Summary", "too long: 3,001; limit 500"),
    (
        "ana", "/change-risk", {"Title": "a\nb", "Likelihood": "1", "Impact": "1"},
        "Title", "it must be one line; line break at 2.",
    ),
    (
        "ana", "/change-risk", {"Title": "Few", "Likelihood": "1", "Impact": "1", "Owner": "U901"},
        "Owner", "Dora Gone is deactivated.",
    ),
    (
        "ana", "/change-risk", {"Title": "Few", "Likelihood": "1", "Impact": "1", "Review date": "2020-01-01"},
        "Review date", "Wed 1 Jan 2020 is past.",
    ),
    (
        "mia", "/change new",
        {"Key": "C", "Name": "New", "End state": "Done", "Sponsor": "U002", "Lead": "U008"}, "Key", "2–10 letters",
    ),
    (
        "mia", "/change new",
        {"Key": "NEW", "Name": "New", "End state": "Done", "Sponsor": "U903", "Lead": "U008"},
        "Sponsor", "Polly Robot is a bot.",
    ),
    (
        "mia", "/change new",
        {
            "Key": "NEW", "Name": "New", "End state": "Done", "Sponsor": "U002", "Lead": "U008",
            "Start": "2027-02-01", "Target date": "2027-01-01",
        },
        "Target date", "it is before the start.",
    ),
    ("lena", "/change memo new CRM to staff", {**MEMO, "Send at": "yesterday 9am"}, "Send at", "is past."),
    ("lena", "/change memo new CRM to staff", {**MEMO, "Send at": "31/02 9am"}, "Send at", "No 31 February."),
    ("lena", "/change memo new CRM to board", {**MEMO, "Facts": "word " * 121}, "Facts", "limit 120."),
    ("lena", "/change memo new CRM", {**MEMO, "Audiences": []}, "Audiences", "nothing is chosen."),
    ("lena", "/change pulse new CRM", {"Audience": "staff", "Questions": "a\nb\nc\nd\ne\nf"}, "Questions", "6 given"),
    (
        "lena", "/change pulse new CRM", {"Audience": "staff", "Questions": "a", "Open days": "0"},
        "Open days", "Whole number 1–60.",
    ),
    ("lena", "/change pulse new CRM", {"Audience": "staff", "Questions": "a", "Every": "often"}, "Every", "Every: "),
]  # fmt: skip


@pytest.mark.parametrize(("handle", "line", "values", "label", "told"), FORMS)
async def test_a_badly_filled_form_says_so_under_the_input(
    furnished: Office, handle: str, line: str, values: dict[str, Any], label: str, told: str
) -> None:
    await furnished.open_form(handle, line)
    before = await furnished.count_rows()
    outcome = await furnished.submit(handle, values, hostile=True)

    assert told in outcome.field_errors[label]
    assert all(sentence.endswith(SAVED_NOTHING) for sentence in outcome.field_errors.values())
    assert await furnished.count_rows() == before
    await furnished.gestures.close_view(handle)


async def test_several_wrong_fields_are_told_each_under_its_own_input(furnished: Office) -> None:
    await furnished.open_form("ana", "/change-risk")
    outcome = await furnished.submit(
        "ana", {"Title": " ", "Likelihood": "1", "Impact": "1", "Review date": "2020-01-01"}, hostile=True
    )

    assert set(outcome.field_errors) == {"Title", "Review date"}
    await furnished.gestures.close_view("ana")
