"""KPIs and objectives: what is vague is refused, a sixth asks which makes way, targets are kept by version."""

import pytest

from tests.workspaces import Office, find_id

pytestmark = pytest.mark.asyncio(loop_scope="module")
GOAL = "baseline:600 target:300 by:2027-06-30"
OBJECTIVE = '"Quotes leave within a day" measure:"Hours to quote" baseline:48 target:24 by:2027-03-31'


async def test_objective_by_line_card_list_correction_with_history_and_drop(quick_office: Office):
    office = quick_office
    await office.start_initiative("OBJ")
    card = await office.type("lena", f"/change objective add OBJ {OBJECTIVE} unit:hours direction:down")
    objective = find_id("O", card)
    for words in ("Quotes leave within a day", "Hours to quote", "48 hours", "24 hours", "Wed 31 Mar 2027", "down"):
        assert words in card
    assert objective in await office.type("aroha", "/change objective list OBJ")
    await office.open_form("lena", f"/change objective edit {objective}")
    corrected = (await office.submit("lena", {"Target": "20"})).text
    assert "20 hours" in corrected
    assert "target 24" in corrected
    dropped = await office.type("lena", f"/change objective drop {objective} Part of another initiative now")
    assert "Dropped: Part of another initiative now" in dropped
    assert objective not in await office.type("aroha", "/change objective list OBJ")
    assert "dropped already" in await office.type("lena", f"/change objective drop {objective} Again")
    await office.type("lena", "/change objective list OBJ")
    assert objective in await office.click_reply("lena", "Dropped objectives")
    await office.type("ana", f"/change objective show {objective}")
    assert "Needs role lead" in await office.click_reply("ana", "Reopen")
    reopened = await office.type("lena", f"/change objective reopen {objective}")
    assert "reopened: dropped reason Part of another initiative now → none" in reopened
    assert objective in await office.type("aroha", "/change objective list OBJ")
    await office.click_reply("lena", "Drop")
    assert "Dropped: Done by others" in (await office.submit("lena", {"Reason": "Done by others"})).text


VAGUE = [
    ('"Better collaboration"', ["Measure: nothing is measured.", "Baseline: no number to start from.",
                                "Target: no number to reach.", "By: no day to reach it by."]),
    ('"Better" measure:"Mood" baseline:3 target:better by:2027-06-30', ["Target: Number in digits"]),
    ('"Better" measure:"Mood" baseline:3 target:4', ["By: no day to reach it by."]),
    ('"Same" measure:"Mood" baseline:3 target:3 by:2027-06-30', ["there is no number to reach."]),
    ('"Wrong way" measure:"Mood" baseline:3 target:4 by:2027-06-30 direction:down', ["Direction: 3 → 4 goes up."]),
    ('"Late" measure:"Mood" baseline:3 target:4 by:2020-06-30', ["By: Tue 30 Jun 2020 is past."]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "reasons"), VAGUE)
async def test_vague_objective_is_refused_with_every_reason(quick_office: Office, text: str, reasons: list[str]):
    office = quick_office
    if "VAG" not in await office.type("lena", "/change list"):
        await office.start_initiative("VAG")
    before = await office.count_rows()
    answer = await office.type("lena", f"/change objective add VAG {text}")
    for reason in [*reasons, "Nothing was saved."]:
        assert reason in answer
    assert await office.count_rows() == before


async def test_objective_form_marks_each_field(quick_office: Office):
    office = quick_office
    await office.start_initiative("OBF")
    await office.open_form("lena", "/change objective add")
    vague = {"Initiative": "OBF · One customer record", "Objective": "Better", "Measure": "Mood", "Baseline": "low"}
    refused = await office.submit("lena", {**vague, "Target": "high", "By": "2027-06-30"})
    assert set(refused.field_errors) == {"Baseline", "Target"}
    done = await office.submit("lena", {"Baseline": "2.5", "Target": "4"})
    assert "2.5" in done.text
    assert "Needs role lead" in await office.type("ana", f"/change objective add OBF {OBJECTIVE}")


async def add_five(office: Office, key: str) -> None:
    await office.start_initiative(key)
    for name in ("First", "Second", "Third", "Fourth", "Fifth"):
        await office.type("lena", f'/change kpi add {key} "{name}" {GOAL}')


