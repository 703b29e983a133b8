"""The demo: it plays its story to the end in a process of its own, and serves a workspace that keeps what it knows."""

import asyncio
import re
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

from bot.sandbox.cast import CAST

GROUNDSWELL = Path(sys.executable).with_name("groundswell")
MILESTONES = (
    "🔴 One customer record is red",
    "🟢 Field service on mobile is green",
    "critical 20 (4 × 5)",
    "R-6 (CRM) is acknowledged by @lena",
    "C-2 Sellers trained: 62 of at least 80 %, not met",
    "🔴 No-go by @clara",
    "🟢 Go by @clara",
    "🟢 green · derived 🔴 red · 🍉 watermelon",
    "✅ Pilot → ✅ Wave 1: inside sales → ▫️ Wave 2: Berlin and support",
    "CRM · Heat map",
    "this closes a circle: Identity → Billing → CRM → Identity",
    "Nothing was saved.",
    "47 of 120 eligible people are active",
    "as Aroha Ngata (employees) sees it",
    "Deliveries 26: sent 26",
    "Your answers are saved",
    "Results are published once",
    "7 of 12 answered",
    "Hidden: fewer than 5 answers.",
    "Your week in changes",
    "Monday, 09:00, in Pacific/Auckland",
    "field: fewer than 5 of 8 answered, after 8 of 8 answered",
    "The story is complete",
)


async def test_headless_demo_plays_the_story_and_prints_who_saw_what(tmp_path: Path) -> None:
    process = await _start_demo(tmp_path, "--headless")
    out, err = await asyncio.wait_for(process.communicate(), 60)

    text = out.decode()
    assert process.returncode == 0, text[-2000:] + err.decode()
    assert err == b""
    assert [words for words in MILESTONES if words not in text] == []
    assert list(tmp_path.iterdir()) == [], "the story leaves nothing behind"
    assert len(text.splitlines()) < 550, "somebody is to read it"
    screens = {name: _read_screen(text, f"{name} (") for name in ("Aroha Ngata", "Greta Holm", "Clara Winter")}
    assert "What changes for you\n" in screens["Aroha Ngata"]
    assert "Talking points" in screens["Greta Holm"]
    assert "Talking points" not in screens["Aroha Ngata"] + screens["Clara Winter"]
    assert "Numbers" in screens["Clara Winter"]
    assert "Numbers" not in screens["Aroha Ngata"] + screens["Greta Holm"]


async def test_served_demo_keeps_what_the_bot_knows_until_it_is_reset(tmp_path: Path) -> None:
    summary = "Kept over a restart"
    async with _serving_demo(tmp_path, "--reset") as page:
        assert "A new story" in page.welcome
        assert "One customer record" in await page.read_screen("aroha"), "a pulse waits to be answered"
        assert "is *amber*" in await page.type_command("ana", f"/change-status CRM amber {summary}")
        await page.post("clock", advance_seconds=7 * 86_400)
        assert "Kept over a restart" in await page.type_command("ana", "/change status CRM")
        week_later = (await page.get("clock"))["now"]

    async with _serving_demo(tmp_path) as page:
        assert "The story goes on" in page.welcome
        assert summary in await page.type_command("ana", "/change status CRM")
        assert (await page.get("clock"))["now"] >= week_later, "no fact lies in the future"

    async with _serving_demo(tmp_path, "--reset") as page:
        assert "A new story" in page.welcome
        assert summary not in await page.type_command("ana", "/change status CRM")
        assert (await page.get("clock"))["offset_seconds"] == 0


async def test_the_bot_lives_on_the_day_that_the_page_sets(tmp_path: Path) -> None:
    async with _serving_demo(tmp_path) as page:
        # A week later its five days are over, and the next tick seals it.
        assert "open until" in await page.type_command("lena", "/change pulse results P-5")
        await page.post("clock", advance_seconds=7 * 86_400)
        async with asyncio.timeout(5):
            while "Anonymous" not in await page.type_command("lena", "/change pulse results P-5"):
                await asyncio.sleep(0.1)


async def test_a_taken_port_is_said_in_a_sentence(tmp_path: Path) -> None:
    async with _serving_demo(tmp_path) as page:
        port = page.url.rpartition(":")[2]
        other = tmp_path / "other"
        other.mkdir()
        process = await _start_demo(other, "--port", port)
        _, err = await asyncio.wait_for(process.communicate(), 90)

    assert process.returncode == 1
    assert f"port {port}: Address already in use" in err.decode()
    assert len(err.splitlines()) == 1
    assert list(other.iterdir()) == [], "nothing was seeded for it"


async def test_what_was_kept_and_is_damaged_is_said_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "sandbox").mkdir()
    (tmp_path / "sandbox" / "groundswell.db").write_bytes(b"no database\n" * 100)
    process = await _start_demo(tmp_path, "--port", "0")
    _, err = await asyncio.wait_for(process.communicate(), 90)

    assert process.returncode == 1
    (sentence,) = err.decode().splitlines()
    assert sentence.startswith("The demo could not start. The database cannot be used: file is not a database.")
    assert sentence.endswith("To start anew: --reset")


class _Page:
    """What the browser page does, over the control API."""

    def __init__(self, url: str, welcome: str, session: aiohttp.ClientSession) -> None:
        self.url, self.welcome, self._session = url, welcome, session

    async def get(self, what: str, **query: str) -> Any:
        async with self._session.get(f"{self.url}/sandbox/{what}", params=query) as answer:
            return await answer.json()

    async def post(self, what: str, **body: Any) -> Any:
        async with self._session.post(f"{self.url}/sandbox/{what}", json=body) as answer:
            return await answer.json()

    async def type_command(self, handle: str, line: str) -> str:
        outcome = await self.post("gestures", gesture="slash", user=handle, line=line)
        return "\n".join(str(reply["text"]) for reply in outcome["replies"])

    async def read_screen(self, handle: str) -> str:
        async with asyncio.timeout(5):
            while '"ts"' not in (text := str(await self.get("state", user=CAST[handle].id)).replace("'", '"')):
                await asyncio.sleep(0.05)
        return text


@asynccontextmanager
async def _serving_demo(directory: Path, *options: str) -> AsyncIterator[_Page]:
    process = await _start_demo(directory, "--port", "0", *options)
    assert process.stdout is not None
    try:
        welcome = ""
        async with asyncio.timeout(90):
            while "Ctrl-C" not in welcome:
                line = await process.stdout.readline()
                assert line, (await process.communicate())[1].decode()
                welcome += line.decode()
        match = re.search(r"http://127\.0\.0\.1:\d+", welcome)
        assert match is not None, welcome
        async with aiohttp.ClientSession() as session:
            yield _Page(match[0], welcome, session)
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGINT)
        await asyncio.wait_for(process.communicate(), 15)
    assert process.returncode == 0


async def _start_demo(directory: Path, *options: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        str(GROUNDSWELL), "demo", *options, cwd=directory,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip


def _read_screen(text: str, name: str) -> str:
    """The lines marked as standing on somebody's screen after the memo reached them."""
    _, _, after = text.partition(". A memo: ")
    told = after[after.index(name, after.index("26 people get it now.")) :].split("\n\n")[0]
    return "\n".join(line.strip(" │") for line in told.splitlines() if "│" in line)
