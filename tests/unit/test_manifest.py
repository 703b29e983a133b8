"""The app manifest: what Slack takes, no more scopes than are used, no name of Slack's own."""

import json
import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import jsonschema
import pytest

from bot.config import RESERVED_COMMANDS, ConfigError, Settings
from bot.manifest import BOT_EVENTS, BOT_SCOPES, OPTIONAL_SCOPES, build_manifest, creation_link

ROOT = Path(__file__).parents[2]
PUBLIC = "https://change.example.com"


def closed(properties, required=()):
    return {
        "type": "object",
        "properties": properties,
        "required": list(required),
        "additionalProperties": False,
    }


def text(longest, shortest=1, **rules):
    return {"type": "string", "minLength": shortest, "maxLength": longest, **rules}


def names(most):
    return {"type": "array", "items": {"type": "string"}, "maxItems": most, "uniqueItems": True}


HTTPS = {"type": "string", "pattern": "^https://"}
BOOLEAN = {"type": "boolean"}
COMMAND = closed(
    {
        "command": text(32, pattern="^/[a-z0-9_-]+$"),
        "url": HTTPS,
        "description": text(2000),
        "usage_hint": text(1000),
        "should_escape": BOOLEAN,
    },
    ["command", "description"],
)
SCHEMA = closed(
    {
        "_metadata": closed({"major_version": {"enum": [1, 2]}, "minor_version": {"type": "integer"}}),
        "display_information": closed(
            {
                "name": text(35),
                "description": text(140),
                "long_description": text(4000, 175),
                "background_color": {"type": "string", "pattern": "^#([0-9a-f]{3}|[0-9a-f]{6})$"},
            },
            ["name"],
        ),
        "features": closed(
            {
                "app_home": closed(
                    {
                        "home_tab_enabled": BOOLEAN,
                        "messages_tab_enabled": BOOLEAN,
                        "messages_tab_read_only_enabled": BOOLEAN,
                    }
                ),
                "bot_user": closed({"display_name": text(80), "always_online": BOOLEAN}, ["display_name"]),
                "slash_commands": {"type": "array", "items": COMMAND, "maxItems": 50},
            }
        ),
        "oauth_config": closed(
            {
                "redirect_urls": {"type": "array", "items": HTTPS, "maxItems": 1000},
                "scopes": closed({"bot": names(255), "bot_optional": names(255)}),
            }
        ),
        "settings": closed(
            {
                "event_subscriptions": closed({"request_url": HTTPS, "bot_events": names(100)}),
                "interactivity": closed({"is_enabled": BOOLEAN, "request_url": HTTPS}, ["is_enabled"]),
                "org_deploy_enabled": BOOLEAN,
                "socket_mode_enabled": BOOLEAN,
                "token_rotation_enabled": BOOLEAN,
            }
        ),
    },
    ["display_information"],
)
"""What Slack checks in a manifest, offline: lengths and unknown keys, for the parts that the bot uses."""

USES = {
    "chat:write": "chat.postMessage",
    "users:read": "users.list",
    "users:read.email": "users.lookupByEmail",
    "usergroups:read": "usergroups.users.list",
    "channels:read": "conversations.members",
    "groups:read": "conversations.members",
    "files:write": "files.upload.v2",
    "im:history": "conversations.history",
    "im:write": "conversations.open",
}
"""The method that shows that a scope is used; `commands` is shown by the commands themselves."""


def list_called_methods():
    source = "\n".join(path.read_text() for path in (ROOT / "bot").glob("*.py"))
    by_name = {name.replace("_", ".") for name in re.findall(r"client\.(\w+)", source)}
    return by_name | set(re.findall(r'"([a-z]+(?:\.\w+)+)"', source))


def make_settings(**settings):
    return Settings(_env_file=None, **settings)


@pytest.mark.parametrize("request_url", [None, PUBLIC, f"{PUBLIC}/", f"{PUBLIC}/slack/events"])
@pytest.mark.parametrize("command", ["/change", "/a", "/rollout-of-the-year_2026a"[:25]])
def test_slack_would_take_it(request_url, command):
    manifest = build_manifest(make_settings(GROUNDSWELL_COMMAND=command), request_url)
    jsonschema.validate(manifest, SCHEMA, jsonschema.Draft7Validator)
    assert [each["command"] for each in manifest["features"]["slash_commands"]] == [
        command, f"{command}-status", f"{command}-risk",
    ]  # fmt: skip


def test_the_schema_refuses_what_slack_refuses():
    manifest = build_manifest(make_settings())
    manifest["display_information"]["description"] = "x" * 141
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(manifest, SCHEMA)
    manifest = build_manifest(make_settings())
    manifest["features"]["slash_command"] = []
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(manifest, SCHEMA)


def test_without_an_address_it_is_socket_mode_and_names_none():
    manifest = build_manifest(make_settings())
    assert manifest["settings"]["socket_mode_enabled"] is True
    assert "url" not in re.sub(r"background_color", "", json.dumps(manifest)).replace("redirect_urls", "url")


def test_with_an_address_everything_goes_there():
    manifest = build_manifest(make_settings(), PUBLIC)
    events = f"{PUBLIC}/slack/events"
    assert manifest["settings"]["socket_mode_enabled"] is False
    assert manifest["settings"]["event_subscriptions"]["request_url"] == events
    assert manifest["settings"]["interactivity"] == {"is_enabled": True, "request_url": events}
    assert {each["url"] for each in manifest["features"]["slash_commands"]} == {events}
    assert manifest["oauth_config"]["redirect_urls"] == [f"{PUBLIC}/slack/oauth_redirect"]


@pytest.mark.parametrize("url", ["http://change.example.com", "change.example.com", "https://", ""])
def test_an_address_that_slack_would_not_post_to_is_refused(url):
    with pytest.raises(ConfigError, match="https only"):
        build_manifest(make_settings(), url)


def test_people_can_write_to_the_bot_and_mentions_reach_it_as_ids():
    manifest = build_manifest(make_settings())
    home = manifest["features"]["app_home"]
    assert (home["home_tab_enabled"], home["messages_tab_enabled"]) == (True, True)
    assert home["messages_tab_read_only_enabled"] is False
    assert all(each["should_escape"] for each in manifest["features"]["slash_commands"])
    assert "message.im" in BOT_EVENTS


def test_scopes_are_the_least_and_each_is_used():
    scopes = build_manifest(make_settings())["oauth_config"]["scopes"]
    assert scopes["bot"][:3] == ["commands", "chat:write", "users:read"]
    assert set(scopes["bot_optional"]) == set(scopes["bot"]) - set(BOT_SCOPES) == set(OPTIONAL_SCOPES)
    called = list_called_methods()
    assert [scope for scope in scopes["bot"] if scope != "commands" and USES[scope] not in called] == []


@pytest.mark.parametrize("name", sorted(RESERVED_COMMANDS))
def test_slacks_own_commands_cannot_be_chosen(name):
    with pytest.raises(ValueError, match="keeps that name for itself"):
        make_settings(GROUNDSWELL_COMMAND=f"/{name}")


def test_the_link_opens_slack_with_the_whole_manifest():
    manifest = build_manifest(make_settings())
    link = urlsplit(creation_link(manifest))
    assert (link.scheme, link.netloc, link.path) == ("https", "api.slack.com", "/apps")
    query = parse_qs(link.query, strict_parsing=True)
    assert query["new_app"] == ["1"]
    assert json.loads(query["manifest_json"][0]) == manifest
