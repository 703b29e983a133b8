"""Trainings by gestures: invitations and seats, who came, who is told what, coverage and nudges, and who may."""

import asyncio
from datetime import timedelta

import pytest
import pytest_asyncio

from bot.sandbox.cast import Part, list_players
from commands.pulses.rounds import RoundPlan, close_round, open_round
from storage.ballots import put_ballot
from storage.people import list_people
from storage.units import Unit
from surveys.questions import Element, make_agreement
from tests.workspaces import Office, find_id

pytestmark = pytest.mark.asyncio(loop_scope="module")
SALES = [player.handle for player in list_players(Part.SALES)]
COME, CANT, ANOTHER = "I come", "I can't", "Another time"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def staffed(quick_office: Office) -> Office:
    """An office with an audience of twelve and one of four."""
    await quick_office.type("mia", "/change audience new staff kind:employees from:@sales")
    await quick_office.type("mia", "/change audience new few kind:employees from:@support")
    return quick_office


async def start(office: Office, key: str) -> None:
    await office.end_initiatives()
    await office.drain()
    await office.start_initiative(key)
    office.read_everything()


async def add(office: Office, key: str, options: str = "", days: int = 3, audience: str = "staff") -> str:
    """A session in so many days at two, by Lena's clock; gives its id."""
    day = (office.store.clock.now() + timedelta(days=days)).date().isoformat()
    told = await office.type(
        "lena", f'/change training add {key} "Working in the CRM" {day} 14:00 {options} for {audience}'
    )
    return find_id("T", told)


async def invite(office: Office, training: str) -> str:
    said = await office.type("lena", f"/change training invite {training}")
    await office.drain()
    return said


async def answer(office: Office, handle: str, label: str) -> str:
    return await office.click(handle, office.workspace.list_direct(handle)[-1], label)


async def later(office: Office, **span: float) -> None:
    await office.drain()
    office.read_everything()
    await office.pass_time(office.store.clock.now() + timedelta(**span))


async def test_session_from_its_plan_to_who_came(staffed: Office):
    office = staffed
    await start(office, "TRA")
    training = await add(office, "TRA", 'place:"Room 3" seats:2 link:https://example.com/meet trainer:@ana')
    card = await office.type("aroha", f"/change training show {training}")
    assert "Room 3" in card
    assert "2 of 2 free, 0 waiting" in card
    assert "12 people will be invited." in await invite(office, training)
    assert "Everybody who needs it is invited already." in await invite(office, training)
    first, second, third, fourth = SALES[:4]
    assert "You come." in await answer(office, first, COME)
    assert "You come." in await answer(office, second, COME)
    assert "you wait for a seat" in await answer(office, third, COME)
    assert "you wait for a seat" in await answer(office, fourth, COME)
    assert "You can't come." in await answer(office, SALES[4], CANT)
    assert "at another time" in await answer(office, SALES[5], ANOTHER)
    office.read_everything()
    await answer(office, first, CANT)
    assert "it is yours" in await office.receive_text(third), "who waited longest gets the seat"
    await office.drain()
    assert office.list_unread(fourth) == []
    counts = await office.type("aroha", f"/change training show {training}")
    assert "2 coming, 2 can't come, 1 another time, 6 without an answer" in counts
    assert f"@{second}" not in counts, "names are for those who run it"
    assert f"@{second} @{third}" in await office.type("ana", f"/change training show {training}")
    assert training in await office.type("clara", "/change training list TRA")
    assert "I can't" in await office.open_home(second)
    await later(office, days=2, hours=6)
    assert "You come to this training soon." in await office.receive_text(second)
    await office.drain()
    assert office.list_unread(fourth) == []
    await later(office, days=1)
    assert f"{training} Working in the CRM (TRA): who came?" in await office.open_home("lena")
    assert f"{second}" in await office.open_form("ana", f"/change training done {training}")
    done = await office.submit("ana", {"Who came": [second], "Also came": f"@{third}, {fourth}@example.com"})
    assert "3 came" in done.text
    corrected = await office.type("lena", f"/change training done {training} @{second}")
    assert "1 came" in corrected
    assert "came 3 → 1" in corrected
    assert "who came?" not in await office.open_home("lena")
    await office.end_initiatives()


