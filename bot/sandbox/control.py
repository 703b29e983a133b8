"""The control API that a page uses: what a person sees, gestures for them, the traffic, the clock, and live notices.

    GET  /sandbox/state?user=U…       that person's channels with messages (ephemeral ones too), modals and Home tab;
                                      without a user, only who and what there is
    POST /sandbox/gestures            {"gesture": "slash", "user": "ana", "line": "/change list", "channel": "general"};
                                      also click, select, submit_view, close_view, open_home and send_dm, the other
                                      keys being the arguments of Gestures; gives what the person then sees
    GET  /sandbox/traffic?newest=200  calls and payloads, newest last, and the violations
    GET  /sandbox/clock               {"now": …, "offset_seconds": …}
    POST /sandbox/clock               {"advance_seconds": n} or {"offset_seconds": n}
    WS   /sandbox/live                {"kind": "message" | "view" | "user" | "clock", …} for every change

A request that makes no sense is answered 400 with {"error": "…"}, an unknown person 404, another site's page 403.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import WSCloseCode, web

from bot.sandbox.gestures import Gestures
from bot.sandbox.notices import Notices
from bot.sandbox.outcomes import Outcome
from bot.sandbox.snapshots import describe_message, describe_view, take_snapshot
from bot.sandbox.workspace import Workspace

LOOPBACK_NAMES = ("127.0.0.1", "localhost", "[::1]")
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Control:
    """Serves /sandbox/…; only to pages from this very server, since any website may send requests to loopback."""

    def __init__(self, workspace: Workspace, gestures: Gestures) -> None:
        self._workspace, self._gestures = workspace, gestures
        self._pages: set[web.WebSocketResponse] = set()
        self.routes = [
            web.get("/sandbox/state", _guard(self._give_state)),
            web.post("/sandbox/gestures", _guard(self._make_gesture)),
            web.get("/sandbox/traffic", _guard(self._give_traffic)),
            web.get("/sandbox/clock", _guard(self._give_clock)),
            web.post("/sandbox/clock", _guard(self._set_clock)),
            web.get("/sandbox/live", _guard(self._watch)),
        ]

    async def close(self) -> None:
        """Close the connections of pages."""
        for page in list(self._pages):
            await page.close(code=WSCloseCode.GOING_AWAY)

    async def _give_state(self, request: web.Request) -> web.Response:
        """GET ?user=U…: everything on that person's screen."""
        try:
            return web.json_response(take_snapshot(self._workspace, request.query.get("user", "")))
        except KeyError as error:
            return web.json_response({"error": str(error)}, status=404)

    async def _make_gesture(self, request: web.Request) -> web.Response:
        """POST {"gesture": "slash", "user": "U…", …}: the other keys are that gesture's arguments."""
        asked = dict(await request.json())
        outcome = await self._find_gesture(asked.pop("gesture"))(**asked)
        return web.json_response(_describe_outcome(outcome))

    def _find_gesture(self, name: str) -> Callable[..., Awaitable[Outcome]]:
        gestures = self._gestures
        known: dict[str, Callable[..., Awaitable[Outcome]]] = {
            "slash": gestures.slash,
            "click": gestures.click,
            "select": gestures.select,
            "submit_view": gestures.submit_view,
            "close_view": gestures.close_view,
            "open_home": gestures.open_home,
            "send_dm": gestures.send_dm,
        }
        return known[name]

    async def _give_traffic(self, request: web.Request) -> web.Response:
        """GET ?newest=200: the log and the violations."""
        return web.json_response(self._workspace.traffic.to_json(int(request.query.get("newest", "200"))))

    async def _give_clock(self, request: web.Request) -> web.Response:  # noqa: ARG002 - aiohttp passes it
        """GET: the sandbox's time in seconds since the epoch, and how far it is from real time."""
        clock = self._workspace.clock
        return web.json_response({"now": clock.now(), "offset_seconds": clock.offset_seconds})

    async def _set_clock(self, request: web.Request) -> web.Response:
        """POST {"advance_seconds": n} or {"offset_seconds": n}."""
        asked, clock = await request.json(), self._workspace.clock
        if "advance_seconds" in asked:
            clock.advance(float(asked["advance_seconds"]))
        else:
            clock.offset_seconds = float(asked["offset_seconds"])
        self._workspace.notify("clock")
        return await self._give_clock(request)

    async def _watch(self, request: web.Request) -> web.StreamResponse:
        """A WebSocket that gets {"kind": "message", …} for every change."""
        page = web.WebSocketResponse(heartbeat=30)
        await page.prepare(request)
        self._pages.add(page)
        notices = Notices(page)
        stop = self._workspace.watch(notices.put)
        try:
            async for _ in page:
                continue
        finally:
            stop()
            await notices.close()
            self._pages.discard(page)
        return page


def _guard(handler: Handler) -> Handler:
    """Refuse requests that came under a foreign name (DNS rebinding), from another site's page, or make no sense."""

    async def guarded(request: web.Request) -> web.StreamResponse:
        host = request.headers.get("Host", "")
        origin = request.headers.get("Origin")
        if host.rsplit(":", 1)[0] not in LOOPBACK_NAMES or (origin and origin != f"http://{host}"):
            return web.Response(status=403, text="only for this server's own pages")
        try:
            return await handler(request)
        except (AttributeError, LookupError, TypeError, ValueError) as error:
            return web.json_response({"error": str(error)}, status=400)

    return guarded


def _describe_outcome(outcome: Outcome) -> dict[str, Any]:
    workspace = outcome.workspace
    return {
        "ack_seconds": outcome.ack_seconds,
        "error": outcome.error,
        "was_sent": outcome.was_sent,
        "field_errors": outcome.field_errors,
        "lines": outcome.lines,
        "replies": [describe_message(message, workspace) for message in outcome.replies],
        "posted": [describe_message(message, workspace) for message in outcome.posted],
        "updated": [describe_message(message, workspace) for message in outcome.updated],
        "view": describe_view(outcome.view, workspace) if outcome.view else None,
    }
