"""People, channels and user groups of a workspace, each also in the shape that Slack's Web API gives."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo


@dataclass
class User:
    """A member of the workspace; `team_id` is set for people of a foreign team, met through a shared channel."""

    id: str
    handle: str
    real_name: str
    display_name: str = ""
    tz: str = "Europe/London"
    email: str | None = None
    title: str = ""
    is_bot: bool = False
    is_admin: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    deleted: bool = False
    team_id: str | None = None
    status_text: str = ""
    status_emoji: str = ""
    status_expiration: int = 0
    presence: str = "active"
    snoozed_until: float = 0.0
    locale: str | None = None

    @property
    def shown_name(self) -> str:
        """The name that other people see."""
        return self.display_name or self.real_name

    def get_tz_offset(self, now: float) -> int:
        """Seconds east of UTC at `now` (seconds since the epoch)."""
        offset = datetime.fromtimestamp(now, UTC).astimezone(ZoneInfo(self.tz)).utcoffset()
        return int(offset.total_seconds()) if offset else 0

    def to_api(self, home_team_id: str, now: float, with_email: bool) -> dict[str, Any]:
        """The user object of users.list and users.info; a deactivated one has no time zone, as in Slack."""
        profile = {
            "real_name": self.real_name,
            "display_name": self.display_name,
            "title": self.title,
            "status_text": self.status_text,
            "status_emoji": self.status_emoji,
            "status_expiration": self.status_expiration,
            "team": self.team_id or home_team_id,
        }
        if with_email and self.email and not self.is_bot:
            profile["email"] = self.email
        user: dict[str, Any] = {
            "id": self.id,
            "team_id": self.team_id or home_team_id,
            "name": self.handle,
            "deleted": self.deleted,
            "profile": profile,
            "is_bot": self.is_bot,
            "is_app_user": False,
            "updated": 0,
        }
        if self.team_id and self.team_id != home_team_id:
            user["is_stranger"] = True
        if not self.deleted:
            user |= self._describe_active(now)
        return user

    def _describe_active(self, now: float) -> dict[str, Any]:
        return {
            "real_name": self.real_name,
            "tz": self.tz,
            "tz_label": self.tz,
            "tz_offset": self.get_tz_offset(now),
            "is_admin": self.is_admin,
            "is_owner": False,
            "is_primary_owner": False,
            "is_restricted": self.is_restricted,
            "is_ultra_restricted": self.is_ultra_restricted,
        }


@dataclass
class Channel:
    """A conversation: a public or private channel, or a direct one, whose `members` are then the person and the bot."""

    id: str
    name: str
    members: list[str] = field(default_factory=list)
    is_private: bool = False
    is_archived: bool = False
    is_direct: bool = False
    topic: str = ""
    purpose: str = ""
    created: int = 0

    @property
    def kind(self) -> str:
        """The conversation's type, as the `types` argument of conversations.list names it."""
        if self.is_direct:
            return "im"
        return "private_channel" if self.is_private else "public_channel"

    def to_api(self, bot_user_id: str, team_id: str) -> dict[str, Any]:
        """The conversation object that conversations.list and conversations.info give."""
        if self.is_direct:
            return {
                "id": self.id,
                "created": self.created,
                "is_im": True,
                "is_archived": self.is_archived,
                "is_org_shared": False,
                "context_team_id": team_id,
                "user": next(member for member in self.members if member != bot_user_id),
                "is_user_deleted": False,
                "priority": 0,
            }
        return {
            "id": self.id,
            "name": self.name,
            "name_normalized": self.name,
            "created": self.created,
            "creator": self.members[0] if self.members else bot_user_id,
            "is_channel": not self.is_private,
            "is_group": self.is_private,
            "is_im": False,
            "is_mpim": False,
            "is_private": self.is_private,
            "is_archived": self.is_archived,
            "is_general": self.name == "general",
            "is_shared": False,
            "is_ext_shared": False,
            "is_org_shared": False,
            "is_member": bot_user_id in self.members,
            "num_members": len(self.members),
            "topic": {"value": self.topic, "creator": "", "last_set": 0},
            "purpose": {"value": self.purpose, "creator": "", "last_set": 0},
            "context_team_id": team_id,
        }


@dataclass
class UserGroup:
    """A user group, mentioned by its handle."""

    id: str
    handle: str
    name: str
    members: list[str] = field(default_factory=list)
    is_disabled: bool = False

    def to_api(self, team_id: str, with_users: bool) -> dict[str, Any]:
        """The user group object of usergroups.list."""
        group: dict[str, Any] = {
            "id": self.id,
            "team_id": team_id,
            "is_usergroup": True,
            "name": self.name,
            "handle": self.handle,
            "description": "",
            "is_external": False,
            "date_create": 0,
            "date_update": 0,
            "date_delete": 1 if self.is_disabled else 0,
            "user_count": len(self.members),
        }
        if with_users:
            group["users"] = list(self.members)
        return group
