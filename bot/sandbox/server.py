"""A Slack workspace without Slack, on loopback.

    workspace = Workspace(users=[User("U1", "ana", "Ana Lima")], channels=[Channel("C1", "general", ["U1"])])
    async with Sandbox(workspace) as sandbox:
        client = AsyncWebClient(token=sandbox.bot_token, base_url=sandbox.api_url)
        app = AsyncApp(client=client, signing_secret=sandbox.signing_secret)
        handler = AsyncSocketModeHandler(app, sandbox.app_token)
        await handler.connect_async()
        await sandbox.wait_for_bot()
        outcome = await sandbox.gestures.slash("ana", "/change help")
        print(outcome.text)

With `request_url` the bot gets signed posts there instead. A process of its own is told where Slack is by the
environment: SLACK_API_URL, SLACK_BOT_TOKEN, SLACK_APP_TOKEN and SLACK_SIGNING_SECRET, as `environment` gives them.
"""

from collections.abc import Sequence
from typing import Self

from aiohttp import web

from bot.sandbox.control import Control
from bot.sandbox.courier import ACK_SECONDS, EVENT_RETRY_SECONDS, Courier
from bot.sandbox.faults import Faults
from bot.sandbox.gestures import Gestures
from bot.sandbox.oauth import Authorization
from bot.sandbox.pages import PAGE_ROUTES
from bot.sandbox.rates import Rates
from bot.sandbox.request_url import RequestUrl
from bot.sandbox.responses import Responses
from bot.sandbox.socket_mode import SocketMode
from bot.sandbox.storeroom import Storeroom
from bot.sandbox.web import WebApi
from bot.sandbox.workspace import Workspace

HOST = "127.0.0.1"
SIGNING_SECRET = "sandbox-signing-secret"  # noqa: S105 - of a workspace that exists only in memory
BODY_LIMIT_BYTES = 16 * 1024 * 1024


class Sandbox:
    """Serves a workspace: the Web API, Socket Mode or signed posts, response URLs, uploads, and control for a page."""

    def __init__(
        self,
        workspace: Workspace,
        port: int = 0,
        request_url: str | None = None,
        signing_secret: str = SIGNING_SECRET,
        *,
        ack_seconds: float = ACK_SECONDS,
        retry_seconds: Sequence[float] = EVENT_RETRY_SECONDS,
        validate: bool = True,
    ) -> None:
        self.workspace, self.signing_secret = workspace, signing_secret
        self.faults, self.rates = Faults(), Rates()
        self.socket_mode = SocketMode(workspace)
        workspace.inspection.is_on = validate
        self._port, self._request_url = port, request_url
        self._courier = Courier(workspace, ack_seconds, retry_seconds)
        self._responses = Responses(workspace)
        self.gestures = Gestures(workspace, self._courier, self._responses)
        self.control = Control(workspace, self.gestures)
        self.application = self._build_application()
        self._runner = web.AppRunner(self.application, access_log=None, shutdown_timeout=1.0)

    @property
    def bot_token(self) -> str:
        """The bot's token, xoxb-…"""
        return self.workspace.bot_token

    @property
    def app_token(self) -> str:
        """The app-level token for Socket Mode, xapp-…"""
        return self.workspace.app_token

    @property
    def url(self) -> str:
        """Where the sandbox is, without a slash at the end."""
        return self.workspace.base_url

    @property
    def api_url(self) -> str:
        """What a Slack client takes as its base_url."""
        return f"{self.url}/api/"

    @property
    def environment(self) -> dict[str, str]:
        """The environment of a bot that lives in this workspace; without SLACK_APP_TOKEN it would serve HTTP."""
        return {
            "SLACK_API_URL": self.api_url,
            "SLACK_BOT_TOKEN": self.bot_token,
            "SLACK_APP_TOKEN": self.app_token,
            "SLACK_SIGNING_SECRET": self.signing_secret,
        }

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        site = web.TCPSite(self._runner, HOST, self._port)
        await site.start()
        port = self._runner.addresses[0][1]
        self.workspace.base_url = f"http://{HOST}:{port}"
        if self._request_url:
            await self.deliver_to(self._request_url)
        else:
            self._courier.route = self.socket_mode
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._courier.close()
        if isinstance(self._courier.route, RequestUrl):
            await self._courier.route.close()
        await self.socket_mode.disconnect("link_disabled")
        await self.control.close()
        await self._runner.cleanup()

    async def deliver_to(self, request_url: str) -> None:
        """Send payloads as signed posts to an address from now on, as when Socket Mode is off."""
        if isinstance(self._courier.route, RequestUrl):
            await self._courier.route.close()
        self._courier.route = RequestUrl(request_url, self.signing_secret)

    async def wait_for_bot(self, seconds: float = 10.0) -> None:
        """Return when the bot is connected by Socket Mode; TimeoutError when it is not within `seconds`."""
        await self.socket_mode.wait_for_connection(seconds)

    def _build_application(self) -> web.Application:
        api = WebApi(self.workspace, self.faults, self.rates)
        storeroom, authorization = Storeroom(self.workspace), Authorization(self.workspace)
        application = web.Application(client_max_size=BODY_LIMIT_BYTES)
        application.add_routes(
            [
                web.route("*", "/api/{method}", api.handle),
                web.get("/link", self.socket_mode.handle),
                web.post("/commands/{team}/{ticket}", self._responses.handle),
                web.post("/actions/{team}/{ticket}", self._responses.handle),
                web.post("/upload/v1/{file}", storeroom.take),
                web.get("/files/{file}", storeroom.give),
                web.get("/oauth/v2/authorize", authorization.handle),
                *self.control.routes,
                *PAGE_ROUTES,
            ]
        )
        return application
