"""One call of the Web API: its arguments, read as leniently as Slack reads them, and the workspace it is about."""

import json
import math
from dataclasses import dataclass
from typing import Any

from bot.sandbox.members import Channel, User
from bot.sandbox.refusals import Refusal
from bot.sandbox.workspace import Workspace


class Arguments:
    """The arguments of a call: forms give strings, JSON bodies give values, and both are read the same way."""

    def __init__(self, values: dict[str, Any]) -> None:
        self.values = values

    def __contains__(self, name: str) -> bool:
        return self.values.get(name) not in (None, "")

    def text(self, name: str, default: str = "") -> str:
        """A string; a number becomes one."""
        value = self.values.get(name)
        return default if value is None else str(value)

    def demand(self, name: str, error: str = "invalid_arguments") -> str:
        """A string that must be there; Refusal with `error` when it is not."""
        if name not in self:
            raise Refusal(error, [f"missing required field: {name}"])
        return self.text(name)

    def flag(self, name: str) -> bool:
        """A truth value: true, 1 and their like."""
        return str(self.values.get(name, "")).lower() in ("true", "1")

    def number(self, name: str, default: float) -> float:
        """A number; Refusal invalid_arguments for anything else."""
        if name not in self:
            return default
        try:
            value = float(self.values[name])
        except (TypeError, ValueError):
            value = math.nan
        if not math.isfinite(value):
            raise Refusal("invalid_arguments", [f"must be a number: {name}"])
        return value

    def names(self, name: str) -> list[str]:
        """A list of strings: a JSON array, or words between commas; Refusal invalid_arguments for anything else."""
        value = self.values.get(name) or []
        if isinstance(value, str):
            value = self.structure(name) if value.startswith("[") else value.split(",")
        if not isinstance(value, list):
            raise Refusal("invalid_arguments", [f"must be a list: {name}"])
        return [str(each).strip() for each in value]

    def structure(self, name: str, error: str = "invalid_arguments") -> Any:
        """An object or array, as itself or as JSON text; None when absent, Refusal with `error` for broken JSON."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise Refusal(error) from None


@dataclass
class Call:
    """A call that has been let in: to what method, with what, on which workspace."""

    method: str
    arguments: Arguments
    workspace: Workspace

    def need_scope(self, *scopes: str) -> None:
        """Refusal missing_scope unless one of these scopes is granted."""
        granted = self.workspace.scopes
        if scopes and not set(scopes) & set(granted):
            raise Refusal("missing_scope", needed=scopes[0], provided=",".join(granted))

    def get_user(self, user_id: str) -> User:
        """The member with this id; Refusal user_not_found when there is none."""
        user = self.workspace.users.get(user_id)
        if user is None:
            raise Refusal("user_not_found")
        return user

    def get_channel(self, name: str = "channel") -> Channel:
        """The conversation in an argument, if the bot can see it; else Refusal channel_not_found."""
        channel = self.workspace.channels.get(self.arguments.demand(name, "channel_not_found"))
        if channel is None or (channel.is_private and self.workspace.bot_user_id not in channel.members):
            raise Refusal("channel_not_found")
        return channel

    def get_member_channel(self) -> Channel:
        """The conversation in the argument `channel` when the bot is in it; else Refusal."""
        channel = self.get_channel()
        if self.workspace.bot_user_id not in channel.members:
            raise Refusal("not_in_channel")
        return channel
