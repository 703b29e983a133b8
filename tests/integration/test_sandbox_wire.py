"""Socket Mode and signed posts at the level of the wire, as an app without Slack's SDK would see them."""

import asyncio
import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import parse_qs

import aiohttp
import pytest
from aiohttp import web

from bot.sandbox.server import Sandbox
from tests.sandboxes import ANA, eventually, make_workspace

FORM = {"type": "modal", "title": {"type": "plain_text", "text": "x" * 25}, "blocks": []}


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox(make_workspace(), ack_seconds=0.2, retry_seconds=(0.0, 0.0)) as sandbox:
        yield sandbox


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


async def ask_address(sandbox: Sandbox, session: aiohttp.ClientSession) -> str:
    headers = {"Authorization": f"Bearer {sandbox.app_token}"}
    async with session.post(f"{sandbox.api_url}apps.connections.open", headers=headers) as response:
        return str((await response.json())["url"])


async def test_hello_and_envelopes(sandbox: Sandbox, session: aiohttp.ClientSession) -> None:
    async with session.ws_connect(await ask_address(sandbox, session)) as socket:
        hello = await socket.receive_json(timeout=1)
        assert (hello["type"], hello["num_connections"]) == ("hello", 1)
        assert hello["connection_info"] == {"app_id": sandbox.workspace.app_id}
        assert hello["debug_info"]["approximate_connection_time"] > 0
        typing = asyncio.create_task(sandbox.gestures.slash("ana", "/ask me", "general"))
        command = await socket.receive_json(timeout=1)
        assert (command["type"], command["accepts_response_payload"]) == ("slash_commands", True)
        assert command["payload"]["command"] == "/ask"
        assert command["payload"]["response_url"].startswith(f"{sandbox.url}/commands/{sandbox.workspace.team_id}/")
        await socket.send_json({"envelope_id": command["envelope_id"], "payload": {"text": "Me too"}})
        assert (await typing).lines == ["Me too"]


async def test_event_without_acknowledgement_comes_again(sandbox: Sandbox, session: aiohttp.ClientSession) -> None:
    async with session.ws_connect(await ask_address(sandbox, session)) as socket:
        await socket.receive_json(timeout=1)
        await sandbox.gestures.send_event({"type": "team_join"})
        envelopes = [await socket.receive_json(timeout=1) for _ in range(3)]
        assert [(each["retry_attempt"], each["retry_reason"]) for each in envelopes] == [
            (0, ""),
            (1, "http_timeout"),
            (2, "http_timeout"),
        ]
        assert {each["accepts_response_payload"] for each in envelopes} == {False}
        await socket.send_str("thanks")
        await socket.send_json({"envelope_id": envelopes[0]["envelope_id"]})
        codes = await eventually(lambda: _list_codes(sandbox) if len(_list_codes(sandbox)) == 3 else None)
        assert sorted(codes) == ["bad_acknowledgement", "event_lost", "late_acknowledgement"]


def _list_codes(sandbox: Sandbox) -> list[str]:
    return [violation.code for violation in sandbox.workspace.traffic.violations]


async def test_address_is_good_for_one_of_ten_connections(sandbox: Sandbox, session: aiohttp.ClientSession) -> None:
    address = await ask_address(sandbox, session)
    sockets = [await session.ws_connect(address)]
    with pytest.raises(aiohttp.WSServerHandshakeError, match="401"):
        await session.ws_connect(address)
    sockets += [await session.ws_connect(await ask_address(sandbox, session)) for _ in range(10)]
    greetings = [await socket.receive_json(timeout=1) for socket in sockets]
    assert [greeting["type"] for greeting in greetings] == ["hello"] * 10 + ["disconnect"]
    assert greetings[-1]["reason"] == "too_many_websockets"
    await sandbox.socket_mode.disconnect("refresh_requested")
    assert (await sockets[0].receive_json(timeout=1))["reason"] == "refresh_requested"
    assert sandbox.socket_mode.connection_count == 0


