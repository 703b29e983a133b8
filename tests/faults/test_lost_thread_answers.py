"""A message in a thread whose answer was lost is looked for in that thread, where a channel's history has none."""

import asyncio

import pytest

from bot.sandbox.faults import Fault
from bot.sandbox.messages import Message
from bot.sandbox.server import Sandbox
from bot.sandbox.workspace import DEFAULT_SCOPES, TEAM_ID, Workspace
from bot.tick import drain_all
from commands.slack.blocks import Message as Said
from commands.slack.telling import tell
from storage.outbox import Delivery, list_deliveries
from tests.faults.crowd import claim_and_vanish, make_app, make_crowd

PLACES = {"direct messages": "U1", "a channel": "C1"}


async def open_thread(app, place: str) -> Delivery:
    """Post the message that a thread begins with; gives its delivery."""
    await app.store.write(TEAM_ID, lambda u: tell(u, Said("Opening"), [place], key="o", kind="run", subject="RUN-1"))
    await drain_all(app)
    return (await find(app, "RUN-1"))[0]


async def promise_step(app, opening: Delivery) -> None:
    """Promise a message into the thread."""
    channel, ts = [str(opening.channel_id)], opening.ts
    await app.store.write(
        TEAM_ID, lambda u: tell(u, Said("Step"), channel, key="s", kind="run", subject="S-1", thread_ts=ts)
    )


async def find(app, subject: str) -> list[Delivery]:
    return await app.store.read(TEAM_ID, lambda unit: list_deliveries(unit, subject))


def list_thread(workspace: Workspace, opening: Delivery) -> list[Message]:
    """What stands under the opening message."""
    return workspace.timelines[str(opening.channel_id)].list_replies(str(opening.ts))[1:]


async def look_later(sandbox: Sandbox, folder, minutes: float = 2) -> Delivery:
    """Let another process drain once some minutes have passed; gives the step's delivery."""
    async with make_app(sandbox, folder, minutes=minutes) as app:
        await drain_all(app)
        return (await find(app, "S-1"))[0]


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
async def test_what_did_arrive_is_found_in_the_thread_and_not_sent_twice(tmp_path, place):
    workspace = make_crowd(1)
    async with Sandbox(workspace) as sandbox:
        async with make_app(sandbox, tmp_path) as app:
            opening = await open_thread(app, place)
            sandbox.faults.script("chat.postMessage", Fault.drop_reply())
            await promise_step(app, opening)
            await drain_all(app)
            assert (await find(app, "S-1"))[0].state == "sending"
            assert len(list_thread(workspace, opening)) == 1
        delivery = await look_later(sandbox, tmp_path)
        (message,) = list_thread(workspace, opening)
        assert (delivery.state, delivery.ts, delivery.reason) == ("sent", message.ts, None)
        assert workspace.traffic.list_calls("conversations.replies")
        assert not workspace.traffic.list_calls("conversations.history")


async def test_what_never_arrived_is_sent_into_the_thread_once(tmp_path):
    workspace = make_crowd(1)
    async with Sandbox(workspace) as sandbox:
        async with make_app(sandbox, tmp_path) as app:
            opening = await open_thread(app, "U1")
            await promise_step(app, opening)
            await claim_and_vanish(app, 1)
        delivery = await look_later(sandbox, tmp_path)
        (message,) = list_thread(workspace, opening)
        assert (delivery.state, delivery.ts) == ("sent", message.ts)
        assert (await look_later(sandbox, tmp_path, minutes=20)).state == "sent"
        assert len(list_thread(workspace, opening)) == 1


async def test_copy_that_lands_late_in_the_thread_is_deleted(tmp_path):
    workspace = make_crowd(1)
    async with Sandbox(workspace) as sandbox:
        async with make_app(sandbox, tmp_path) as app:
            opening = await open_thread(app, "U1")
            sandbox.faults.script("chat.postMessage", Fault.land_late(1.0))
            await promise_step(app, opening)
            await drain_all(app)
        await look_later(sandbox, tmp_path)
        await asyncio.sleep(1.1)
        assert len(list_thread(workspace, opening)) == 2, "Slack carried out the first attempt after the look-up"
        delivery = await look_later(sandbox, tmp_path, minutes=20)
        (message,) = list_thread(workspace, opening)
        assert (delivery.state, delivery.ts) == ("sent", message.ts)


async def test_unreadable_thread_means_unknown_not_a_guess(tmp_path):
    workspace = make_crowd(1, scopes=[scope for scope in DEFAULT_SCOPES if not scope.endswith(":history")])
    async with Sandbox(workspace) as sandbox:
        async with make_app(sandbox, tmp_path) as app:
            opening = await open_thread(app, "C1")
            sandbox.faults.script("chat.postMessage", Fault.drop_reply())
            await promise_step(app, opening)
            await drain_all(app)
        delivery = await look_later(sandbox, tmp_path)
        assert delivery.state == "unknown"
        assert delivery.reason == "no answer came, and the conversation could not be read (missing_scope)"
        assert len(list_thread(workspace, opening)) == 1
