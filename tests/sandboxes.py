"""A cast of people in a sandbox workspace, and the ways to let a Bolt app live in it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import uvicorn
from slack_bolt.adapter.asgi.async_handler import AsyncSlackRequestHandler
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.members import Channel, User, UserGroup
from bot.sandbox.server import Sandbox
from bot.sandbox.workspace import BOT_USER_ID, Workspace

ANA, BEN, CHLOE, DEV, EVA, FAY, GUS, HUGO = (f"U{number}" for number in range(1, 9))


def make_workspace(**settings: Any) -> Workspace:
    """Eight people (Gus has left, Hugo is a guest), channels public, private and archived, and two user groups."""
    users = [
        User(ANA, "ana", "Ana Lima", tz="Europe/Lisbon", email="ana@example.com", is_admin=True),
        User(BEN, "ben", "Ben Okafor", display_name="Ben", tz="Africa/Lagos", email="ben@example.com"),
        User(CHLOE, "chloe", "Chloé Martin", tz="Europe/Paris", email="chloe@example.com"),
        User(DEV, "dev.patel", "Dev Patel", tz="Asia/Kolkata", email="dev@example.com"),
        User(EVA, "eva", "Eva Novak", tz="America/New_York", email="eva@example.com"),
        User(FAY, "fay", "Fay Chen", tz="Asia/Singapore", email="fay@example.com"),
        User(GUS, "gus", "Gus Weber", tz="Europe/Berlin", email="gus@example.com", deleted=True),
        User(HUGO, "hugo", "Hugo Guest", tz="Europe/Madrid", email="hugo@example.org", is_restricted=True),
    ]
    everybody = [user.id for user in users if not user.deleted]
    channels = [
        Channel("C1", "general", everybody),
        Channel("C2", "crm-rollout", [ANA, BEN, CHLOE, BOT_USER_ID]),
        Channel("C3", "leadership", [ANA, EVA], is_private=True),
        Channel("C4", "old-crm", [ANA, BOT_USER_ID], is_archived=True),
        Channel("C5", "steering", [ANA, EVA, BOT_USER_ID], is_private=True),
    ]
    groups = [UserGroup("S1", "execs", "Executives", [EVA, FAY]), UserGroup("S2", "sales", "Sales", [BEN, CHLOE, DEV])]
    return Workspace(users, channels, groups, **settings)


def make_client(sandbox: Sandbox, token: str | None = None) -> AsyncWebClient:
    """A client for the sandbox's Web API that never tries again by itself."""
    return AsyncWebClient(token=token or sandbox.bot_token, base_url=sandbox.api_url, retry_handlers=[])


def make_bolt(sandbox: Sandbox) -> AsyncApp:
    """An app that lives in the sandbox, still without listeners."""
    return AsyncApp(client=make_client(sandbox), signing_secret=sandbox.signing_secret, process_before_response=True)


@asynccontextmanager
async def connect_bolt(
    sandbox: Sandbox, app: AsyncApp, ping_seconds: float = 5.0
) -> AsyncIterator[AsyncSocketModeHandler]:
    """Let an app be connected by Socket Mode."""
    handler = AsyncSocketModeHandler(app, sandbox.app_token, ping_interval=ping_seconds)
    await handler.connect_async()
    try:
        await sandbox.wait_for_bot()
        yield handler
    finally:
        await handler.close_async()


@asynccontextmanager
async def serve_bolt(sandbox: Sandbox, app: AsyncApp) -> AsyncIterator[str]:
    """Let an app be served over HTTP, with the sandbox posting to it."""
    config = uvicorn.Config(
        AsyncSlackRequestHandler(app), host="127.0.0.1", port=0, log_level="warning", lifespan="off"
    )
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    await eventually(lambda: server.started)
    port = server.servers[0].sockets[0].getsockname()[1]
    url = f"http://127.0.0.1:{port}/slack/events"
    await sandbox.deliver_to(url)
    try:
        yield url
    finally:
        server.should_exit = True
        await serving


async def eventually(condition: Callable[[], Any], seconds: float = 5.0) -> Any:
    """Wait until a condition holds and give what it gave; TimeoutError when it never does."""
    async with asyncio.timeout(seconds):
        while not (result := condition()):
            await asyncio.sleep(0.005)
    return result