@asynccontextmanager
async def serve(answers: list[web.Response], seen: list[tuple[dict[str, str], str]]) -> AsyncIterator[str]:
    """An app of a few lines that gives one answer after the other."""

    async def handle(request: web.Request) -> web.Response:
        seen.append(({key.lower(): value for key, value in request.headers.items()}, await request.text()))
        return answers.pop(0)

    application = web.Application()
    application.router.add_post("/slack/events", handle)
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    finally:
        await runner.cleanup()


async def test_posts_are_signed_and_encoded_by_kind(sandbox: Sandbox) -> None:
    seen: list[tuple[dict[str, str], str]] = []
    answers = [web.Response(text="plain"), web.json_response({"text": "json"}), web.Response()]
    async with serve(answers, seen) as url:
        await sandbox.deliver_to(url)
        assert (await sandbox.gestures.slash("ana", "/ask a&b")).lines == ["plain"]
        assert (await sandbox.gestures.slash("ana", "/ask again")).lines == ["json"]
        await sandbox.gestures.send_event({"type": "team_join"})
    for headers, body in seen:
        base = f"v0:{headers['x-slack-request-timestamp']}:{body}".encode()
        digest = hmac.new(sandbox.signing_secret.encode(), base, hashlib.sha256).hexdigest()
        assert headers["x-slack-signature"] == f"v0={digest}"
    assert parse_qs(seen[0][1])["text"] == ["a&amp;b"]
    assert seen[0][0]["content-type"] == "application/x-www-form-urlencoded"
    assert json.loads(seen[2][1])["event"]["type"] == "team_join"


async def test_broken_answers_are_told_apart(sandbox: Sandbox) -> None:
    answers = [
        web.Response(text="{", content_type="application/json"),
        web.json_response({"text": "x", "blocks": [{"type": "wonder"}]}),
        web.Response(status=500),
        web.Response(status=500, headers={"x-slack-no-retry": "1"}),
    ]
    seen: list[tuple[dict[str, str], str]] = []
    async with serve(answers, seen) as url:
        await sandbox.deliver_to(url)
        assert (await sandbox.gestures.slash("ana", "/ask a")).lines == ["{"]
        assert (await sandbox.gestures.slash("ana", "/ask b")).lines == []
        await sandbox.gestures.send_event({"type": "team_join"})
        await eventually(lambda: answers == [])
    answers.append(web.Response(status=404, headers={"x-slack-no-retry": "1"}))
    async with serve(answers, seen) as url:
        await sandbox.deliver_to(url)
        await sandbox.gestures.send_event({"type": "team_join"})
        await asyncio.sleep(0.05)
    assert [headers.get("x-slack-retry-num") for headers, _ in seen[2:]] == [None, "1", None]
    assert seen[3][0]["x-slack-retry-reason"] == "http_error"
    assert _list_codes(sandbox) == ["reply_refused"]


@pytest.mark.parametrize(
    "answer",
    [
        {"response_action": "errors", "errors": {"nowhere": "Wrong"}},
        {"response_action": "errors", "errors": {}},
        {"response_action": "update", "view": FORM},
        {"response_action": "push"},
        {"response_action": "shout"},
    ],
)
async def test_bad_answer_to_a_form_is_noted_and_leaves_it_open(sandbox: Sandbox, answer: dict[str, Any]) -> None:
    view = {**FORM, "title": {"type": "plain_text", "text": "Form"}}
    body = {"trigger_id": sandbox.workspace.tickets.issue_trigger(ANA).id, "view": view}
    headers = {"Authorization": f"Bearer {sandbox.bot_token}"}
    async with aiohttp.ClientSession() as session, serve([web.json_response(answer)], []) as url:
        await sandbox.deliver_to(url)
        async with session.post(f"{sandbox.api_url}views.open", json=body, headers=headers) as response:
            assert (await response.json())["ok"]
        await sandbox.gestures.submit_view("ana")
    assert len(sandbox.workspace.modals[ANA]) == 1
    assert _list_codes(sandbox) == ["bad_response_action"]
