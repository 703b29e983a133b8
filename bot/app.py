"""The composition root: builds the running bot from its settings; nothing is created at import."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from slack_bolt.async_app import AsyncApp, AsyncBoltContext
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.response import BoltResponse

from bot.clients import Clients
from bot.config import Settings
from bot.directory import SlackDirectory
from bot.edge import Edge
from bot.events import register_events
from bot.last_look import LastLook
from bot.logs import get_logger
from bot.naming import Naming, NamingAck
from bot.pepper import load_pepper
from bot.responses import ResponsePoster
from bot.scheduler import Scheduler
from bot.sender import Sender
from bot.threads import Threads
from bot.tokens import TokenSeal
from commands.registry import FEATURES
from commands.slack.ask import House
from commands.slack.router import Router
from storage.clock import Clock
from storage.pulses import has_pulses
from storage.store import Store
from storage.upgrade import upgrade
from storage.workspaces import find_workspace, put_workspace

log = get_logger(__name__)


@dataclass(slots=True)
class App:
    """The bot's parts, wired: `bolt` takes gestures, `scheduler` plans, `sender` delivers."""

    settings: Settings
    house: House
    store: Store
    clients: Clients
    directory: SlackDirectory
    responses: ResponsePoster
    edge: Edge
    scheduler: Scheduler
    sender: Sender
    bolt: AsyncApp
    seal: TokenSeal

    async def join_workspace(self) -> str | None:
        """Introduce the bot with the configured token, once at start; gives the workspace, or None without a token."""
        if self.settings.slack_bot_token is None:
            return None
        token = self.settings.slack_bot_token.get_secret_value()
        identity = await self.clients.make(token).auth_test()
        team_id = str(identity["team_id"])
        self.clients.put(team_id, token)
        await self.store.write(
            team_id,
            lambda unit: put_workspace(unit, str(identity["team"]), str(identity["user_id"])),
        )
        return team_id

    async def finish_sealing(self) -> None:
        """Compact, once at start: a kill between sealing and compacting leaves ballots' bytes in the journal."""
        try:
            if await self.store.read("", has_pulses):
                await self.store.compact()
        except Exception:
            log.exception("the database was not compacted")

    async def close(self) -> None:
        """Finish what is in flight and let go of everything."""
        self.sender.stop()
        await self.edge.finish()
        await self.responses.close()
        await self.clients.close()
        await asyncio.to_thread(self.store.close)


def build_app(settings: Settings, clock: Clock | None = None) -> App:
    """Wire the bot; the database is migrated when it is older than the program."""
    store = Store.open(settings.database_url, clock)
    upgrade(store.engine)
    pepper = load_pepper(settings.key_file, store)
    seal = TokenSeal(pepper)
    naming = Naming(settings.command)
    clients = Clients(store, settings.slack_api_url, seal, naming)
    directory = SlackDirectory(store, clients)
    house = House(
        store=store,
        directory=directory.for_gestures(),
        admins=frozenset(settings.admins),
        undo_seconds=settings.undo_seconds,
        pepper=pepper,
    )
    router = Router(FEATURES)
    responses = ResponsePoster(settings.slack_api_url, naming)
    edge = Edge(house, router, responses, directory.find_bar)
    bolt = _build_bolt(settings, store, clients)
    _name_acknowledgements(bolt, naming)
    edge.register(bolt, {settings.status_command: "status", settings.risk_command: "risk"})
    register_events(bolt, store, clients, directory, Threads(house, FEATURES))
    return App(
        settings=settings,
        house=house,
        store=store,
        clients=clients,
        directory=directory,
        responses=responses,
        edge=edge,
        scheduler=Scheduler(replace(house, directory=directory), FEATURES),
        sender=Sender(store, clients, settings.sends_per_minute, LastLook(house, FEATURES)),
        bolt=bolt,
        seal=seal,
    )


def _name_acknowledgements(bolt: AsyncApp, naming: Naming) -> None:
    @bolt.middleware
    async def name(context: AsyncBoltContext, next_: Callable[[], Awaitable[BoltResponse]]) -> BoltResponse:
        context["ack"] = NamingAck(naming)
        return await next_()


def _build_bolt(settings: Settings, store: Store, clients: Clients) -> AsyncApp:
    async def authorize(team_id: str) -> AuthorizeResult | None:
        """Who the bot is in this workspace, without asking Slack for every gesture; None where it is not installed."""
        if team_id not in known:
            workspace = await store.read(team_id, find_workspace)
            if workspace is None:
                return None
            known[team_id] = workspace.bot_user_id
        client = await clients.get(team_id)
        return AuthorizeResult(
            enterprise_id=None, team_id=team_id, bot_token=client.token, bot_user_id=known[team_id], bot_id=None
        )

    known: dict[str, str] = {}
    secret = settings.slack_signing_secret
    return AsyncApp(
        client=clients.make(None),
        signing_secret=secret.get_secret_value() if secret else "socket mode needs none",
        authorize=authorize,  # type: ignore[arg-type]  # Bolt's hint leaves out None, which it documents and handles
        process_before_response=True,
        raise_error_for_unhandled_request=False,
        ignoring_self_events_enabled=True,
    )
