"""Callers: whose token a request bears, and whether it asks too often."""

import math
import time
from collections import deque

from starlette.requests import Request

from bot.app import App
from bot.web.readings.refusals import Refused, refuse
from commands.tokens.passes import Pass, read_pass
from storage.api_tokens import ApiToken, find_api_token

MOST_A_MINUTE = 120
WINDOW_SECONDS = 60.0


class Callers:
    """Knows systems by their tokens, and counts what each asks of this process."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._asked: dict[str, deque[float]] = {}

    async def recognise(self, request: Request) -> tuple[Pass, ApiToken]:
        """Who asks; Refused without a token in use, and when it was used too often within a minute."""
        scheme, _, text = request.headers.get("authorization", "").partition(" ")
        sent = read_pass(text.strip()) if scheme.lower() == "bearer" else None
        if sent is None:
            raise refuse_token()
        token = await self._app.store.read(sent.team_id, lambda unit: find_api_token(unit, sent.secret))
        if token is None:
            raise refuse_token()
        wait = self._find_wait(f"{sent.team_id} {token.prefix}")
        if wait is not None:
            reason = f"more than {MOST_A_MINUTE} requests within a minute"
            raise refuse(429, "requests", reason, f"wait {wait} s", **{"Retry-After": str(wait)})
        return sent, token

    def _find_wait(self, name: str) -> int | None:
        """Whole seconds until the next request is taken; None when this one is."""
        now = time.monotonic()
        asked = self._asked.setdefault(name, deque())
        while asked and asked[0] <= now - WINDOW_SECONDS:
            asked.popleft()
        if len(asked) >= MOST_A_MINUTE:
            return math.ceil(asked[0] + WINDOW_SECONDS - now)
        asked.append(now)
        return None


def refuse_token() -> Refused:
    """The refusal of a token, without telling what is wrong with it."""
    reason = "no token in use; an admin makes one in Slack with `token new NAME`"
    return refuse(401, "Authorization", reason, "Authorization: Bearer gsw_…", **{"WWW-Authenticate": "Bearer"})
