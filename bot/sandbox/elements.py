"""Interactive elements inside blocks: which there are, the value each starts with, and ids where the app gave none."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

SINGLE_OPTION = ("static_select", "external_select", "radio_buttons")
SEVERAL_OPTIONS = ("multi_static_select", "multi_external_select", "checkboxes")
TEXTS = ("plain_text_input", "email_text_input", "url_text_input", "number_input")

STATE_FIELDS: dict[str, tuple[str, str]] = {
    **dict.fromkeys(TEXTS, ("value", "initial_value")),
    **dict.fromkeys(SINGLE_OPTION, ("selected_option", "initial_option")),
    **dict.fromkeys(SEVERAL_OPTIONS, ("selected_options", "initial_options")),
    "users_select": ("selected_user", "initial_user"),
    "multi_users_select": ("selected_users", "initial_users"),
    "channels_select": ("selected_channel", "initial_channel"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "rich_text_input": ("rich_text_value", "initial_value"),
    "file_input": ("files", "initial_files"),
}
"""By element type: the key of its value in a state, and the key of its initial value in the element."""

NESTED = {"container": "child_blocks", "carousel": "elements"}
"""By type of block: where it keeps blocks of its own."""


@dataclass(frozen=True)
class Placed:
    """An element where it stands: in which block, and under which label when that block is an input."""

    element: dict[str, Any]
    block: dict[str, Any]

    @property
    def kind(self) -> str:
        """The element's type."""
        return str(self.element.get("type"))

    @property
    def action_id(self) -> str:
        """The element's action_id."""
        return str(self.element.get("action_id"))

    @property
    def block_id(self) -> str:
        """The block_id of the block around it."""
        return str(self.block.get("block_id"))

    @property
    def is_input(self) -> bool:
        """Whether it stands in an input block, whose value is sent with the form."""
        return self.block.get("type") == "input"

    @property
    def label(self) -> str:
        """What a person reads beside it: the input's label, a button's text, or a select's placeholder."""
        shown = (
            self.block.get("label") if self.is_input else self.element.get("text") or self.element.get("placeholder")
        )
        return str((shown or {}).get("text", ""))

    @property
    def options(self) -> list[dict[str, Any]]:
        """The options it offers, those of its groups included."""
        groups = self.element.get("option_groups") or []
        return [*(self.element.get("options") or []), *(option for group in groups for option in group["options"])]


class StatefulElement(Placed):
    """An element that holds a value."""

    @property
    def value_key(self) -> str:
        """The key of its value in a state, as in "selected_option"."""
        return STATE_FIELDS[self.kind][0]

    @property
    def holds_several(self) -> bool:
        """Whether its value is a list."""
        return self.value_key.endswith("s")

    @property
    def initial_state(self) -> dict[str, Any]:
        """Its state before anybody touched it."""
        return self.build_state(self.element.get(STATE_FIELDS[self.kind][1]))

    def build_state(self, value: Any) -> dict[str, Any]:
        """Its state with a value; an empty text or choice is null, an empty list of choices a list."""
        if self.holds_several:
            return {"type": self.kind, self.value_key: list(value or [])}
        return {"type": self.kind, self.value_key: None if value in ("", None) else value}


def list_placed(blocks: list[dict[str, Any]]) -> list[Placed]:
    """Every interactive element in these blocks, in the order of reading."""
    return [Placed(element, block) for block in walk_blocks(blocks) for element in _list_elements(block)]


def walk_blocks(blocks: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """These blocks and those inside them: a container's children, a carousel's cards."""
    for block in blocks:
        yield block
        yield from walk_blocks(block.get(NESTED.get(str(block.get("type")), ""), []))


def list_stateful(blocks: list[dict[str, Any]]) -> list[StatefulElement]:
    """The elements of these blocks that hold a value."""
    placed = list_placed(blocks)
    return [StatefulElement(each.element, each.block) for each in placed if each.kind in STATE_FIELDS]


def fill_in_ids(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Copies of these blocks with a block_id and action_ids everywhere, made up at random where the app gave none."""
    return [_fill_in_block(block) for block in blocks]


def _fill_in_block(block: dict[str, Any]) -> dict[str, Any]:
    filled = {**block}
    filled["block_id"] = filled.get("block_id") or secrets.token_urlsafe(4)
    for key in ("element", "accessory"):
        if isinstance(filled.get(key), dict):
            filled[key] = _fill_in_element(filled[key])
    for key in ("elements", "actions"):
        if isinstance(filled.get(key), list) and filled.get("type") in ("actions", "context_actions", "card"):
            filled[key] = [_fill_in_element(element) for element in filled[key]]
    nested = NESTED.get(str(filled.get("type")))
    if nested and nested in filled:
        filled[nested] = fill_in_ids(filled[nested])
    return filled


def _fill_in_element(element: dict[str, Any]) -> dict[str, Any]:
    if element.get("type") == "image":
        return element
    return {**element, "action_id": element.get("action_id") or secrets.token_urlsafe(4)}


def _list_elements(block: dict[str, Any]) -> Iterator[dict[str, Any]]:
    kind = block.get("type")
    if kind == "input":
        yield block["element"]
    elif kind == "section" and (block.get("accessory") or {}).get("type") not in (None, "image"):
        yield block["accessory"]
    elif kind in ("actions", "context_actions"):
        yield from block["elements"]
    elif kind == "card":
        yield from block.get("actions") or []
