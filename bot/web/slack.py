"""Slack's signed requests, handed to Bolt."""

from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route


def slack_route(bolt: AsyncApp) -> Route:
    """`POST /slack/events`: commands, clicks, forms and events."""
    handler = AsyncSlackRequestHandler(bolt)

    async def on_request(request: Request) -> Response:
        return await handler.handle(request)

    return Route("/slack/events", on_request, methods=["POST"])
