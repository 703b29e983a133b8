"""The gate before Bolt: refuses what no Slack server sends, and knows a replayed request again."""

import re
import time
from collections import OrderedDict

from starlette.requests import Request

BODY_LIMIT_BYTES = 1_000_000
REPLAY_SECONDS = 600
_TIMESTAMP = re.compile(r"[0-9]{1,12}", re.ASCII)
_SIGNATURE = re.compile(r"v0=[0-9a-f]{64}")


class Gate:
    """Judges requests by their shape and remembers which were answered; checking the signature is left to Bolt."""

    def __init__(self) -> None:
        self._answered: OrderedDict[str, float] = OrderedDict()

    def find_refusal(self, request: Request) -> int | None:
        """The status to refuse this request with by its headers alone, or None."""
        headers = request.headers
        signature, timestamp = headers.get("x-slack-signature", ""), headers.get("x-slack-request-timestamp", "")
        if not _SIGNATURE.fullmatch(signature) or not _TIMESTAMP.fullmatch(timestamp):
            return 401
        length = headers.get("content-length", "")
        if not length.isascii() or not length.isdigit():
            return 411
        # The server hands on no more bytes than were announced.
        return 413 if int(length) > BODY_LIMIT_BYTES else None

    def was_answered(self, request: Request) -> bool:
        """Whether this very request, by its signature, was answered in the last ten minutes."""
        horizon = time.monotonic() - REPLAY_SECONDS
        while self._answered and next(iter(self._answered.values())) < horizon:
            self._answered.popitem(last=False)
        return request.headers["x-slack-signature"] in self._answered

    def note_answered(self, request: Request) -> None:
        """Remember that this request was taken."""
        self._answered[request.headers["x-slack-signature"]] = time.monotonic()
