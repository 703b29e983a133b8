"""The workspace's own thresholds: what admins changed of the rules."""

from collections.abc import Sequence
from dataclasses import replace

from commands.alerts.rules import RULES, Rule
from storage.settings import find_setting, put_setting
from storage.units import Unit

_SETTING = "alert_thresholds"


def list_rules(unit: Unit) -> Sequence[Rule]:
    """The rules with the workspace's thresholds."""
    own = find_setting(unit, _SETTING) or {}
    return [replace(rule, threshold=own.get(rule.name, rule.threshold)) for rule in RULES]


def tune_rule(unit: Unit, name: str, threshold: float) -> None:
    """Let a rule fire beyond this threshold from now on."""
    put_setting(unit, _SETTING, {**(find_setting(unit, _SETTING) or {}), name: threshold})
