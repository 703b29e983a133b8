"""The Slack app manifest: commands, least scopes, events."""

import json
from typing import Any
from urllib.parse import quote

from bot.config import Settings

BOT_SCOPES = ("commands", "chat:write", "users:read")
OPTIONAL_SCOPES = (
    "users:read.email",
    "usergroups:read",
    "channels:read",
    "groups:read",
    "im:history",
    "im:write",
)
"""What each adds is said in docs/admin.md; without one, only what it is for is missing."""
BOT_EVENTS = ("app_home_opened", "app_uninstalled", "tokens_revoked", "message.im", "user_change", "team_join")


def build_manifest(settings: Settings, request_url: str | None = None) -> dict[str, Any]:
    """The manifest for Socket Mode, or for signed requests to `request_url` (https)."""
    events = f"{request_url.rstrip('/')}/slack/events" if request_url else None
    return {
        "_metadata": {"major_version": 2, "minor_version": 1},
        "display_information": {
            "name": "Groundswell",
            "description": "Carries a change from plan to use: status, risks, memos, pulses, one honest digest.",
            "background_color": "#1d4d4f",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "Groundswell", "always_online": True},
            "slash_commands": [_command(settings, *spec, events) for spec in _commands(settings)],
        },
        "oauth_config": _oauth(request_url),
        "settings": {
            "event_subscriptions": {"bot_events": list(BOT_EVENTS)} | ({"request_url": events} if events else {}),
            "interactivity": {"is_enabled": True} | ({"request_url": events} if events else {}),
            "org_deploy_enabled": False,
            "socket_mode_enabled": request_url is None,
            "token_rotation_enabled": False,
        },
    }


def creation_link(manifest: dict[str, Any]) -> str:
    """Where a browser creates the app from this manifest."""
    return f"https://api.slack.com/apps?new_app=1&manifest_json={quote(json.dumps(manifest, separators=(',', ':')))}"


def _commands(settings: Settings) -> list[tuple[str, str, str]]:
    return [
        (settings.command, "Everything Groundswell can do", "help | list | show KEY | memo | pulse | digest | …"),
        (settings.status_command, "Post how an initiative stands", "KEY green|amber|red SUMMARY"),
        (settings.risk_command, "Report a risk", "KEY TITLE likelihood:1-5 impact:1-5"),
    ]


def _command(_settings: Settings, name: str, description: str, usage: str, url: str | None) -> dict[str, Any]:
    command = {"command": name, "description": description, "usage_hint": usage, "should_escape": True}
    return command | ({"url": url} if url else {})


def _oauth(request_url: str | None) -> dict[str, Any]:
    oauth: dict[str, Any] = {"scopes": {"bot": [*BOT_SCOPES, *OPTIONAL_SCOPES], "bot_optional": list(OPTIONAL_SCOPES)}}
    if request_url:
        oauth["redirect_urls"] = [f"{request_url.rstrip('/')}/slack/oauth_redirect"]
    return oauth
