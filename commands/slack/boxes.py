"""Boxes: options to tick in a message or on the Home tab, and which are ticked when a button beside them is clicked."""

from collections.abc import Mapping, Sequence
from typing import Any

import slackblocks as sb

from commands.slack.limits import OPTION_TEXT
from storage.errors import OutOfDate


def boxes(action_id: str, options: Sequence[tuple[str, str]]) -> sb.CheckboxGroup:
    """Up to ten boxes, given as (value, label) pairs; a button beside them is given what is ticked, by `action_id`."""
    choices = [
        sb.Option(text=sb.Text(label[:OPTION_TEXT], type_=sb.TextType.PLAINTEXT), value=value)
        for value, label in options
    ]
    return sb.CheckboxGroup(action_id=action_id, options=choices)


def read_boxes(body: Mapping[str, Any]) -> dict[str, list[str]]:
    """What is ticked where somebody clicked: values by the action id of their boxes; OutOfDate for what cannot be."""
    try:
        state = body.get("state") or (body.get("view") or {}).get("state") or {"values": {}}
        elements = [element for block in state["values"].values() for element in block.items()]
        return {
            action_id: [str(option["value"]) for option in element["selected_options"]]
            for action_id, element in elements
            if element["type"] == "checkboxes"
        }
    except (KeyError, TypeError, AttributeError) as error:
        raise OutOfDate from error
