"""Playbooks, runs and lessons: who may not, and what is refused in which words, with nothing changed."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from bot.sandbox.cast import CAST
from storage.initiatives import edit_initiative
from storage.roles import Role, grant_role
from tests.sandboxes import eventually
from tests.workspaces import Office

pytestmark = pytest.mark.asyncio(loop_scope="module")

PLAYBOOK = {"Name": "The sync stops", "Scenario": "Records no longer arrive.", "Steps": "Stop it | owner | 15m"}
REVIEWER = "otto"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def prepared(quick_office: Office) -> AsyncIterator[Office]:
    """CRM with R-1, which Ben owns, and L-1; FSM with R-2; the playbook PB-1, its drill RUN-1 in Lena's messages."""
    office = quick_office
    await office.start_initiative("CRM")
    await office.start_initiative("FSM", "Field service on mobile")
    await office.store.write(office.team_id, lambda unit: grant_role(unit, "CRM", CAST[REVIEWER].id, Role.REVIEWER))
    await office.type("ana", "/change-risk CRM The sync fails likelihood:2 impact:2 owner:@ben")
    await office.type("ana", "/change-risk FSM No signal likelihood:2 impact:2")
    await office.open_form("lena", "/change playbook new")
    await office.submit("lena", PLAYBOOK)
    await office.type("ana", "/change lesson add CRM Test early")
    await office.type("lena", "/change playbook run PB-1 CRM drill")
    await eventually(lambda: office.count_unread("lena") == 2)
    yield office


LINES: list[tuple[str, str, str]] = [
    # who, what they type, what they are told
    ("aroha", "/change playbook show skils", "“skils” was not found. Did you mean skills?"),
    ("aroha", "/change playbook show PB-99", "“PB-99” was not found."),
    ("aroha", "/change playbook show R-1", "Playbook: an id like PB-3."),
    ("aroha", "/change playbook list XYZ", "“XYZ” was not found."),
    ("lena", "/change playbook edit skills", "Playbook: skills is a ready one; make your own from it."),
    ("lena", "/change playbook attach PB-1", "Risk: it is missing."),
    ("lena", "/change playbook attach PB-1 R-99", "“R-99” was not found."),
    ("lena", "/change playbook attach PB-99 R-1", "“PB-99” was not found."),
    ("lena", "/change playbook detach PB-1 R-1", "Playbook: PB-1 is not attached to R-1."),
    ("lena", "/change playbook run PB-1 XYZ", "“XYZ” was not found."),
    ("lena", "/change playbook run PB-1 CRM dril", "“dril” is not expected here."),
    ("lena", "/change playbook run PB-1 CRM for R-2", "Risk: R-2 belongs to FSM."),
    ("lena", "/change playbook run PB-1 CRM drill for", "Risk: it is missing."),
    ("aroha", "/change run show RUN-99", "“RUN-99” was not found."),
    ("aroha", "/change run show 1", "Run: an id like RUN-3."),
    ("ana", "/change lesson add CRM", "Lesson: it is empty."),
    ("ana", f"/change lesson add CRM {'x' * 501}", "Lesson: too long: 501; limit 500 characters."),
    ("ana", "/change lesson add CRM Test tags:a,b,c,d,e,f,g,h,i", "Tags: 9 given; at most 8."),
    ("ana", f"/change lesson add CRM Test tags:{'t' * 25}", "Tags: too long: 25; limit 24 characters."),
    ("ana", "/change lesson add XYZ Test", "“XYZ” was not found."),
    ("ana", "/change lesson edit L-99", "“L-99” was not found."),
    ("aroha", f"/change lesson search {'y' * 101}", "Words: too long: 101; limit 100 characters."),
    # who may not
    ("ana", "/change playbook new", "Needs role lead or admin"),
    ("clara", "/change playbook copy skills", "Needs role lead or admin"),
    ("ana", "/change playbook edit PB-1", "Needs role lead or admin"),
    ("aroha", "/change playbook attach PB-1 R-1", "Needs role champion or lead; ask @lena."),
    ("ben", "/change playbook attach PB-1 R-2", "Needs role champion or lead; ask @lena."),
    ("clara", "/change playbook detach PB-1 R-1", "Needs role champion or lead; ask @lena."),
    ("ana", "/change playbook run PB-1 CRM drill", "Needs role lead; ask @lena."),
    ("mia", "/change playbook run PB-1 CRM", "Needs role lead; ask @lena."),
    ("ana", "/change playbook run", "Needs role lead"),
    ("ana", "/change run end RUN-1", "Needs role lead; ask @lena."),
    ("clara", "/change lesson add CRM Test", "Needs role champion or lead; ask @lena."),
    ("aroha", "/change lesson add", "Needs role champion or lead"),
    ("clara", "/change lesson edit L-1", "Needs role champion or lead; ask @lena."),
]  # fmt: skip


