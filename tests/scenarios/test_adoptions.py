"""Adoption by gestures: readings one by one and as CSV, corrections, plans, first uses, and what cards say of them."""

import asyncio
import re
from datetime import date, timedelta

import pytest
import pytest_asyncio

from tests.workspaces import Office

pytestmark = pytest.mark.asyncio(loop_scope="module")

HEADER = "metric,active,eligible,on"
S_CURVE = (20, 60, 150, 260, 340, 390, 410, 415)
PATIENCE_SECONDS = 60
"""So long the numerical libraries may take to load on a machine that does much else."""


@pytest_asyncio.fixture(loop_scope="module")
async def key(quick_office: Office):
    """A new initiative, with nothing unread."""
    name = f"A{len(await quick_office.list_audit())}"
    await quick_office.start_initiative(name)
    yield name
    await quick_office.end_initiatives()


def days_ago(office: Office, count: int) -> date:
    return office.store.clock.now().date() - timedelta(days=count)


def write_csv(office: Office, *lines: str) -> str:
    return "\n".join([HEADER, *(line.format(day=days_ago(office, 7)) for line in lines)])


async def open_until_worked_out(office: Office, line: str) -> str:
    async with asyncio.timeout(PATIENCE_SECONDS):
        while "being worked out" in (answer := await office.type("aroha", line)):
            await asyncio.sleep(0.1)
    return answer


async def test_a_reading_is_corrected_by_another_of_the_same_day_and_both_stay(quick_office: Office, key: str):
    office, day = quick_office, days_ago(quick_office, 3)
    await office.type("lena", f"/change adoption {key} weekly logins 400/600 on:{day}")
    card = await office.type("lena", f"/change adoption {key} Weekly Logins 412/600 on:{day}")
    assert "412 of 600 eligible people are active: 69 % (95 % interval 65–72 %)" in card
    assert "400/600 by @lena → 412/600 by @lena" in card
    listed = await office.type("aroha", f"/change adoption list {key}")
    assert listed.count("weekly logins") == 1
    assert "400/600 by @lena" in await office.click_reply("aroha", "Open")


async def test_a_metric_under_a_wrong_name_is_renamed_into_the_one_that_was_meant(quick_office: Office, key: str):
    office = quick_office
    await office.type("lena", f"/change adoption {key} weekly logins 400/600 on:{days_ago(office, 9)}")
    slip = await office.type("lena", f"/change adoption {key} wekly logins 412/600 on:{days_ago(office, 2)}")
    assert "wekly logins is a new metric. Did you mean weekly logins?" in slip
    await office.click_reply("lena", "Rename")
    assert "Name: wekly logins" in office.read_modal("lena")
    joined = (await office.submit("lena", {"Name": "Weekly LOGINS"})).text
    assert "412 of 600" in joined
    assert "from 67 % (n = 600) to 69 % (n = 600)" in joined
    assert re.search(r"Renamed from wekly logins .* by @lena", joined)
    assert "wekly" not in await office.type("aroha", f"/change adoption list {key}")
    again = await office.type("lena", f"/change adoption edit {key} weekly logins name:“logins a week”")
    assert again.count("Renamed from") == 1
    assert "Did you mean" not in await office.type("lena", f"/change adoption {key} licences 4/60")


async def test_a_dropped_metric_counts_nowhere_and_can_be_taken_back(quick_office: Office, key: str):
    office, end = quick_office, days_ago(quick_office, -60)
    await office.type("lena", f"/change adoption {key} logins 4/60")
    await office.type("lena", f"/change adoption plan {key} logins 50% by:{end}")
    assert "logins (" in await office.type("lena", f"/change adoption drop {key} LOGINS")
    listed = await office.type("aroha", f"/change adoption list {key}")
    assert "No reading yet." in listed
    assert "Dropped: logins." in listed
    assert "was not found" in await office.type("lena", f"/change adoption show {key} logins")
    anew = await office.type("lena", f"/change adoption plan {key} logins 70% by:{end}")
    assert "No reading yet." in anew, "what was dropped stays dropped when the name comes up again"
    assert "50 %" not in anew
    back = await office.type("lena", f"/change adoption reopen {key} Logins")
    assert "4 of 60" in back
    assert [line[:7] for line in back.splitlines() if re.match(r"[0-9]\. ", line)] == ["1. 50 %", "2. 70 %"]
    assert "is not among the dropped ones" in await office.type("lena", f"/change adoption reopen {key} logins")
    await office.type("lena", f"/change adoption plan {key} quotes 50% by:{end}")
    refused = await office.type("lena", f"/change adoption edit {key} quotes name:logins")
    assert refused.startswith("Name: there is logins already, and both have a plan; drop one of them.")
    for line in ("edit {key} quotes name:x", "drop {key} quotes", "reopen {key} quotes"):
        assert "Needs role lead" in await office.type("ana", f"/change adoption {line.format(key=key)}")


