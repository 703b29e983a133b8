"""Templates: shown, applied, saved, carried elsewhere as YAML, dropped, and chosen for a new initiative."""

import itertools
import re
from zoneinfo import ZoneInfo

import pytest

from bot.sandbox.cast import CAST
from commands.slack.dates import describe_date
from tests.workspaces import Office, find_id

pytestmark = pytest.mark.asyncio(loop_scope="module")

_numbers = itertools.count(1)


async def start(office: Office) -> str:
    """An initiative of the test's own, of which the bot has worked out what it does by itself."""
    key = f"T{next(_numbers)}"
    await office.start_initiative(key)
    await office.app.scheduler.tick()
    return key


async def test_the_ready_ones_are_listed_and_shown_to_anybody(quick_office: Office) -> None:
    listed = await quick_office.type("aroha", "/change template list")
    assert "assess · ready\nInitiate and scope → Assess current state → Design future state → Roadmap" in listed
    assert "rollout · ready\nPilot → Waves → Post-implementation" in listed
    card = await quick_office.click_reply("aroha", "rollout")
    assert "Pilot (pilot): from day 0 for 28 days, 5 buffer days" in card
    assert "Open critical defects: at most 0 by its day 28" in card
    assert "[Drop]" not in card
    assert "from day 42 for 28 days" in await quick_office.type("aroha", "/change template show Assess")


async def test_one_applied_lays_out_phases_from_the_start_given(quick_office: Office) -> None:
    key = await start(quick_office)
    applied = await quick_office.type("lena", f"/change template apply {key} Rollout start:2027-01-11")
    assert f"{key} has 3 phases now, from Mon 11 Jan 2027 to Fri 4 Jun 2027." in applied
    listed = await quick_office.click_reply("lena", "Show the phases")
    assert "Pilot · pilot · planned\nMon 11 Jan 2027 – Mon 8 Feb 2027\n0 of 2 checkpoints met" in listed
    assert "Waves · wave · planned\nMon 8 Feb 2027 – Mon 5 Apr 2027" in listed
    checkpoints = await quick_office.type("lena", f"/change checkpoint list {key}")
    assert "Everybody trained: at least 90 %, no reading, due Mon 5 Apr 2027" in checkpoints

    before = await quick_office.count_rows()
    refused = await quick_office.type("lena", f"/change template apply {key} assess")
    assert f"Template: {key} has phases already." in refused
    assert refused.endswith("Nothing was saved.")
    assert await quick_office.count_rows() == before


async def test_without_a_start_it_counts_from_today_by_line_or_by_form(quick_office: Office) -> None:
    key = await start(quick_office)
    here = quick_office.store.clock.now().astimezone(ZoneInfo(CAST["lena"].zone))
    today = describe_date(here.date())
    await quick_office.type("aroha", "/change template show assess")
    assert "Needs role lead" in await quick_office.click_reply("aroha", "Apply")
    await quick_office.type("lena", "/change template show assess")
    await quick_office.click_reply("lena", "Apply")
    outcome = await quick_office.submit("lena", {"Initiative": f"{key} · One customer record"})
    assert f"{key} has 4 phases now, from {today} to " in outcome.text


async def test_a_new_initiative_may_begin_with_one(quick_office: Office) -> None:
    form = await quick_office.open_form("mia", "/change new")
    assert "Template (optional):" in form
    values = {"Key": "FRESH", "Name": "Fresh", "End state": "Done", "Sponsor": "clara", "Lead": "lena"}
    outcome = await quick_office.submit("mia", {**values, "Start": "2027-03-01", "Template": "rollout"})
    assert "FRESH · Fresh" in outcome.text
    assert "Mon 1 Mar 2027 – Mon 29 Mar 2027" in await quick_office.type("lena", "/change phase list FRESH")
    await quick_office.open_form("mia", "/change new")
    await quick_office.submit("mia", {**values, "Key": "BARE"})
    assert "None yet." in await quick_office.type("lena", "/change phase list BARE")

    await quick_office.open_form("mia", "/change new")
    await quick_office.app.scheduler.tick()
    before = await quick_office.count_rows()
    late = {"Key": "LATE", "Sponsor": CAST["clara"].id, "Lead": CAST["lena"].id, "Start": "9999-12-01"}
    outcome = await quick_office.submit("mia", {**values, **late, "Template": "rollout"}, hostile=True)
    assert "so late that the phases would end beyond all calendars" in outcome.field_errors["Start"]
    assert await quick_office.count_rows() == before, "the initiative was not saved either"
    await quick_office.gestures.close_view("mia")


