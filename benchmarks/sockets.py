"""Slash commands over Socket Mode: acknowledgements of Groundswell beside a bare Bolt listener in the same run."""

import asyncio
import logging
import re
import tempfile
import time
from pathlib import Path
from typing import Any

from aiohttp import WSMsgType, web
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from benchmarks.figures import report, summarise_latency
from benchmarks.servers import make_groundswell
from benchmarks.signing import CHANNEL, TEAM, USER

COUNTS = {1: 1000, 16: 3000, 64: 5000}
TEXT = "CRM amber Data load slipped two days; vendor has the fix"


class EnvelopeSource:
    """A Socket Mode server that keeps a number of commands under way and times their acknowledgements."""

    def __init__(self) -> None:
        self.connected = asyncio.Event()
        self._socket: web.WebSocketResponse | None = None
        self._started: dict[str, float] = {}
        self._acknowledged: asyncio.Queue[float] = asyncio.Queue()
        self._number = 0

    async def on_open(self, request: web.Request) -> web.Response:
        """apps.connections.open."""
        return web.json_response({"ok": True, "url": f"ws://{request.host}/link"})

    async def on_link(self, request: web.Request) -> web.WebSocketResponse:
        """The socket itself."""
        self._socket = web.WebSocketResponse()
        await self._socket.prepare(request)
        await self._socket.send_json({"type": "hello", "num_connections": 1, "connection_info": {"app_id": "A0BENCH"}})
        self.connected.set()
        async for message in self._socket:
            if message.type is WSMsgType.TEXT and "envelope_id" in message.data:
                envelope_id = message.json()["envelope_id"]
                self._acknowledged.put_nowait(time.perf_counter() - self._started.pop(envelope_id))
        return self._socket

    async def measure(self, under_way: int, count: int) -> tuple[list[float], float]:
        """Latencies and seconds for `count` commands with `under_way` unacknowledged at a time."""
        started = time.perf_counter()
        for _ in range(under_way):
            await self._send()
        latencies = []
        for index in range(count):
            latencies.append(await self._acknowledged.get())
            if index < count - under_way:
                await self._send()
        return latencies, time.perf_counter() - started

    async def _send(self) -> None:
        assert self._socket is not None
        self._number += 1
        envelope_id = f"E{self._number}"
        payload = {
            "team_id": TEAM, "channel_id": CHANNEL, "user_id": USER, "command": "/change-status", "text": TEXT,
            "trigger_id": f"T{self._number}", "response_url": "http://127.0.0.1/unused", "api_app_id": "A0BENCH",
        }  # fmt: skip
        self._started[envelope_id] = time.perf_counter()
        envelope = {"type": "slash_commands", "envelope_id": envelope_id, "accepts_response_payload": True}
        await self._socket.send_json(envelope | {"payload": payload})


def run() -> None:
    """Latency and throughput at 1, 16 and 64 under way; source and bot share one process, so only ratios count."""
    logging.getLogger("slack_bolt").setLevel(logging.ERROR)
    for under_way, count in COUNTS.items():
        rates: dict[str, float] = {}
        for kind in ("bare", "groundswell"):
            latencies, seconds = asyncio.run(_measure(kind, under_way, count))
            rates[kind] = count / seconds
            share = round(rates[kind] / rates["bare"], 3)
            figures = summarise_latency(latencies)
            report(
                "sockets",
                server=kind,
                under_way=under_way,
                per_second=round(rates[kind]),
                share_of_bare=share,
                **figures,
            )


async def _measure(kind: str, under_way: int, count: int) -> tuple[list[float], float]:
    source = EnvelopeSource()
    application = web.Application()
    application.add_routes([web.post("/api/apps.connections.open", source.on_open), web.get("/link", source.on_link)])
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    client = AsyncWebClient(token="xapp-bench", base_url=f"http://127.0.0.1:{runner.addresses[0][1]}/api/")
    with tempfile.TemporaryDirectory() as directory:
        app = make_groundswell(Path(directory)) if kind == "groundswell" else None
        bolt = app.bolt if app else _make_bare()
        handler = AsyncSocketModeHandler(bolt, "xapp-bench", web_client=client)
        await handler.connect_async()  # type: ignore[no-untyped-call]  # Bolt gives it no hints
        await source.connected.wait()
        try:
            return await source.measure(under_way, count)
        finally:
            await handler.close_async()  # type: ignore[no-untyped-call]  # Bolt gives it no hints
            await runner.cleanup()
            if app:
                await app.close()


def _make_bare() -> AsyncApp:
    async def authorize(**_: Any) -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=None, team_id=TEAM, bot_token="xoxb-bench", bot_user_id="U0BOT")

    client = AsyncWebClient(token="xoxb-bench")
    bolt = AsyncApp(client=client, authorize=authorize, process_before_response=True, signing_secret="unused")

    @bolt.command(re.compile(".*"))
    async def acknowledge(ack: AsyncAck) -> None:
        await ack(text="ok", response_type="ephemeral")

    return bolt
