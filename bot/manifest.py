"""The Slack app manifest: commands, least scopes, events."""

import json
from typing import Any
from urllib.parse import quote, urlsplit

from bot.config import ConfigError, Settings

BOT_SCOPES = ("commands", "chat:write", "users:read")
OPTIONAL_SCOPES = {
    "users:read.email": "naming people by their address",
    "usergroups:read": "audiences from user groups",
    "channels:read": "audiences from channels",
    "groups:read": "audiences from private channels",
    "files:write": "pictures of maps and charts, and files of facts",
    "im:history": "answering people who write to the bot, and settling sends whose outcome is unknown",
    "im:write": "settling sends whose outcome is unknown",
}
"""What each of them is for; without one, only that is missing."""
BOT_EVENTS = ("app_home_opened", "app_uninstalled", "tokens_revoked", "message.im", "user_change", "team_join")
EVENTS_PATH, REDIRECT_PATH = "/slack/events", "/slack/oauth_redirect"
CREATION_PAGE = "https://api.slack.com/apps"


def build_manifest(settings: Settings, request_url: str | None = None) -> dict[str, Any]:
    """The manifest for Socket Mode, or for signed requests to `request_url`; ConfigError unless that is https."""
    base = None if request_url is None else _check_request_url(request_url)
    address = {} if base is None else {"request_url": f"{base}{EVENTS_PATH}"}
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
            "slash_commands": _commands(settings, base),
        },
        "oauth_config": _oauth(base),
        "settings": {
            "event_subscriptions": {**address, "bot_events": list(BOT_EVENTS)},
            "interactivity": {"is_enabled": True, **address},
            "org_deploy_enabled": False,
            "socket_mode_enabled": base is None,
            "token_rotation_enabled": False,
        },
    }


def creation_link(manifest: dict[str, Any]) -> str:
    """Where a browser creates the app from this manifest."""
    text = json.dumps(manifest, separators=(",", ":"), ensure_ascii=False)
    return f"{CREATION_PAGE}?new_app=1&manifest_json={quote(text, safe='')}"


def _check_request_url(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme != "https" or not parts.hostname:
        raise ConfigError("--request-url: Slack posts to https only. For example: https://change.example.com")
    return url.rstrip("/").removesuffix(EVENTS_PATH)


def _commands(settings: Settings, base: str | None) -> list[dict[str, Any]]:
    address = {} if base is None else {"url": f"{base}{EVENTS_PATH}"}
    texts = [
        (settings.command, "Everything Groundswell can do", "help | list | show KEY | memo | pulse | digest | …"),
        (settings.status_command, "Post how an initiative stands", "KEY green|amber|red SUMMARY"),
        (settings.risk_command, "Report a risk", "KEY TITLE likelihood:1-5 impact:1-5"),
    ]
    return [
        {"command": command, **address, "description": description, "usage_hint": usage, "should_escape": True}
        for command, description, usage in texts
    ]


def _oauth(base: str | None) -> dict[str, Any]:
    redirects = {} if base is None else {"redirect_urls": [f"{base}{REDIRECT_PATH}"]}
    return {**redirects, "scopes": {"bot": [*BOT_SCOPES, *OPTIONAL_SCOPES], "bot_optional": list(OPTIONAL_SCOPES)}}