@pytest.mark.parametrize(("handle", "line", "told"), LINES, ids=[f"{who} {line[:50]!a}" for who, line, _ in LINES])
async def test_a_line_that_is_wrong_or_not_ones_own_to_type_changes_nothing(
    prepared: Office, handle: str, line: str, told: str
) -> None:
    before = await prepared.count_rows()
    answer = await prepared.type(handle, line)

    assert told in answer
    assert answer.endswith("Nothing was saved.")
    await prepared.app.edge.finish()
    after = await prepared.count_rows()
    # A refusal for want of a role is audited, and nothing else is written.
    audited = {"audit_log", "chains"} if "Needs role" in told else set()
    assert {name for name in before if before[name] != after[name]} == audited


FORMS: list[tuple[str, dict[str, Any], str, str]] = [
    # what opens the form, what is filled in, the input that is told, what it is told
    ("playbook new", PLAYBOOK | {"Name": " "}, "Name", "Name: it is empty."),
    ("playbook new", PLAYBOOK | {"Scenario": "a\nb"}, "Scenario", "it must be one line"),
    ("playbook new", PLAYBOOK | {"Steps": "Call | lead"}, "Steps", "line 1: 2 of 3 parts between |."),
    (
        "playbook new",
        PLAYBOOK | {"Steps": "Call | lead | 1h\n\nWait | leed | 5m"},
        "Steps",
        "line 3: Owner role: “leed”",
    ),
    ("playbook new", PLAYBOOK | {"Steps": "Call | lead | soon"}, "Steps", "line 1: Time: “soon” is no time from 1m to"),
    ("playbook new", PLAYBOOK | {"Steps": "Call | lead | 1h\n" * 13}, "Steps", "13 given; a playbook has at most 12."),
    ("playbook edit PB-1", {"Steps": "\u200b"}, "Steps", "Steps: it is empty."),
    ("playbook run PB-1", {"Initiative": "CRM · One customer record", "Risk": "1"}, "Risk", "an id like R-3."),
    ("playbook run PB-1", {"Initiative": "CRM · One customer record", "Risk": "R-2"}, "Risk", "R-2 belongs to FSM."),
    ("lesson add", {"Initiative": "CRM · One customer record", "Lesson": " "}, "Lesson", "Lesson: it is empty."),
    ("lesson edit L-1", {"Lesson": "a\u202eb"}, "Lesson", "hidden direction character at 2."),
    ("lesson edit L-1", {"Tags": "a,b,c,d,e,f,g,h,i"}, "Tags", "9 given; at most 8."),
]


@pytest.mark.parametrize(("line", "values", "label", "told"), FORMS)
async def test_a_badly_filled_form_says_so_under_the_input(
    prepared: Office, line: str, values: dict[str, Any], label: str, told: str
) -> None:
    await prepared.open_form("lena", f"/change {line}")
    before = await prepared.count_rows()
    outcome = await prepared.submit("lena", values, hostile=True)

    assert told in outcome.field_errors[label]
    assert outcome.field_errors[label].endswith("Nothing was saved.")
    assert await prepared.count_rows() == before
    await prepared.gestures.close_view("lena")


