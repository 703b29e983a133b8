"""Rules that tie several keys of one element together."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from bot.sandbox.validation.schema import Finding


def require_listed_choice(element: dict[str, Any]) -> Iterator[Finding]:
    """Require what is chosen beforehand to be one of the options, equal in every key as Slack compares them."""
    grouped = [option for group in element.get("option_groups", []) for option in group["options"]]
    options = element.get("options", []) + grouped
    if "initial_option" in element and element["initial_option"] not in options:
        yield "/initial_option", "must be one of the provided options"
    for index, chosen in enumerate(element.get("initial_options", [])):
        if chosen not in options:
            yield f"/initial_options/{index}", "must be one of the provided options"


def require_real_date(element: dict[str, Any]) -> Iterator[Finding]:
    """Require a day that the calendar has."""
    try:
        date.fromisoformat(element.get("initial_date", "2000-01-01"))
    except ValueError:
        yield "/initial_date", "must be a valid date"


def require_fitting_length(element: dict[str, Any]) -> Iterator[Finding]:
    """Require `min_length` ≤ `max_length`, and a text typed beforehand to lie between them."""
    least, most = element.get("min_length", 0), element.get("max_length", 3000)
    if least > most:
        yield "/min_length", "must be less than or equal to max_length"
    typed_before = element.get("initial_value")
    if typed_before is not None and not least <= len(typed_before) <= most:
        yield "/initial_value", f"must be {least} to {most} characters"


def require_fitting_number(element: dict[str, Any]) -> Iterator[Finding]:
    """Require `min_value` ≤ `max_value`, and a number typed beforehand to lie between them."""
    least, most = float(element.get("min_value", "-inf")), float(element.get("max_value", "inf"))
    if least > most:
        yield "/min_value", "must be less than or equal to max_value"
    typed_before = element.get("initial_value")
    if typed_before is None:
        return
    if not least <= float(typed_before) <= most:
        yield "/initial_value", "must be from min_value to max_value"
    if "." in typed_before and not element["is_decimal_allowed"]:
        yield "/initial_value", "must be an integer"


def require_fitting_count(element: dict[str, Any]) -> Iterator[Finding]:
    """Require no more chosen beforehand than may be chosen."""
    most = element.get("max_selected_items")
    for key in ("initial_options", "initial_users", "initial_conversations", "initial_channels"):
        if most is not None and len(element.get(key, [])) > most:
            yield f"/{key}", f"no more than {most} items allowed"


def require_prompt_to_display(element: dict[str, Any]) -> Iterator[Finding]:
    """Require a prompt where there is a wording to show for it."""
    if "agent_prompt_display" in element and "agent_prompt" not in element:
        yield "", "missing required field: agent_prompt"