async def test_sixth_kpi_is_refused_with_the_choice_of_which_to_retire(quick_office: Office):
    office = quick_office
    await add_five(office, "SIX")
    before = await office.count_rows()
    answer = await office.type("lena", f'/change kpi add SIX "Sixth" {GOAL} unit:tickets')
    assert "KPI: SIX has 5 already (First, Second, Third, Fourth, Fifth)" in answer
    assert "Nothing was saved." in answer
    assert await office.count_rows() == before
    await office.click_reply("lena", "Choose which to retire")
    form = "\n".join(office.read_modal("lena"))
    assert "Sixth" in form
    assert "600" in form
    done = await office.submit("lena", {"Retire": "Second"})
    assert "Sixth" in done.text
    assert "Second" not in done.text


async def test_sixth_kpi_by_form_leads_on_to_the_choice_and_keeps_what_was_typed(quick_office: Office):
    office = quick_office
    await add_five(office, "SXF")
    await office.open_form("lena", "/change kpi add")
    before = await office.count_rows()
    goal = {"Baseline": "600", "Target": "300", "By": "2027-06-30"}
    await office.submit("lena", {"Initiative": "SXF · One customer record", "Name": "Sixth", **goal})
    assert await office.count_rows() == before
    shown = "\n".join(office.read_modal("lena"))
    assert "SXF has 5 already" in shown
    assert "Nothing was saved." in shown
    done = await office.submit("lena", {"Retire": "First"})
    assert "Sixth" in await office.type("lena", "/change kpi list SXF"), done.text


async def test_targets_are_versioned_and_never_overwritten(quick_office: Office):
    office = quick_office
    await office.start_initiative("VER")
    await office.type("lena", f'/change kpi add VER "Tickets per week" {GOAL} unit:tickets')
    assert "Reason: it is missing" in await office.type("lena", "/change kpi target VER Tickets per week 250")
    moved = await office.type("lena", '/change kpi target VER Tickets per week 250 reason:"Reached early"')
    assert "target set: target 300 → 250" in moved, "the day is the same, and no change"
    assert "1. 300 tickets by Wed 30 Jun 2027" in moved
    assert "2. 250 tickets by Wed 30 Jun 2027" in moved
    assert "Reached early" in moved
    assert "that is its target already" in await office.type(
        "lena", '/change kpi target VER Tickets per week 250 reason:"Again"'
    )
    listed = await office.type("aroha", "/change kpi list VER")
    assert "from 600 to 250 tickets" in listed


async def test_card_draws_the_course_and_its_buttons_work(quick_office: Office):
    office = quick_office
    await office.start_initiative("CRD")
    await office.type("lena", f'/change kpi add CRD "Tickets per week" {GOAL}')
    await office.type("lena", "/change kpi read CRD Tickets per week 500 on:2026-11-01")
    await office.type("lena", "/change kpi list CRD")
    await office.click_reply("lena", "Open")
    await office.click_reply("lena", "Record a value")
    recorded = await office.submit("lena", {"Value": "450"})
    assert "50 % of the way" in recorded.text
    card = await office.type("lena", "/change kpi show CRD Tickets per week")
    assert "Value: 01 Nov 26 500" in card
    await office.click_reply("lena", "Edit")
    edited = await office.submit("lena", {"Name": "Tickets a week", "Baseline": "700"})
    assert "Tickets a week" in edited.text
    assert "baseline 600" in edited.text
    await office.type("lena", "/change kpi show CRD Tickets a week")
    assert "is retired" in await office.click_reply("lena", "Retire")
    assert "None yet." in await office.type("lena", "/change kpi list CRD")
    assert "Needs role lead" in await office.type("ana", "/change kpi retire CRD Tickets a week")


async def test_a_retired_kpi_is_found_again_and_judges_again_while_there_is_room(quick_office: Office):
    office = quick_office
    await add_five(office, "BCK")
    await office.type("lena", "/change kpi retire BCK First")
    await office.type("lena", f'/change kpi add BCK "Sixth" {GOAL}')
    assert "First" in await office.type("aroha", "/change kpi show BCK first")
    refusal = await office.click_reply("aroha", "Reopen")
    assert "Needs role lead" in refusal
    assert "BCK has 5 already" in await office.type("lena", '/change kpi reopen BCK "First"')
    await office.type("lena", "/change kpi retire BCK Sixth")
    assert "First" not in await office.type("lena", "/change kpi BCK")
    assert "Sixth" in await office.click_reply("lena", "Retired KPIs")
    reopened = await office.type("lena", "/change kpi reopen BCK First")
    assert "Record a value" in reopened
    assert "@lena reopened" in reopened
    assert "@lena retired" in reopened
    assert "First" in await office.type("lena", "/change kpi BCK")
    assert "is not retired" in await office.type("lena", "/change kpi reopen BCK First")
    assert "Did you mean read?" in await office.type("lena", "/change kpi raed BCK First 3")