async def test_every_wrong_line_of_the_steps_is_told_at_once(prepared: Office) -> None:
    await prepared.open_form("lena", "/change playbook new")
    outcome = await prepared.submit("lena", PLAYBOOK | {"Steps": "a\nb | lead | 1h\nc | lead | 99d"})
    assert "line 1: 1 of 3 parts" in outcome.field_errors["Steps"]
    assert "line 3: Time: “99d” is no time from 1m to 30d" in outcome.field_errors["Steps"]
    assert "line 2" not in outcome.field_errors["Steps"]
    await prepared.gestures.close_view("lena")


@pytest.mark.parametrize("handle", ["aroha", "mia", REVIEWER, "ben"])
async def test_who_holds_no_role_checks_nothing_off(prepared: Office, handle: str) -> None:
    assert "0 of 1 done" in await prepared.type(handle, "/change run show RUN-1")
    before = await prepared.count_rows()
    refused = await prepared.click_reply(handle, "run.check:1")
    assert "Needs role champion or lead or manager or sponsor; ask @lena." in refused
    assert (await prepared.count_rows())["run_steps"] == before["run_steps"]
    assert "0 of 1 done" in await prepared.type(handle, "/change run show RUN-1")


async def test_a_role_that_ended_while_a_form_was_open_is_noticed_when_it_is_submitted(prepared: Office) -> None:
    forms = {
        "/change playbook run PB-1": {"Initiative": "CRM · One customer record"},
        "/change playbook edit PB-1": {"Name": "Mine"},
        "/change lesson edit L-1": {"Lesson": "Mine"},
    }
    for line, values in forms.items():
        await prepared.open_form("lena", line)
        for key, lead in (("CRM", "marco"), ("FSM", "marco")):
            await set_lead(prepared, key, lead)
        before = await prepared.count_rows()
        outcome = await prepared.submit("lena", values)
        assert next(iter(outcome.field_errors.values())).startswith("Needs role "), line
        await prepared.app.edge.finish()
        after = await prepared.count_rows()
        assert {name for name in before if before[name] != after[name]} == {"audit_log", "chains"}
        for key in ("CRM", "FSM"):
            await set_lead(prepared, key, "lena")
        await prepared.gestures.close_view("lena")


async def set_lead(office: Office, key: str, handle: str) -> None:
    await office.store.write(office.team_id, lambda unit: edit_initiative(unit, key, lead_id=CAST[handle].id))


async def test_forged_button_values_are_out_of_date(prepared: Office) -> None:
    for value in ("RUN-1 x", "RUN-1", "PB 1", ""):
        outcome = await forge(prepared, value)
        assert "out of date" in outcome or "was not found" in outcome, value


async def forge(office: Office, value: str) -> str:
    """Click Done on RUN-1's card with another value than the bot put there."""
    await office.type("lena", "/change run show RUN-1")
    card = office.workspace.ephemerals[CAST["lena"].id][-1]
    buttons = [block["accessory"] for block in card.blocks or [] if "accessory" in block]
    buttons[0]["value"] = value or " "
    return await office.click("lena", card, "run.check:1")


async def test_lists_are_turned_and_every_line_opens_its_card(prepared: Office) -> None:
    for number in range(14):
        await prepared.type("ana", f"/change lesson add FSM Lesson number {number} tags:many")
    listed = await prepared.type("aroha", "/change lesson list FSM")
    assert "Lesson number 13" in listed
    assert "Lesson number 0" not in listed
    assert "Lesson number 0" in await prepared.click_reply("aroha", "Next")
    assert "Lesson number 13" in await prepared.click_reply("aroha", "Previous")

    await prepared.type("aroha", "/change lesson search many NUMBER")
    assert "Lesson number 0" in await prepared.click_reply("aroha", "Next")
    await prepared.type("aroha", "/change lesson search Test early")
    assert "L-1 · CRM" in await prepared.click_reply("aroha", "Open")
    await prepared.type("aroha", "/change run list CRM")
    assert "Drill RUN-1 · CRM" in await prepared.click_reply("aroha", "Open")
    assert "PB-1 · The sync stops" in await prepared.click_reply("aroha", "Playbook")
