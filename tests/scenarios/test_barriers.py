"""Barriers by gestures: one follow-up for the right owner, asked again once it is done, and a verdict said once."""

from datetime import timedelta

import pytest
import pytest_asyncio

from bot.sandbox.cast import Part, list_players
from commands.pulses.rounds import RoundPlan, close_round, open_round
from storage.ballots import put_ballot
from storage.barriers import list_barriers
from storage.people import list_people
from storage.pulses import PulseState, list_pulses
from storage.responses import put_response
from storage.roles import Role, grant_role
from storage.units import Unit
from surveys.question_bank import QUESTION_BANK
from surveys.questions import Element
from tests.workspaces import Office, find_id

pytestmark = pytest.mark.asyncio(loop_scope="module")
ADKAR = QUESTION_BANK["adkar"]
ELEMENTS = list(Element)
SALES = {player.handle for player in list_players(Part.SALES)}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def staffed(quick_office: Office) -> Office:
    """An office with an audience of twelve."""
    await quick_office.type("mia", "/change audience new staff kind:employees from:@sales")
    return quick_office


async def start(office: Office, key: str) -> None:
    await office.end_initiatives()
    await office.drain()
    await office.start_initiative(key)
    office.read_everything()


async def ask(office: Office, key: str, barriers: list[Element | None]) -> str:
    """A closed ADKAR pulse to the audience, with each of these people held back first by this, and responded to."""

    def work(unit: Unit) -> str:
        people = [person for person in list_people(unit) if person.handle in SALES][: max(len(barriers), 5)]
        pulse = open_round(unit, RoundPlan(key, "staff", ADKAR, 5), people)
        for number, barrier in enumerate(barriers):
            held = ELEMENTS.index(barrier) if barrier else len(ELEMENTS)
            answers = {str(index): 4 if index < held else 2 for index in range(len(ELEMENTS))}
            put_ballot(unit, pulse.id, f"{pulse.id}-{number:02}".ljust(64, "0"), "All", answers)
        close_round(unit, pulse.id)
        return pulse.id

    pulse_id = await office.store.write(office.team_id, work)
    await office.store.write(office.team_id, lambda unit: put_response(unit, pulse_id, "", "We train"))
    await office.app.scheduler.tick()
    await office.drain()
    return pulse_id


async def answer_again(office: Office, key: str, favourable: int) -> None:
    """The pulse that asks again is answered by everybody, so many of them favourably, and closed."""

    def work(unit: Unit) -> None:
        (pulse,) = list_pulses(unit, key, state=PulseState.OPEN)
        assert [question["element"] for question in pulse.questions] == [Element.KNOWLEDGE]
        for number in range(pulse.invited):
            answers = {"0": 4 if number < favourable else 2}
            put_ballot(unit, pulse.id, f"{pulse.id}-{number:02}".ljust(64, "0"), "All", answers)
        close_round(unit, pulse.id)

    await office.store.write(office.team_id, work)
    await office.app.scheduler.tick()
    await office.drain()


async def later(office: Office, **span: float) -> None:
    await office.drain()
    office.read_everything()
    await office.pass_time(office.store.clock.now() + timedelta(**span))


async def test_barrier_is_handed_over_once_lifted_asked_again_and_judged(staffed: Office):
    office = staffed
    await start(office, "BAR")
    day = (office.store.clock.now() + timedelta(days=60)).date().isoformat()
    await office.type("lena", f'/change training add BAR "Steps" {day} 14:00 trainer:@ana for staff')
    pulse = await ask(office, "BAR", [Element.KNOWLEDGE] * 8 + [Element.DESIRE] * 2 + [None] * 2)
    told = await office.receive_text("ana")
    assert f"Knowledge is what holds staff back first: 8 of 12, 67 % (95 % interval 39–86 %) in {pulse}." in told
    assert "Awareness 0 · Desire 2 · Knowledge 8 · Ability 0 · Reinforcement 0 · none 2" in told
    message = office.workspace.list_direct("ana")[-1]
    followup = find_id("F", told)
    assert f"{followup} is yours" in told
    await later(office, seconds=20)
    assert office.list_unread("ana") == [], "told once, and not again as a new follow-up"
    assert "12 people will be nudged." in await office.click("ana", message, "Nudge the untrained")
    assert "Knowledge · staff: 8 of 12" in await office.type("clara", "/change barrier list BAR")
    await office.click("ana", message, "Done")
    await later(office, days=13)
    assert "done, will be asked again" in await office.type("lena", "/change barrier list BAR")
    await later(office, days=1, hours=1)
    assert "done, asked again with P-" in await office.type("lena", "/change barrier list BAR")
    office.read_everything()
    await answer_again(office, "BAR", 11)
    verdict = await office.receive_text("ana")
    assert "Knowledge of staff (BAR): better." in verdict
    assert "Knowledge, answers of 4 or 5 rose from 17 % (n = 12) to 92 % (n = 12)" in verdict
    await later(office, days=2)
    assert office.list_unread("ana") == []
    assert "better. Knowledge, answers of 4 or 5 rose" in await office.type("lena", "/change barrier list BAR")
    await office.end_initiatives()


async def test_a_barrier_that_is_hardly_the_first_is_told_with_the_next(staffed: Office):
    office = staffed
    await start(office, "TIE")
    await ask(office, "TIE", [Element.DESIRE] * 5 + [Element.ABILITY] * 4 + [None] * 3)
    told = await office.receive_text("clara")
    assert "Desire is what holds staff back first: 5 of 12, 42 % (95 % interval 19–68 %)" in told
    assert "Chance may have decided which comes first: Ability follows with 4 of 12, 33 % (95 % interval" in told
    await office.end_initiatives()


@pytest.mark.parametrize(
    ("barrier", "owner"),
    [
        (Element.AWARENESS, "clara"),
        (Element.DESIRE, "clara"),
        (Element.ABILITY, "lena"),
        (Element.REINFORCEMENT, "uma"),
    ],
)
async def test_each_barrier_goes_to_its_owner(staffed: Office, barrier: Element, owner: str):
    office = staffed
    key = f"OW{ELEMENTS.index(barrier)}"
    await start(office, key)
    manager = office.workspace.get_user("uma").id
    await office.store.write(
        office.team_id, lambda unit: grant_role(unit, key, manager, Role.MANAGER, audience="staff")
    )
    await ask(office, key, [barrier] * 6)
    assert f"{barrier.title()} is what holds staff back first: 6 of 6" in await office.receive_text(owner)
    await office.end_initiatives()


@pytest.mark.parametrize("barriers", [[Element.DESIRE] * 4, [None] * 6, [Element.DESIRE, *[None] * 6]])
async def test_too_few_or_nobody_held_back_is_no_groups_barrier(staffed: Office, barriers: list[Element | None]):
    office = staffed
    key = f"NO{len(barriers)}"
    await start(office, key)
    await ask(office, key, barriers)
    assert await office.store.read(office.team_id, lambda unit: list_barriers(unit, key)) == []
    assert not any("holds staff back" in text for text in office.list_unread("clara"))
    assert "No barrier has been found." in await office.type("lena", f"/change barrier list {key}")
    await office.end_initiatives()


async def test_a_list_is_for_lead_and_sponsor_and_bad_keys_are_said(staffed: Office):
    office = staffed
    await start(office, "WHO")
    assert "Needs role lead or sponsor" in await office.type("aroha", "/change barrier list WHO")
    assert "Needs role lead or sponsor" in await office.type("ana", "/change barrier list WHO")
    assert "Did you mean WHO?" in await office.type("lena", "/change barrier list WHOO")
    await office.end_initiatives()
