"""What Slack may answer, and what becomes of the delivery: sent once, put back, failed or unknown, with the reason."""

import asyncio
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from sqlalchemy import select

from bot.clients import Clients
from bot.last_look import LastLook
from bot.naming import Naming
from bot.sandbox.faults import Fault
from bot.sandbox.members import Channel
from bot.sandbox.server import Sandbox
from bot.sandbox.workspace import BOT_USER_ID, DEFAULT_SCOPES, TEAM_ID
from bot.sender import Sender
from bot.tick import drain_all
from bot.web.server import WebServer
from storage.audit import audit_log
from storage.outbox import Delivery
from storage.workspaces import find_workspace, put_workspace
from tests.faults.crowd import (
    claim_and_vanish,
    count_copies,
    find_all,
    find_one,
    list_copies,
    make_app,
    make_crowd,
    promise_in,
)


async def send(app, recipients) -> None:
    await app.store.write(TEAM_ID, lambda unit: promise_in(unit, recipients))
    await drain_all(app)


async def send_later(sandbox, folder, minutes: float = 2) -> list[Delivery]:
    """Let another process drain once some minutes have passed."""
    async with make_app(sandbox, folder, minutes=minutes) as app:
        await drain_all(app)
        return await find_all(app)


async def ask_health(app) -> tuple[int, dict[str, Any]]:
    """What a load balancer sees."""
    async with (
        WebServer(app) as server,
        aiohttp.ClientSession() as session,
        session.get(f"http://127.0.0.1:{server.port}/healthz") as answer,
    ):
        return answer.status, await answer.json()


AMBIGUOUS = {
    "reply dropped after storing": (Fault.drop_reply(), "ServerDisconnectedError", 1),
    "internal_error": (Fault.refuse("internal_error"), "internal_error", 0),
    "fatal_error": (Fault.refuse("fatal_error"), "fatal_error", 0),
    "500 with a page": (Fault.http_error(500), "not Slack's", 0),
    "503 with a page": (Fault.http_error(503), "not Slack's", 0),
    "200 with a page": (Fault.http_error(200), "not Slack's", 0),
    "connection broken": (Fault.time_out(0.01), "ServerDisconnectedError", 0),
}


@pytest.mark.parametrize(("fault", "reason", "stored"), AMBIGUOUS.values(), ids=AMBIGUOUS)
async def test_doubtful_answer_is_looked_up_before_sending_again(tmp_path, fault, reason, stored):
    workspace = make_crowd(1)
    async with Sandbox(workspace) as sandbox:
        sandbox.faults.script("chat.postMessage", fault)
        async with make_app(sandbox, tmp_path) as app:
            await send(app, ["U1"])
            doubtful = await find_one(app)
            assert doubtful.state == "sending"
            assert reason in (doubtful.reason or "")
            assert len(list_copies(workspace, "U1")) == stored
            await app.sender.drain(TEAM_ID)
            assert len(list_copies(workspace, "U1")) == stored, "it was not looked up within the grace"
        (delivery,) = await send_later(sandbox, tmp_path)
        (message,) = list_copies(workspace, "U1")
        assert (delivery.state, delivery.ts, delivery.reason) == ("sent", message.ts, None)
        assert workspace.traffic.list_calls("conversations.history")


async def test_answer_that_never_comes_is_looked_up(tmp_path):
    workspace = make_crowd(1)
    async with Sandbox(workspace) as sandbox:
        sandbox.faults.script("chat.postMessage", Fault.latency(60))
        async with make_app(sandbox, tmp_path) as app:
            impatient = Clients(app.store, sandbox.api_url, app.seal, Naming(), timeout_seconds=1)
            impatient.put(TEAM_ID, sandbox.bot_token)
            await app.store.write(TEAM_ID, lambda unit: promise_in(unit, ["U1"]))
            await Sender(app.store, impatient, 6000, LastLook(app.house, ())).drain(TEAM_ID)
            await impatient.close()
            assert (await find_one(app)).reason == "no answer in time"
        (delivery,) = await send_later(sandbox, tmp_path)
        assert (delivery.state, count_copies(workspace)) == ("sent", {1: 1})


