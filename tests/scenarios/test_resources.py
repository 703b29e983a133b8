"""Resource lines by gestures: planned, read, short and therefore a risk, planned anew, and asked for every Friday."""

import itertools
from collections.abc import AsyncIterator
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio

from bot.sandbox.cast import CAST
from storage.resources import add_resource, add_resource_reading, edit_resource, get_resource, plan_resource
from storage.risks import RiskState, edit_risk, get_risk, list_risks
from tests.workspaces import Office, find_id

pytestmark = pytest.mark.asyncio(loop_scope="module")

BEN, LENA, GONE = CAST["ben"].id, CAST["lena"].id, "U901"
_numbers = itertools.count(1)


@pytest_asyncio.fixture(loop_scope="module")
async def key(quick_office: Office) -> AsyncIterator[str]:
    """The key of a new initiative with the line Developers: 6 FTE planned, Ben owns it, 20 % are tolerated."""
    name = f"K{next(_numbers)}"
    await quick_office.start_initiative(name)

    def plan(unit):
        add_resource(unit, name, "Developers", 6.0, kind="people", measured_in="FTE", owner_id=BEN, threshold=20)

    await quick_office.store.write(quick_office.team_id, plan, actor_id=LENA)
    await quick_office.drain()
    quick_office.read_everything()
    yield name
    await quick_office.end_initiatives()


@pytest.fixture
def office(quick_office: Office) -> Office:
    return quick_office


async def get_line(office: Office, key: str, name: str = "Developers"):
    return await office.store.read(office.team_id, lambda unit: get_resource(unit, key, name))


async def list_titles(office: Office, key: str) -> list[str]:
    risks = await office.store.read(office.team_id, lambda unit: list_risks(unit, key))
    return sorted(risk.title for risk in risks)


async def test_a_line_is_planned_in_one_line_and_by_form(office: Office, key: str):
    card = await office.type("lena", f'/change resource add {key} "Data team" people planned:4.5 unit:FTE owner:@ana')
    for words in ("Data team (people)", "4.5 FTE planned · no figure yet", "Owner\n@ana", "Threshold\n20 %"):
        assert words in card
    form = await office.open_form("lena", "/change resource add")
    for label in ("Initiative:", "Name:", "Kind:", "Planned:", "Unit (optional):", "Owner (optional):", "Threshold"):
        assert label in form
    values = {"Name": "Licences", "Kind": "budget", "Planned": "40000", "Unit": "EUR", "Threshold": "5"}
    outcome = await office.submit("lena", values)
    assert "40,000 EUR planned" in outcome.text
    assert "Owner\n@lena" in outcome.text

    listed = await office.type("aroha", f"/change resource list {key}")
    assert listed.index("Developers") < listed.index("Data team") < listed.index("Licences")
    line = await get_line(office, key, "Licences")
    assert "Threshold\n5 %" in await office.click_reply("aroha", line.id)


async def test_a_shortfall_raises_one_risk_until_that_is_closed(office: Office, key: str):
    within = await office.type("ben", f"/change resource read {key} Developers 4.8")
    assert "4.8 of 6 FTE (−20 %)" in within
    assert "Beyond the threshold" not in within
    assert await list_titles(office, key) == []

    short = await office.type("ben", f"/change resource read {key} developers 3")
    assert "3 of 6 FTE (−50 %) · :warning: too few" in short
    risk_id = find_id("R", short)
    assert f"risk {risk_id} is raised; its owner is @lena." in short
    risk = await office.store.read(office.team_id, lambda unit: get_risk(unit, risk_id))
    assert (risk.title, risk.category, risk.likelihood, risk.impact, risk.owner_id, risk.author_id) == (
        "Developers: 3 of 6 FTE are there", "resources", 3, 4, LENA, BEN,
    )  # fmt: skip
    await office.type("ben", f"/change resource show {key} Developers")
    assert risk.title in await office.click_reply("ben", f"Open {risk_id}")

    again = await office.type("ben", f"/change resource read {key} Developers 2")
    assert f"Beyond the threshold still; {risk_id} is open." in again
    await office.store.write(office.team_id, lambda unit: edit_risk(unit, risk_id, state=RiskState.ACCEPTED))
    assert f"{risk_id} is accepted." in await office.type("ben", f"/change resource read {key} Developers 2")
    assert len(await list_titles(office, key)) == 1
    await office.store.write(office.team_id, lambda unit: edit_risk(unit, risk_id, state=RiskState.CLOSED))
    assert "is raised" in await office.type("ben", f"/change resource read {key} Developers 2")
    assert len(await list_titles(office, key)) == 2


