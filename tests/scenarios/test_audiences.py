"""Audiences: made, corrected by hand, told by rules of their own, overlapping, promised something, and dropped."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio

from bot.sandbox.cast import CAST
from storage.audiences import Audience, edit_audience, get_audience
from storage.memberships import list_members
from storage.phases import add_phase
from tests.workspaces import MEMO, Office, find_id

pytestmark = pytest.mark.asyncio(loop_scope="module")

PULSE = '"I know what changes for me"'


@pytest_asyncio.fixture(loop_scope="module")
async def office(quick_office: Office) -> AsyncIterator[Office]:
    """The office with an initiative, two audiences that share people, and one with working days."""
    if "staff" not in await quick_office.type("mia", "/change audience list"):
        await quick_office.start_initiative()
        await quick_office.type("mia", "/change audience new staff kind:employees from:all except:@execs")
        await quick_office.type("mia", "/change audience new sales kind:employees from:@sales")
        await quick_office.type("mia", "/change audience new calm kind:custom from:@otto")
        await quick_office.type("mia", "/change audience rules calm days:mon-fri")
    yield quick_office


async def find(office: Office, name: str) -> Audience:
    return await office.store.read(office.team_id, lambda unit: get_audience(unit, name))


async def test_everybody_is_whoever_may_be_written_to(office: Office) -> None:
    card = await office.type("aroha", "/change audience show staff")
    assert "everybody except @execs" in card
    executives = [player for player in CAST.values() if player.part == "executive"]
    members = await office.store.read(office.team_id, lambda unit: list_members(unit, "staff"))
    assert not {player.id for player in executives} & set(members)
    assert {CAST["aroha"].id, CAST["lena"].id} < set(members)
    assert not {"U900", "U901", "U902", "U903"} & set(members), "guests, gone, outsiders and robots"


async def test_the_form_corrects_everything_and_history_keeps_both(office: Office) -> None:
    await office.type("mia", "/change audience new region kind:custom from:@ana,#general")
    form = await office.open_form("mia", "/change audience edit region")
    assert "@ana, #general" in form
    changed = {
        "Kind": "managers", "From": "@ana, @support", "Except": "@uma", "Language": "German", "Window": "8am-5pm",
        "Days": "mon-thu", "Country": "DE-BY", "Budget": "2",
    }  # fmt: skip
    card = (await office.submit("mia", changed)).text
    assert "managers · @ana, @support except @uma" in card
    assert "In German, 08:00–17:00 on mon-thu, holidays of DE-BY kept, at most 2 messages a week" in card
    assert "4 people now" in card
    assert "kind custom → managers" in card
    assert "budget none → 2" in card
    audience = await find(office, "region")
    assert (audience.window_opens, audience.workdays, audience.country) == ("08:00", "mon,tue,wed,thu", "DE-BY")


async def test_a_conflict_keeps_what_was_typed(office: Office) -> None:
    await office.type("mia", "/change audience new contested kind:custom from:@ana")
    await office.open_form("mia", "/change audience edit contested")
    await office.store.write(office.team_id, lambda unit: edit_audience(unit, "contested", kind="champions"))
    await office.submit("mia", {"Budget": "5"})
    form = "\n".join(office.read_modal("mia"))
    assert "Somebody changed this while your form was open." in form
    assert (await find(office, "contested")).budget is None
    saved = await office.submit("mia", {})
    assert "at most 5 messages a week" in saved.text
    assert (await find(office, "contested")).budget == 5


async def test_a_list_of_addresses_stays_when_the_rest_is_corrected(office: Office) -> None:
    await office.open_form("mia", "/change audience new listed kind:custom from:csv")
    ana = office.workspace.get_user("ana")
    await office.submit("mia", {"Addresses": ana.email})
    assert "csv" in await office.open_form("mia", "/change audience edit listed")
    card = (await office.submit("mia", {"From": "csv, @ben"})).text
    assert "@ben, a list of 1 person" in card
    assert "csv stands for" not in await office.open_form("mia", "/change audience edit sales")
    outcome = await office.submit("mia", {"From": "csv"})
    assert "it has no list of addresses" in outcome.field_errors["From"]
    await office.gestures.close_view("mia")


async def test_pasted_lines_that_lead_to_nobody_are_told_by_number_and_nothing_is_saved(office: Office) -> None:
    await office.open_form("mia", "/change audience new pasted kind:custom from:csv")
    ana = office.workspace.get_user("ana").email
    outcome = await office.submit("mia", {"Addresses": f"Name;Mail\nAna Lima;{ana}\nno address\nx@example.org"})
    told = outcome.field_errors["Addresses"]
    assert "line 3 has no address: “no address”; line 4: nobody here has x@example.org." in told
    assert (await office.submit("mia", {"Addresses": f"Name;Mail\nAna Lima;{ana}"})).text.startswith("pasted")


async def test_what_an_audience_is_used_by_comes_with_the_way_to_end_it(office: Office) -> None:
    await office.type("mia", "/change audience new rhythmic kind:custom from:@ana")
    await office.type("mia", "/change audience cadence rhythmic weekly monday 09:00")
    refused = await office.type("mia", "/change audience drop rhythmic")
    assert "is used by its cadence. For example: /change audience cadence rhythmic off" in refused
    await office.type("mia", "/change audience cadence rhythmic off")
    assert "is gone" in await office.type("mia", "/change audience drop rhythmic")


async def test_rules_by_line(office: Office) -> None:
    card = await office.type("mia", "/change audience rules sales country:NZ language:mi budget:1")
    assert "In Māori, 08:00–18:00 on every day, holidays of NZ kept, at most 1 message a week" in card
    assert "sales · employees · @sales · window 08:00-18:00 · country NZ · language mi · budget 1" in await office.type(
        "lena", "/change audience list"
    )
    card = await office.type("mia", "/change audience rules Sales days:mon,tue,fri")
    assert "on mon,tue,fri" in card
    card = await office.type(
        "mia", "/change audience rules sales country:none days:any window:any language:en budget:default"
    )
    assert "In English, at any time on every day, at most 50 messages a week (the workspace's budget)" in card
    assert "Edit audience" in await office.open_form("mia", "/change audience rules sales")
    await office.gestures.close_view("mia")


async def test_overlaps_name_pairs_and_those_in_many(office: Office) -> None:
    await office.type("mia", "/change audience new third kind:custom from:@ana,@aroha")
    shown = await office.type("lena", "/change audience overlaps")
    assert "sales and staff: 12 people, all of sales" in shown
    assert "Aroha Ngata (3)" in shown


async def test_what_is_used_is_not_dropped(office: Office) -> None:
    await office.type("mia", "/change audience new busy kind:employees from:@sales")
    await office.type("mia", "/change audience cadence busy weekly monday 09:00")
    await office.open_form("lena", "/change memo new CRM to busy")
    memo = find_id("M", (await office.submit("lena", {**MEMO, "Send at": "in 700 hours"})).text)
    await office.type("lena", f'/change pulse new CRM to busy {PULSE} every:"monthly 1st 09:00"')
    pulse = find_id("PP", await office.type("lena", "/change pulse plans CRM"))

    def plan(unit):
        today = unit.now.date()
        add_phase(unit, "CRM", "Pilot", kind="pilot", starts_on=today, ends_on=today, cohort="busy")

    await office.store.write(office.team_id, plan)
    before = await office.count_rows()
    refusal = await office.type("mia", "/change audience drop busy")
    for use in (f"the scheduled memo {memo}", f"the planned pulse {pulse}", "the phase Pilot of CRM", "its cadence"):
        assert use in refusal
    assert refusal.endswith("Nothing was saved.")
    assert await office.count_rows() == before
    await office.type("mia", "/change audience new idle kind:custom from:@ana")
    assert "The audience idle is gone." in await office.type("mia", "/change audience drop idle")
    assert "idle" not in await office.type("mia", "/change audience list")


async def test_a_missed_cadence_is_told_and_stays_on_home_until_a_memo_has_gone(office: Office) -> None:
    await office.type("mia", '/change audience new "night shift" kind:employees from:@support')
    await office.open_form("lena", '/change memo new CRM to "night shift"')
    memo = find_id("M", (await office.submit("lena", MEMO)).text)
    card = await office.type("mia", "/change audience cadence night shift daily 07:00")
    assert "Cadence a memo every day at 07:00" in card
    assert "not kept yet" in card
    now = office.store.clock.now()
    tomorrow = now.astimezone(ZoneInfo(CAST["mia"].zone)).date() + timedelta(days=2)
    due = datetime(tomorrow.year, tomorrow.month, tomorrow.day, 7, 1, tzinfo=ZoneInfo(CAST["mia"].zone))
    await office.drain()
    office.read_everything()
    await office.pass_time(due)
    await office.pass_time(due)
    texts = ["\n".join(office.read(message)) for message in office.workspace.list_direct("lena")]
    told = [text for text in texts if "night shift is promised a memo every day at 07:00" in text]
    assert len(told) >= 1
    home = await office.open_home("lena")
    assert "night shift was promised a memo by" in home
    assert "night shift was promised" not in await office.open_home("marco")

    await office.type("lena", f"/change memo send {memo}")
    await office.drain()
    assert "night shift was promised" not in await office.open_home("lena")
    assert "Last memo" in await office.type("lena", "/change audience show night shift")
    await office.pass_time(due + timedelta(days=1))
    assert "last kept" in await office.type("mia", "/change audience show night shift")
    assert "Cadence" not in (await office.type("mia", "/change audience cadence night shift off")).split("History")[0]


@pytest.mark.parametrize(
    ("handle", "line", "reason"),
    [
        ("mia", "/change audience new x kind:custom from:@ana except:all", "all would leave nobody"),
        ("mia", "/change audience rules sales window:18:00-08:00", "18:00 is not before 08:00"),
        ("mia", "/change audience rules sales days:someday country:XX budget:0", "“someday” is no day of the week"),
        ("mia", "/change audience rules nosuch budget:1", "“nosuch” was not found"),
        ("mia", "/change audience rules budget:1", "Audience: it is empty."),
        ("mia", "/change audience rules calm window:any", "would come at midnight"),
        ("mia", "/change audience drop nosuch", "was not found"),
        ("mia", "/change audience cadence sales", "Cadence: it is missing."),
        ("mia", "/change audience cadence sales sometimes", "Cadence:"),
        ("mia", "/change audience cadence sales off", "nothing is promised to “sales”"),
        ("lena", "/change audience edit sales", "Needs role admin; ask @"),
        ("lena", "/change audience rules sales budget:1", "Needs role admin; ask @"),
        ("lena", "/change audience drop sales", "Needs role admin; ask @"),
        ("lena", "/change audience cadence sales off", "Needs role admin; ask @"),
    ],
)
async def test_what_is_refused_changes_nothing(office: Office, handle: str, line: str, reason: str) -> None:
    await office.app.edge.finish()
    before = await office.count_rows()
    answer = await office.type(handle, line)
    assert reason in answer
    assert answer.endswith("Nothing was saved.")
    await office.app.edge.finish()
    after = await office.count_rows()
    changed = {name for name in before if before[name] != after[name]}
    assert changed == ({"audit_log", "chains"} if "Needs role" in reason else set())


async def test_a_long_list_is_turned(office: Office) -> None:
    for number in range(14):
        await office.type("mia", f"/change audience new extra{number:02} kind:custom from:@ana")
    first = await office.type("aroha", "/change audience list")
    assert "1 person now" in await office.click_reply("aroha", "extra01")
    await office.type("aroha", "/change audience list")
    assert "[Next]" in first
    assert "extra13" not in first
    second = await office.click_reply("aroha", "Next")
    assert "staff" in second
