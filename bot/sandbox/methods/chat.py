"""chat.*: posting, changing and deleting messages."""

from typing import Any

from bot.sandbox.calls import Arguments, Call
from bot.sandbox.members import Channel
from bot.sandbox.messages import Message
from bot.sandbox.refusals import Refusal
from bot.sandbox.validation.messages import TEXT_KEPT

TRUNCATED = {
    "warnings": ["message_truncated"],
    "messages": [
        f"[WARN] Your message was truncated but still posted. The `text` field accepts up to {TEXT_KEPT:,} characters."
    ],
}


def post_message(call: Call) -> dict[str, Any]:
    """chat.postMessage: to a channel, a direct conversation, or a person's id, which opens one."""
    payload = read_payload(call.arguments)
    channel = _find_target(call)
    call.workspace.inspection.check_message(payload)
    if channel.is_direct and any(key in payload for key in ("username", "icon_url", "icon_emoji")):
        call.workspace.traffic.blame(
            "slackbot_message", "a name or icon of its own puts a direct message under Slackbot"
        )
    message = call.workspace.post(_build_message(call, channel, payload))
    answer = {"channel": channel.id, "ts": message.ts, "message": message.to_api(with_metadata=True)}
    return answer | ({"response_metadata": TRUNCATED} if len(payload["text"]) > TEXT_KEPT else {})


def post_ephemeral(call: Call) -> dict[str, Any]:
    """chat.postEphemeral: a message in a channel that one member sees."""
    payload = read_payload(call.arguments)
    channel = _find_target(call)
    reader = call.arguments.demand("user", "user_not_in_channel")
    if reader not in channel.members:
        raise Refusal("user_not_in_channel")
    call.workspace.inspection.check_message(payload)
    message = _build_message(call, channel, payload)
    message.ephemeral_for = reader
    return {"message_ts": call.workspace.post(message).ts}


def update(call: Call) -> dict[str, Any]:
    """chat.update: the app's own messages only; blocks go when only text is given.

    Metadata and attachments stay when left out, and go when they are sent empty.
    """
    payload = read_payload(call.arguments)
    channel, message = _get_own_message(call, "cant_update_message")
    call.workspace.inspection.check_message(payload)
    if payload.get("metadata") is not None:
        message.metadata = payload["metadata"] or None
    if payload.get("attachments") is not None:
        message.attachments = payload["attachments"] or None
    call.workspace.rewrite(message, payload["text"], payload.get("blocks"))
    return {"channel": channel.id, "ts": message.ts, "text": message.text, "message": message.to_api()}


def delete(call: Call) -> dict[str, Any]:
    """chat.delete: the app's own messages only."""
    channel, message = _get_own_message(call, "cant_delete_message")
    call.workspace.remove(message)
    return {"channel": channel.id, "ts": message.ts}


def get_permalink(call: Call) -> dict[str, Any]:
    """chat.getPermalink: the address of a message."""
    channel = call.get_channel()
    ts = call.arguments.demand("message_ts", "message_not_found")
    if call.workspace.find_message(channel.id, ts) is None:
        raise Refusal("message_not_found")
    path = f"archives/{channel.id}/p{ts.replace('.', '')}"
    return {"channel": channel.id, "permalink": f"https://{call.workspace.domain}.slack.com/{path}"}


def read_payload(arguments: Arguments) -> dict[str, Any]:
    """The message in a call's arguments, its structures read from JSON text where the call was a form."""
    payload = {
        **arguments.values,
        "text": arguments.text("text"),
        "blocks": arguments.structure("blocks", "invalid_blocks_format"),
        "attachments": arguments.structure("attachments", "invalid_attachments"),
        "metadata": arguments.structure("metadata", "invalid_metadata_format"),
    }
    payload.pop("token", None)
    if not (payload["text"].strip() or payload["blocks"] or payload["attachments"]):
        raise Refusal("no_text")
    return {key: value for key, value in payload.items() if value is not None}


def _find_target(call: Call) -> Channel:
    workspace, name = call.workspace, call.arguments.demand("channel", "channel_not_found")
    if name in workspace.users:
        return open_direct(call, name)
    channel = workspace.find_channel(name)
    if channel is None or (channel.is_private and workspace.bot_user_id not in channel.members):
        raise Refusal("channel_not_found")
    if channel.is_direct:
        return open_direct(call, next(user for user in channel.members if user != workspace.bot_user_id))
    if channel.is_archived:
        raise Refusal("is_archived")
    if workspace.bot_user_id not in channel.members and "chat:write.public" not in workspace.scopes:
        raise Refusal("not_in_channel")
    return channel


def open_direct(call: Call, user_id: str) -> Channel:
    """The direct conversation with a person; Refusal where Slack lets nobody write to them."""
    user = call.get_user(user_id)
    if user.is_bot:
        raise Refusal("cannot_dm_bot")
    if user.deleted:
        raise Refusal("user_disabled")
    if not call.workspace.messages_tab:
        raise Refusal("messages_tab_disabled")
    return call.workspace.open_direct(user_id)


def _build_message(call: Call, channel: Channel, payload: dict[str, Any]) -> Message:
    thread_ts = payload.get("thread_ts")
    if thread_ts and call.workspace.find_message(channel.id, thread_ts) is None:
        raise Refusal("thread_not_found")
    return Message(
        channel_id=channel.id,
        user_id=call.workspace.bot_user_id,
        text=payload.get("text", "")[:TEXT_KEPT],
        blocks=payload.get("blocks"),
        attachments=payload.get("attachments"),
        metadata=payload.get("metadata"),
        thread_ts=thread_ts,
    )


def _get_own_message(call: Call, refusal: str) -> tuple[Channel, Message]:
    channel = call.get_channel()
    message = call.workspace.find_message(channel.id, call.arguments.demand("ts", "message_not_found"))
    if message is None:
        raise Refusal("message_not_found")
    if message.user_id != call.workspace.bot_user_id:
        raise Refusal(refusal)
    return channel, message
