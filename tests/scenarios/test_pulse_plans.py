"""Pulses that open later: by the clock, when a phase is entered, when a milestone is done or days after; once each."""

import asyncio
from datetime import timedelta

import pytest
import pytest_asyncio

from bot.sandbox.cast import Part, list_players
from tests.workspaces import Office, find_id

pytestmark = pytest.mark.asyncio(loop_scope="module")

SALES = [player.handle for player in list_players(Part.SALES)]
FIELD = [player.handle for player in list_players(Part.FIELD)]
ASK = "I know what changes for me"


@pytest.fixture(scope="module")
def key() -> str:
    return "PLAN"


@pytest_asyncio.fixture(scope="module", loop_scope="module", autouse=True)
async def initiative(quick_office: Office, key: str) -> None:
    await quick_office.start_initiative(key)
    await quick_office.start_initiative("OTHER")
    await quick_office.type("mia", "/change audience new sales kind:employees from:@sales")
    await quick_office.type("lena", f'/change milestone add {key} "Kick-off" 2027-06-01')
    await quick_office.type("lena", f'/change milestone done {key} "Kick-off"')


async def plan(office: Office, key: str, rest: str) -> str:
    """Plan a pulse to sales; gives the plan's id."""
    planned = await office.type("lena", f"/change pulse new {key} to sales {rest}")
    return find_id("PP", planned)


async def receive_asked(office: Office, question: str) -> int:
    """How many of sales have been asked this, as yet unread."""
    await office.drain()
    return sum(any(question in text for text in office.list_unread(handle)) for handle in SALES)


async def test_milestone_done_opens_once_however_many_tick_at_once(quick_office: Office, key: str) -> None:
    office = quick_office
    await office.type("lena", f'/change milestone add {key} "Go-live" 2027-06-01')
    planned = await plan(office, key, f'"{ASK}" on:"milestone go-live"')
    listed = await office.type("lena", f"/change pulse plans {key}")
    assert f"{planned} sales · milestone Go-live done" in listed
    office.read_everything()
    await office.app.scheduler.tick()
    assert await receive_asked(office, ASK) == 0

    await office.type("lena", f'/change milestone done {key} "Go-live"')
    await asyncio.gather(*(office.app.scheduler.tick() for _ in range(3)))
    await office.app.scheduler.tick()
    assert await receive_asked(office, ASK) == len(SALES)
    assert all(office.count_unread(handle) == 1 for handle in SALES)
    assert planned not in await office.type("lena", f"/change pulse plans {key}")
    await office.type("lena", f'/change milestone reopen {key} "Go-live"')
    await office.type("lena", f'/change milestone done {key} "Go-live"')
    office.read_everything()
    await office.app.scheduler.tick()
    assert await receive_asked(office, ASK) == 0, "each plan opens one pulse"


async def test_days_after_a_milestone_opens_at_nine_where_the_lead_lives(quick_office: Office, key: str) -> None:
    office = quick_office
    question = "The new way is mine now"
    await office.type("lena", f'/change milestone add {key} "Launch" 2027-06-01')
    planned = await plan(office, key, f'"{question}" on:"30 days after Launch"')
    await office.type("lena", f'/change milestone done {key} "Launch"')
    listed = await office.type("lena", f"/change pulse plans {key}")
    assert f"{planned} sales · 30 days after Launch, on" in listed
    assert "09:00" in listed
    office.read_everything()
    now = office.store.clock.now()
    await office.pass_time(now + timedelta(days=28))
    assert await receive_asked(office, question) == 0
    await office.pass_time(now + timedelta(days=31))
    assert await receive_asked(office, question) == len(SALES)


async def test_phase_entered_opens_its_pulse(quick_office: Office, key: str) -> None:
    office = quick_office
    question = "I am ready for the pilot"
    today = office.store.clock.now().date()
    dates = f"start:{today} end:{today + timedelta(days=30)}"
    phase = find_id("PH", await office.type("lena", f'/change phase add {key} "Try out" kind:pilot {dates}'))
    planned = await plan(office, key, f'"{question}" on:"phase try out"')
    assert f"{planned} sales · phase Try out entered" in await office.type("lena", f"/change pulse plans {key}")
    office.read_everything()
    await office.type("lena", f"/change phase start {phase}")
    await office.app.scheduler.tick()
    assert await receive_asked(office, question) == len(SALES)


async def test_repeated_pulse_is_listed_with_its_next_time_and_stopped(quick_office: Office, key: str) -> None:
    office = quick_office
    question = "I hear enough about it"
    await office.type("lena", f'/change pulse new {key} to sales "{question}" every:"daily 08:00" open:1')
    listed = await office.type("lena", f"/change pulse plans {key}")
    assert "every day at 08:00, next" in listed
    assert f"{question} (1 question) · last P-" in listed
    await office.drain()
    office.read_everything()
    stopped = await office.type("lena", f"/change pulse stop {find_id('PP', listed)}")
    assert "opens nothing any more" in stopped
    assert question not in await office.type("lena", f"/change pulse plans {key}")
    assert "has ended already" in await office.type("lena", f"/change pulse stop {find_id('PP', listed)}")
    await office.pass_time(office.store.clock.now() + timedelta(days=1, hours=1))
    assert await receive_asked(office, question) == 0


