"""Filling in a form as a person does: by label, with words on the screen, held to what Slack's client lets through."""

import math
import re
from datetime import date, time
from typing import Any

from bot.sandbox.elements import Placed, StatefulElement
from bot.sandbox.workspace import Workspace

REQUIRED = "Please complete this required field."
_PATTERNS = {
    "email_text_input": (re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+"), "Please enter an email address."),
    "url_text_input": (re.compile(r"https?://\S+"), "Please enter a web address."),
}
_DECORATION = re.compile(r"^[\W_]+|[\W_]+$|:[\w+-]+:\s*")


def find_placed(candidates: list[Placed], label: str, nth: int | None = None) -> Placed:
    """The element with this label, value, action_id, block_id or "block_id/action_id"; of several the `nth`.

    LookupError when there is none, or several and no `nth`.
    """
    wanted = label.strip().lower()
    for names in (_name_exactly, _name_loosely):
        found = [placed for placed in candidates if wanted in names(placed)]
        if len(found) == 1 or (found and nth is not None):
            return found[nth or 0]
        if found:
            raise LookupError(f"{len(found)} elements are called {label!r}; say which with nth or a value")
    there = ", ".join(sorted({placed.label or placed.action_id for placed in candidates})) or "nothing to click"
    raise LookupError(f"no {label!r} here; there is: {there}")


def find_option(placed: Placed, words: str) -> dict[str, Any]:
    """The option with these words or this value; LookupError names what there is."""
    wanted = str(words).strip().lower()
    for option in placed.options:
        if wanted in (option["text"]["text"].strip().lower(), str(option.get("value", "")).lower()):
            return option
    there = ", ".join(option["text"]["text"] for option in placed.options)
    raise LookupError(f"{placed.label or placed.action_id!r} has no option {words!r}; there is: {there}")


def fill_in(placed: StatefulElement, value: Any, workspace: Workspace, hostile: bool = False) -> dict[str, Any]:
    """An element's state after a person chose or typed `value`; a `hostile` client sends whatever it likes."""
    if placed.holds_several:
        several = [] if value is None else [value]
        values = value if isinstance(value, list | tuple) else several
        return placed.build_state([_read_value(placed, each, workspace, hostile) for each in values])
    return placed.build_state(_read_value(placed, value, workspace, hostile))


def check_form(elements: list[StatefulElement], state: dict[str, dict[str, Any]]) -> dict[str, str]:
    """What Slack's client holds against a form before it is sent, by label."""
    problems: dict[str, str] = {}
    for placed in elements:
        value = state[placed.block_id][placed.action_id][placed.value_key]
        problem = _check_value(placed, value) if placed.is_input else None
        if problem:
            problems[placed.label] = problem
    return problems


def _check_value(placed: StatefulElement, value: Any) -> str | None:
    if value in (None, "", []):
        return None if placed.block.get("optional") else REQUIRED
    element = placed.element
    if placed.kind == "plain_text_input":
        if len(value) < element.get("min_length", 0):
            return f"Please enter at least {element['min_length']} characters."
        if len(value) > element.get("max_length", 3000):
            return f"Please enter at most {element.get('max_length', 3000)} characters."
    if placed.kind in _PATTERNS:
        pattern, problem = _PATTERNS[placed.kind]
        return None if pattern.fullmatch(value) else problem
    if placed.kind == "number_input":
        return _check_number(element, str(value))
    most = element.get("max_selected_items")
    if most and isinstance(value, list) and len(value) > most:
        return f"Please choose at most {most}."
    return None


def _check_number(element: dict[str, Any], value: str) -> str | None:
    try:
        number = float(value)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        return "Please enter a number."
    if not element.get("is_decimal_allowed") and number != int(number):
        return "Please enter a whole number."
    if "min_value" in element and number < float(element["min_value"]):
        return f"Please enter {element['min_value']} or more."
    if "max_value" in element and number > float(element["max_value"]):
        return f"Please enter {element['max_value']} or less."
    return None


def _read_value(placed: StatefulElement, value: Any, workspace: Workspace, hostile: bool) -> Any:
    if value is None or (hostile and not isinstance(value, str | int | float)):
        return value
    if placed.value_key in ("selected_option", "selected_options"):
        try:
            return find_option(placed, str(value))
        except LookupError:
            if not hostile:
                raise
            return {"text": {"type": "plain_text", "text": str(value)}, "value": str(value)}
    if hostile:
        return value
    if placed.value_key in ("selected_user", "selected_users"):
        return workspace.get_user(value).id
    if "channel" in placed.value_key:
        return workspace.get_channel(value).id
    if "conversation" in placed.value_key:
        return (workspace.find_channel(value) or workspace.get_user(value)).id
    if placed.value_key == "selected_date":
        return date.fromisoformat(str(value)).isoformat()
    if placed.value_key == "selected_time":
        return time.fromisoformat(str(value)).strftime("%H:%M")
    return int(value) if placed.value_key == "selected_date_time" else str(value)


def _name_exactly(placed: Placed) -> set[str]:
    value = placed.element.get("value")
    address = f"{placed.block_id}/{placed.action_id}"
    names = (placed.label, placed.action_id, placed.block_id, address, value if isinstance(value, str) else "")
    return {name.strip().lower() for name in names if name}


def _name_loosely(placed: Placed) -> set[str]:
    """A label without what decorates it, such as an emoji before it or an ellipsis after it."""
    return {_DECORATION.sub("", placed.label.lower())}
