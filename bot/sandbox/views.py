"""Views that people have open: modals in a stack, and the Home tab; with what they have typed into them."""

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.elements import StatefulElement, list_stateful

Typed = dict[tuple[str, str], dict[str, Any]]
"""What a person has put into a view: the state of an element by (block_id, action_id)."""


@dataclass
class View:
    """One open view; `content` is what the app sent, with ids filled in where the app left them out."""

    id: str
    user_id: str
    content: dict[str, Any]
    root_id: str
    previous_id: str | None = None
    typed: Typed = field(default_factory=dict)
    version: int = 0

    @property
    def is_home(self) -> bool:
        """Whether this is a Home tab rather than a modal."""
        return self.content.get("type") == "home"

    @property
    def blocks(self) -> list[dict[str, Any]]:
        """The view's blocks."""
        return list(self.content.get("blocks", []))

    @property
    def hash(self) -> str:
        """Slack's `hash`: another one for every change, so that racing updates can be told."""
        digest = hashlib.sha256(json.dumps(self.content, sort_keys=True).encode()).hexdigest()[:8]
        return f"{self.version}.{digest}"

    def update(self, content: dict[str, Any]) -> None:
        """Show other content; what was typed stays where block_id and action_id stay the same."""
        self.content = content
        self.version += 1
        kept = {(element.block_id, element.action_id) for element in self.list_elements()}
        self.typed = {key: value for key, value in self.typed.items() if key in kept}

    def list_elements(self) -> list[StatefulElement]:
        """The elements that hold a value, in their order on the screen."""
        return list_stateful(self.blocks)

    def build_state(self) -> dict[str, dict[str, Any]]:
        """`state.values` as Slack builds it: what was typed, or else the initial value."""
        values: dict[str, dict[str, Any]] = {}
        for element in self.list_elements():
            state = self.typed.get((element.block_id, element.action_id), element.initial_state)
            values.setdefault(element.block_id, {})[element.action_id] = state
        return values

    def to_api(self, team_id: str, app_id: str, bot_id: str) -> dict[str, Any]:
        """The view object of payloads and of the views.* answers."""
        content = self.content
        return {
            "id": self.id,
            "team_id": team_id,
            "type": content["type"],
            "blocks": self.blocks,
            "private_metadata": content.get("private_metadata", ""),
            "callback_id": content.get("callback_id", ""),
            "external_id": content.get("external_id", ""),
            "state": {"values": self.build_state()},
            "hash": self.hash,
            "title": content.get("title") or {"type": "plain_text", "text": "View Title"},
            "submit": content.get("submit"),
            "close": content.get("close"),
            "clear_on_close": content.get("clear_on_close", False),
            "notify_on_close": content.get("notify_on_close", False),
            "previous_view_id": self.previous_id,
            "root_view_id": self.root_id,
            "app_id": app_id,
            "app_installed_team_id": team_id,
            "bot_id": bot_id,
        }
