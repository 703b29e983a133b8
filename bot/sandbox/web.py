"""The Web API over HTTP: reads a call, checks its token, lets faults and limits strike, answers as Slack does."""

import asyncio
import base64
import json
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from bot.sandbox.calls import Arguments, Call
from bot.sandbox.faults import Fault, FaultKind, Faults
from bot.sandbox.methods.registry import METHODS, Method
from bot.sandbox.rates import Rates
from bot.sandbox.refusals import Refusal
from bot.sandbox.traffic import Entry
from bot.sandbox.workspace import Workspace


@dataclass(frozen=True)
class Answer:
    """What goes back: a JSON body with a status, a page instead of a body, or nothing because the connection broke."""

    body: dict[str, Any]
    status: int = 200
    retry_after_seconds: float = 0.0
    page: str = ""
    is_dropped: bool = False


class WebApi:
    """Answers /api/METHOD."""

    def __init__(self, workspace: Workspace, faults: Faults, rates: Rates) -> None:
        self._workspace, self._faults, self._rates = workspace, faults, rates

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer one HTTP request."""
        traffic, started = self._workspace.traffic, time.perf_counter()
        traffic.in_flight += 1
        name = request.match_info["method"]
        sent: dict[str, Any] = {}
        try:
            sent, token = await _read_request(request)
            answer = await self._answer(name, sent, token)
        except Refusal as refusal:
            answer = Answer(refusal.to_api())
        finally:
            traffic.in_flight -= 1
            traffic.last_activity = time.monotonic()
        seconds = time.perf_counter() - started
        traffic.log(Entry(self._workspace.clock.now(), "in", name, sent, answer.body, answer.status, seconds))
        return self._respond(request, answer)

    async def _answer(self, name: str, sent: dict[str, Any], token: str) -> Answer:
        method = METHODS.get(name)
        if method is None:
            raise Refusal("unknown_method", req_method=name)
        fault = self._faults.take(name, sent)
        if fault is not None:
            return await self._play(fault, lambda: self._carry_out(name, method, sent, token))
        return self._carry_out(name, method, sent, token)

    def _carry_out(self, name: str, method: Method, sent: dict[str, Any], token: str) -> Answer:
        call = Call(name, Arguments(sent), self._workspace)
        try:
            self._check_token(method, token)
            call.need_scope(*method.scopes)
            conversation = self._name_conversation(call.arguments.text("channel"))
            wait = self._rates.find_wait_seconds(name, method.calls_per_minute, conversation)
            if wait:
                return Answer({"ok": False, "error": "ratelimited"}, 429, wait)
            return Answer({"ok": True, **method.handler(call)})
        except Refusal as refusal:
            return Answer(refusal.to_api())

    def _name_conversation(self, name: str) -> str:
        """One name for a direct conversation, which goes by its own id and by the person's."""
        channel = self._workspace.channels.get(name)
        return channel.members[0] if channel is not None and channel.is_direct else name

    def _check_token(self, method: Method, token: str) -> None:
        if method.caller == "anyone":
            return
        if not token:
            raise Refusal("not_authed")
        known = {self._workspace.bot_token: "bot", self._workspace.app_token: "app"}
        if token not in known:
            raise Refusal("invalid_auth")
        if self._workspace.tokens_are_revoked:
            raise Refusal("token_revoked")
        if known[token] != method.caller:
            raise Refusal("not_allowed_token_type")

    async def _play(self, fault: Fault, carry_out: Callable[[], Answer]) -> Answer:
        match fault.kind:
            case FaultKind.REFUSE:
                return Answer({"ok": False, "error": fault.error})
            case FaultKind.HTTP_ERROR:
                return Answer({}, fault.status, page="<html><body>Something went wrong on our end.</body></html>")
            case FaultKind.LIMIT:
                return Answer({"ok": False, "error": "ratelimited"}, 429, fault.seconds)
            case FaultKind.LAND_LATE:
                asyncio.get_running_loop().call_later(fault.seconds, carry_out)
                return Answer({}, is_dropped=True)
            case FaultKind.TIME_OUT:
                await asyncio.sleep(fault.seconds)
                return Answer({}, is_dropped=True)
            case FaultKind.DROP_REPLY:
                return Answer(carry_out().body, is_dropped=True)
            case FaultKind.LATENCY:
                await asyncio.sleep(fault.seconds)
        return carry_out()

    def _respond(self, request: web.Request, answer: Answer) -> web.StreamResponse:
        if answer.is_dropped:
            if request.transport is not None:
                request.transport.abort()
            return web.Response()
        if answer.page:
            return web.Response(status=answer.status, text=answer.page, content_type="text/html")
        headers = {"x-slack-req-id": secrets.token_hex(16), "x-oauth-scopes": ",".join(self._workspace.scopes)}
        if answer.retry_after_seconds:
            headers["Retry-After"] = str(int(answer.retry_after_seconds))
        return web.json_response(answer.body, status=answer.status, headers=headers)


async def _read_request(request: web.Request) -> tuple[dict[str, Any], str]:
    """The arguments of a request, from its address and body, and its token, which may stand in either."""
    sent: dict[str, Any] = dict(request.query)
    if request.method == "POST":
        sent |= await _read_body(request)
    token = str(sent.pop("token", "") or "")
    scheme, _, credentials = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer" and credentials:
        token = credentials.strip()
    elif scheme.lower() == "basic":
        client_id, _, secret = base64.b64decode(credentials).decode().partition(":")
        sent |= {"client_id": client_id, "client_secret": secret}
    return sent, token


async def _read_body(request: web.Request) -> dict[str, Any]:
    if request.content_type == "application/json":
        try:
            body = json.loads(await request.text() or "{}")
        except ValueError:
            raise Refusal("invalid_json") from None
        if not isinstance(body, dict):
            raise Refusal("json_not_object")
        return body
    if request.content_type in ("application/x-www-form-urlencoded", "multipart/form-data"):
        return dict(await request.post())
    if request.can_read_body:
        raise Refusal("invalid_post_type")
    return {}
