"""What an attempt to post means: taken, certainly not taken, impossible, or not known."""

import asyncio
from dataclasses import dataclass
from enum import Enum

import aiohttp
from slack_sdk.errors import SlackApiError

from bot.pacer import FALLBACK_RETRY_SECONDS, read_retry_after


class Verdict(Enum):
    """How to go on after a failed attempt."""

    LIMITED = "limited"
    UNSENT = "unsent"
    AMBIGUOUS = "ambiguous"
    REFUSED = "refused"
    HALTED = "halted"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The verdict on one attempt, with Slack's word for it and how long to wait (seconds)."""

    verdict: Verdict
    reason: str
    retry_after_seconds: float = 0.0


HALTING = frozenset(
    {"invalid_auth", "account_inactive", "token_revoked", "token_expired", "not_authed", "app_uninstalled"}
)
MAY_HAVE_SUCCEEDED = frozenset({"internal_error", "fatal_error", "request_timeout", "service_unavailable"})
"""Slack documents these as "the operation may have succeeded before the error"."""


def classify(error: BaseException) -> Outcome:
    """Judge an exception that chat.postMessage raised."""
    if isinstance(error, SlackApiError):
        return _classify_answer(error)
    if isinstance(error, aiohttp.ClientConnectorError):
        return Outcome(Verdict.UNSENT, "Slack could not be reached")
    if isinstance(error, asyncio.TimeoutError):
        return Outcome(Verdict.AMBIGUOUS, "no answer in time")
    return Outcome(Verdict.AMBIGUOUS, f"connection lost ({type(error).__name__})")


def _classify_answer(error: SlackApiError) -> Outcome:
    response = error.response
    # For a body that is no JSON the SDK hands over aiohttp's own response, which has neither of the two.
    if getattr(response, "status_code", None) == 429:
        return Outcome(Verdict.LIMITED, "rate limited", _retry_after(dict(response.headers)))
    body = response if isinstance(response, dict) else getattr(response, "data", None)
    code = body.get("error") if isinstance(body, dict) else None
    if code in ("ratelimited", "rate_limited"):
        return Outcome(Verdict.LIMITED, "rate limited", FALLBACK_RETRY_SECONDS)
    if code in HALTING:
        return Outcome(Verdict.HALTED, str(code))
    if code is None or code in MAY_HAVE_SUCCEEDED:
        return Outcome(Verdict.AMBIGUOUS, str(code or "an answer that is not Slack's"))
    return Outcome(Verdict.REFUSED, str(code))


def _retry_after(headers: dict[str, str]) -> float:
    lowered = {name.lower(): value for name, value in headers.items()}
    value = lowered.get("retry-after")
    return read_retry_after(value[0] if isinstance(value, list) else value)
