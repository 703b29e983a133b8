"""Early warning from what people answer and do: sentiment drifts down, a memo does not reach people, adoption lags."""

from datetime import timedelta

import pytest

from bot.sandbox.cast import Part, list_players
from commands.pulses.rounds import RoundPlan, close_round, open_round
from storage.ballots import put_ballot
from storage.people import list_people
from storage.units import Unit
from surveys.questions import make_agreement
from tests.workspaces import MEMO, Office, find_id

pytestmark = pytest.mark.asyncio(loop_scope="module")
DRIFT, UNREAD = "Sentiment has drifted down", "A memo does not reach people"
BEHIND = "Adoption is below its plan"
KNOW = make_agreement("I know what changes for me")
SALES = [player.handle for player in list_players(Part.SALES)]


async def ask_week(office: Office, key: str, favourable: int) -> None:
    """A week's round to thirty people, sealed, of whom so many agree; then a week passes."""

    def work(unit: Unit) -> None:
        pulse = open_round(unit, RoundPlan(key, "staff", [KNOW], 5), list(list_people(unit))[:30])
        for number in range(30):
            answers = {"0": 4 + number % 2 if number < favourable else 1 + number % 3}
            put_ballot(unit, pulse.id, f"{pulse.id}-{number:02}".ljust(64, "0"), "All", answers)
        close_round(unit, pulse.id)

    await office.store.write(office.team_id, work)
    office.workspace.clock.advance(timedelta(days=7).total_seconds())


async def later(office: Office, title: str, **span: float) -> list[str]:
    """Let time pass, and give what the lead has been told of one rule since `start`."""
    await office.pass_time(office.store.clock.now() + timedelta(**span))
    return [text for text in office.list_unread("lena") if title in text]


async def start(office: Office, key: str) -> None:
    await office.start_initiative(key)
    await office.drain()
    office.read_everything()


async def test_drift_down_is_told_once_with_what_may_be_said_of_it(quick_office: Office):
    office = quick_office
    await start(office, "DRI")
    for week in range(9):
        await ask_week(office, "DRI", 20 + week % 2)
    assert await later(office, DRIFT, hours=2) == []
    for _ in range(3):
        await ask_week(office, "DRI", 8)
    (told,) = await later(office, DRIFT, hours=2)
    assert "staff, “I know what changes for me”, since the week of" in told
    assert "Favourable answers fell from 6" in told
    assert "Fires beyond 5 points." in told
    await ask_week(office, "DRI", 8)
    assert await later(office, DRIFT, days=40) == [told], "the same drift is told once, however long it lasts"
    assert "sentiment-drift 1" in await office.type("clara", "/change alerts replay DRI 10")
    assert "sentiment-drift Sentiment has drifted down: beyond 5 points; once" in (
        await office.type("lena", "/change alerts rules")
    )
    await office.end_initiatives()


async def test_a_better_mood_is_no_warning_and_a_small_fall_is_not_beyond_its_threshold(quick_office: Office):
    office = quick_office
    await start(office, "RIS")
    for week in range(9):
        await ask_week(office, "RIS", 10 + week % 2)
    for _ in range(3):
        await ask_week(office, "RIS", 26)
    assert await later(office, DRIFT, hours=2) == []
    await office.end_initiatives()
    await start(office, "TUN")
    try:
        await office.type("mia", "/change alerts tune sentiment-drift 60")
        for week in range(12):
            await ask_week(office, "TUN", 20 + week % 2 if week < 9 else 8)
        assert await later(office, DRIFT, hours=2) == []
        await office.type("mia", "/change alerts tune sentiment-drift 5")
        assert len(await later(office, DRIFT, hours=2)) == 1
    finally:
        await office.type("mia", "/change alerts tune sentiment-drift 5")
        await office.end_initiatives()


async def test_memo_that_few_understood_is_told_three_days_later_and_once(quick_office: Office):
    office = quick_office
    await start(office, "MEM")
    await office.type("mia", "/change audience new staff kind:employees from:@sales")
    await office.open_form("lena", "/change memo new MEM to staff")
    memo = find_id("M", (await office.submit("lena", MEMO)).text)
    await office.type("lena", f"/change memo send {memo}")
    await office.drain()
    for number, handle in enumerate(SALES[:5]):
        label = "I know what changes for me" if number < 2 else "Not yet"
        await office.click(handle, office.workspace.list_direct(handle)[-1], label)
    assert await later(office, UNREAD, days=2) == []
    (told,) = await later(office, UNREAD, days=1, hours=2)
    assert f"{memo} to staff: 40 % of 5 who answered know what changes for them" in told
    assert await later(office, UNREAD, days=20) == [told]
    assert "unread-memo 1" in await office.type("lena", "/change alerts replay MEM 3")
    await office.end_initiatives()


async def test_adoption_below_its_plan_is_told_and_what_is_near_it_is_not(quick_office: Office):
    office = quick_office
    await start(office, "ADO")
    today = office.store.clock.now().date()
    begun, ends = today - timedelta(days=10), today + timedelta(days=10)
    await office.type("lena", "/change adoption ADO logins 100/600")
    await office.type("lena", "/change adoption ADO licences 230/600 kind:utilisation")
    for metric in ("logins", "licences"):
        await office.type("lena", f"/change adoption plan ADO {metric} 80% by:{ends} from:{begun}")
    (told,) = await later(office, BEHIND, hours=2)
    assert "logins: 100 of 600 on" in told
    assert "17 % where" in told
    assert await later(office, BEHIND, days=1) == [told]
    assert "adoption 1" in await office.type("lena", "/change alerts replay ADO 1")
    await office.end_initiatives()
