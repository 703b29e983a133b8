"""Signed slash-command requests, as Slack sends them."""

import hashlib
import hmac
import itertools
import time
from urllib.parse import urlencode

SECRET = "benchmark-signing-secret"
TEAM, USER, CHANNEL = "T0BENCH", "U0BENCH", "C0BENCH"

_numbers = itertools.count(1)


def sign_command(command: str, text: str) -> tuple[bytes, dict[str, str]]:
    """Body and headers of one fresh slash command."""
    number = next(_numbers)
    body = urlencode(
        {
            "token": "unused",
            "team_id": TEAM,
            "channel_id": CHANNEL,
            "user_id": USER,
            "command": command,
            "text": text,
            "api_app_id": "A0BENCH",
            "trigger_id": f"{number}.{time.monotonic_ns()}",
            "response_url": "http://127.0.0.1/unused",
        }
    ).encode()
    timestamp = str(int(time.time()))
    digest = hmac.new(SECRET.encode(), b"v0:" + timestamp.encode() + b":" + body, hashlib.sha256).hexdigest()
    headers = {
        "content-type": "application/x-www-form-urlencoded",
        "x-slack-request-timestamp": timestamp,
        "x-slack-signature": f"v0={digest}",
    }
    return body, headers