async def test_a_metric_keeps_what_it_counts(quick_office: Office, key: str):
    office, day = quick_office, days_ago(quick_office, 2)
    await office.type("lena", f"/change adoption {key} licences 300/600 kind:utilisation on:{day}")
    card = await office.type("lena", f"/change adoption {key} licences 420/600")
    assert "420 of 600 available are in use" in card
    assert "Use of what is available rose from 50 % (n = 600) to 70 % (n = 600): +20 points, 95 % interval" in card
    assert "are proficient" in await office.type("lena", f"/change adoption {key} quotes 4/60 kind:proficiency")


async def test_a_course_is_held_against_its_plan_and_forecast_once_it_slows_down(quick_office: Office, key: str):
    office = quick_office
    for week, active in enumerate(S_CURVE):
        day = days_ago(office, 7 * (len(S_CURVE) - week))
        await office.type("lena", f"/change adoption {key} logins {active}/600 on:{day}")
        if week == 3:
            early = await open_until_worked_out(office, f"/change adoption show {key} logins")
            assert "too early to say (4 readings; it takes 6 that differ)" in early
    start, end = days_ago(office, 70), days_ago(office, -30)
    await office.type("lena", f"/change adoption plan {key} logins 95% by:{end} from:{start}")
    planned = await office.type("lena", f"/change adoption plan {key} LOGINS 90% by:{end} from:{start}")
    assert "1. 95 % by" in planned
    assert "2. 90 % by" in planned

    card = await open_until_worked_out(office, f"/change adoption show {key}")
    assert re.search(r"adoption levels off at (69|70|71) % \(95 % range \d+–\d+ %, 8 readings\)", card)
    assert "Against the plan: behind the plan (" in card or "Against the plan: as planned (" in card
    assert "Actual, %:" in card
    assert "Plan, %:" in card


async def test_a_plan_that_somebody_changed_meanwhile_keeps_what_was_typed(quick_office: Office, key: str):
    office, end = quick_office, days_ago(quick_office, -60)
    await office.type("lena", f"/change adoption {key} logins 4/60")
    await office.click_reply("lena", "Plan")
    await office.type("lena", f"/change adoption plan {key} logins 50% by:{end}")
    again = await office.submit("lena", {"Target": "80 %", "By": end.isoformat()})
    assert "Somebody changed this while your form was open." in "\n".join(again.view_lines)
    assert "2. 80 % by" in (await office.submit("lena")).text


async def test_a_file_is_recorded_whole(quick_office: Office, key: str):
    office = quick_office
    await office.open_form("lena", f"/change adoption import {key}")
    text = "\ufeff" + write_csv(office, "logins,1,60,{day}", "orders,2,60,{day}").replace("\n", "\r\n")
    answer = await office.submit("lena", {"CSV": text})
    assert "2 readings recorded: logins (1), orders (1)." in answer.text
    assert "2 of 60 eligible people are active" in answer.text
    assert ("adoption.imported", key) in [(action, subject) for _, action, subject, _ in await office.list_audit()]


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (["logins,1,60,{day}", "logins,NaN,60,2099-01-01"], "line 3, active: “NaN” is no whole number"),
        (["logins,1,60,{day}", "logins,-1,60,2026-01-05"], "line 3, active: -1 is below zero"),
        (["logins,61,60,{day}"], "line 2, active: 61 are active, but only 60 eligible"),
        (["logins,1,60,2099-01-01"], "line 2, on: Thu 1 Jan 2099 has not come yet"),
        (["logins,1,60,{day}", "Logins,2,60,{day}"], "line 3, on: the same metric has this day at 2 already"),
        (["lgins,1,60,{day}"], "line 2, metric: “lgins” was not found. Did you mean logins?"),
        (["nonsense,1,60,{day}"], "line 2, metric: “nonsense” was not found. Known: logins"),
        ([f"logins,{n},5,{{day}}" for n in range(6, 36)], "and 39 more."),
        ([], "CSV: nothing stands below the header"),
    ],
)
async def test_of_a_file_with_a_wrong_line_nothing_is_recorded(quick_office: Office, key: str, lines, told):
    office = quick_office
    await office.type("lena", f"/change adoption {key} logins 1/60 on:{days_ago(office, 30)}")
    await office.open_form("lena", f"/change adoption import {key}")
    before = await office.count_rows()
    refused = await office.submit("lena", {"CSV": write_csv(office, *lines)})
    (sentence,) = refused.field_errors.values()
    assert told in sentence
    assert sentence.endswith("Nothing was saved.")
    assert await office.count_rows() == before
    await office.gestures.close_view("lena")