async def test_money_is_short_when_too_much_is_spent(office: Office, key: str):
    await office.type("lena", f'/change resource add {key} "Licences" budget planned:100 unit:EUR threshold:10%')
    assert "(+10 %)" in await office.type("lena", f"/change resource read {key} Licences 110")
    overspent = await office.type("lena", f"/change resource read {key} Licences 111")
    assert "overspent" in overspent
    assert await list_titles(office, key) == ["Licences: 111 of 100 EUR are spent"]


async def test_another_plan_needs_a_reason_and_may_make_a_line_short(office: Office, key: str):
    await office.type("ben", f"/change resource read {key} Developers 6")
    card = await office.type("lena", f"/change resource plan {key} Developers 9 Two more for the data load")
    assert "6 of 9 FTE (−33 %)" in card
    assert "1. 6 FTE · @lena" in card
    assert "2. 9 FTE · @lena" in card
    assert ": Two more for the data load" in card
    assert "is raised" in card
    await office.click_reply("lena", "Change plan")
    outcome = await office.submit("lena", {"Planned": "7", "Reason": "One is enough"})
    assert "6 of 7 FTE (−14 %)" in outcome.text


async def test_a_figure_is_corrected_by_recording_that_day_again(office: Office, key: str):
    await office.type("ben", f"/change resource read {key} Developers 5 on:yesterday")
    assert "5 of 6" in await office.type("ben", f"/change resource read {key} Developers 4 on:2026-10-01")
    assert "5.5 of 6" in await office.type("ben", f"/change resource read {key} Developers 5.5 on:yesterday")


async def test_facts_are_edited_and_a_line_is_dropped_and_comes_back(office: Office, key: str):
    await office.open_form("lena", f"/change resource edit {key} Developers")
    outcome = await office.submit("lena", {"Name": "Builders", "Owner": "@ana", "Threshold": "30 %"})
    assert "Builders (people)" in outcome.text
    assert "name Developers → Builders, owner @ben → @ana, threshold 20 → 30" in outcome.text
    assert "dropped: The vendor" in await office.type(
        "lena", f"/change resource drop {key} Builders The vendor does it"
    )
    assert "no figure yet" in await office.click_reply("lena", "Reopen")
    await office.click_reply("lena", "Drop")
    assert "dropped: Enough" in (await office.submit("lena", {"Reason": "Enough"})).text
    assert "no figure yet" in await office.type("lena", f"/change resource reopen {key} Builders")


async def test_what_was_typed_survives_somebody_elses_change_but_a_figure_is_none(office: Office, key: str):
    for label, values, kept in [
        ("Change plan", {"Planned": "9", "Reason": "Mine"}, "Reason: Mine"),
        ("Edit", {"Name": "Mine"}, "Name: Mine"),
        ("Drop", {"Reason": "Mine"}, "Reason: Mine"),
    ]:
        await office.type("lena", f"/change resource show {key} Developers")
        await office.click_reply("lena", label)

        def raise_threshold(unit):
            line = get_resource(unit, key, "Developers")
            return edit_resource(unit, line, threshold=line.threshold + 1)

        await office.store.write(office.team_id, raise_threshold)
        before = await office.count_rows()
        await office.submit("lena", values)
        form = "\n".join(office.read_modal("lena"))
        assert "Somebody changed this while your form was open. Nothing was saved." in form
        assert kept in form
        assert await office.count_rows() == before
        await office.gestures.close_view("lena")

    await office.open_form("lena", f"/change resource edit {key} Developers")
    await office.type("ben", f"/change resource read {key} Developers 6")
    assert "Builders" in (await office.submit("lena", {"Name": "Builders"})).text


