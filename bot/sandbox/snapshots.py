"""What is on one person's screen, as JSON for a page: their conversations, messages, modals and Home tab."""

from typing import Any

from bot.sandbox.members import Channel, User
from bot.sandbox.messages import Message
from bot.sandbox.reader import read_message, read_view
from bot.sandbox.views import View
from bot.sandbox.workspace import Workspace


def take_snapshot(workspace: Workspace, user: str) -> dict[str, Any]:
    """Everything that a person sees; for no person, only who and what there is. KeyError for a stranger."""
    people = [_describe_user(each, workspace) for each in workspace.users.values()]
    snapshot: dict[str, Any] = {
        "team": {"id": workspace.team_id, "name": workspace.name},
        "bot_user_id": workspace.bot_user_id,
        "now": workspace.clock.now(),
        "users": people,
        "groups": [group.to_api(workspace.team_id, with_users=True) for group in workspace.groups.values()],
    }
    if not user:
        return snapshot
    person = workspace.get_user(user)
    channels = [channel for channel in workspace.channels.values() if person.id in channel.members]
    public = [each for each in workspace.channels.values() if not each.is_private and not each.is_direct]
    home = workspace.homes.get(person.id)
    return snapshot | {
        "user": person.id,
        "public_channels": [{"id": channel.id, "name": channel.name} for channel in public],
        "channels": [_describe_channel(channel, person, workspace) for channel in channels],
        "modals": [describe_view(view, workspace) for view in workspace.modals[person.id]],
        "home": describe_view(home, workspace) if home else None,
    }


def describe_message(message: Message, workspace: Workspace) -> dict[str, Any]:
    """A message with its blocks and, for reading, its lines."""
    return message.to_api(with_metadata=True) | {
        "channel": message.channel_id,
        "is_ephemeral": message.ephemeral_for is not None,
        "lines": read_message(message, workspace),
    }


def describe_view(view: View, workspace: Workspace) -> dict[str, Any]:
    """A view with its blocks, what was typed and, for reading, its lines."""
    return view.to_api(workspace.team_id, workspace.app_id, workspace.bot_id) | {"lines": read_view(view, workspace)}


def _describe_user(user: User, workspace: Workspace) -> dict[str, Any]:
    return user.to_api(workspace.team_id, workspace.clock.now(), with_email=False)


def _describe_channel(channel: Channel, person: User, workspace: Workspace) -> dict[str, Any]:
    private = [message for message in workspace.ephemerals[person.id] if message.channel_id == channel.id]
    messages = sorted([*workspace.timelines[channel.id], *private], key=lambda message: float(message.ts))
    return channel.to_api(workspace.bot_user_id, workspace.team_id) | {
        "messages": [describe_message(message, workspace) for message in messages]
    }