async def test_seats_raced_for_are_never_given_twice(staffed: Office):
    office = staffed
    await start(office, "RAC")
    training = await add(office, "RAC", "seats:3")
    await invite(office, training)
    answers = await asyncio.gather(*(answer(office, handle, COME) for handle in SALES))
    assert sum("You come." in said for said in answers) == 3
    assert sum("you wait for a seat" in said for said in answers) == len(SALES) - 3
    office.read_everything()
    seated = [handle for handle, said in zip(SALES, answers, strict=True) if "You come." in said]
    await asyncio.gather(*(answer(office, handle, CANT) for handle in seated))
    await office.drain()
    assert sum("it is yours" in text for handle in SALES for text in office.list_unread(handle)) == 3
    assert "3 coming, 3 can't come" in await office.type("lena", f"/change training show {training}")
    await office.end_initiatives()


async def test_correction_moves_it_gives_more_seats_and_keeps_what_was_typed_on_a_conflict(staffed: Office):
    office = staffed
    await start(office, "EDI")
    training = await add(office, "EDI", "seats:1 trainer:@ana")
    await invite(office, training)
    for handle in SALES[:2]:
        await answer(office, handle, COME)
    office.read_everything()
    await office.open_form("lena", f"/change training edit {training}")
    day = (office.store.clock.now() + timedelta(days=9)).date().isoformat()
    assert "@lena" in (await office.submit("lena", {"Date": day, "Time": "09:30", "Seats": "2"})).text
    assert "it is yours" in "\n".join([await office.receive_text(SALES[1]) for _ in range(2)])
    assert "has a new time. Do you still come?" in await office.receive_text(SALES[0])
    await office.open_form("lena", f"/change training edit {training}")
    refused = await office.submit("lena", {"Seats": "1"})
    assert "2 people have a seat already" in str(refused.field_errors)
    await office.open_form("lena", f"/change training edit {training}")
    await office.open_form("ana", f"/change training edit {training}")
    await office.submit("ana", {"Place": "Room 5"})
    again = await office.submit("lena", {"Link": "https://example.com/meet"})
    assert "Somebody changed this while your form was open." in "\n".join(again.view_lines)
    assert "https://example.com/meet" in (await office.submit("lena")).text
    assert "Room 5" in await office.type("lena", f"/change training show {training}")
    await office.end_initiatives()


async def test_cancelled_session_is_told_to_those_who_wanted_to_come(staffed: Office):
    office = staffed
    await start(office, "CAN")
    training = await add(office, "CAN", "seats:1")
    await invite(office, training)
    for handle, label in zip(SALES, (COME, COME, CANT), strict=False):
        await answer(office, handle, label)
    invitation = office.workspace.list_direct(SALES[3])[-1]
    office.read_everything()
    assert "Cancelled. The trainer is ill" in await office.type(
        "lena", f"/change training cancel {training} The trainer is ill"
    )
    for handle in SALES[:2]:
        assert "This training is cancelled. The trainer is ill" in await office.receive_text(handle)
    await office.drain()
    assert office.list_unread(SALES[2]) == []
    assert "This session is cancelled. Nothing was saved." in await office.click(SALES[3], invitation, COME)
    assert "is cancelled already" in await office.type("lena", f"/change training cancel {training}")
    assert "You are invited." not in await office.type(SALES[3], f"/change training show {training}")

    office.read_everything()
    await office.type("lena", f"/change training show {training}")
    assert "Cancelled" not in await office.click_reply("lena", "Reopen")
    for handle in (SALES[0], SALES[1], SALES[3]):
        assert "This training takes place after all. Do you come?" in await office.receive_text(handle)
    assert "You can't come." in await answer(office, SALES[3], CANT)
    await office.drain()
    assert office.list_unread(SALES[2]) == [], "who can't come is left alone"
    assert "is not cancelled" in await office.type("lena", f"/change training reopen {training}")
    await office.type("lena", f"/change training cancel {training}")
    assert "This training is cancelled." in await office.receive_text(SALES[0]), "a second time as well"
    await office.end_initiatives()


async def test_coverage_hides_small_audiences_shows_what_was_released_and_nudges_once(staffed: Office):
    office = staffed
    await start(office, "COV")
    past = await add(office, "COV", days=1)
    await add(office, "COV", days=2, audience="few")
    await later(office, days=3)
    await office.type("lena", f"/change training done {past} @{SALES[0]} @{SALES[1]}")
    await ask_ability(office, "COV", favourable=4)
    coverage = await office.type("clara", "/change training coverage COV")
    assert "staff 17 %: 2 of 12 people · 0 sessions to come" in coverage
    assert "few hidden: fewer than 5 people" in coverage
    assert "Ability · staff: 33 % (n = 12, 95 % interval 14–61 %)" in coverage
    training = await add(office, "COV", days=5)
    await office.type("lena", "/change training coverage COV")
    await office.drain()
    office.read_everything()
    assert "10 people will be nudged." in await office.click_reply("lena", "Nudge the untrained")
    await office.drain()
    assert "There is still time to learn the new way: 1 session." in await office.receive_text(SALES[2])
    assert office.list_unread(SALES[0]) == []
    assert "You come." in await answer(office, SALES[2], COME)
    await office.type("lena", "/change training coverage COV")
    assert "Everybody is trained, comes, or was nudged" in await office.click_reply("lena", "Nudge the untrained")
    assert "1 coming" in await office.type("lena", f"/change training show {training}")
    await office.end_initiatives()


