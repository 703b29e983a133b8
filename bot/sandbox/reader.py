"""Reads messages and views aloud: plain lines, as a person sees them on the screen."""

from collections.abc import Callable
from typing import Any

from bot.sandbox.elements import STATE_FIELDS, Placed, StatefulElement
from bot.sandbox.figures import read_chart, read_table
from bot.sandbox.messages import Message
from bot.sandbox.views import Typed, View
from bot.sandbox.wording import decode_entities, read_mrkdwn, read_rich_text, read_text_object
from bot.sandbox.workspace import Workspace

DIVIDER = "———"
EMPTY_FIELD = "____"


def read_message(message: Message, workspace: Workspace) -> list[str]:
    """A message's lines: its blocks where it has some, else its text; then attachments and files."""
    lines = (
        read_blocks(message.blocks, workspace) if message.blocks else read_mrkdwn(message.text, workspace).split("\n")
    )
    for attachment in message.attachments or []:
        lines += read_blocks(attachment.get("blocks", []), workspace)
        lines += [
            read_mrkdwn(attachment[key], workspace) for key in ("pretext", "title", "text") if attachment.get(key)
        ]
    lines += [f"[File: {file['title']}]" for file in message.files]
    return [line for line in lines if line]


def read_view(view: View, workspace: Workspace) -> list[str]:
    """A modal's title, lines and buttons, or the lines of a Home tab, with what was typed so far."""
    lines = read_blocks(view.blocks, workspace, view.typed)
    if view.is_home:
        return lines
    content = view.content
    buttons = [read_text_object(content.get(key), workspace) for key in ("close", "submit") if content.get(key)]
    return [read_text_object(content.get("title"), workspace), *lines, " ".join(f"[{button}]" for button in buttons)]


def read_blocks(blocks: list[dict[str, Any]], workspace: Workspace, typed: Typed | None = None) -> list[str]:
    """The lines of some blocks."""
    reading = _Reading(workspace, typed or {})
    return [line for block in blocks for line in reading.read(block) if line]


class _Reading:
    """Reads blocks one by one, knowing who is who and what was typed."""

    def __init__(self, workspace: Workspace, typed: Typed) -> None:
        self._workspace, self._typed = workspace, typed
        self._readers: dict[str, Callable[[dict[str, Any]], list[str]]] = {
            "section": self._read_section,
            "header": lambda block: [self._text(block.get("text"))],
            "alert": lambda block: self._text(block.get("text")).split("\n"),
            "markdown": lambda block: decode_entities(block["text"]).split("\n"),
            "divider": lambda _: [DIVIDER],
            "context": self._read_context,
            "actions": self._read_actions,
            "context_actions": self._read_actions,
            "input": self._read_input,
            "image": lambda block: [self._text(block.get("title")), f"[Image: {block['alt_text']}]"],
            "video": lambda block: [self._text(block.get("title")), f"[Video: {block['alt_text']}]"],
            "rich_text": lambda block: read_rich_text(block, self._workspace),
            "table": lambda block: read_table(block, self._workspace),
            "data_table": lambda block: read_table(block, self._workspace),
            "data_visualization": read_chart,
            "card": self._read_card,
            "carousel": lambda block: [line for card in block["elements"] for line in self.read(card)],
            "container": self._read_container,
        }

    def read(self, block: dict[str, Any]) -> list[str]:
        """The lines of one block; a kind that has nothing to read is named."""
        reader = self._readers.get(block["type"])
        return reader(block) if reader else [f"[{block['type']}]"]

    def _text(self, content: dict[str, Any] | None) -> str:
        return read_text_object(content, self._workspace)

    def _read_section(self, block: dict[str, Any]) -> list[str]:
        lines = self._text(block.get("text")).split("\n")
        for content in block.get("fields") or []:
            lines += self._text(content).split("\n")
        if block.get("accessory"):
            lines.append(self._read_element(block, block["accessory"]))
        return lines

    def _read_context(self, block: dict[str, Any]) -> list[str]:
        parts = [
            f"[Image: {part['alt_text']}]" if part["type"] == "image" else self._text(part)
            for part in block["elements"]
        ]
        return "  ".join(parts).split("\n")

    def _read_actions(self, block: dict[str, Any]) -> list[str]:
        return [" ".join(self._read_element(block, element) for element in block["elements"])]

    def _read_input(self, block: dict[str, Any]) -> list[str]:
        mark = " (optional)" if block.get("optional") else ""
        shown = self._read_element(block, block["element"])
        return [f"{self._text(block['label'])}{mark}: {shown}", self._text(block.get("hint"))]

    def _read_card(self, block: dict[str, Any]) -> list[str]:
        lines = [self._text(block.get(key)) for key in ("title", "subtitle", "body", "subtext")]
        return [*lines, " ".join(self._read_element(block, element) for element in block.get("actions") or [])]

    def _read_container(self, block: dict[str, Any]) -> list[str]:
        head = [self._text(block.get(key)) for key in ("title", "subtitle")]
        return head + [line for child in block.get("child_blocks", []) for line in self.read(child)]

    def _read_element(self, block: dict[str, Any], element: dict[str, Any]) -> str:
        kind = element["type"]
        if kind == "image":
            return f"[Image: {element['alt_text']}]"
        if kind == "overflow":
            return "[⋯]"
        if kind == "feedback_buttons":
            return " ".join(f"[{self._text(element[key]['text'])}]" for key in ("positive_button", "negative_button"))
        if kind not in STATE_FIELDS:
            return f"[{self._text(element.get('text'))}]"
        return self._read_stateful(StatefulElement(element, block))

    def _read_stateful(self, placed: StatefulElement) -> str:
        state = self._typed.get((placed.block_id, placed.action_id), placed.initial_state)
        value = state[placed.value_key]
        if placed.kind in ("checkboxes", "radio_buttons"):
            return self._read_boxes(placed, value)
        shown = ", ".join(
            self._read_value(placed, each) for each in (value if isinstance(value, list) else [value]) if each
        )
        if shown:
            return f"[{shown}]" if "select" in placed.kind else shown
        return (
            f"[{self._text(placed.element.get('placeholder')) or 'choose'}]" if "select" in placed.kind else EMPTY_FIELD
        )

    def _read_boxes(self, placed: Placed, chosen: Any) -> str:
        marks = ("☑", "☐") if placed.kind == "checkboxes" else ("●", "○")
        values = {option["value"] for option in (chosen if isinstance(chosen, list) else [chosen]) if option}
        return " ".join(
            f"{marks[0] if option['value'] in values else marks[1]} {self._text(option['text'])}"
            for option in placed.options
        )

    def _read_value(self, placed: StatefulElement, value: Any) -> str:
        if isinstance(value, dict) and "text" in value:
            return self._text(value["text"])
        if placed.kind == "rich_text_input":
            return " ".join(read_rich_text(value, self._workspace))
        if "user" in placed.kind or "conversation" in placed.kind or "channel" in placed.kind:
            mark = "#" if str(value)[:1] in "CGD" else "@"
            return read_mrkdwn(f"<{mark}{value}>", self._workspace)
        return str(value)