@pytest.mark.parametrize("body", ["{oops", "[]", "null", '"ok"'])
async def test_broken_json_is_doubtful_too(tmp_path, body):
    async def garble(_request: web.Request) -> web.Response:
        return web.Response(text=body, content_type="application/json")

    application = web.Application()
    application.router.add_post("/api/chat.postMessage", garble)
    async with Sandbox(make_crowd(1)) as sandbox, make_app(sandbox, tmp_path) as app, TestServer(application) as server:
        (await app.clients.get(TEAM_ID)).base_url = str(server.make_url("/api/"))
        await send(app, ["U1"])
        assert (await find_one(app)).state == "sending"


async def test_killed_between_claim_and_post_is_sent_once(tmp_path):
    workspace = make_crowd(3)
    async with Sandbox(workspace) as sandbox:
        async with make_app(sandbox, tmp_path) as app:
            await app.store.write(TEAM_ID, lambda unit: promise_in(unit, ["U1", "U2", "U3"]))
            await claim_and_vanish(app, 3)
        assert {delivery.state for delivery in await send_later(sandbox, tmp_path)} == {"sent"}
        assert count_copies(workspace) == {1: 3}


async def test_copy_that_lands_late_is_deleted(tmp_path):
    workspace = make_crowd(1)
    async with Sandbox(workspace) as sandbox:
        sandbox.faults.script("chat.postMessage", Fault.land_late(1.0))
        async with make_app(sandbox, tmp_path) as app:
            await send(app, ["U1"])
        await send_later(sandbox, tmp_path)
        await asyncio.sleep(1.1)
        assert count_copies(workspace) == {2: 1}, "Slack carried out the first attempt after the look-up"
        (delivery,) = await send_later(sandbox, tmp_path, minutes=20)
        (message,) = list_copies(workspace, "U1")
        assert (delivery.state, delivery.ts) == ("sent", message.ts)


async def test_late_copy_is_deleted_though_the_second_attempt_was_limited(tmp_path):
    workspace = make_crowd(1)
    async with Sandbox(workspace) as sandbox:
        sandbox.faults.script("chat.postMessage", Fault.land_late(1.5))
        async with make_app(sandbox, tmp_path) as app:
            await send(app, ["U1"])
        sandbox.faults.script("chat.postMessage", Fault.limit(1))
        await send_later(sandbox, tmp_path)
        await asyncio.sleep(0.6)
        assert count_copies(workspace) == {2: 1}
        await send_later(sandbox, tmp_path, minutes=20)
        assert count_copies(workspace) == {1: 1}


async def test_slow_machine_clock_or_slacks_does_not_double(tmp_path):
    workspace = make_crowd(1)
    workspace.clock.advance(-120)
    async with Sandbox(workspace) as sandbox:
        sandbox.faults.script("chat.postMessage", Fault.drop_reply())
        async with make_app(sandbox, tmp_path) as app:
            await send(app, ["U1"])
        (delivery,) = await send_later(sandbox, tmp_path)
        assert (delivery.state, count_copies(workspace)) == ("sent", {1: 1})


async def test_unreadable_history_means_unknown_not_a_guess(tmp_path):
    workspace = make_crowd(1, scopes=[scope for scope in DEFAULT_SCOPES if scope != "im:history"])
    async with Sandbox(workspace) as sandbox:
        sandbox.faults.script("chat.postMessage", Fault.drop_reply())
        async with make_app(sandbox, tmp_path) as app:
            await send(app, ["U1"])
        (delivery,) = await send_later(sandbox, tmp_path)
        assert delivery.state == "unknown"
        assert delivery.reason == "no answer came, and the conversation could not be read (missing_scope)"
        assert count_copies(workspace) == {1: 1}


async def test_limits_pause_and_spend_no_attempt(tmp_path):
    workspace = make_crowd(30)
    async with Sandbox(workspace) as sandbox:
        sandbox.faults.script("chat.postMessage", Fault.limit(1), 3)
        async with make_app(sandbox, tmp_path, GROUNDSWELL_SENDS_PER_MINUTE=1200) as app:
            await send(app, [f"U{n}" for n in range(1, 31)])
            found = await find_all(app)
        assert {(delivery.state, delivery.attempts) for delivery in found} == {("sent", 0)}
        assert count_copies(workspace) == {1: 30}
        calls = workspace.traffic.list_calls("chat.postMessage")
        refused_at = max(call.at for call in calls if call.status == 429)
        accepted_at = min(call.at for call in calls if call.status == 200 and call.at > refused_at)
        assert accepted_at - refused_at >= 0.9


