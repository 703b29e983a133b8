"""Every command works as one line and, alone, by form: what its usage names is asked for, and means the same."""

import pytest

from commands.registry import FEATURES
from tests.workspaces import Office, find_id

pytestmark = pytest.mark.asyncio(loop_scope="module")
COMMANDS = [f"/change {command.words}" for feature in FEATURES for command in feature.commands]
NOUNS = sorted({command.noun for feature in FEATURES for command in feature.commands})
DIRECT = [f"/change-{direct.noun}" for feature in FEATURES for direct in feature.direct]
BEGINNINGS = (
    "there is none yet",
    "there is none to set",
    "no audience of that kind",
    "no pulse of yours",
    "none is closed",
)
"""What comes first, where nothing can be filled in yet."""


@pytest.mark.parametrize("line", [*COMMANDS, *DIRECT])
async def test_every_command_alone_is_answered_by_a_form_or_by_what_there_is(quick_office: Office, line: str):
    await check_helped(quick_office, line)


@pytest.mark.parametrize("noun", NOUNS)
async def test_every_noun_alone_leads_somewhere(quick_office: Office, noun: str):
    await check_helped(quick_office, f"/change {noun}")


async def check_helped(office: Office, line: str) -> None:
    """Lead or admin get a form, or an answer that refuses nothing, or are told what has to come first."""
    if "BAR" not in await office.type("lena", "/change list"):
        await office.start_initiative("BAR")
    outcomes = [await office.gestures.slash(handle, line) for handle in ("lena", "mia")]
    answers = [outcome.text for outcome in outcomes if outcome.view is None]
    is_helped = len(answers) < len(outcomes) or any("Nothing was saved." not in answer for answer in answers)
    assert is_helped or any(words in answer for words in BEGINNINGS for answer in answers), answers
    assert not any("(reference" in answer for answer in answers)


async def test_milestone_is_moved_renamed_and_done_by_forms_alone(quick_office: Office):
    office = quick_office
    await office.start_initiative("MLF")
    await office.type("lena", '/change milestone add MLF "Go-live Berlin" 2027-01-10')
    form = await office.open_form("lena", "/change milestone move")
    for label in ("Initiative", "Milestone", "Date", "Reason", "Another date, and why"):
        assert label in form
    filled = {"Initiative": "MLF", "Milestone": "go-live berlin", "Date": "2027-02-01", "Reason": 'Vendor is "late"'}
    refused = await office.submit("lena", filled | {"Milestone": "Go-life Berlin"})
    assert "Did you mean" in refused.field_errors["Milestone"]
    moved = (await office.submit("lena", filled)).text
    assert "Mon 1 Feb 2027" in moved
    assert 'Vendor is "late"' in moved
    await office.open_form("lena", "/change milestone edit")
    renaming = await office.submit("lena", {"Initiative": "MLF", "Milestone": "Go-live Berlin"})
    assert "Rename a milestone" in "\n".join(renaming.view_lines)
    assert "Go-live Paris" in (await office.submit("lena", {"Milestone": "Go-live Paris"})).text
    await office.open_form("lena", "/change milestone done")
    done = await office.submit("lena", {"Initiative": "MLF", "Milestone": "Go-live Paris", "On": None})
    assert "done" in done.text


async def test_initiative_is_edited_and_closed_by_forms_alone(quick_office: Office):
    office = quick_office
    await office.start_initiative("EDI")
    await office.open_form("lena", "/change edit")
    editing = await office.submit("lena", {"Initiative": "EDI"})
    assert "One customer record" in "\n".join(editing.view_lines)
    assert "Two customer records" in (await office.submit("lena", {"Name": "Two customer records"})).text


async def test_kpi_gets_a_target_and_is_retired_by_forms_alone(quick_office: Office):
    office = quick_office
    await office.start_initiative("KLF")
    await office.type("lena", '/change kpi add KLF "Tickets per week" baseline:600 target:300 by:2027-06-30')
    form = await office.open_form("lena", "/change kpi target")
    assert "KPI" in form
    filled = {"Initiative": "KLF", "KPI": "Tickets per week", "Target": "250", "Reason": "The first is reached"}
    assert "Number in digits" in (await office.submit("lena", filled | {"Target": "few"})).field_errors["Target"]
    assert "250" in (await office.submit("lena", filled)).text
    await office.open_form("lena", "/change kpi retire")
    assert "retired" in (await office.submit("lena", {"Initiative": "KLF", "KPI": "Tickets per week"})).text
    assert "KPIs" in await office.type("lena", "/change kpi KLF")


async def test_noun_with_a_key_shows_its_list_and_a_slip_of_a_verb_is_said(quick_office: Office):
    office = quick_office
    await office.start_initiative("NLF")
    for noun in ("objective", "milestone", "risk", "phase", "resource"):
        assert "NLF" in await office.type("aroha", f"/change {noun} NLF")
    assert "Did you mean “list”?" in await office.type("aroha", "/change milestone lst")


async def test_form_opens_only_for_somebody_who_may(quick_office: Office):
    office = quick_office
    await office.start_initiative("WHO")
    for line in ("milestone done", "kpi target", "objective drop", "close", "phase move", "resource plan"):
        assert "Needs role" in await office.type("aroha", f"/change {line}")


async def test_risk_is_closed_by_form_and_what_quotes_cannot_hold_is_said(quick_office: Office):
    office = quick_office
    await office.start_initiative("RLF")
    risk = find_id("R", await office.type("lena", "/change-risk RLF Few trainers likelihood:2 impact:2"))
    await office.open_form("lena", "/change risk close")
    refused = await office.submit("lena", {"Risk": risk, "Reason": 'Both " and «'})
    assert "both" in refused.field_errors["Reason"]
    assert (
        "Vendor <fixed> it"
        in (await office.submit("lena", {"Risk": risk, "Reason": "Vendor <fixed> it\nat last"})).text
    )
    await office.open_form("lena", "/change risk update")
    assert (await office.submit("lena", {"Risk": "X-1"})).field_errors["Risk"]


async def test_a_noun_with_an_id_shows_its_card(quick_office: Office):
    office = quick_office
    await office.start_initiative("IDS")
    risk = find_id("R", await office.type("ana", "/change-risk IDS Few trainers likelihood:2 impact:2"))
    assert "Few trainers" in await office.type("aroha", f"/change risk {risk.lower()}")
    assert "Risk: “R-9999” was not found" in await office.type("aroha", "/change risk R-9999")
    await office.type("ana", "/change-status IDS red: the load slipped")
    assert "the load slipped" in await office.type("aroha", "/change status IDS")
    late = await office.type("lena", '/change followup add IDS "Call" owner:@ana due:next friday')
    assert 'which stand in quotes: "next friday"' in late
