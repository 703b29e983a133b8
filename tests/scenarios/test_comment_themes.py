"""Themes of comments: read after the close, counted for everybody together, and nothing under the floors."""

import pytest
import pytest_asyncio

from bot.sandbox.cast import Part, list_players
from commands.pulses.themes import theme_blocks
from storage.comment_readings import find_reading, find_unread
from surveys.comments import can_read
from surveys.disclosure import TOO_FEW_COMMENTS
from surveys.results import PulseResult
from tests.workspaces import Office, find_id

pytestmark = pytest.mark.asyncio(loop_scope="module")

SALES = [player.handle for player in list_players(Part.SALES)]
LATE = "The go-live date has been moved again, everything takes months longer than announced."
SAID = [LATE] * 6 + ["Hm.", "Tja.", "Bueno.", "Bof.", "…"]
needs_the_model = pytest.mark.skipif(not can_read(), reason="needs the extra nlp")


@pytest_asyncio.fixture(scope="module", loop_scope="module", autouse=True)
async def staff(quick_office: Office) -> None:
    await quick_office.start_initiative("CRM")
    await quick_office.type("mia", "/change audience new staff kind:employees from:@sales")


async def run_pulse(office: Office, comments: list[str]) -> str:
    """A pulse that is closed after everybody's answer and these comments; gives its id."""
    office.read_everything()
    opened = await office.type(
        "lena", '/change pulse new CRM to staff "The change helps me" remind:none override:"walked through"'
    )
    await office.drain()
    for handle, words in zip(SALES, comments, strict=False):
        message = await office.receive(handle)
        await office.click(handle, message, "4 Agree")
        await office.click(handle, message, "Add a comment")
        await office.submit(handle, {"Comment": words})
    pulse = find_id("P", opened)
    await office.type("lena", f"/change pulse close {pulse}")
    return pulse


@needs_the_model
async def test_comments_are_counted_by_theme_and_tone_once_they_have_been_read(quick_office: Office) -> None:
    office = quick_office
    pulse = await run_pulse(office, SAID)
    await office.app.scheduler.tick()
    results = await office.type("lena", f"/change pulse results {pulse}")
    assert "Themes: timeline 6 · other or unclear 5" in results
    assert "Tone: negative 6 · other or unclear 5" in results
    tallies = await office.store.read(office.team_id, lambda unit: find_reading(unit, pulse))
    assert tallies == {
        "": {"themes": {"timeline": 6, "other": 5}, "tones": {"negative": 6, "other": 5}},
    }
    assert await office.store.read(office.team_id, find_unread) is None


@needs_the_model
async def test_nine_comments_are_neither_shown_nor_counted(quick_office: Office) -> None:
    office = quick_office
    pulse = await run_pulse(office, [LATE] * 9)
    await office.app.scheduler.tick()
    results = await office.type("lena", f"/change pulse results {pulse}")
    assert "fewer than 10 comments" in results
    assert "Themes" not in results
    assert await office.store.read(office.team_id, lambda unit: find_reading(unit, pulse)) == {}


@pytest.mark.parametrize(("is_on", "said"), [(False, "without its extra `nlp`"), (True, "are being read")])
async def test_what_has_not_been_read_says_why(is_on: bool, said: str) -> None:
    result = PulseResult((), 0, 0, (), {}, TOO_FEW_COMMENTS)
    (block,) = theme_blocks(result, None, is_on=is_on)
    assert said in str(block._resolve())
