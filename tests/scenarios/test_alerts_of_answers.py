"""Early warning from what people answer and do: sentiment drifts down, a memo does not reach people, adoption lags."""

from datetime import UTC, datetime, time, timedelta

import pytest

from bot.sandbox.cast import Part, list_players
from commands.pulses.rounds import RoundPlan, close_round, open_round
from storage.ballots import put_ballot
from storage.people import list_people
from storage.units import Unit
from surveys.questions import make_agreement
from surveys.statistics import Proportion, newcombe_difference
from tests.workspaces import MEMO, Office, find_id

pytestmark = pytest.mark.asyncio(loop_scope="module")
DRIFT, UNREAD = "Sentiment has drifted down", "A memo does not reach people"
BEHIND, FEWER = "Adoption is below its plan", "Fewer answer"
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
    today = office.store.clock.now().date() + timedelta(days=1)
    # Of the day's middle, since another day has another plan.
    await office.pass_time(datetime.combine(today, time(12), UTC))
    begun, ends = today - timedelta(days=10), today + timedelta(days=10)
    await office.type("lena", "/change adoption ADO logins 100/600")
    await office.type("lena", "/change adoption ADO licences 230/600 kind:utilisation")
    for metric in ("logins", "licences"):
        await office.type("lena", f"/change adoption plan ADO {metric} 80% by:{ends} from:{begun}")
    (told,) = await later(office, BEHIND, hours=2)
    assert "logins: 100 of 600 on" in told
    assert "17 % (95 % interval 14–20 %) where 40 % was planned" in told
    assert await later(office, BEHIND, days=1) == [told]
    assert "adoption 1" in await office.type("lena", "/change alerts replay ADO 1")
    await office.end_initiatives()


async def test_champions_ahead_of_one_question_are_told_with_its_words_whatever_else_was_asked(quick_office: Office):
    office = quick_office
    await start(office, "AHD")
    others, before = make_agreement("The canteen is good"), "g"
    for word in "garraggaraggrrag":
        await office.type("ana", f"/change-status AHD {word} As I see it")

        def work(unit: Unit, mood: str = before) -> None:
            people, favourable = list(list_people(unit))[:20], {"g": 17, "a": 11, "r": 5}[mood]
            for audience, question, happy in (("staff", KNOW, favourable), ("guests", others, 20 - favourable)):
                pulse = open_round(unit, RoundPlan("AHD", audience, [question], 5), people)
                for number in range(20 if audience == "staff" or mood == "r" else 0):
                    answer = 4 + number % 2 if number < happy else 1 + number % 3
                    put_ballot(unit, pulse.id, f"{pulse.id}-{number:02}".ljust(64, "0"), "All", {"0": answer})
                close_round(unit, pulse.id)

        await office.store.write(office.team_id, work)
        before = word
        office.workspace.clock.advance(timedelta(days=7).total_seconds())
    told = await office.type("clara", "/change alerts champions AHD")
    assert "Champions' reports were 1 week ahead of the pulse (Pearson r = 1.00, n = 15 weeks, p = 0.0" in told
    assert "Held against “I know what changes for me” (staff)." in told
    await office.end_initiatives()


async def ask_round(office: Office, key: str, answered: int, asked: int = 30) -> None:
    """A round to so many people, of whom so many answer."""

    def work(unit: Unit) -> None:
        pulse = open_round(unit, RoundPlan(key, "staff", [KNOW], 5), list(list_people(unit))[:asked])
        for number in range(answered):
            put_ballot(unit, pulse.id, f"{pulse.id}-{number:02}".ljust(64, "0"), "All", {"0": 3 + number % 2})
        close_round(unit, pulse.id)

    await office.store.write(office.team_id, work)


async def test_fewer_answers_are_told_with_their_interval_and_never_how_few(quick_office: Office):
    office = quick_office
    await start(office, "FWR")
    await ask_round(office, "FWR", 27)
    await ask_round(office, "FWR", 12)
    (told,) = await later(office, FEWER, hours=2)
    change = newcombe_difference(Proportion(12, 30), Proportion(27, 30)).interval
    low, high = (f"−{abs(round(100 * end))}" for end in change)
    assert "staff: 12 of 30 answered (40 %), after 27 of 30 answered (90 %): −50 points, " in told
    assert f"95 % interval {low} to {high}" in told
    await office.end_initiatives()
    await start(office, "FEW")
    await ask_round(office, "FEW", 27)
    await ask_round(office, "FEW", 3)
    (told,) = await later(office, FEWER, hours=2)
    assert "staff: fewer than 5 of 30 answered, after 27 of 30 answered (90 %)\n" in told
    await office.end_initiatives()


async def test_a_fall_that_chance_explains_is_no_warning(quick_office: Office):
    office = quick_office
    await start(office, "CHC")
    await ask_round(office, "CHC", 8, asked=10)
    await ask_round(office, "CHC", 5, asked=10)
    assert await later(office, FEWER, hours=2) == []
    await office.end_initiatives()


async def test_buffers_and_crowded_audiences_are_told(quick_office: Office):
    office, keys = quick_office, ("BUA", "BUB", "BUC")
    today = office.store.clock.now().date()
    await office.type("mia", "/change audience new crowd kind:employees from:@sales")
    days = f"cohort:crowd start:{today} end:{today + timedelta(days=100)}"
    for key in keys:
        await start(office, key)
        phase = find_id("PH", await office.type("lena", f'/change phase add {key} "Pilot" {days} buffer:10'))
        await office.type("lena", f"/change phase start {phase}")
    await office.type("lena", f"/change phase move {phase} {today + timedelta(days=108)} The vendor is late")
    (told,) = await later(office, "Buffer burns faster than time", days=1)
    assert "BUC: Buffer burns faster than time\nPilot has used 80 % of its buffer in 1 % of its time" in told
    crowded = [text for text in office.list_unread("lena") if "Too much change at once" in text]
    assert len(crowded) == len(keys), "each of the initiatives that meet in it is told"
    assert all("crowd is in 3 phases at once: BUA Pilot, BUB Pilot, BUC Pilot" in text for text in crowded)
    await office.end_initiatives()
