"""A restore's hold: what a copy would send by itself may have been sent since, so it waits until it is released."""

from dataclasses import replace
from typing import Any

from storage.settings import find_setting, put_setting
from storage.units import SYSTEM, Unit
from storage.workspaces import list_workspaces

SETTING = "restore.hold"
REASON = "restored from a backup"


def set_hold(unit: Unit, *, is_on: bool) -> None:
    """Begin or end the hold of a workspace."""
    put_setting(unit, SETTING, is_on)


def hold_back(unit: Unit, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """New rows of the outbox, held if they fell due by themselves under a hold; what a person asks for now is not."""
    if unit.actor_id != SYSTEM or not find_setting(unit, SETTING):
        return rows
    held = {"state": "held", "reason": REASON}
    return [row | held if row["state"] == "planned" else row for row in rows]


def is_any_held(unit: Unit) -> bool:
    """Whether a workspace, of all, is under a hold."""
    units = (replace(unit, team_id=workspace.team_id) for workspace in list_workspaces(unit))
    return any(find_setting(each, SETTING) for each in units)
