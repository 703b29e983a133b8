"""The control API through which a page shows the sandbox and makes gestures in it."""

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from bot.sandbox.server import Sandbox
from tests.sandboxes import ANA, connect_bolt, make_bolt, make_client, make_workspace


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox(make_workspace()) as sandbox:
        app = make_bolt(sandbox)

        @app.command("/ask")
        async def on_command(ack: Any) -> None:
            await ack("Just *you*")

        async with connect_bolt(sandbox, app):
            yield sandbox


@pytest.fixture
async def page(sandbox: Sandbox) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(f"{sandbox.url}/sandbox/") as session:
        yield session


async def fetch(page: aiohttp.ClientSession, path: str) -> Any:
    async with page.get(path) as response:
        return await response.json()


async def send(page: aiohttp.ClientSession, path: str, **body: Any) -> tuple[int, Any]:
    async with page.post(path, json=body) as response:
        return response.status, await response.json()


async def test_gesture_shows_on_the_screen_of_one_person(page: aiohttp.ClientSession) -> None:
    status, outcome = await send(page, "gestures", gesture="slash", user="ana", line="/ask x", channel="general")
    assert (status, outcome["lines"]) == (200, ["Just you"])
    screens = {user: await fetch(page, f"state?user={user}") for user in ("ana", "ben")}
    seen = {user: screen["channels"][0]["messages"] for user, screen in screens.items()}
    assert [message["lines"] for message in seen["ana"]] == [["Just you"]]
    assert seen["ana"][0]["is_ephemeral"] is True
    assert seen["ben"] == []
    assert "leadership" not in {channel.get("name") for channel in screens["ben"]["channels"]}


async def test_bad_requests_are_told_apart(page: aiohttp.ClientSession) -> None:
    assert (await send(page, "gestures", gesture="shout", user="ana"))[0] == 400
    assert (await send(page, "gestures", gesture="click", user="ana", place="modal", label="Go")) == (
        (400, {"error": "ana has no modal open"})
    )
    assert "error" in await fetch(page, "state?user=nobody")
    assert "error" in await fetch(page, "traffic?newest=many")
    assert (await send(page, "clock", tomorrow=True))[0] == 400
    assert (await send(page, "gestures", gesture="slash", user="ana", line=5))[0] == 400


async def test_clock_moves_what_slack_stamps(sandbox: Sandbox, page: aiohttp.ClientSession) -> None:
    before = await fetch(page, "clock")
    await send(page, "clock", advance_seconds=86_400)
    sent = await make_client(sandbox).chat_postMessage(channel=ANA, text="tomorrow")
    assert 86_400 <= float(sent["ts"]) - before["now"] < 86_430
    assert (await send(page, "clock", offset_seconds=0))[1]["offset_seconds"] == 0


async def test_traffic_shows_calls_and_payloads(sandbox: Sandbox, page: aiohttp.ClientSession) -> None:
    await send(page, "gestures", gesture="slash", user="ana", line="/ask x")
    traffic = await fetch(page, "traffic?newest=1")
    assert [(entry["direction"], entry["name"]) for entry in traffic["entries"]] == [("out", "slash_commands")]
    assert traffic["violations"] == []


async def test_changes_are_pushed(sandbox: Sandbox, page: aiohttp.ClientSession) -> None:
    async with page.ws_connect("live") as live:
        sent = await make_client(sandbox).chat_postMessage(channel=ANA, text="news")
        notice = await live.receive_json(timeout=2)
        assert (notice["kind"], notice["channel"], notice["ts"]) == ("message", sent["channel"], sent["ts"])


async def test_pages_of_other_sites_are_kept_out(page: aiohttp.ClientSession) -> None:
    for headers in ({"Origin": "https://evil.example"}, {"Host": "evil.example"}):
        async with page.get("state", headers=headers) as response:
            assert response.status == 403
