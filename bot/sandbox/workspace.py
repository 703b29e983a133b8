"""The workspace in memory: its people, conversations and messages, and what each person has open on the screen."""

import itertools
import secrets
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from bot.sandbox.clock import SandboxClock
from bot.sandbox.elements import fill_in_ids
from bot.sandbox.inspection import Inspection
from bot.sandbox.members import Channel, User, UserGroup
from bot.sandbox.messages import Message, Timeline, format_ts
from bot.sandbox.tickets import Tickets
from bot.sandbox.traffic import Traffic
from bot.sandbox.uploads import Upload
from bot.sandbox.views import View

BOT_USER_ID = "U0BOT00000"
BOT_ID = "B0BOT00000"
APP_ID = "A0GROUND00"
TEAM_ID = "T0SANDBOX0"
DEFAULT_SCOPES = (
    "commands",
    "chat:write",
    "users:read",
    "users:read.email",
    "usergroups:read",
    "files:write",
    "im:read",
    "im:history",
    "im:write",
    "channels:read",
    "channels:history",
    "groups:read",
    "groups:history",
    "team:read",
    "dnd:read",
)

Watcher = Callable[[str, dict[str, Any]], None]
"""Told of every change: what kind ("message", "view", …), and where."""


class Workspace:
    """State of one workspace with one app installed; `now` everywhere is the movable clock's."""

    def __init__(
        self,
        users: Iterable[User] = (),
        channels: Iterable[Channel] = (),
        groups: Iterable[UserGroup] = (),
        *,
        team_id: str = TEAM_ID,
        name: str = "Sandbox",
        domain: str = "sandbox",
        scopes: Iterable[str] = DEFAULT_SCOPES,
        bot_handle: str = "groundswell",
        bot_name: str = "Groundswell",
        messages_tab: bool = True,
        home_tab: bool = True,
    ) -> None:
        self.team_id, self.name, self.domain = team_id, name, domain
        self.app_id, self.bot_id, self.bot_user_id = APP_ID, BOT_ID, BOT_USER_ID
        self.scopes = list(scopes)
        self.messages_tab, self.home_tab = messages_tab, home_tab
        self.clock = SandboxClock()
        bot = User(BOT_USER_ID, bot_handle, bot_name, is_bot=True)
        self.users: dict[str, User] = {user.id: user for user in [*users, bot]}
        self.channels: dict[str, Channel] = {channel.id: channel for channel in channels}
        self.groups: dict[str, UserGroup] = {group.id: group for group in groups}
        self.timelines: dict[str, Timeline] = defaultdict(Timeline)
        self.ephemerals: dict[str, list[Message]] = defaultdict(list)
        self.homes: dict[str, View] = {}
        self.modals: dict[str, list[View]] = defaultdict(list)
        self.uploads: dict[str, Upload] = {}
        self.traffic = Traffic(self.clock.now)
        self.tickets = Tickets(self.clock)
        self.inspection = Inspection(self.traffic, self.uploads)
        self.base_url = ""
        self.bot_token = f"xoxb-{secrets.token_hex(12)}"
        self.app_token = f"xapp-1-{APP_ID}-{secrets.token_hex(12)}"
        self.client_id, self.client_secret = "1000.2000", secrets.token_hex(8)
        self.tokens_are_revoked = False
        self.socket_tickets: set[str] = set()
        self.oauth_codes: dict[str, str] = {}
        self.used_oauth_codes: set[str] = set()
        self._direct: dict[str, Channel] = {}
        self._numbers = itertools.count(1)
        self._places: dict[str, str] = {}
        self._watchers: list[Watcher] = []

    def watch(self, watcher: Watcher) -> Callable[[], None]:
        """Tell `watcher` of every change from now on; the function given back ends that."""
        self._watchers.append(watcher)
        return lambda: self._watchers.remove(watcher)

    def notify(self, kind: str, **details: Any) -> None:
        """Tell the watchers of a change."""
        for watcher in list(self._watchers):
            watcher(kind, details)

    def make_id(self, letter: str) -> str:
        """A new id with Slack's leading letter."""
        return f"{letter}{next(self._numbers):010d}"

    def add_user(self, user: User) -> None:
        """Let a person join, or change one."""
        self.users[user.id] = user
        self.notify("user", user=user.id)

    def get_user(self, id_or_handle: str) -> User:
        """The person with this id or handle; KeyError when there is none."""
        name = id_or_handle.removeprefix("@")
        return (
            self.users.get(name)
            or next((user for user in self.users.values() if user.handle == name), None)
            or _missing("user", id_or_handle)
        )

    def get_channel(self, id_or_name: str) -> Channel:
        """The conversation with this id or name; KeyError when there is none."""
        return self.find_channel(id_or_name) or _missing("channel", id_or_name)

    def find_channel(self, id_or_name: str) -> Channel | None:
        """The conversation with this id or name, with or without "#", or None."""
        if id_or_name in self.channels:
            return self.channels[id_or_name]
        name = id_or_name.removeprefix("#")
        return next((each for each in self.channels.values() if each.name == name and not each.is_direct), None)

    def find_direct(self, user_id: str) -> Channel | None:
        """The direct conversation between the bot and a person, when it was opened."""
        return self._direct.get(user_id)

    def open_direct(self, user_id: str) -> Channel:
        """The direct conversation between the bot and a person, opened when needed."""
        if user_id not in self._direct:
            members = [user_id, self.bot_user_id]
            channel = Channel(
                self.make_id("D"), "directmessage", members, is_direct=True, created=int(self.clock.now())
            )
            self._direct[user_id] = self.channels[channel.id] = channel
        return self._direct[user_id]

    def describe_app(self) -> dict[str, str]:
        """The fields that mark a message as the bot's."""
        return {"bot_id": self.bot_id, "app_id": self.app_id, "team": self.team_id}

    def post(self, message: Message) -> Message:
        """Store a message at the present moment; an ephemeral one reaches only its reader."""
        message.ts = self._stamp(message.channel_id)
        if message.blocks:
            message.blocks = fill_in_ids(message.blocks)
        if message.is_from_bot:
            message.app = self.describe_app()
        if message.ephemeral_for is None:
            self.timelines[message.channel_id].put(message)
        else:
            self.ephemerals[message.ephemeral_for].append(message)
        self.notify("message", channel=message.channel_id, ts=message.ts, user=message.ephemeral_for)
        return message

    def _stamp(self, channel_id: str) -> str:
        """A timestamp that no other message has: now, or the next free microsecond; its conversation is remembered."""
        moment = self.clock.now()
        while (ts := format_ts(moment)) in self._places:
            moment += 0.000001
        self._places[ts] = channel_id
        return ts

    def find_message(self, channel_id: str, ts: str) -> Message | None:
        """The message at a timestamp of a conversation, or None."""
        return self.timelines[channel_id].find(ts) if channel_id in self.timelines else None

    def find_ephemeral(self, user_id: str, ts: str) -> Message | None:
        """A message that only this person sees, or None."""
        return next((message for message in self.ephemerals[user_id] if message.ts == ts), None)

    def find_visible(self, user_id: str, ts: str) -> Message | None:
        """The message at a timestamp in whatever conversation, if this person sees it, or None."""
        channel = self.channels.get(self._places.get(ts, ""))
        if channel is None or user_id not in channel.members:
            return self.find_ephemeral(user_id, ts)
        return self.find_message(channel.id, ts) or self.find_ephemeral(user_id, ts)

    def rewrite(self, message: Message, text: str, blocks: list[dict[str, Any]] | None) -> None:
        """Change what a message says; without blocks it is marked as edited, as in Slack."""
        message.text, message.blocks = text, fill_in_ids(blocks) if blocks else None
        message.was_updated += 1
        if not blocks:
            message.edited_ts = format_ts(self.clock.now())
        self.notify("message", channel=message.channel_id, ts=message.ts, user=message.ephemeral_for)

    def remove(self, message: Message) -> None:
        """Take a message away."""
        if message.ephemeral_for is None:
            self.timelines[message.channel_id].remove(message.ts)
        else:
            self.ephemerals[message.ephemeral_for].remove(message)
        self.notify("message", channel=message.channel_id, ts=message.ts, user=message.ephemeral_for)

    def list_direct(self, user: str) -> list[Message]:
        """What stands in a person's direct conversation with the bot, oldest first."""
        channel = self.find_direct(self.get_user(user).id)
        return list(self.timelines[channel.id]) if channel else []

    def list_posted(self, channel: str) -> list[Message]:
        """What stands in a channel, oldest first."""
        return list(self.timelines[self.get_channel(channel).id])

    def find_view(self, view_id: str) -> View | None:
        """An open modal or a published Home tab, or None."""
        open_views = itertools.chain(self.homes.values(), *self.modals.values())
        return next((view for view in open_views if view.id == view_id), None)


def _missing(kind: str, name: str) -> Any:
    raise KeyError(f"the sandbox has no {kind} {name}")
