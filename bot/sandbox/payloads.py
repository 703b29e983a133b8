"""The payloads that Slack sends for what people do."""

import secrets
from typing import Any

from bot.sandbox.elements import Placed
from bot.sandbox.members import Channel, User
from bot.sandbox.messages import Message, format_ts
from bot.sandbox.tickets import ResponseTicket, Trigger
from bot.sandbox.views import View
from bot.sandbox.workspace import Workspace

VERIFICATION_TOKEN = "sandbox-verification-token"  # noqa: S105 - deprecated by Slack, checked by nobody


class Payloads:
    """Builds payloads for one workspace and app."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def build_command(
        self, user: User, channel: Channel, command: str, text: str, trigger: Trigger, ticket: ResponseTicket
    ) -> dict[str, str]:
        """A slash command, which is a form."""
        workspace = self._workspace
        return {
            "token": VERIFICATION_TOKEN,
            "team_id": workspace.team_id,
            "team_domain": workspace.domain,
            "channel_id": channel.id,
            "channel_name": "privategroup" if channel.is_private else channel.name,
            "user_id": user.id,
            "user_name": user.handle,
            "command": command,
            "text": text,
            "api_app_id": workspace.app_id,
            "is_enterprise_install": "false",
            "response_url": self.address(ticket, "commands"),
            "trigger_id": trigger.id,
        }

    def address(self, ticket: ResponseTicket, kind: str = "actions") -> str:
        """The response_url of a ticket."""
        return f"{self._workspace.base_url}/{kind}/{self._workspace.team_id}/{ticket.id}"

    def build_message_action(
        self, user: User, message: Message, action: dict[str, Any], state: dict[str, Any], trigger: Trigger, url: str
    ) -> dict[str, Any]:
        """A click on an element of a message; an ephemeral message is not sent along, as in Slack."""
        channel = self._workspace.channels[message.channel_id]
        is_ephemeral = message.ephemeral_for is not None
        payload = {
            **self._build_interaction("block_actions", user, trigger),
            "container": {
                "type": "message",
                "message_ts": message.ts,
                "channel_id": channel.id,
                "is_ephemeral": is_ephemeral,
            },
            "channel": {"id": channel.id, "name": "privategroup" if channel.is_private else channel.name},
            "state": {"values": state},
            "response_url": url,
            "actions": [action],
        }
        return payload if is_ephemeral else {**payload, "message": message.to_api()}

    def build_view_action(self, user: User, view: View, action: dict[str, Any], trigger: Trigger) -> dict[str, Any]:
        """A click on an element of a modal or the Home tab."""
        return {
            **self._build_interaction("block_actions", user, trigger),
            "container": {"type": "view", "view_id": view.id},
            "view": self._describe(view),
            "actions": [action],
        }

    def build_submission(self, user: User, view: View, trigger: Trigger) -> dict[str, Any]:
        """A submitted modal."""
        return {
            **self._build_interaction("view_submission", user, trigger),
            "view": self._describe(view),
            "response_urls": [],
        }

    def build_closing(self, user: User, view: View, is_cleared: bool) -> dict[str, Any]:
        """A closed modal, where it asked to be told."""
        payload = self._build_interaction("view_closed", user, None)
        return {**payload, "view": self._describe(view), "is_cleared": is_cleared}

    def build_suggestion(self, user: User, view: View, placed: Placed, typed: str) -> dict[str, Any]:
        """What was typed into a select whose options the app gives."""
        return {
            **self._build_interaction("block_suggestion", user, None),
            "container": {"type": "view", "view_id": view.id},
            "view": self._describe(view),
            "action_id": placed.action_id,
            "block_id": placed.block_id,
            "value": typed,
        }

    def build_event(self, event: dict[str, Any]) -> dict[str, Any]:
        """An event in its envelope, with an event_id of its own."""
        workspace, now = self._workspace, self._workspace.clock.now()
        authorization = {
            "enterprise_id": None,
            "team_id": workspace.team_id,
            "user_id": workspace.bot_user_id,
            "is_bot": True,
            "is_enterprise_install": False,
        }
        return {
            "token": VERIFICATION_TOKEN,
            "team_id": workspace.team_id,
            "context_team_id": workspace.team_id,
            "context_enterprise_id": None,
            "api_app_id": workspace.app_id,
            "event": {**event, "event_ts": format_ts(now)},
            "type": "event_callback",
            "event_id": f"Ev{secrets.token_hex(5).upper()}",
            "event_time": int(now),
            "authorizations": [authorization],
            "is_ext_shared_channel": False,
            "event_context": secrets.token_urlsafe(12),
        }

    def build_action(self, placed: Placed, chosen: dict[str, Any]) -> dict[str, Any]:
        """The entry of `actions` for an element; `chosen` is the part of it that the person decided."""
        element = placed.element
        kept: dict[str, Any] = {
            key: element[key] for key in ("action_id", "text", "value", "placeholder") if key in element
        }
        action_ts = format_ts(self._workspace.clock.now())
        return {**kept, "type": placed.kind, "block_id": placed.block_id, "action_ts": action_ts, **chosen}

    def _build_interaction(self, kind: str, user: User, trigger: Trigger | None) -> dict[str, Any]:
        workspace = self._workspace
        team_id = user.team_id or workspace.team_id
        payload: dict[str, Any] = {
            "type": kind,
            "user": {"id": user.id, "username": user.handle, "name": user.handle, "team_id": team_id},
            "api_app_id": workspace.app_id,
            "token": VERIFICATION_TOKEN,
            "team": {"id": workspace.team_id, "domain": workspace.domain},
            "enterprise": None,
            "is_enterprise_install": False,
        }
        return payload if trigger is None else {**payload, "trigger_id": trigger.id}

    def _describe(self, view: View) -> dict[str, Any]:
        return view.to_api(self._workspace.team_id, self._workspace.app_id, self._workspace.bot_id)
