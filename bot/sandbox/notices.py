"""Notices of change, pushed to a page in the order in which things happened."""

import asyncio
from typing import Any

from aiohttp import web


class Notices:
    """A queue of notices and the task that sends them to one page."""

    def __init__(self, page: web.WebSocketResponse) -> None:
        self._page = page
        self._queue: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._sender = asyncio.create_task(self._send())

    def put(self, kind: str, details: dict[str, Any]) -> None:
        """Take a notice; it is sent when its turn comes."""
        self._queue.put_nowait({"kind": kind, **details})

    async def close(self) -> None:
        """Stop sending."""
        self._sender.cancel()
        await asyncio.gather(self._sender, return_exceptions=True)

    async def _send(self) -> None:
        while not self._page.closed:
            await self._page.send_json(await self._queue.get())
