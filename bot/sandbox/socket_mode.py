"""Socket Mode: the bot's WebSocket connections, and each payload sent over one of them until it is acknowledged."""

import asyncio
import contextlib
import itertools
import json
import uuid
from dataclasses import dataclass
from typing import Any

from aiohttp import WSCloseCode, WSMsgType, web

from bot.sandbox.routes import Delivered, Retry
from bot.sandbox.workspace import Workspace

CONNECTION_LIMIT = 10
CONNECTION_SECONDS = 18_060
PING_SECONDS = 10.0


@dataclass(frozen=True)
class _Connection:
    socket: web.WebSocketResponse
    transport: asyncio.Transport | None


class SocketMode:
    """Keeps up to ten connections of the app; payloads go round among them."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._connections: list[_Connection] = []
        self._turns = itertools.count()
        self._waiting: dict[str, asyncio.Future[Any]] = {}
        self._arrival = asyncio.Event()

    @property
    def connection_count(self) -> int:
        """How many connections are open."""
        return len(self._connections)

    async def wait_for_connection(self, seconds: float = 10.0) -> None:
        """Return when the bot is connected; TimeoutError when it is not within `seconds`."""
        async with asyncio.timeout(seconds):
            while not self._connections:
                self._arrival.clear()
                await self._arrival.wait()

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Serve one connection, whose address apps.connections.open gave, until it ends."""
        ticket = request.query.get("ticket", "")
        if ticket not in self._workspace.socket_tickets:
            return web.Response(status=401)
        self._workspace.socket_tickets.discard(ticket)
        socket = web.WebSocketResponse(heartbeat=PING_SECONDS)
        await socket.prepare(request)
        if len(self._connections) >= CONNECTION_LIMIT:
            await socket.send_json({"type": "disconnect", "reason": "too_many_websockets"})
            await socket.close()
            return socket
        connection = _Connection(socket, request.transport)
        self._connections.append(connection)
        try:
            await socket.send_json(self._build_hello())
            self._arrival.set()
            async for message in socket:
                if message.type == WSMsgType.TEXT:
                    self._take_acknowledgement(message.data)
        finally:
            self._forget(connection)
        return socket

    async def deliver(self, kind: str, payload: dict[str, Any], retry: Retry | None) -> Delivered:
        """Send a payload over one connection and wait for its acknowledgement, for as long as the caller lets it."""
        if not self._connections:
            return Delivered(503, None)
        envelope_id = str(uuid.uuid4())
        acknowledged = self._waiting[envelope_id] = asyncio.get_running_loop().create_future()
        envelope = {
            "envelope_id": envelope_id,
            "type": kind,
            "payload": payload,
            "accepts_response_payload": kind != "events_api",
        }
        if kind == "events_api":
            envelope |= {"retry_attempt": retry.number if retry else 0, "retry_reason": retry.reason if retry else ""}
        try:
            connection = self._connections[next(self._turns) % len(self._connections)]
            await connection.socket.send_json(envelope)
            return Delivered(200, await acknowledged)
        except ConnectionError:
            return Delivered(503, None)
        finally:
            del self._waiting[envelope_id]

    async def disconnect(self, reason: str = "refresh_requested") -> None:
        """Ask every connection to reconnect, as Slack does every few hours, and close it."""
        for connection in self._connections.copy():
            self._forget(connection)
            farewell = {"type": "disconnect", "reason": reason, "debug_info": {"host": "sandbox"}}
            with contextlib.suppress(ConnectionError):  # a killed bot may be gone before anybody noticed
                await connection.socket.send_json(farewell)
            await connection.socket.close(code=WSCloseCode.GOING_AWAY)

    def drop(self) -> None:
        """Break every connection without a word."""
        for connection in self._connections.copy():
            self._forget(connection)
            if connection.transport is not None:
                connection.transport.abort()

    def _forget(self, connection: _Connection) -> None:
        if connection in self._connections:
            self._connections.remove(connection)

    def _take_acknowledgement(self, data: str) -> None:
        try:
            acknowledgement = json.loads(data)
            envelope_id = acknowledgement["envelope_id"]
        except (ValueError, KeyError, TypeError):
            self._workspace.traffic.blame("bad_acknowledgement", f"not an acknowledgement: {data[:200]}")
            return
        waiting = self._waiting.get(envelope_id)
        if waiting is None:
            self._workspace.traffic.blame("late_acknowledgement", f"nobody waits for envelope {envelope_id} any more")
        elif not waiting.done():
            waiting.set_result(acknowledgement.get("payload"))

    def _build_hello(self) -> dict[str, Any]:
        return {
            "type": "hello",
            "num_connections": len(self._connections),
            "connection_info": {"app_id": self._workspace.app_id},
            "debug_info": {"host": "sandbox", "approximate_connection_time": CONNECTION_SECONDS},
        }
