"""The Home tab by role: everybody sees what is theirs, and every button there leads somewhere."""

import logging
from collections.abc import Sequence
from datetime import timedelta

import pytest
import pytest_asyncio

from bot.sandbox.cast import CAST
from bot.sandbox.elements import Placed, list_placed
from storage.initiatives import edit_initiative
from storage.roles import Role, grant_role
from tests.workspaces import MEMO, Office

pytestmark = pytest.mark.asyncio(loop_scope="module")
PEOPLE = ("lena", "clara", "ana", "hana", "mia", "aroha", "jonas")
"""Lead, sponsor, champion, executive, admin, employee, reviewer."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def office(quick_office: Office) -> Office:
    """An initiative in which something waits for everybody, and another one that executives only follow."""
    office = quick_office
    assert "no initiative:" in await office.open_home("mia")
    await office.start_initiative("CRM")
    await office.start_initiative("ERP", "One ledger")
    await office.store.write(office.team_id, lambda unit: grant_role(unit, "CRM", CAST["jonas"].id, Role.REVIEWER))
    await office.store.write(
        office.team_id, lambda unit: edit_initiative(unit, "ERP", sponsor_id=CAST["otto"].id, lead_id=CAST["ben"].id)
    )
    await office.type("mia", "/change audience new board kind:executives from:@clara,@hana")
    await office.type("mia", "/change audience new staff kind:employees from:@aroha,@ana,@ben,@otto,@nikau,@lena")
    tomorrow = (office.store.clock.now() + timedelta(days=1)).date()
    for handle, line in (
        ("ana", "/change-status CRM green All is well"),
        ("ana", "/change-risk CRM Sync drops records likelihood:5 impact:5 owner:@lena review:tomorrow"),
        ("ben", "/change-risk ERP Ledger is locked likelihood:3 impact:3"),
        ("lena", '/change decision ask CRM "Which vendor?" by:tomorrow'),
        ("lena", f'/change milestone add CRM "Go-live" {tomorrow}'),
        ("lena", '/change phase add CRM "Pilot" start:2026-01-11 end:2027-02-05'),
        ("lena", f'/change checkpoint add PH-1 "Trained" target:80 by:{tomorrow} owner:@ana'),
        ("lena", "/change phase start PH-1"),
        ("lena", "/change gate ask PH-1"),
        ("lena", f'/change followup add CRM "Book the hall" owner:@ana due:{tomorrow}'),
        ("lena", '/change resource add CRM "Trainers" people planned:4 owner:@ana'),
        ("aroha", '/change concern CRM "Nobody has time"'),
        ("lena", '/change pulse new CRM to staff "I know what changes for me" open:30'),
    ):
        assert "Nothing was saved" not in await office.type(handle, line), line
    await office.open_form("lena", "/change memo new CRM to staff")
    await office.submit("lena", MEMO)
    for _ in range(4):
        await office.pass_time(office.store.clock.now() + timedelta(days=2))
    await office.type("ana", '/change win CRM "The desk moved" @aroha')
    return office


def list_buttons(office: Office, handle: str) -> list[Placed]:
    """Everything that can be clicked or chosen on somebody's Home tab."""
    return list(list_placed(office.workspace.homes[office.workspace.get_user(handle).id].blocks))


@pytest.mark.parametrize(
    ("handle", "sees", "sees_not"),
    [
        ("lena", ["M-1 CRM is a draft", "Your initiatives", "Go-live", "Concern"], ["Not set up yet"]),
        ("clara", ["Which vendor?", "Decide G-1", "Your initiatives", "Open initiatives", "Ledger is locked"], ["M-1"]),
        ("hana", ["Nothing needs you", "Open initiatives", "CRM One", "ERP One", "Top risk"], ["Your initiatives"]),
        ("jonas", ["Your initiatives", "CRM One customer record"], ["ERP"]),
        ("ana", ["Book the hall", "Trained", "Trainers"], ["Which vendor?"]),
        ("mia", ["Not set up yet", "no time for the digest"], ["no audience of executives", "no initiative:"]),
        ("aroha", ["The desk moved", "I know what changes for me"], ["Not set up yet", "Your initiatives"]),
    ],
)  # fmt: skip
async def test_everybody_sees_what_is_theirs(
    office: Office, handle: str, sees: Sequence[str], sees_not: Sequence[str]
) -> None:
    home = await office.open_home(handle)
    assert [words for words in sees if words not in home] == []
    assert [words for words in sees_not if words in home] == []
    assert len(office.workspace.homes[office.workspace.get_user(handle).id].blocks) <= 100


