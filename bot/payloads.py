"""Payloads: what Slack sends for a gesture, as an ask."""

from typing import Any

from commands.slack.ask import Ask, House


def ask_by_command(house: House, command: dict[str, Any]) -> Ask:
    """The ask of a slash command."""
    return Ask(
        house=house,
        team_id=command["team_id"],
        user_id=command["user_id"],
        now=house.store.clock.now(),
        text=command.get("text") or "",
        channel_id=command["channel_id"],
        receipt=f"command:{command['trigger_id']}",
    )


def ask_by_action(house: House, body: dict[str, Any]) -> Ask:
    """The ask of a clicked button or a changed select."""
    action = body["actions"][0]
    return Ask(
        house=house,
        team_id=body["team"]["id"],
        user_id=body["user"]["id"],
        now=house.store.clock.now(),
        value=_chosen_value(action),
        channel_id=(body.get("channel") or {}).get("id"),
        receipt=f"action:{body['trigger_id']}:{action['action_id']}",
        is_outsider=_is_outsider(body),
    )


def ask_by_form(house: House, body: dict[str, Any]) -> Ask:
    """The ask of a submitted form, whose fields are still to be read."""
    view = body["view"]
    return Ask(
        house=house,
        team_id=body["team"]["id"],
        user_id=body["user"]["id"],
        now=house.store.clock.now(),
        receipt=f"form:{view['id']}:{view.get('hash', '')}",
        is_outsider=_is_outsider(body),
    )


def name_command(command: dict[str, Any]) -> str:
    """What was asked for, without what was said: "/change memo", for the audit log."""
    words = (command.get("text") or "").split()
    noun = words[0].lower() if words and words[0].isascii() and words[0].isalpha() else ""
    return f"{command['command']} {noun}".strip()[:64]


def _is_outsider(body: dict[str, Any]) -> bool:
    """Whether this came through a channel shared with another organisation; in a Grid, workspaces are of one."""
    home = body["user"].get("team_id")
    return home is not None and not body.get("enterprise") and home != body["team"]["id"]


def _chosen_value(action: dict[str, Any]) -> str:
    if "selected_option" in action:
        return str((action["selected_option"] or {}).get("value", ""))
    return str(action.get("value") or action.get("selected_user") or action.get("selected_date") or "")
