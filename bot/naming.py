"""Naming: texts say `/change`, and people read the name that their installation gave to the command.

It is put in where things leave for Slack, so that no text needs to know it. What people write is renamed with the rest.
"""

import json
import re
from typing import Any

from slack_bolt.async_app import AsyncAck
from slack_bolt.response import BoltResponse

USUAL_COMMAND = "/change"
SHOWN = frozenset({"text", "alt_text", "errors"})
"""Of Slack's keys, those that hold what people read; ids, values and metadata stay as they are."""
_MENTION = re.compile(rf"(?<![\w/.:-]){USUAL_COMMAND}(?=(?:-status|-risk)?(?![\w/-]))")


class Naming:
    """Puts one command's name into texts and payloads."""

    def __init__(self, command: str = USUAL_COMMAND) -> None:
        self._command = command

    def rename(self, text: str) -> str:
        """The text with the chosen name; addresses and longer words that hold `/change` stay."""
        return text if self._command == USUAL_COMMAND else _MENTION.sub(lambda _: self._command, text)

    def rename_shown(self, payload: Any) -> Any:
        """A payload for Slack with the chosen name in everything that is shown."""
        return payload if self._command == USUAL_COMMAND else self._walk(payload, is_shown=False)

    def serialize(self, payload: Any) -> str:
        """A payload as JSON, for the sessions that post to Slack."""
        return json.dumps(self.rename_shown(payload))

    def _walk(self, part: Any, *, is_shown: bool) -> Any:
        match part:
            case str():
                return self.rename(part) if is_shown else part
            case dict():
                return {key: self._walk(value, is_shown=is_shown or key in SHOWN) for key, value in part.items()}
            case list() | tuple():
                return [self._walk(each, is_shown=False) for each in part]
        return part


class NamingAck(AsyncAck):
    """Bolt's acknowledgement, renamed: what it shows leaves with the answer to Slack's own request."""

    def __init__(self, naming: Naming) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # Bolt has no hint there
        self._naming = naming

    async def __call__(self, **answer: Any) -> BoltResponse:  # type: ignore[override]  # the edge names all it passes
        """Acknowledge with texts, blocks, a view, or sentences under inputs."""
        return await super().__call__(**self._naming.rename_shown(answer))