@pytest.mark.parametrize("handle", PEOPLE)
async def test_every_button_on_home_is_answered(office: Office, handle: str, caplog: pytest.LogCaptureFixture) -> None:
    await office.open_home(handle)
    clicked = set()
    while waiting := [each for each in list_buttons(office, handle) if each.action_id not in clicked]:
        placed = waiting[0]
        clicked.add(placed.action_id)
        before = await office.open_home(handle)
        await _press(office, handle, placed)
        modals = office.workspace.modals[office.workspace.get_user(handle).id]
        shown = office.read_modal(handle) if modals else []
        assert shown or await office.open_home(handle) != before, f"{placed.action_id} did nothing"
        assert "(reference" not in "\n".join(shown)
        if modals:
            await office.gestures.close_view(handle, clear=True)
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR] == []


async def test_who_follows_something_sees_that_and_whatever_waits(office: Office) -> None:
    await office.type("nikau", "/change follow ERP")
    home = await office.open_home("nikau")
    assert "What you follow" in home
    assert "ERP One ledger" in home
    assert "CRM One customer record" not in home


async def test_what_a_card_from_home_offers_is_answered_on_top_of_it(office: Office) -> None:
    await office.open_home("hana")
    await office.gestures.click("hana", "home", "initiative.show:CRM")
    assert "One customer record" in "\n".join(office.read_modal("hana"))
    await office.gestures.click("hana", "modal", "Risks")
    risks = "\n".join(office.read_modal("hana"))
    assert "Sync drops records" in risks
    await office.gestures.click("hana", "modal", "Heat map")
    assert "Likelihood 5" in "\n".join(office.read_modal("hana")), "a table is read out where it cannot be drawn"
    await office.gestures.click("hana", "modal", "List")
    assert "Sync drops records" in "\n".join(office.read_modal("hana")), "a fourth takes the place of the third"
    await office.gestures.close_view("hana", clear=True)


async def test_a_page_is_turned_in_the_modal_that_shows_it(office: Office) -> None:
    for number in range(13):
        await office.type("ben", f"/change-risk ERP Risk {number} of many likelihood:1 impact:1")
    await office.open_home("hana")
    await office.gestures.click("hana", "home", "initiative.show:ERP")
    await office.gestures.click("hana", "modal", "Risks")
    assert "Risk 12 of many" not in "\n".join(office.read_modal("hana"))
    await office.gestures.click("hana", "modal", "Next")
    assert "Risk 12 of many" in "\n".join(office.read_modal("hana"))
    await office.gestures.close_view("hana", clear=True)


async def test_a_refusal_on_home_is_seen(office: Office) -> None:
    await office.open_home("jonas")
    home = office.workspace.homes[office.workspace.get_user("jonas").id]
    accessory = next(block["accessory"] for block in home.blocks if block.get("accessory"))
    accessory |= {"action_id": "decision.decide:D-1", "value": "D-1"}
    await office.gestures.click("jonas", home, "decision.decide:D-1")
    assert "Needs role lead or sponsor" in "\n".join(office.read_modal("jonas"))
    await office.gestures.close_view("jonas", clear=True)


async def _press(office: Office, handle: str, placed: Placed) -> None:
    if placed.kind == "button":
        await office.gestures.click(handle, "home", placed.action_id)
    else:
        label = placed.element["options"][0]["text"]["text"]
        await office.gestures.select(handle, "home", placed.action_id, label)


async def test_an_employee_finds_what_reaches_them_on_home_and_opts_out_there(office: Office) -> None:
    home = await office.open_home("kiri")
    assert "Nothing needs you right now." in home
    assert home.index("Nothing needs you") < home.index("[What reaches you]")
    await office.click("kiri", "home", "What reaches you")
    assert "Memos What changes for you, and when" in "\n".join(office.read_modal("kiri"))
    await office.gestures.click("kiri", "modal", "Opt out", nth=0)
    assert "Memos opted out" in "\n".join(office.read_modal("kiri"))
    await office.gestures.close_view("kiri")
    await office.type("kiri", "/change optin all")
