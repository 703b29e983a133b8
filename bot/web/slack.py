"""Slack's signed requests: verified and read here, and handed to Bolt as what they say."""

import json
from typing import Any
from urllib.parse import parse_qsl

from slack_bolt.adapter.starlette.async_handler import to_starlette_response
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_sdk.signature import SignatureVerifier
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.web.gate import Gate


def slack_route(bolt: AsyncApp, signing_secret: str) -> Route:
    """`POST /slack/events`: commands, clicks, forms and events."""
    verifier, gate = SignatureVerifier(signing_secret), Gate()

    async def on_request(request: Request) -> Response:
        refusal = gate.find_refusal(request)
        if refusal is not None:
            return Response(status_code=refusal)
        content = await request.body()
        if not _is_signed(verifier, content, request):
            return Response(status_code=401)
        if gate.was_answered(request):
            return Response()
        body = read_body(content, request.headers.get("content-type", ""))
        if body is None:
            return Response(status_code=400)
        response = to_starlette_response(await bolt.async_dispatch(_to_bolt(body, request)))
        if response.status_code == 200:
            gate.note_answered(request)
        return response

    return Route("/slack/events", on_request, methods=["POST"])


def _is_signed(verifier: SignatureVerifier, content: bytes, request: Request) -> bool:
    try:
        return verifier.is_valid_request(content, dict(request.headers))
    except UnicodeDecodeError:
        return False


def read_body(content: bytes, content_type: str) -> dict[str, Any] | None:
    """What a request says: JSON, a form, or a form whose field `payload` is JSON; None when it is none of these.

    Bolt's own reading takes every form that has the word "payload" anywhere for the last kind.
    """
    try:
        if content_type.partition(";")[0].strip().lower() == "application/json":
            return _read_object(content.decode())
        fields = dict(parse_qsl(content.decode(), keep_blank_values=True))
        return _read_object(fields["payload"]) if "payload" in fields else fields
    except (ValueError, RecursionError):
        return None


def _read_object(text: str) -> dict[str, Any] | None:
    found = json.loads(text, object_pairs_hook=_refuse_repeated_keys)
    return found if isinstance(found, dict) else None


def _refuse_repeated_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands there twice")
    return found


def _to_bolt(body: dict[str, Any], request: Request) -> AsyncBoltRequest:
    # Bolt takes a body that has been read only as one that came by a socket; it differs in nothing else.
    return AsyncBoltRequest(body=body, headers=dict(request.headers), mode="socket_mode")
