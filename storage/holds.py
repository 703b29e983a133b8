"""A restore's hold: what a copy would send by itself may have been sent since, so it waits until it is released."""

from dataclasses import replace

from storage.settings import find_setting, put_setting
from storage.units import SYSTEM, Unit
from storage.workspaces import list_workspaces

SETTING = "restore.hold"
REASON = "restored from a backup"


def set_hold(unit: Unit, *, is_on: bool) -> None:
    """Begin or end the hold of a workspace."""
    put_setting(unit, SETTING, is_on)


def holds_back(unit: Unit) -> bool:
    """Whether what this unit promises waits: what falls due by itself does, what a person asks for now does not."""
    return unit.actor_id == SYSTEM and bool(find_setting(unit, SETTING))


def is_any_held(unit: Unit) -> bool:
    """Whether a workspace, of all, is under a hold."""
    units = (replace(unit, team_id=workspace.team_id) for workspace in list_workspaces(unit))
    return any(find_setting(each, SETTING) for each in units)
