"""Which methods there are, the scopes that each needs (any one of them), and its rate limit tier."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.sandbox.calls import Call
from bot.sandbox.methods import chat, conversations, files, installation, people, screens

Handler = Callable[[Call], dict[str, Any]]
PER_MINUTE = {1: 1, 2: 20, 3: 50, 4: 100}
POSTS_PER_MINUTE = 300
"""chat.postMessage has a limit of its own, "several hundred" a minute for a workspace."""
UNLIMITED = 0


@dataclass(frozen=True)
class Method:
    """A method; `calls_per_minute` is 0 where Slack publishes no tier, and `caller` says whose token it takes."""

    handler: Handler
    scopes: tuple[str, ...]
    calls_per_minute: int
    caller: str = "bot"


def _method(handler: Handler, tier: int, *scopes: str, caller: str = "bot") -> Method:
    return Method(handler, scopes, PER_MINUTE.get(tier, UNLIMITED), caller)


METHODS: dict[str, Method] = {
    "api.test": _method(installation.test_api, 4, caller="anyone"),
    "apps.connections.open": _method(installation.open_connection, 0, caller="app"),
    "auth.test": _method(installation.test_auth, 0),
    "blocks.validate": _method(installation.validate_blocks, 4, caller="anyone"),
    "chat.delete": _method(chat.delete, 3, "chat:write"),
    "chat.getPermalink": _method(chat.get_permalink, 0),
    "chat.postEphemeral": _method(chat.post_ephemeral, 4, "chat:write"),
    "chat.postMessage": Method(chat.post_message, ("chat:write",), POSTS_PER_MINUTE),
    "chat.update": _method(chat.update, 3, "chat:write"),
    "conversations.history": _method(conversations.list_history, 3),
    "conversations.info": _method(conversations.get_conversation, 3),
    "conversations.list": _method(conversations.list_conversations, 2),
    "conversations.members": _method(conversations.list_members, 4),
    "conversations.open": _method(conversations.open_conversation, 3, "im:write", "mpim:write"),
    "conversations.replies": _method(conversations.list_replies, 3),
    "dnd.info": _method(people.get_do_not_disturb, 3, "dnd:read"),
    "files.completeUploadExternal": _method(files.complete_upload, 4, "files:write"),
    "files.getUploadURLExternal": _method(files.get_upload_url, 4, "files:write"),
    "oauth.v2.access": _method(installation.exchange_code, 4, caller="anyone"),
    "team.info": _method(installation.get_team, 3, "team:read"),
    "usergroups.list": _method(people.list_groups, 2, "usergroups:read"),
    "usergroups.users.list": _method(people.list_group_users, 2, "usergroups:read"),
    "users.getPresence": _method(people.get_presence, 3, "users:read"),
    "users.info": _method(people.get_user, 4, "users:read"),
    "users.list": _method(people.list_users, 2, "users:read"),
    "users.lookupByEmail": _method(people.find_by_email, 3, "users:read.email"),
    "views.open": _method(screens.open_view, 4),
    "views.publish": _method(screens.publish_view, 4),
    "views.push": _method(screens.push_view, 4),
    "views.update": _method(screens.update_view, 4),
}