async def test_limited_history_waits_and_guesses_nothing(tmp_path):
    workspace = make_crowd(3)
    async with Sandbox(workspace) as sandbox:
        async with make_app(sandbox, tmp_path) as app:
            await app.store.write(TEAM_ID, lambda unit: promise_in(unit, ["U1", "U2", "U3"]))
            await claim_and_vanish(app, 3)
        sandbox.faults.script("conversations.history", Fault.limit(1))
        async with make_app(sandbox, tmp_path, minutes=2) as app:
            await app.sender.drain(TEAM_ID)
            await app.sender.drain(TEAM_ID)
            assert {delivery.state for delivery in await find_all(app)} == {"sending"}
            assert len(workspace.traffic.list_calls("conversations.history")) == 1
            await asyncio.sleep(1)
            await app.sender.drain(TEAM_ID)
            assert {delivery.state for delivery in await find_all(app)} == {"sent"}


async def test_impossible_recipients_fail_with_the_reason_and_others_go_on(tmp_path):
    workspace = make_crowd(3)
    workspace.users["U2"].deleted = True
    workspace.channels["C9"] = Channel("C9", "old", ["U1"], is_archived=True)
    async with Sandbox(workspace) as sandbox, make_app(sandbox, tmp_path) as app:
        await send(app, ["U1", "U2", "U3", "U404", "C404", "C9"])
        outcomes = {delivery.recipient: (delivery.state, delivery.reason) for delivery in await find_all(app)}
        assert outcomes == {
            "U1": ("sent", None),
            "U2": ("failed", "user_disabled"),
            "U3": ("sent", None),
            "U404": ("failed", "channel_not_found"),
            "C404": ("failed", "channel_not_found"),
            "C9": ("failed", "is_archived"),
        }


async def test_people_known_to_have_left_are_not_tried(tmp_path):
    workspace = make_crowd(6)
    async with Sandbox(workspace) as sandbox, make_app(sandbox, tmp_path) as app:
        await app.store.write(TEAM_ID, lambda unit: promise_in(unit, [f"U{n}" for n in range(1, 7)]))
        for name in ("U1", "U3", "U6"):
            workspace.users[name].deleted = True
        await app.directory.sync_people(TEAM_ID)
        await app.sender.drain(TEAM_ID)
        outcomes = {delivery.recipient: (delivery.state, delivery.reason) for delivery in await find_all(app)}
        assert [outcomes[f"U{n}"] for n in (1, 3, 6)] == [("failed", "inactive")] * 3
        assert [outcomes[f"U{n}"] for n in (2, 4, 5)] == [("sent", None)] * 3
        assert len(workspace.traffic.list_calls("chat.postMessage")) == 3


@pytest.mark.parametrize("error", ["invalid_auth", "account_inactive", "token_revoked"])
async def test_refused_token_halts_the_workspace_and_keeps_its_rows(tmp_path, error):
    workspace = make_crowd(30)
    async with Sandbox(workspace) as sandbox:
        async with make_app(sandbox, tmp_path, GROUNDSWELL_SENDS_PER_MINUTE=600) as app:
            sandbox.faults.script("chat.postMessage", Fault.refuse(error), 1000)
            await send(app, [f"U{n}" for n in range(1, 31)])
            halted = await app.store.read(TEAM_ID, find_workspace)
            assert halted is not None
            assert halted.halted_reason == error
            assert {(d.state, d.attempts) for d in await find_all(app)} == {("planned", 0)}
            calls = len(workspace.traffic.list_calls("chat.postMessage"))
            assert calls <= 8, "those in flight may be refused too, no more"
            await app.sender.drain(TEAM_ID)
            assert len(workspace.traffic.list_calls("chat.postMessage")) == calls
            sandbox.faults.clear()
        async with make_app(sandbox, tmp_path) as app:
            await app.sender.drain(TEAM_ID)
            assert {delivery.state for delivery in await find_all(app)} == {"sent"}
        assert count_copies(workspace) == {1: 30}


