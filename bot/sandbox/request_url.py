"""Delivery over HTTP: signed posts to the app's request URL."""

import hashlib
import hmac
import json
import time
from typing import Any
from urllib.parse import urlencode

import aiohttp

from bot.sandbox.routes import Delivered, Retry

FORM = "application/x-www-form-urlencoded"


class RequestUrl:
    """Posts payloads to one address, signed with the app's signing secret (version v0)."""

    def __init__(self, url: str, signing_secret: str) -> None:
        self._url, self._secret = url, signing_secret
        self._session = aiohttp.ClientSession()

    async def close(self) -> None:
        """Close the session."""
        await self._session.close()

    async def deliver(self, kind: str, payload: dict[str, Any], retry: Retry | None) -> Delivered:
        """Post a payload in the encoding of its kind and give the answer, JSON where it is JSON."""
        body, content_type = _encode(kind, payload)
        headers = {"Content-Type": content_type, **sign(body, self._secret, int(time.time()))}
        if retry is not None:
            headers |= {"X-Slack-Retry-Num": str(retry.number), "X-Slack-Retry-Reason": retry.reason}
        try:
            async with self._session.post(self._url, data=body.encode(), headers=headers) as response:
                text = await response.text()
                body = _decode(text) if response.content_type == "application/json" else text
                return Delivered(response.status, body, response.headers.get("x-slack-no-retry") != "1")
        except aiohttp.ClientError:
            return Delivered(503, None)


def sign(body: str, secret: str, timestamp: int) -> dict[str, str]:
    """The two headers by which an app knows that a post is Slack's."""
    digest = hmac.new(secret.encode(), f"v0:{timestamp}:{body}".encode(), hashlib.sha256).hexdigest()
    return {
        "X-Slack-Request-Timestamp": str(timestamp),
        "X-Slack-Signature": f"v0={digest}",
        "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
    }


def _decode(text: str) -> Any:
    """What JSON text says; text that only claims to be JSON stays text, for people to see."""
    try:
        return json.loads(text) if text else text
    except ValueError:
        return text


def _encode(kind: str, payload: dict[str, Any]) -> tuple[str, str]:
    if kind == "events_api":
        return json.dumps(payload), "application/json"
    if kind == "interactive":
        return urlencode({"payload": json.dumps(payload)}), FORM
    return urlencode(payload), FORM