async def ask_ability(office: Office, key: str, favourable: int) -> None:
    """A closed pulse about ability, which so many of twelve agree to."""

    def work(unit: Unit) -> None:
        question = make_agreement("I can work in the CRM", Element.ABILITY)
        pulse = open_round(unit, RoundPlan(key, "staff", [question], 5), list(list_people(unit))[:12])
        for number in range(12):
            answers = {"0": 4 + number % 2 if number < favourable else 1 + number % 3}
            put_ballot(unit, pulse.id, f"{pulse.id}-{number:02}".ljust(64, "0"), "All", answers)
        close_round(unit, pulse.id)

    await office.store.write(office.team_id, work)


async def test_form_adds_what_a_line_adds(staffed: Office):
    office = staffed
    await start(office, "FRM")
    await office.open_form("lena", "/change training add")
    day = (office.store.clock.now() + timedelta(days=4)).date().isoformat()
    added = await office.submit(
        "lena", {"Name": "First steps", "Audience": "staff", "Date": day, "Time": "14:00", "Place": "Room 3"}
    )
    assert "First steps" in added.text
    assert "enough for everybody" in added.text
    await office.end_initiatives()


BAD = [
    ("/change training add BAD", "Name: it is missing"),
    ('/change training add BAD "Steps"', "Time: it is missing"),
    ('/change training add BAD "Steps" 02/03 14:00 for staff', "Time: Ambiguous"),
    ('/change training add BAD "Steps" 2026-01-05 14:00 for staff', "is past"),
    ('/change training add BAD "Steps" tomorrow 14:00', "“for AUDIENCE” is missing"),
    ('/change training add BAD "Steps" tomorrow 14:00 for stuff', "Did you mean staff?"),
    ('/change training add BAD "Steps" tomorrow 14:00 seats:0 for staff', "Seats: Whole number 1–10,000"),
    ('/change training add BAD "Steps" tomorrow 14:00 link:javascript:alert(1) for staff', "must begin with https://"),
    ('/change training add BAD "Steps" tomorrow 14:00 trainer:@nobody for staff', "“@nobody” was not found"),
    ('/change training add NOP "Steps" tomorrow 14:00 for staff', "NOP"),
    ("/change training show T-999", "“T-999” was not found"),
    ("/change training show X-1", "Training: an id like T-3"),
    ("/change training cancel T-999", "“T-999” was not found"),
    ("/change training done T-999 @ana", "“T-999” was not found"),
    ("/change training coverage NOP", "NOP"),
]


async def test_bad_input_is_said_and_nothing_is_saved(staffed: Office):
    office = staffed
    await start(office, "BAD")
    before = await office.count_rows()
    for line, reason in BAD:
        said = await office.type("lena", line)
        assert reason in said, line
        assert "Nothing was saved." in said, line
    assert await office.count_rows() == before
    training = await add(office, "BAD")
    assert "begins" in await office.type("lena", f"/change training done {training} @ana")
    await office.end_initiatives()


async def test_others_may_look_and_no_more(staffed: Office):
    office = staffed
    await start(office, "MAY")
    training = await add(office, "MAY", "trainer:@ana")
    before = (await office.count_rows())["trainings"], (await office.count_rows())["training_seats"]
    for handle in ("aroha", "clara"):
        for line in (
            f"training invite {training}", f"training edit {training}", f"training cancel {training}",
            f"training done {training}", f"training reopen {training}",
            'training add MAY "Steps" tomorrow 14:00 for staff',
        ):  # fmt: skip
            assert "Needs role lead" in await office.type(handle, f"/change {line}"), line
    assert "Needs role lead or sponsor" in await office.type("aroha", "/change training coverage MAY")
    assert "Needs role lead or sponsor" in await office.type("ana", "/change training coverage MAY")
    after = await office.count_rows()
    assert (after["trainings"], after["training_seats"]) == before, "what is refused is logged, and nothing else"
    assert "12 people will be invited." in await office.type("ana", f"/change training invite {training}")
    await office.end_initiatives()
