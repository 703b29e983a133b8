"""The gate before Bolt: refuses what no Slack server sends, and answers a replayed request without doing it again."""

import re
import time
from collections import OrderedDict

from starlette.types import ASGIApp, Message, Receive, Scope, Send

BODY_LIMIT_BYTES = 1_000_000
REPLAY_SECONDS = 600
_TIMESTAMP = re.compile(rb"[0-9]{1,12}")
_SIGNATURE = re.compile(rb"v0=[0-9a-f]{64}")


class Gate:
    """ASGI middleware for the one path that takes signed requests."""

    def __init__(self, app: ASGIApp, guarded_path: str) -> None:
        self._app = app
        self._guarded_path = guarded_path
        self._seen: OrderedDict[bytes, float] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let well-formed, fresh requests through with their body already read."""
        if scope["type"] != "http" or scope["path"] != self._guarded_path:
            await self._app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        signature = headers.get(b"x-slack-signature", b"")
        timestamp = headers.get(b"x-slack-request-timestamp", b"")
        if not _SIGNATURE.fullmatch(signature) or not _TIMESTAMP.fullmatch(timestamp):
            await _answer(send, 401)
            return
        body = await _read_body(receive)
        if body is None:
            await _answer(send, 413)
            return
        if self._was_answered(signature):
            await _answer(send, 200)
            return
        status = await self._pass_on(scope, body, send)
        if status == 200:
            self._seen[signature] = time.monotonic()

    async def _pass_on(self, scope: Scope, body: bytes, send: Send) -> int:
        status = 500

        async def receive_again() -> Message:
            return {"type": "http.request", "body": body, "more_body": False}

        async def watch(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        await self._app(scope, receive_again, watch)
        return status

    def _was_answered(self, signature: bytes) -> bool:
        horizon = time.monotonic() - REPLAY_SECONDS
        while self._seen and next(iter(self._seen.values())) < horizon:
            self._seen.popitem(last=False)
        return signature in self._seen


async def _read_body(receive: Receive) -> bytes | None:
    parts, size = [], 0
    while True:
        message = await receive()
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > BODY_LIMIT_BYTES:
            return None
        if not message.get("more_body", False):
            return b"".join(parts)


async def _answer(send: Send, status: int) -> None:
    await send({"type": "http.response.start", "status": status, "headers": [(b"content-length", b"0")]})
    await send({"type": "http.response.body", "body": b""})