async def test_a_plan_that_would_ask_too_few_tells_its_lead_once_why(quick_office: Office, key: str) -> None:
    office = quick_office
    await office.type("mia", "/change audience new duo kind:employees from:@ben,@otto")
    await office.type("lena", f'/change milestone add {key} "Cut-over" 2027-06-01')
    planned = find_id(
        "PP", await office.type("lena", f'/change pulse new {key} to duo "{ASK}" on:"milestone Cut-over"')
    )
    await office.drain()
    office.read_everything()
    await office.type("lena", f'/change milestone done {key} "Cut-over"')
    for _ in range(3):
        await office.app.scheduler.tick()
    await office.drain()
    told = [text for text in office.list_unread("lena") if planned in text]
    assert len(told) == 1
    assert "opened no pulse to duo" in told[0]
    assert "at least 5" in told[0]


@pytest.mark.parametrize(
    ("on", "reason"),
    [
        ("whenever", "write “phase NAME”"),
        ("phase Nowhere", "“Nowhere” was not found"),
        ("milestone Nowhere", "“Nowhere” was not found"),
        ("0 days after Kick-off", "1 to 365 days"),
        ("milestone Kick-off", "is past"),
    ],
)
async def test_what_cannot_be_waited_for_is_refused(quick_office: Office, key: str, on: str, reason: str) -> None:
    office = quick_office
    before = await office.count_rows()
    refused = await office.type("lena", f'/change pulse new {key} to sales "{ASK}" on:"{on}"')
    assert reason in refused
    assert refused.endswith("Nothing was saved.")
    assert await office.count_rows() == before


async def test_only_the_lead_plans_and_stops_and_the_sponsor_sees(quick_office: Office, key: str) -> None:
    office = quick_office
    await office.type("lena", f'/change milestone add {key} "Handover" 2027-06-01')
    planned = await plan(office, key, f'"{ASK}" on:"milestone Handover"')
    assert "Needs role lead" in await office.type("ana", f'/change pulse new {key} to sales "{ASK}" on:"phase x"')
    assert "Needs role lead" in await office.type("clara", f"/change pulse stop {planned}")
    assert "Needs role" in await office.type("ana", f"/change pulse plans {key}")
    assert planned in await office.type("clara", f"/change pulse plans {key}")
    await office.type("lena", f"/change pulse plans {key}")
    assert "opens nothing any more" in await office.click_reply("lena", "Stop")


async def test_form_opens_on_a_trigger_of_the_same_initiative(quick_office: Office, key: str) -> None:
    office = quick_office
    await office.type("lena", '/change milestone add OTHER "Elsewhere" 2027-06-01')
    await office.type("lena", f'/change milestone add {key} "Switch" 2027-06-01')
    await office.open_form("lena", "/change pulse new")
    values = {
        "Initiative": f"{key} · One customer record",
        "Audience": "sales (employees)",
        "Bank": "clarity (3 questions)",
    }
    refused = await office.submit("lena", {**values, "Opens": "OTHER: milestone Elsewhere done"})
    assert "belongs to OTHER" in " ".join(refused.field_errors.values())
    outcome = await office.submit("lena", {"Opens": f"{key}: 60 days after Switch"})
    assert "asks 3 questions of sales: 60 days after Switch" in outcome.text


async def test_a_plan_waits_for_what_came_of_the_last_pulse_and_its_lead_is_told_once(quick_office: Office) -> None:
    office, question = quick_office, "The field knows what comes"
    await office.type("mia", "/change audience new field kind:employees from:@field")
    pulse = find_id("P", await office.type("lena", f'/change pulse new OTHER to field "{question}"'))
    for handle in FIELD[:6]:
        await office.drain()
        office.read_everything()
        asked = office.workspace.list_direct(office.workspace.get_user(handle).id)[-1]
        await office.click(handle, asked, "4 Agree" if handle != FIELD[0] else "2 Disagree")
    await office.type("lena", f"/change pulse close {pulse}")
    await office.type("lena", '/change milestone add OTHER "Rollout" 2027-06-01')
    await office.type("lena", f'/change pulse new OTHER to field "{question}" on:"milestone Rollout"')
    await office.drain()
    office.read_everything()
    await office.type("lena", '/change milestone done OTHER "Rollout"')
    for _ in range(3):
        await office.app.scheduler.tick()
    await office.drain()
    assert sum("The next pulse to field waits" in text for text in office.list_unread("lena")) == 1
    assert all(office.list_unread(handle) == [] for handle in FIELD)

    await office.type("lena", f'/change pulse respond {pulse} "We train before each wave"')
    await office.app.scheduler.tick()
    await office.drain()
    for handle in FIELD:
        assert sum(f"1 of 1  {question}" in text for text in office.list_unread(handle)) == 1
