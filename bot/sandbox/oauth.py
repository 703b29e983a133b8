"""The authorization page, on which in Slack somebody clicks "Allow"; here it agrees at once."""

import secrets
from urllib.parse import urlencode

from aiohttp import web

from bot.sandbox.workspace import Workspace


class Authorization:
    """Sends the installer back with a code, or with an error when they decline."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self.installer_id = ""
        self.is_declined = False

    async def handle(self, request: web.Request) -> web.Response:
        """Redirect to `redirect_uri` with code and state; 400 where one of Slack's parameters is missing."""
        missing = {"client_id", "scope", "redirect_uri"} - set(request.query)
        if missing:
            return web.Response(status=400, text=f"missing: {', '.join(sorted(missing))}")
        answer = {"state": request.query.get("state", "")}
        if self.is_declined:
            answer["error"] = "access_denied"
        else:
            answer["code"] = secrets.token_urlsafe(16)
            self._workspace.oauth_codes[answer["code"]] = self.installer_id or next(iter(self._workspace.users))
        raise web.HTTPFound(f"{request.query['redirect_uri']}?{urlencode(answer)}")