async def test_a_file_with_semicolons_is_told_what_to_do(quick_office: Office, key: str):
    office = quick_office
    await office.open_form("lena", f"/change adoption import {key}")
    text = write_csv(office, "logins,1,60,{day}").replace(",", ";")
    refused = await office.submit("lena", {"CSV": text})
    assert "CSV UTF-8 (comma delimited)" in refused.field_errors["CSV"]
    await office.gestures.close_view("lena")


async def test_days_of_first_use_give_a_median_and_hold_nobody(quick_office: Office, key: str):
    office, invited = quick_office, days_ago(quick_office, 40)
    await office.type("lena", f"/change adoption {key} logins 5/8")
    people = [f"{invited},{invited + timedelta(days=days)}" for days in (3, 5, 8, 8, 12)]
    text = "\n".join(["invited_on,first_used_on", *people, *[f"{invited},"] * 3])
    await office.open_form("lena", f"/change adoption first-use {key} logins")
    await office.submit("lena", {"CSV": text})
    card = await open_until_worked_out(office, f"/change adoption show {key}")
    assert "Days to first use: 8 in the median (Kaplan–Meier; 95 % interval from 3" in card
    assert "(5 of 8 people have started)." in card

    await office.click_reply("lena", "First uses")
    await office.submit("lena", {"CSV": "\n".join(text.splitlines()[:3])})
    card = await open_until_worked_out(office, f"/change adoption show {key}")
    assert "Days to first use: hidden, for fewer than 5 people are listed." in card


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("/change adoption plan {key} logins 80%", "By: it is missing."),
        ("/change adoption plan {key} logins 180% by:2027-06-30", "Target: a percentage above 0, at most 100."),
        ("/change adoption plan {key} logins 0% by:2027-06-30", "Target: a percentage above 0, at most 100."),
        ("/change adoption plan {key} logins NaN by:2027-06-30", "Target: a percentage above 0, at most 100."),
        ("/change adoption plan {key} logins 80% by:2020-01-01", "By: Wed 1 Jan 2020 is past."),
        ("/change adoption plan {key} logins 80% by:2027-06-30 from:2027-07-01", "By: it is not after the start."),
        ("/change adoption plan {key} logns 80% by:2027-06-30", "Did you mean logins?"),
        ("/change adoption {key} logins 1/60 kind:rates", "Did you mean rate?"),
        ("/change adoption {key} logins 1/0 kind:x on:2099-01-01", "Kind: “x” is unknown."),
        ("/change adoption show {key} logns", "Did you mean logins?"),
        ("/change adoption list XYZ", "“XYZ” was not found."),
        ("/change adoption import", ""),
        ("/change adoption import {key} logins", "“logins” is not expected here."),
        ("/change adoption first-use {key} logns", "Did you mean logins?"),
        ("/change adoption first-use {key}", "Metric: it is empty."),
    ],
)
async def test_what_makes_no_sense_is_refused_with_its_reason(quick_office: Office, key: str, line: str, told: str):
    office = quick_office
    await office.type("lena", f"/change adoption {key} logins 1/60")
    before = await office.count_rows()
    outcome = await office.gestures.slash("lena", line.format(key=key))
    if outcome.view is not None:
        assert told == ""
        await office.gestures.close_view("lena")
        return
    assert told in outcome.text
    assert outcome.text.endswith("Nothing was saved.")
    assert await office.count_rows() == before


async def test_only_the_lead_records_and_plans(quick_office: Office, key: str):
    office = quick_office
    await office.type("lena", f"/change adoption {key} logins 1/60")
    for handle in ("ana", "clara", "aroha", "mia"):
        for line in (
            "adoption {key} logins 2/60", "adoption plan {key} logins 80% by:2027-06-30",
            "adoption import {key}", "adoption first-use {key} logins", "adoption", "adoption plan",
        ):  # fmt: skip
            refusal = await office.type(handle, f"/change {line.format(key=key)}")
            assert refusal.startswith("Needs role lead; ask @lena."), line
        assert "1 of 60" in await office.type(handle, f"/change adoption list {key}")
        await office.click_reply(handle, "Open")
        assert "Needs role lead" in await office.click_reply(handle, "Record a reading")
