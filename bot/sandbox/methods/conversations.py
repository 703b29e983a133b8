"""conversations.*: channels, their members and what was written in them."""

from typing import Any

from bot.sandbox.calls import Call
from bot.sandbox.members import Channel
from bot.sandbox.methods.chat import open_direct
from bot.sandbox.methods.paging import cut_page
from bot.sandbox.refusals import Refusal

READ_SCOPES = {
    "public_channel": "channels:read",
    "private_channel": "groups:read",
    "im": "im:read",
    "mpim": "mpim:read",
}
HISTORY_SCOPES = {"public_channel": "channels:history", "private_channel": "groups:history", "im": "im:history"}
FOREVER = 1e12


def open_conversation(call: Call) -> dict[str, Any]:
    """conversations.open: the direct conversation with one person."""
    if "channel" in call.arguments:
        channel = call.get_channel()
        return {"no_op": True, "already_open": True, "channel": {"id": channel.id}}
    users = call.arguments.names("users")
    if not users:
        raise Refusal("users_list_not_supplied")
    if len(users) > 1:
        call.need_scope("mpim:write")
        raise Refusal("not_enough_users")
    was_open = call.workspace.find_direct(users[0]) is not None
    channel = open_direct(call, users[0])
    found: dict[str, Any] = {"id": channel.id}
    if call.arguments.flag("return_im"):
        found = channel.to_api(call.workspace.bot_user_id, call.workspace.team_id)
    return {"channel": found} | ({"no_op": True, "already_open": True} if was_open else {})


def list_conversations(call: Call) -> dict[str, Any]:
    """conversations.list: public channels, and the private ones that the bot is in."""
    kinds = call.arguments.names("types") or ["public_channel"]
    for kind in kinds:
        if kind not in READ_SCOPES:
            raise Refusal("invalid_types")
        call.need_scope(READ_SCOPES[kind])
    bot = call.workspace.bot_user_id
    found = [
        channel
        for channel in call.workspace.channels.values()
        if channel.kind in kinds
        and (channel.kind == "public_channel" or bot in channel.members)
        and not (channel.is_archived and call.arguments.flag("exclude_archived"))
    ]
    page, paging = cut_page(found, call.arguments, 100)
    return {"channels": [channel.to_api(bot, call.workspace.team_id) for channel in page], "response_metadata": paging}


def get_conversation(call: Call) -> dict[str, Any]:
    """conversations.info: one conversation."""
    channel = _get_readable(call)
    return {"channel": channel.to_api(call.workspace.bot_user_id, call.workspace.team_id)}


def list_members(call: Call) -> dict[str, Any]:
    """conversations.members: the ids of everybody in a conversation."""
    channel = _get_readable(call)
    page, paging = cut_page(channel.members, call.arguments, 100)
    return {"members": page, "response_metadata": paging}


def list_history(call: Call) -> dict[str, Any]:
    """conversations.history: newest first, metadata only with `include_all_metadata`."""
    channel = call.get_channel()
    call.need_scope(HISTORY_SCOPES[channel.kind])
    channel = call.get_member_channel()
    arguments = call.arguments
    found = call.workspace.timelines[channel.id].list_newest(
        arguments.number("oldest", 0.0), arguments.number("latest", FOREVER), arguments.flag("inclusive")
    )
    page, paging = cut_page(found, arguments, 100)
    with_metadata = arguments.flag("include_all_metadata")
    return {
        "messages": [message.to_api(with_metadata) for message in page],
        "has_more": bool(paging["next_cursor"]),
        "pin_count": 0,
        "response_metadata": paging,
    }


def list_replies(call: Call) -> dict[str, Any]:
    """conversations.replies: a message and its thread, oldest first."""
    channel = call.get_channel()
    call.need_scope(HISTORY_SCOPES[channel.kind])
    channel = call.get_member_channel()
    found = call.workspace.timelines[channel.id].list_replies(call.arguments.demand("ts", "thread_not_found"))
    if not found:
        raise Refusal("thread_not_found")
    page, paging = cut_page(found, call.arguments, 1000)
    with_metadata = call.arguments.flag("include_all_metadata")
    return {
        "messages": [message.to_api(with_metadata) for message in page],
        "has_more": bool(paging["next_cursor"]),
        "response_metadata": paging,
    }


def _get_readable(call: Call) -> Channel:
    channel = call.get_channel()
    call.need_scope(READ_SCOPES[channel.kind])
    return channel