async def test_one_saved_carried_elsewhere_and_applied_again_lays_out_the_same(quick_office: Office) -> None:
    key = await start(quick_office)
    for line in (
        f'/change phase add {key} "Try `it` & see" kind:pilot start:2027-01-11 end:2027-02-05 buffer:5',
        f'/change phase add {key} "All" kind:wave start:2027-02-08 end:2027-04-30',
    ):
        phase = find_id("PH", await quick_office.type("lena", line))
        await quick_office.type(
            "lena", f'/change checkpoint add {phase} "Errors" target:0.5 by:2027-02-09 unit:% direction:at-most'
        )
    saved = await quick_office.type("lena", f"/change template save {key} field rollout")
    assert "Kept by @lena." in saved
    assert "Errors: at most 0.5 % by its day 29" in saved
    taken = await quick_office.type("lena", f"/change template save {key} Field Rollout")
    assert "Name: there is a template “Field Rollout” already." in taken
    assert "[field rollout]" not in await quick_office.type("aroha", "/change template list")

    exported = await quick_office.type("aroha", "/change template export field rollout")
    assert "paste it into the form that /change template import opens" in exported
    text = "name:" + exported.partition("name:")[2].partition("\n`\n")[0]
    await quick_office.open_form("mia", "/change template import")
    outcome = await quick_office.submit("mia", {"YAML": text.replace("name: field rollout", "name: copied", 1)})
    assert "Kept by @mia." in outcome.text

    other = await start(quick_office)
    await quick_office.type("lena", f"/change template apply {other} copied start:2027-01-11")
    lists = [await quick_office.type("lena", f"/change phase list {each}") for each in (key, other)]
    first, second = [re.sub(r"PH-\d+|T\d+", "", each) for each in lists]
    assert first == second
    assert "& see · pilot · planned" in first


async def test_only_its_author_or_an_admin_drops_one(quick_office: Office) -> None:
    key = await start(quick_office)
    await quick_office.type("lena", f"/change template apply {key} rollout")
    await quick_office.type("lena", f"/change template save {key} mine {key}")
    refused = await quick_office.type("clara", f"/change template drop mine {key}")
    assert "Needs role admin; ask @lena" in refused
    assert "[Drop]" not in await quick_office.type("clara", f"/change template show mine {key}")
    assert "[Drop]" in await quick_office.type("mia", f"/change template show mine {key}")
    assert "What was made from it stays." in await quick_office.type("lena", f"/change template drop Mine {key}")
    assert f"“mine {key}” was not found" in await quick_office.type("lena", f"/change template show mine {key}")
    assert "Waves" in await quick_office.type("lena", f"/change phase list {key}")


@pytest.mark.parametrize(
    ("handle", "line", "told"),
    [
        ("lena", "/change template show rollot", "Did you mean rollout?"),
        ("lena", "/change template apply {key} nothing", "Template: “nothing” was not found."),
        ("lena", "/change template apply {key}", "Template: it is empty."),
        ("lena", "/change template apply {key} rollout start:02/03", "Start: Ambiguous: use YYYY-MM-DD."),
        ("lena", "/change template apply {key} rollout strat:2027-01-11", "Did you mean start?"),
        ("lena", "/change template apply XYZ rollout", "“XYZ” was not found."),
        ("lena", "/change template save {key} mine", "Initiative: {key} has no phases yet."),
        ("lena", "/change template save {key}", "Name: it is empty."),
        ("lena", "/change template drop rollout", "Template: “rollout” comes with Groundswell and stays."),
        ("lena", "/change template list all", "“all” is not expected here."),
        ("clara", "/change template apply {key} rollout", "Needs role lead; ask @lena"),
        ("mia", "/change template apply {key} rollout", "Needs role lead; ask @lena"),
        ("ana", "/change template save {key} mine", "Needs role admin or lead; ask @lena"),
        ("ana", "/change template import", "Needs role admin or lead; ask @"),
        ("ana", "/change template apply", "Needs role lead; ask @"),
    ],
)
async def test_a_line_that_cannot_be_is_answered_and_changes_nothing(
    quick_office: Office, handle: str, line: str, told: str
) -> None:
    key = await start(quick_office)
    await quick_office.app.edge.finish()
    before = await quick_office.count_rows()
    answer = await quick_office.type(handle, line.format(key=key))
    await quick_office.app.edge.finish()
    after = await quick_office.count_rows()

    assert told.format(key=key) in answer
    assert answer.endswith("Nothing was saved.")
    changed = {name for name in before if before[name] != after[name]}
    assert changed == ({"audit_log", "chains"} if "Needs role" in told else set())


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "YAML: it is empty."),
        ("name: x\nphases: [*a]", "YAML: line 2: anchors and aliases (& and *) are not read"),
        ("name: x\nphases:\n- {name: P, starts: 0, lasts: -1}", "YAML: phase 1, lasts: whole number of days"),
        ("name: x\nphases:\n- {name: P, start: 0, lasts: 1}", "Did you mean starts?"),
        ("name: ROLLOUT\nphases:\n- {name: P, starts: 0, lasts: 1}", "Name: there is a template “ROLLOUT” already."),
    ],
)
async def test_a_text_with_anything_wrong_is_refused_under_its_input_and_nothing_is_imported(
    quick_office: Office, text: str, told: str
) -> None:
    await start(quick_office)
    await quick_office.open_form("lena", "/change template import")
    before = await quick_office.count_rows()
    outcome = await quick_office.submit("lena", {"YAML": text}, hostile=True)
    assert told in outcome.field_errors["YAML"]
    assert outcome.field_errors["YAML"].endswith("Nothing was saved.")
    assert await quick_office.count_rows() == before
    await quick_office.gestures.close_view("lena")
