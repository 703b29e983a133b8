"""Every kind of question, by gestures from the first message through to what may be shown of it."""

import asyncio
from collections.abc import Sequence

import pytest
import pytest_asyncio

from bot.sandbox.cast import Part, list_players
from bot.sandbox.messages import Message
from tests.sandboxes import eventually
from tests.workspaces import PATIENCE_SECONDS, Office, find_id

pytestmark = pytest.mark.asyncio(loop_scope="module")

SALES = [player.handle for player in list_players(Part.SALES)]
OVERRIDE = 'override:"answered in the meeting"'


async def ask_sales(office: Office, key: str, rest: str) -> tuple[str, dict[str, Message]]:
    """Ask everybody in sales; gives the pulse's id and the message that each got."""
    await office.drain()
    office.read_everything()
    if f"{key}sales" not in await office.type("mia", "/change audience list"):
        await office.type("mia", f"/change audience new {key}sales kind:employees from:@sales")
    opened = await office.type("lena", f"/change pulse new {key} to {key}sales {rest}")
    assert "is on its way" in opened, opened
    return find_id("P", opened), {handle: await office.receive(handle) for handle in SALES}


async def tick(office: Office, handle: str, message: Message, pulse: str, choices: Sequence[str]) -> str:
    """Tick boxes of the first question and save."""
    await office.gestures.select(handle, message, f"pulse.tick:{pulse}.0", list(choices))
    return await office.click(handle, message, "Save")


@pytest.fixture(scope="module")
def key() -> str:
    return "KIND"


@pytest_asyncio.fixture(scope="module", loop_scope="module", autouse=True)
async def initiative(quick_office: Office, key: str) -> None:
    await quick_office.start_initiative(key)


async def test_enps_runs_from_0_to_10_and_shows_its_score(quick_office: Office, key: str) -> None:
    office = quick_office
    pulse, asked = await ask_sales(office, key, '"eNPS: Would you recommend the new tool?"')
    first = "\n".join(office.read(asked[SALES[0]]))
    assert "[0 Not at all likely]" in first
    assert "[10 Extremely likely]" in first
    answers = ["10 Extremely likely", "10 Extremely likely", "9", "8", "7", "3"]
    for handle, answer in zip(SALES, answers, strict=False):
        assert "Your answers are saved" in await office.click(handle, asked[handle], answer)

    results = await office.type("lena", f"/change pulse close {pulse}")
    assert "eNPS +33 (n = 6, 95 % interval" in results
    assert "mean 7.8" in results


async def test_one_choice_shows_each_options_share(quick_office: Office, key: str) -> None:
    office = quick_office
    pulse, asked = await ask_sales(office, key, f'"choice: Which help? | Classroom | Video & audio" {OVERRIDE}')
    for handle in SALES[:4]:
        await office.click(handle, asked[handle], "Classroom")
    for handle in SALES[4:6]:
        await office.click(handle, asked[handle], "Video & audio")
    results = await office.type("lena", f"/change pulse close {pulse}")
    assert "n = 6" in results
    assert "Classroom: 4 (67 %, 95 % interval" in results
    assert "Video & audio: 2 (33 %" in results


async def test_several_choices_are_ticked_saved_changed_and_counted_by_option(quick_office: Office, key: str) -> None:
    office = quick_office
    pulse, asked = await ask_sales(office, key, f'"multi: Which tools? | Phone | Laptop | Paper" {OVERRIDE}')
    assert "☐ Phone ☐ Laptop ☐ Paper" in "\n".join(office.read(asked[SALES[0]]))
    assert "Nothing is ticked" in await office.click(SALES[0], asked[SALES[0]], "Save")
    for handle in SALES[:5]:
        assert "Your answers are saved" in await tick(office, handle, asked[handle], pulse, ["Phone", "Laptop"])
    assert "Your answers are saved" in await tick(office, SALES[5], asked[SALES[5]], pulse, ["Laptop"])

    assert "☐ Phone" in await office.click(SALES[0], asked[SALES[0]], "Change my answers")
    assert "Nothing is ticked" in await office.click(SALES[0], asked[SALES[0]], "Save"), "earlier ticks are gone"
    await tick(office, SALES[0], asked[SALES[0]], pulse, ["Laptop"])
    results = await office.type("lena", f"/change pulse close {pulse}")
    assert "n = 6" in results
    assert "Phone: 4 (67 %" in results
    assert "Laptop:" not in results, "all ticked it"
    assert "Paper:" not in results, "nobody ticked it"
    assert "Left out: what all or none ticked" in results
    late = await office.click(SALES[6], asked[SALES[6]], "Save")
    assert "Nothing is ticked" in late or "came too late" in late


async def test_adkar_asks_five_in_order_and_shows_where_people_are_held_back(quick_office: Office, key: str) -> None:
    office = quick_office
    pulse, asked = await ask_sales(office, key, f"bank:adkar {OVERRIDE}")
    low, high = "2 Disagree", "4 Agree"
    for handle, barrier in zip(SALES, (1, 1, 1, 2, 2, 5), strict=False):
        for position in range(5):
            assert f"{position + 1} of 5" in "\n".join(office.read(asked[handle]))
            shown = await office.click(handle, asked[handle], low if position == barrier else high)
        assert "Your answers are saved" in shown
    results = await office.type("lena", f"/change pulse close {pulse}")
    assert "Awareness 0 (0 %, 0–39 %), Desire 3 (50 %, 19–81 %), Knowledge 2 (33 %, 10–70 %)" in results
    assert "no barrier 1 (17 %, 3–56 %) (n = 6, with 95 % intervals)" in results


