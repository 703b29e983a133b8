"""The running bot: gestures in, ticks, drains, until a signal says stop."""

import asyncio
import contextlib
import logging
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler

from bot.app import App, build_app
from bot.collector import calm_collector
from bot.config import Settings
from bot.drains import Drains, EmbeddedDrains
from bot.logs import get_logger
from bot.web.server import WebServer
from commands.slack.windows import load_calendars
from storage.clock import Clock

SOCKETS = 2
"""Two connections, so that a refresh of one never leaves a gesture without a listener."""
PING_SECONDS = 5
"""Between two looks at whether a connection still stands; a broken one is missed for so long."""

log = get_logger(__name__)


async def run(settings: Settings, clock: Clock | None = None) -> None:
    """Serve until SIGTERM or SIGINT; a start that Slack keeps waiting is given up."""
    stopping, work = asyncio.Event(), asyncio.create_task(_serve(build_app(settings, clock)))

    def stop() -> None:
        # A second signal must not cut short what the first one has begun.
        if not stopping.is_set():
            work.cancel()
        stopping.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop)
    try:
        await work
    except asyncio.CancelledError:
        if not stopping.is_set():
            raise


async def _serve(app: App) -> None:
    async with serving(app):
        try:
            await asyncio.Event().wait()
        finally:
            log.info("stopping", extra={"action": "stopping"})


@contextlib.asynccontextmanager
async def serving(app: App) -> AsyncIterator[App]:
    """The bot at work for as long as the context lasts."""
    async with contextlib.AsyncExitStack() as stack:
        stack.push_async_callback(app.close)
        drains = await _make_drains(app)
        await app.join_workspace()
        port = await _serve_pages(app, stack)
        await _connect_sockets(app, stack)
        ticking = _start_ticks(app)
        stack.callback(ticking.shutdown, wait=False)
        draining = asyncio.create_task(drains.run())
        stack.push_async_callback(_finish, drains, draining)
        calm_collector()
        mode = "socket" if app.settings.slack_app_token else "http"
        log.info("ready", extra={"action": "ready", "mode": mode, "port": port})
        yield app


async def _make_drains(app: App) -> Drains:
    if app.store.engine.dialect.name != "postgresql":
        return EmbeddedDrains(app.store, app.sender)
    # Only a cluster pays for importing the queue.
    from bot.cluster import ClusterDrains, apply_queue_schema

    await apply_queue_schema(app.store)
    return ClusterDrains(app.store, app.sender)


async def _serve_pages(app: App, stack: contextlib.AsyncExitStack) -> int | None:
    """The port of all pages and, over HTTP, of Slack's requests; with Socket Mode a taken port is only a warning."""
    try:
        web = WebServer(app)
    except OSError as error:
        if app.settings.slack_app_token is None:
            raise
        log.warning("no health pages and no dashboard", extra={"reason": str(error)})
        return None
    await stack.enter_async_context(web)
    app.house.pages.base_url = app.settings.address_at(web.port)
    return web.port


async def _connect_sockets(app: App, stack: contextlib.AsyncExitStack) -> None:
    if app.settings.slack_app_token is None:
        return
    token = app.settings.slack_app_token.get_secret_value()
    for _ in range(SOCKETS):
        handler = AsyncSocketModeHandler(app.bolt, token, ping_interval=PING_SECONDS)
        stack.push_async_callback(handler.close_async)
        # Left to itself the client would ask for ever with a token that Slack does not know.
        handler.client.wss_uri = await handler.client.issue_new_wss_url()
        await handler.connect_async()  # type: ignore[no-untyped-call]  # Bolt gives it no hints


def _start_ticks(app: App) -> AsyncIOScheduler:
    # A tick that takes longer than its interval makes the next one be skipped; the one after finds what was due.
    logging.getLogger("apscheduler.scheduler").setLevel(logging.ERROR)
    scheduler = AsyncIOScheduler(timezone="UTC")
    load = partial(asyncio.to_thread, load_calendars)
    tick, sync, seal, load = (
        partial(_until_stopped, work)
        for work in (app.scheduler.tick, app.directory.sync_everybody, app.finish_sealing, load)
    )
    scheduler.add_job(
        tick, "interval", name="tick", seconds=app.settings.tick_seconds, coalesce=True, max_instances=1,
        misfire_grace_time=None,
    )  # fmt: skip
    scheduler.add_job(seal, name="seal", misfire_grace_time=None)
    scheduler.add_job(load, name="load", misfire_grace_time=None)
    scheduler.add_job(sync, name="sync", misfire_grace_time=None)
    scheduler.add_job(sync, "interval", name="sync", hours=12, misfire_grace_time=None)
    scheduler.start()
    return scheduler


async def _until_stopped(work: Callable[[], Awaitable[None]]) -> None:
    # What a stop cuts short is taken up after the next start; APScheduler would call it an error.
    with contextlib.suppress(asyncio.CancelledError):
        await work()


async def _finish(drains: Drains, draining: "asyncio.Task[None]") -> None:
    await drains.stop()
    await draining
