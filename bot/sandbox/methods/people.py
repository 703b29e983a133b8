"""users.*, usergroups.* and dnd.*: the people of the workspace."""

from typing import Any

from bot.sandbox.calls import Call
from bot.sandbox.members import User
from bot.sandbox.methods.paging import cut_page
from bot.sandbox.refusals import Refusal

LARGE_TEAM = 1000
"""Above this many people users.list wants a limit; the figure is an assumption, Slack gives none."""


def list_users(call: Call) -> dict[str, Any]:
    """users.list: everybody, deactivated people and bots too."""
    everybody = list(call.workspace.users.values())
    if not call.arguments.number("limit", 0) and len(everybody) > LARGE_TEAM:
        raise Refusal("limit_required")
    page, paging = cut_page(everybody, call.arguments, LARGE_TEAM)
    return {
        "members": [_describe(call, user) for user in page],
        "cache_ts": int(call.workspace.clock.now()),
        "response_metadata": paging,
    }


def get_user(call: Call) -> dict[str, Any]:
    """users.info: one person."""
    return {"user": _describe(call, call.get_user(call.arguments.demand("user", "user_not_found")))}


def find_by_email(call: Call) -> dict[str, Any]:
    """users.lookupByEmail: the active person with an address."""
    email = call.arguments.demand("email", "users_not_found").lower()
    for user in call.workspace.users.values():
        if user.email and user.email.lower() == email and not user.deleted:
            return {"user": _describe(call, user)}
    raise Refusal("users_not_found")


def get_presence(call: Call) -> dict[str, Any]:
    """users.getPresence: active or away."""
    return {"presence": call.get_user(call.arguments.text("user")).presence}


def get_do_not_disturb(call: Call) -> dict[str, Any]:
    """dnd.info: whether a person has snoozed notifications."""
    user = call.get_user(call.arguments.text("user"))
    snoozes = user.snoozed_until > call.workspace.clock.now()
    answer = {"dnd_enabled": snoozes, "next_dnd_start_ts": 1, "next_dnd_end_ts": 1, "snooze_enabled": snoozes}
    return answer | ({"snooze_endtime": int(user.snoozed_until)} if snoozes else {})


def list_groups(call: Call) -> dict[str, Any]:
    """usergroups.list: every user group, with members where `include_users` asks for them."""
    with_users, with_disabled = call.arguments.flag("include_users"), call.arguments.flag("include_disabled")
    groups = [group for group in call.workspace.groups.values() if with_disabled or not group.is_disabled]
    return {"usergroups": [group.to_api(call.workspace.team_id, with_users) for group in groups]}


def list_group_users(call: Call) -> dict[str, Any]:
    """usergroups.users.list: the ids of a user group's members."""
    group = call.workspace.groups.get(call.arguments.text("usergroup"))
    if group is None:
        raise Refusal("no_such_subteam")
    return {"users": list(group.members)}


def _describe(call: Call, user: User) -> dict[str, Any]:
    workspace = call.workspace
    described = user.to_api(workspace.team_id, workspace.clock.now(), "users:read.email" in workspace.scopes)
    # Slack gives it to those alone who ask, and users.lookupByEmail cannot be asked.
    has_locale = user.locale is not None and call.arguments.flag("include_locale")
    return described | ({"locale": user.locale} if has_locale else {})