async def test_bad_lines_are_refused_in_their_own_words_and_change_nothing(office: Office, key: str):
    for line, told in [
        (f'add {key} "Testers" people', "Planned: it is missing."),
        (f'add {key} "Testers" robots planned:3', "Kind: “robots” is unknown."),
        (f'add {key} "Testers" people planned:0', "Planned: there is nothing to plan with."),
        (f'add {key} "Testers" people planned:-3', "Planned: it is below zero."),
        (f'add {key} "Testers" people planned:many', "Planned: Number in digits"),
        (f'add {key} "Testers" people planned:3 threshold:101', "Threshold: Whole number 0–100."),
        (f'add {key} "Testers" people planned:3 owner:@polly', "Owner: Polly Robot is a bot."),
        (f'add {key} "developers" people planned:3', f"{key} has a line “developers” already."),
        (f"add {key} people planned:3", "Name: it is empty."),
        (f"read {key} Developers many", "Value: Number in digits"),
        (f"read {key} Developers -1", "Value: it is below zero."),
        (f"read {key} Developers 3 on:tomorrow", "has not come yet."),
        (f"read {key} Developer 3", "Did you mean Developers?"),
        (f"read {key}", "Value: it is missing."),
        (f"plan {key} Developers 9", "Reason: it is missing."),
        (f"plan {key} Developers 6 same", "Planned: that is planned already."),
        (f"plan {key} Developers 0 why", "Planned: there is nothing to plan with."),
        (f"plan {key} Nobody 9 why", "Resource: “Nobody” is unknown."),
        (f"drop {key} Developers", "Reason: it is missing."),
        (f"reopen {key} Developers", "“Developers” is not dropped."),
        (f"show {key} Developer", "Did you mean Developers?"),
    ]:
        before = await office.count_rows()
        answer = await office.type("lena", f"/change resource {line}")
        assert told in answer, line
        assert answer.endswith("Nothing was saved."), line
        assert await office.count_rows() == before, line
    await office.type("lena", f"/change resource drop {key} Developers why")
    for line in (f"read {key} Developers 3", f"plan {key} Developers 9 why", f"edit {key} Developers"):
        assert "“Developers” is dropped." in await office.type("lena", f"/change resource {line}")


async def test_the_owner_records_and_the_lead_does_all_and_others_look(office: Office, key: str):
    for verb in (
        "add", 'add {key} "Testers" people planned:3', "plan {key} Developers 9 why", "edit {key} Developers",
        "drop {key} Developers why", "reopen {key} Developers",
    ):  # fmt: skip
        for handle in ("ana", "clara", "aroha", "ben"):
            await check_refused(office, handle, f"/change resource {verb.format(key=key)}")
    for handle in ("ana", "clara", "aroha"):
        await check_refused(office, handle, f"/change resource read {key} Developers 3")
    await office.type("aroha", f"/change resource show {key} Developers")
    for label in ("Record", "Change plan", "Edit", "Drop"):
        await office.type("aroha", f"/change resource show {key} Developers")
        assert "Needs role lead; ask @lena" in await office.click_reply("aroha", label)


async def check_refused(office: Office, handle: str, line: str) -> None:
    before = await office.count_rows()
    assert "Needs role lead; ask @lena" in await office.type(handle, line), (handle, line)
    await office.app.edge.finish()
    after = await office.count_rows()
    assert {name for name in before if before[name] != after[name]} <= {"audit_log", "chains"}


async def test_a_missing_figure_waits_on_the_owners_home_tab_and_is_recorded_there(office: Office, key: str):
    home = await office.open_home("ben")
    assert f"Developers ({key}, people)" in home
    assert "Developers" not in await office.open_home("ana")
    line = await get_line(office, key)
    await office.gestures.click("ben", "home", line.id)
    await office.submit("ben", {"Value": "6"})
    assert "Developers" not in await office.open_home("ben")
    assert "6 of 6 FTE" in await office.type("ben", f"/change resource list {key}")


