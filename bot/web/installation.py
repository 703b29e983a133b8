"""Installation over OAuth: Bolt's flow, with tokens sealed before they are stored."""

from html import escape
from typing import Any

from slack_bolt.adapter.starlette.async_handler import to_async_bolt_request, to_starlette_response
from slack_bolt.oauth.async_callback_options import AsyncCallbackOptions, AsyncFailureArgs, AsyncSuccessArgs
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_bolt.response import BoltResponse
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.installation_store.models.installation import Installation
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.app import App
from bot.manifest import BOT_SCOPES, OPTIONAL_SCOPES
from storage.oauth_states import issue_state, redeem_state
from storage.store import Store
from storage.workspaces import put_workspace

STATE_SECONDS = 600


def installation_routes(app: App) -> list[Route]:
    """`GET /slack/install` and `/slack/oauth_redirect`; none without a client id."""
    if app.settings.slack_client_id is None or app.settings.slack_client_secret is None:
        return []
    flow = _make_flow(app)

    async def on_install(request: Request) -> Response:
        return to_starlette_response(await flow.handle_installation(await _to_bolt(request)))

    async def on_redirect(request: Request) -> Response:
        return to_starlette_response(await flow.handle_callback(await _to_bolt(request)))

    return [Route("/slack/install", on_install), Route("/slack/oauth_redirect", on_redirect)]


async def _to_bolt(request: Request) -> Any:
    return to_async_bolt_request(request, await request.body())


def _make_flow(app: App) -> AsyncOAuthFlow:
    assert app.settings.slack_client_id is not None
    assert app.settings.slack_client_secret is not None
    settings = AsyncOAuthSettings(
        client_id=app.settings.slack_client_id,
        client_secret=app.settings.slack_client_secret.get_secret_value(),
        scopes=[*BOT_SCOPES, *OPTIONAL_SCOPES],
        installation_store=WorkspaceInstallations(app),
        state_store=StoredStates(app.store),
        state_expiration_seconds=STATE_SECONDS,
        callback_options=AsyncCallbackOptions(success=_welcome, failure=_apologise),
    )
    return AsyncOAuthFlow(client=app.clients.make(None), settings=settings)


async def _welcome(_args: AsyncSuccessArgs) -> BoltResponse:
    body = (
        "<!doctype html><title>Groundswell</title><p>Groundswell is installed. Go back to Slack: "
        "the Home tab of the app says how to begin.</p>"
    )
    return BoltResponse(status=200, headers={"Content-Type": "text/html; charset=utf-8"}, body=body)


async def _apologise(args: AsyncFailureArgs) -> BoltResponse:
    reason = f"Not installed: {escape(args.reason)}. Start again at /slack/install."
    body = f"<!doctype html><title>Groundswell</title><p>{reason}</p>"
    return BoltResponse(status=400, headers={"Content-Type": "text/html; charset=utf-8"}, body=body)


class WorkspaceInstallations(AsyncInstallationStore):
    """Keeps an installation as a workspace with a sealed token."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def async_save(self, installation: Installation) -> None:
        """Take the bot's new token into use."""
        team_id, token = installation.team_id, installation.bot_token
        assert team_id is not None
        assert token is not None
        sealed = self._app.seal.seal(token, team_id)
        await self._app.store.write(
            team_id,
            lambda unit: put_workspace(
                unit, installation.team_name or team_id, installation.bot_user_id or "", sealed, installation.user_id
            ),
        )
        self._app.clients.put(team_id, token)
        await self._app.directory.sync_people(team_id)


class StoredStates(AsyncOAuthStateStore):
    """OAuth states in the database, so that any replica can take the redirect."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def async_issue(self, *_args: Any, **_kwargs: Any) -> str:
        """A fresh state, good once."""
        return await self._store.write("", issue_state)

    async def async_consume(self, state: str) -> bool:
        """Whether the state was issued and not used before."""
        return await self._store.write("", lambda unit: redeem_state(unit, state, STATE_SECONDS))
