"""Slack's signed requests, handed to Bolt."""

from http import HTTPStatus

from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.web.gate import Gate


def slack_route(bolt: AsyncApp) -> Route:
    """`POST /slack/events`: commands, clicks, forms and events."""
    handler = AsyncSlackRequestHandler(bolt)
    gate = Gate()

    async def on_request(request: Request) -> Response:
        refusal = gate.find_refusal(request)
        if refusal is not None:
            return Response(status_code=refusal)
        if gate.was_answered(request):
            return Response()
        response = await handler.handle(request)
        if response.status_code == HTTPStatus.UNAUTHORIZED:
            return Response(status_code=response.status_code)
        if response.status_code == 200:
            gate.note_answered(request)
        return response

    return Route("/slack/events", on_request, methods=["POST"])
