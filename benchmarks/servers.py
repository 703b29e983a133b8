"""The two servers compared: `python -m benchmarks.servers bare|groundswell PORT DIRECTORY`."""

import asyncio
import logging
import re
import sys
from pathlib import Path
from typing import Any

import uvicorn
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from benchmarks.signing import CHANNEL, SECRET, TEAM, USER
from bot.app import App, build_app
from bot.collector import calm_collector
from bot.config import Settings
from bot.web.server import build_web_app
from storage.initiatives import add_initiative
from storage.people import Person, put_people
from storage.units import Unit
from storage.workspaces import put_workspace


def make_bare() -> Starlette:
    """Bolt with one listener that only acknowledges, served as Groundswell is."""

    async def authorize() -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=None, team_id=TEAM, bot_token="xoxb-bench", bot_user_id="U0BOT")

    bolt = AsyncApp(
        signing_secret=SECRET,
        client=AsyncWebClient(token="xoxb-bench"),
        authorize=authorize,
        process_before_response=True,
    )

    @bolt.command(re.compile(".*"))
    async def acknowledge(ack: AsyncAck) -> None:
        await ack(text="ok", response_type="ephemeral")

    handler = AsyncSlackRequestHandler(bolt)

    async def on_request(request: Request) -> Response:
        return await handler.handle(request)

    return Starlette(routes=[Route("/slack/events", on_request, methods=["POST"])])


def make_groundswell(directory: Path, database_url: str | None = None) -> App:
    """Groundswell on a fresh database with one initiative, whose lead is the benchmark's user."""
    values: dict[str, Any] = {
        "SLACK_BOT_TOKEN": None,
        "SLACK_SIGNING_SECRET": SECRET,
        "DATABASE_URL": database_url or f"sqlite:///{directory}/bench.db",
        "GROUNDSWELL_KEY_FILE": directory / "bench.key",
        "GROUNDSWELL_ADMINS": USER,
    }
    app = build_app(Settings(**values))
    app.clients.put(TEAM, "xoxb-bench")
    app.store.write_now(TEAM, _furnish)
    return app


def _furnish(unit: Unit) -> None:
    put_workspace(unit, "Bench", "U0BOT")
    put_people(unit, [Person(USER, "bench", "Bench", "UTC")])
    add_initiative(unit, "CRM", "One customer record", sponsor_id=USER, lead_id=USER, channel_id=CHANNEL)


async def serve(kind: str, port: int, directory: Path) -> None:
    """Serve one of the two until killed."""
    if kind == "bare":
        application = make_bare()
    else:
        application = build_web_app(make_groundswell(directory))
        calm_collector()
    config = uvicorn.Config(application, port=port, log_config=None, access_log=False, lifespan="off")
    await uvicorn.Server(config).serve()


def main() -> None:
    """Serve as the arguments say."""
    logging.basicConfig(level=logging.ERROR)
    asyncio.run(serve(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3])))


if __name__ == "__main__":
    main()
