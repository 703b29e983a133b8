"""Triggers, response URLs, retries, connections and signatures, as a Bolt app in Slack would meet them."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

import aiohttp
import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError

from bot.sandbox.server import Sandbox
from tests.sandboxes import connect_bolt, eventually, make_bolt, make_client, make_workspace, serve_bolt
from tests.small_bolt import make_app, make_form


@pytest.fixture
def seen() -> dict[str, list[Any]]:
    return {kind: [] for kind in ("command", "action", "view", "closed")}


@pytest.fixture(params=[connect_bolt, serve_bolt], ids=["sockets", "http"])
async def sandbox(request: pytest.FixtureRequest, seen: dict[str, list[Any]]) -> AsyncIterator[Sandbox]:
    way: Callable[[Sandbox, AsyncApp], AbstractAsyncContextManager[Any]] = request.param
    async with Sandbox(make_workspace(), ack_seconds=0.3) as sandbox, way(sandbox, make_app(sandbox, seen)):
        yield sandbox


async def test_response_url_takes_five_replies(sandbox: Sandbox, seen: dict[str, list[Any]]) -> None:
    outcome = await sandbox.gestures.slash("ana", "/ask respond", "crm-rollout")
    assert outcome.lines == ["first"]
    assert [message.text for message in sandbox.workspace.list_posted("crm-rollout")] == ["second"]
    assert [violation.code for violation in sandbox.workspace.traffic.violations] == ["public_reply"]
    url = seen["command"][0]["response_url"]
    async with aiohttp.ClientSession() as session:
        answers = [await _post(session, url, {"text": f"reply {number}"}) for number in (3, 4, 5, 6)]
        assert answers == [(200, "ok")] * 3 + [(404, "used_url")]
        url = (await _click_no(sandbox, session))[0]
        sandbox.workspace.clock.advance(31 * 60)
        assert await _post(session, url, {"text": "late"}) == (404, "expired_url")


async def test_response_url_replaces_and_deletes_the_original(sandbox: Sandbox) -> None:
    async with aiohttp.ClientSession() as session:
        url, posted = await _click_no(sandbox, session)
        assert await _post(session, url, {"text": "Changed", "replace_original": True}) == (200, "ok")
        assert (posted.text, posted.blocks) == ("Changed", None)
        assert await _post(session, url, {"text": "", "blocks": [{"type": "nonsense"}]}) == (400, "invalid_blocks")
        assert await _post(session, url, {"delete_original": True}) == (200, "ok")
        assert sandbox.workspace.list_direct("ana") == []


async def _click_no(sandbox: Sandbox, session: aiohttp.ClientSession) -> tuple[str, Any]:
    posted = (await sandbox.gestures.slash("ana", "/ask card")).posted[-1]
    outcome = await sandbox.gestures.click("ana", posted, "No")
    assert outcome.lines == ["Why not?"]
    return sandbox.workspace.traffic.list_payloads("interactive")[-1].sent["response_url"], posted


async def _post(session: aiohttp.ClientSession, url: str, body: dict[str, Any]) -> tuple[int, str]:
    async with session.post(url, json=body) as response:
        return response.status, await response.text()


async def test_public_reply_and_missed_acknowledgement_are_violations(sandbox: Sandbox) -> None:
    await sandbox.gestures.slash("ana", "/ask loud")
    outcome = await sandbox.gestures.slash("ana", "/ask slow")
    assert (outcome.ack_seconds, outcome.error, outcome.lines) == (None, "operation_timeout", [])
    unknown = await sandbox.gestures.slash("ana", "/unknown")
    assert unknown.error in ("dispatch_failed", "operation_timeout")
    codes = [violation.code for violation in sandbox.workspace.traffic.violations]
    assert codes[:2] == ["public_reply", "operation_timeout"]


async def test_trigger_opens_one_view_within_three_seconds(sandbox: Sandbox, seen: dict[str, list[Any]]) -> None:
    await sandbox.gestures.slash("ana", "/ask hello")
    client, trigger_id = make_client(sandbox), seen["command"][0]["trigger_id"]
    await client.views_open(trigger_id=trigger_id, view=make_form())
    assert await _refused(client.views_open(trigger_id=trigger_id, view=make_form())) == "exchanged_trigger_id"
    await sandbox.gestures.slash("ana", "/ask hello")
    late = seen["command"][1]["trigger_id"]
    sandbox.workspace.tickets.triggers[late].issued_at -= 3
    assert await _refused(client.views_open(trigger_id=late, view=make_form())) == "expired_trigger_id"
    assert await _refused(client.views_open(trigger_id="1.2.3", view=make_form())) == "invalid_trigger_id"


async def test_trigger_outlives_a_move_of_the_clock(sandbox: Sandbox, seen: dict[str, list[Any]]) -> None:
    await sandbox.gestures.slash("ana", "/ask hello")
    sandbox.workspace.clock.advance(7 * 86_400)
    opened = await make_client(sandbox).views_open(trigger_id=seen["command"][0]["trigger_id"], view=make_form())
    assert opened["view"]["callback_id"] == "form"


async def _refused(call: Any) -> str:
    with pytest.raises(SlackApiError) as caught:
        await call
    return str(caught.value.response["error"])


@pytest.mark.parametrize("way", [connect_bolt, serve_bolt], ids=["sockets", "http"])
async def test_event_that_nobody_takes_comes_again(way: Any) -> None:
    async with Sandbox(make_workspace(), ack_seconds=0.2, retry_seconds=(0.0, 0.01)) as sandbox:
        app, numbers = make_bolt(sandbox), []

        @app.event("team_join")
        async def on_join(request: Any) -> None:
            numbers.append(request.headers.get("x-slack-retry-num", ["0"])[0])
            if len(numbers) < 3:
                raise RuntimeError("not now")

        async with way(sandbox, app):
            await sandbox.gestures.send_event({"type": "team_join", "user": {"id": "U99"}})
            await eventually(lambda: len(sandbox.workspace.traffic.list_payloads("events_api")) == 3)
        assert numbers == ["0", "1", "2"]
        assert len({entry.sent["event_id"] for entry in sandbox.workspace.traffic.list_payloads("events_api")}) == 1
        assert sandbox.workspace.traffic.violations == []


async def test_event_that_is_never_taken_is_a_violation() -> None:
    async with Sandbox(make_workspace(), retry_seconds=(0.0, 0.0)) as sandbox:
        outcome = await sandbox.gestures.open_home("ana")
        assert outcome.error == "dispatch_failed"
        await eventually(lambda: sandbox.workspace.traffic.violations)
        assert sandbox.workspace.traffic.violations[0].code == "event_lost"


async def test_each_payload_goes_to_one_of_several_connections() -> None:
    async with Sandbox(make_workspace()) as sandbox:
        answers: list[str] = []
        apps = [make_bolt(sandbox), make_bolt(sandbox)]
        for name, app in zip("AB", apps, strict=True):
            app.command("/ask")(_make_signing_listener(name, answers))
        async with connect_bolt(sandbox, apps[0]), connect_bolt(sandbox, apps[1]):
            await eventually(lambda: sandbox.socket_mode.connection_count == 2)
            for _ in range(4):
                await sandbox.gestures.slash("ana", "/ask hi")
        assert sorted(answers) == ["A", "A", "B", "B"]


def _make_signing_listener(name: str, answers: list[str]) -> Any:
    async def on_command(ack: Any) -> None:
        answers.append(name)
        await ack(name)

    return on_command


async def test_bot_comes_back_after_a_polite_and_an_abrupt_disconnect() -> None:
    async with Sandbox(make_workspace()) as sandbox:
        app = make_bolt(sandbox)
        app.command("/ask")(_make_signing_listener("A", []))
        async with connect_bolt(sandbox, app, ping_seconds=0.2):
            await sandbox.socket_mode.disconnect("warning")
            await sandbox.wait_for_bot()
            assert (await sandbox.gestures.slash("ana", "/ask hi")).lines == ["A"]
            sandbox.socket_mode.drop()
            assert (await sandbox.gestures.slash("ana", "/ask hi")).error == "dispatch_failed"
            await sandbox.wait_for_bot()
            assert (await sandbox.gestures.slash("ana", "/ask hi")).lines == ["A"]


async def test_posts_with_another_secret_are_refused_by_bolt() -> None:
    async with Sandbox(make_workspace(), signing_secret="theirs") as sandbox:
        app = AsyncApp(client=make_client(sandbox), signing_secret="ours")
        app.command("/ask")(_make_signing_listener("A", []))
        async with serve_bolt(sandbox, app):
            assert (await sandbox.gestures.slash("ana", "/ask hi")).error == "dispatch_failed"
