"""Asking Slack whether tokens are good, and saying in a sentence why not."""

from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

TIMEOUT_SECONDS = 10
REASONS = {
    "invalid_auth": "Slack does not know this token",
    "not_authed": "Slack does not know this token",
    "token_revoked": "the app was removed from the workspace or its token revoked",
    "account_inactive": "the app was removed from the workspace or its token revoked",
    "token_expired": "this token has expired",
    "not_allowed_token_type": "this is another kind of token",
    "missing_scope": "the token lacks the scope that this needs",
    "ratelimited": "Slack asks to try again in a minute",
}


class CredentialError(Exception):
    """Slack does not take a token, or cannot be reached; the message says why."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Whom a bot's token speaks for, what it may do, and what time it is at Slack (aware; None when not said)."""

    team: str
    user: str
    scopes: frozenset[str]
    answered_at: datetime | None


async def check_bot_token(api_url: str, token: str) -> Identity:
    """Who the bot is, by auth.test; raises CredentialError."""
    answer = await _call(api_url, token, "auth.test")
    scopes = {scope.strip() for scope in _find_header(answer.headers, "x-oauth-scopes").split(",")}
    date = _find_header(answer.headers, "date")
    return Identity(
        team=str(answer["team"]),
        user=str(answer["user"]),
        scopes=frozenset(scopes - {""}),
        answered_at=parsedate_to_datetime(date) if date else None,
    )


async def check_app_token(api_url: str, token: str) -> None:
    """Return when a Socket Mode connection could be opened, by apps.connections.open; raises CredentialError."""
    await _call(api_url, token, "apps.connections.open")


async def _call(api_url: str, token: str, method: str) -> Any:
    client = AsyncWebClient(token=token, base_url=api_url, retry_handlers=[], timeout=TIMEOUT_SECONDS)
    try:
        return await client.api_call(method)
    except SlackApiError as error:
        code = str(error.response.get("error") or f"HTTP {error.response.status_code}")
        raise CredentialError(f"{REASONS.get(code, 'Slack refused')} ({code})") from error
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        raise CredentialError(f"Slack cannot be reached at {api_url}: {str(error) or type(error).__name__}") from error


def _find_header(headers: dict[str, Any], name: str) -> str:
    return next((str(value) for key, value in headers.items() if key.lower() == name), "")
