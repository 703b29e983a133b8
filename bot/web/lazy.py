"""Sites that are loaded when somebody first asks for them: FastAPI would cost every start half a second."""

import asyncio
from collections.abc import Callable

from starlette.types import ASGIApp, Receive, Scope, Send


class LazySite:
    """An application in front of one that is built, apart from the event loop, at the first request."""

    def __init__(self, build: Callable[[], ASGIApp]) -> None:
        self._build = build
        self._site: ASGIApp | None = None
        self._building = asyncio.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Build the application if nobody has yet, and pass everything on to it."""
        async with self._building:
            if self._site is None:
                self._site = await asyncio.to_thread(self._build)
        await self._site(scope, receive, send)
