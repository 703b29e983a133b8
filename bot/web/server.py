"""The HTTP server: health, metrics, dashboard and readings API always, Slack's requests and installation over HTTP."""

import asyncio
import contextlib
import errno
import socket
from functools import partial
from typing import Self

import uvicorn
from starlette.applications import Starlette
from starlette.responses import RedirectResponse
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import ASGIApp

from bot.app import App
from bot.web.health import health_routes
from bot.web.installation import installation_routes
from bot.web.lazy import LazySite
from bot.web.secured import Secured
from bot.web.slack import slack_route
from commands.dashboards.links import PATH

API_PATH = "/api"


class WebServer:
    """Uvicorn inside the bot's own event loop, on a socket that is bound before it starts.

    Raises OSError in a sentence when the port is taken.
    """

    def __init__(self, app: App) -> None:
        self._socket = _bind(app.settings.host, app.settings.port)
        config = uvicorn.Config(
            build_web_app(app), log_config=None, access_log=False, lifespan="off", timeout_graceful_shutdown=5
        )
        self._server = _QuietServer(config)
        self._task: asyncio.Task[None] | None = None

    @property
    def port(self) -> int:
        """The bound TCP port."""
        return int(self._socket.getsockname()[1])

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._server.serve(sockets=[self._socket]))
        while not self._server.started:
            await asyncio.sleep(0.01)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.should_exit = True
        if self._task is not None:
            await self._task


def _bind(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=2048)
    except OSError as error:
        setting = "GROUNDSWELL_HOST" if error.errno != errno.EADDRINUSE else "GROUNDSWELL_PORT"
        raise OSError(f"Port {port} on {host} cannot be used: {error.strerror}. Set {setting}.") from error


class _QuietServer(uvicorn.Server):
    """Leaves signals to the bot, which has more to finish than requests."""

    def install_signal_handlers(self) -> None:
        """Install none."""

    def capture_signals(self):  # type: ignore[no-untyped-def]  # as uvicorn's own
        """Capture none."""
        return contextlib.nullcontext()


def build_web_app(app: App) -> Starlette:
    """All pages of the bot as one ASGI application."""
    dashboard, api = LazySite(partial(_load_dashboard, app)), LazySite(partial(_load_readings_api, app))
    routes: list[BaseRoute] = [*health_routes(app), *_at(PATH, dashboard), *_at(API_PATH, api)]
    secret = app.settings.slack_signing_secret
    if secret is not None:
        routes += [slack_route(app.bolt, secret.get_secret_value()), *installation_routes(app)]
    return Starlette(routes=routes)


def _at(path: str, site: ASGIApp) -> list[BaseRoute]:
    # Starlette's own way on from a path without its slash would go out without the site's headers.
    return [Route(path, Secured(RedirectResponse(f"{path}/"))), Mount(path, site)]


def _load_dashboard(app: App) -> ASGIApp:
    from bot.web.dashboard.site import build_dashboard

    return build_dashboard(app)


def _load_readings_api(app: App) -> ASGIApp:
    from bot.web.readings.site import build_readings_api

    return build_readings_api(app, API_PATH)