async def test_comments_are_written_or_skipped_and_shown_from_ten_on(quick_office: Office, key: str) -> None:
    office = quick_office
    pulse, asked = await ask_sales(office, key, f'"comment: What is missing?" "I can do it" {OVERRIDE}')
    for number, handle in enumerate(SALES[:10]):
        await office.gestures.click(handle, asked[handle], "Write")
        await office.submit(handle, {"Comment": f"Wish {number}"})
        assert "2 of 2" in "\n".join(office.read(asked[handle]))
        await office.click(handle, asked[handle], "4 Agree")
    assert "I can do it" in await office.click(SALES[10], asked[SALES[10]], "Skip")

    await office.click(SALES[0], asked[SALES[0]], "Change my answers")
    await office.click(SALES[0], asked[SALES[0]], "Skip")
    results = await office.type("lena", f"/change pulse close {pulse}")
    assert all(f"Wish {number}" in results for number in range(10)), "skipping what was written keeps it"


async def test_home_takes_every_kind_and_the_message_keeps_in_step(quick_office: Office, key: str) -> None:
    office = quick_office
    handle = SALES[2]
    pulse, asked = await ask_sales(
        office, key, f'"multi: Where? | Office | Home" "comment: Why?" "I know when" {OVERRIDE}'
    )
    assert "☐ Office ☐ Home" in await office.open_home(handle)
    await office.gestures.select(handle, "home", f"pulse.tick:{pulse}.0", ["Home"])
    await office.gestures.click(handle, "home", f"pulse.save:{pulse}.0")
    assert "2 of 3  Why?" in "\n".join(office.read(asked[handle]))

    await office.open_home(handle)
    await office.gestures.click(handle, "home", f"pulse.write:{pulse}.1")
    await office.submit(handle, {"Comment": "It is quiet"})
    assert "3 of 3  I know when" in "\n".join(office.read(asked[handle]))
    await office.open_home(handle)
    await office.gestures.click(handle, "home", f"pulse.answer:{pulse}.2.5")
    assert "Your answers are saved" in "\n".join(office.read(asked[handle]))
    assert "I know when" not in await office.open_home(handle)
    await office.type("lena", f"/change pulse close {pulse}")


async def test_double_taps_and_two_devices_leave_one_ballot(quick_office: Office, key: str) -> None:
    office = quick_office
    pulse, asked = await ask_sales(office, key, f'"multi: When? | Morning | Evening" {OVERRIDE}')
    for handle in SALES[:6]:
        choice = ["Morning"] if handle != SALES[0] else ["Evening"]
        await office.gestures.select(handle, asked[handle], f"pulse.tick:{pulse}.0", choice)
        await office.open_home(handle)
        await office.gestures.select(handle, "home", f"pulse.tick:{pulse}.0", choice)
        saves = [office.gestures.click(handle, place, f"pulse.save:{pulse}.0") for place in (asked[handle], "home")]
        assert all(outcome.error is None for outcome in await asyncio.gather(*saves))
    results = await office.type("lena", f"/change pulse close {pulse}")
    assert "6 of 12 answered" in results
    assert "Evening: 1 (17 %" in results


async def test_an_answer_that_meets_the_close_is_in_or_told_kindly(quick_office: Office, key: str) -> None:
    office = quick_office
    pulse, asked = await ask_sales(office, key, f'"multi: Who helps? | Peers | Lead" {OVERRIDE}')
    for handle in SALES[:5]:
        await tick(office, handle, asked[handle], pulse, ["Peers"] if handle != SALES[0] else ["Lead"])
    for handle in SALES[5:]:
        await office.gestures.select(handle, asked[handle], f"pulse.tick:{pulse}.0", ["Peers"])
    saves = [office.gestures.click(handle, asked[handle], f"pulse.save:{pulse}.0") for handle in SALES[5:]]
    results, *_ = await asyncio.gather(office.type("lena", f"/change pulse close {pulse}"), *saves)

    def read_told(handle: str) -> str:
        replies = office.workspace.ephemerals[office.workspace.get_user(handle).id]
        return "\n".join(line for message in [asked[handle], *replies] for line in office.read(message))

    def is_told(handle: str) -> bool:
        return "Your answers are saved" in read_told(handle) or f"{pulse} closed on" in read_told(handle)

    await eventually(lambda: all(map(is_told, SALES[5:])), PATIENCE_SECONDS)
    in_time = sum("Your answers are saved" in read_told(handle) for handle in SALES[5:])
    late = sum(f"{pulse} closed on" in read_told(handle) for handle in SALES[5:])
    assert late + in_time == len(SALES) - 5
    assert f"{5 + in_time} of 12 answered" in results


async def test_forged_ticks_are_out_of_date_and_leave_no_ballot(quick_office: Office, key: str) -> None:
    office = quick_office
    pulse, asked = await ask_sales(office, key, f'"multi: What next? | Train | Wait" {OVERRIDE}')
    before = await office.count_rows()
    await office.gestures.select(SALES[0], asked[SALES[0]], f"pulse.tick:{pulse}.0", ["9"], hostile=True)
    assert "out of date" in await office.click(SALES[0], asked[SALES[0]], "Save")
    assert await office.count_rows() == before
    await office.type("lena", f"/change pulse close {pulse}")