async def test_every_friday_from_nine_where_the_owner_lives_and_once_a_week(office: Office, key: str):
    def plan_more(unit):
        add_resource(unit, key, "Testers", 2.0, kind="people", measured_in=None, owner_id=BEN, threshold=20)
        add_resource(unit, key, "Licences", 9.0, kind="budget", measured_in="EUR", owner_id=LENA, threshold=20)
        add_resource(unit, key, "Trainers", 1.0, kind="people", measured_in=None, owner_id=GONE, threshold=20)

    await office.store.write(office.team_id, plan_more, actor_id=LENA)
    friday = find_friday_nine(office, "Pacific/Auckland")
    await office.pass_time(friday - timedelta(minutes=1))
    assert office.list_unread("ben") == []
    await office.pass_time(friday + timedelta(minutes=1))
    message = await office.receive("ben")
    text = "\n".join(office.read(message))
    assert f"Developers ({key}, people)" in text
    assert f"Testers ({key}, people)" in text
    assert "Licences" not in text
    assert office.list_unread("lena") == []
    await office.pass_time(friday + timedelta(hours=3))
    assert office.list_unread("ben") == []

    line = await get_line(office, key)
    await office.click("ben", message, line.id)
    assert "Value:" in "\n".join(office.read_modal("ben"))
    assert "5 of 6 FTE" in (await office.submit("ben", {"Value": "5"})).text

    here = find_friday_nine(office, "America/Los_Angeles")
    await office.pass_time(here + timedelta(minutes=1))
    text = await office.receive_text("lena")
    assert "Licences" in text
    assert "Trainers" in text

    await office.pass_time(friday + timedelta(days=7, minutes=1))
    text = await office.receive_text("ben")
    assert "5 of 6 FTE" in text
    assert "Testers" in text


async def test_nobody_is_asked_for_what_is_there_dropped_or_over(office: Office, key: str):
    friday = find_friday_nine(office, "Pacific/Auckland")

    def settle(unit):
        line = get_resource(unit, key, "Developers")
        add_resource_reading(unit, line, 6, friday.astimezone(ZoneInfo("Pacific/Auckland")).date() - timedelta(days=3))
        other = add_resource(unit, key, "Testers", 2.0, kind="people", measured_in=None, owner_id=BEN, threshold=20)
        edit_resource(unit, other, dropped_because="The vendor does it")

    await office.store.write(office.team_id, settle, actor_id=LENA)
    await office.pass_time(friday + timedelta(minutes=5))
    assert office.list_unread("ben") == []


def find_friday_nine(office: Office, zone: str) -> datetime:
    """The next Friday, 09:00, in a zone."""
    here = office.store.clock.now().astimezone(ZoneInfo(zone))
    days = (4 - here.weekday()) % 7
    nine = datetime.combine(here.date() + timedelta(days=days), time(9), here.tzinfo)
    return nine if nine > here else nine + timedelta(days=7)


async def test_the_longest_texts_and_very_many_plans_fit_into_what_slack_takes(office: Office, key: str):
    def plan_at_length(unit):
        facts = {"kind": "people", "measured_in": "&" * 20, "owner_id": LENA, "threshold": 20}
        for number in range(45):
            line = add_resource(unit, key, f"{number:02}" + "&*" * 39, 5.0, **facts)
            if number == 0:
                for planned in range(6, 46):
                    line = plan_resource(unit, line, float(planned), "<*" * 250)
                edit_resource(unit, line, dropped_because="&_" * 250)

    await office.store.write(office.team_id, plan_at_length, actor_id=LENA)
    assert "and 21 between" in await office.type("lena", f'/change resource show {key} "00{"&*" * 39}"')
    assert "44&*" not in await office.type("lena", f"/change resource list {key}")
    assert "What needs you" in await office.open_home("lena")
    await office.pass_time(find_friday_nine(office, "America/Los_Angeles") + timedelta(minutes=1))
    assert "and 4 more" in await office.receive_text("lena")