async def test_halt_is_told_once_and_health_is_red_until_a_fresh_token(tmp_path):
    workspace = make_crowd(20)
    async with Sandbox(workspace) as sandbox, make_app(sandbox, tmp_path, GROUNDSWELL_PORT=0) as app:
        sandbox.faults.script("chat.postMessage", Fault.refuse("token_revoked"), 1000)
        await send(app, [f"U{n}" for n in range(1, 21)])
        assert await ask_health(app) == (503, {"ok": False, "halted": {TEAM_ID: "token_revoked"}})
        told = await app.store.read(TEAM_ID, lambda unit: list(unit.connection.execute(select(audit_log.c.action))))
        assert [row.action for row in told].count("workspace.halted") == 1
        sandbox.faults.clear()
        sealed = app.seal.seal(sandbox.bot_token, TEAM_ID)
        await app.store.write(TEAM_ID, lambda unit: put_workspace(unit, "Sandbox", BOT_USER_ID, sealed))
        assert await ask_health(app) == (200, {"ok": True, "halted": {}})
        await drain_all(app)
        assert count_copies(workspace) == {1: 20}


async def test_replica_with_the_old_token_takes_the_fresh_one(tmp_path):
    workspace = make_crowd(5)
    async with Sandbox(workspace) as sandbox, make_app(sandbox, tmp_path) as app:
        sealed = app.seal.seal(sandbox.bot_token, TEAM_ID)
        await app.store.write(TEAM_ID, lambda unit: put_workspace(unit, "Sandbox", BOT_USER_ID, sealed))
        app.clients.put(TEAM_ID, "xoxb-of-before")
        await send(app, [f"U{n}" for n in range(1, 6)])
        await drain_all(app)
        assert count_copies(workspace) == {1: 5}


async def test_token_refused_during_a_look_up_halts_too(tmp_path):
    workspace = make_crowd(1)
    async with Sandbox(workspace) as sandbox:
        async with make_app(sandbox, tmp_path) as app:
            await app.store.write(TEAM_ID, lambda unit: promise_in(unit, ["U1"]))
            await claim_and_vanish(app, 1)
        async with make_app(sandbox, tmp_path, minutes=2) as app:
            sandbox.faults.script("conversations.open", Fault.refuse("token_revoked"))
            await app.sender.drain(TEAM_ID)
            halted = await app.store.read(TEAM_ID, find_workspace)
            assert halted is not None
            assert halted.halted_reason == "token_revoked"
            assert (await find_one(app)).state == "sending"


async def test_unreachable_slack_is_tried_again_later(tmp_path):
    workspace = make_crowd(1)
    async with Sandbox(workspace) as sandbox, make_app(sandbox, tmp_path) as app:
        (await app.clients.get(TEAM_ID)).base_url = "http://127.0.0.1:9/api/"
        await send(app, ["U1"])
        delivery = await find_one(app)
        assert (delivery.state, delivery.attempts, delivery.reason) == ("planned", 1, "Slack could not be reached")
        assert delivery.due_at > app.store.clock.now()


async def test_sleeper_does_not_overwrite_its_successor(tmp_path):
    workspace = make_crowd(1)
    async with Sandbox(workspace) as sandbox:
        async with make_app(sandbox, tmp_path) as sleeper:
            await sleeper.store.write(TEAM_ID, lambda unit: promise_in(unit, ["U1"]))
            sandbox.faults.script("chat.postMessage", Fault.latency(1.5))
            sleeping = asyncio.create_task(sleeper.sender.drain(TEAM_ID))
            await asyncio.sleep(0.3)
            (successors,) = await send_later(sandbox, tmp_path, minutes=2)
            await sleeping
            assert await find_one(sleeper) == successors
            assert count_copies(workspace) == {2: 1}
        await send_later(sandbox, tmp_path, minutes=20)
        (message,) = list_copies(workspace, "U1")
        assert message.ts == successors.ts
