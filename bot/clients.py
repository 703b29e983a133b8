"""Slack clients, one per workspace on one shared session: the SDK's own retries are off, since they can post twice."""

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.naming import Naming
from bot.tokens import TokenSeal
from storage.errors import NotFound
from storage.store import Store
from storage.workspaces import find_workspace

TIMEOUT_SECONDS = 30
CONNECTIONS = 64


class Clients:
    """Gives the client that speaks for the bot in a workspace."""

    def __init__(
        self,
        store: Store,
        base_url: str,
        seal: TokenSeal,
        naming: Naming,
        timeout_seconds: int = TIMEOUT_SECONDS,
    ) -> None:
        self._store = store
        self._base_url = base_url
        self._seal = seal
        self._naming = naming
        self._timeout_seconds = timeout_seconds
        self._session: aiohttp.ClientSession | None = None
        self._clients: dict[str, AsyncWebClient] = {}

    def make(self, token: str | None) -> AsyncWebClient:
        """A client for `token` on the shared session."""
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=CONNECTIONS)
            timeout = aiohttp.ClientTimeout(self._timeout_seconds)
            self._session = aiohttp.ClientSession(
                connector=connector, timeout=timeout, json_serialize=self._naming.serialize
            )
        return AsyncWebClient(
            token=token,
            base_url=self._base_url,
            session=self._session,
            retry_handlers=[],
            timeout=self._timeout_seconds,
        )

    def put(self, team_id: str, token: str) -> AsyncWebClient:
        """Use `token` for a workspace from now on."""
        client = self._clients[team_id] = self.make(token)
        return client

    def drop(self, team_id: str) -> None:
        """Forget the client of a workspace whose token is no longer good."""
        self._clients.pop(team_id, None)

    async def get(self, team_id: str) -> AsyncWebClient:
        """The client of a workspace; raises NotFound when the bot has no token for it."""
        if team_id not in self._clients:
            workspace = await self._store.read(team_id, find_workspace)
            if workspace is None or workspace.sealed_token is None:
                raise NotFound("Workspace", team_id)
            self.put(team_id, self._seal.open(workspace.sealed_token, team_id))
        return self._clients[team_id]

    async def refresh(self, team_id: str) -> bool:
        """Whether the store has another token than the one in use, as after a new installation; it is used then."""
        workspace = await self._store.read(team_id, find_workspace)
        if workspace is None or workspace.sealed_token is None:
            return False
        token = self._seal.open(workspace.sealed_token, team_id)
        is_fresh = token != self._clients[team_id].token
        self.put(team_id, token)
        return is_fresh

    async def close(self) -> None:
        """Close the shared session."""
        if self._session is not None:
            await self._session.close()
