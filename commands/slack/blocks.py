"""Blocks: a thin layer over slackblocks that escapes once, sets stable block ids, and derives the complete plain text.

Functions take Slack-formatted `mrkdwn` that the caller has built from escaped parts (see `commands.slack.text`).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

import slackblocks as sb

from commands.slack.limits import BUTTON_TEXT, HEADER_TEXT, SECTION_TEXT

MESSAGE_BLOCK_LIMIT = 50
FIELDS_PER_SECTION = 10
BUTTONS_PER_ROW = 25
_WHOLE = re.compile("&(?:amp|lt|gt);|<[^<>]*>|.", re.DOTALL)
"""An entity or a mention, which may not be cut, or any other character."""


@dataclass(frozen=True, slots=True)
class Message:
    """What somebody sees: blocks as Slack takes them, and the same in full as plain text for screen readers."""

    text: str
    blocks: list[dict[str, Any]] = field(default_factory=list)


def compose(*blocks: sb.Block | None, text: str | None = None, prefix: str = "b") -> Message:
    """Turn blocks (None are left out) into a message; its text is derived from them unless given."""
    present = [block for block in blocks if block is not None]
    rendered = [_render(block, f"{prefix}{index}") for index, block in enumerate(present)]
    return Message(text if text is not None else read_aloud(rendered), rendered)


def render(blocks: Sequence[sb.Block | None], prefix: str = "b") -> list[dict[str, Any]]:
    """Blocks as plain dicts with stable ids, for modals and the Home tab."""
    return compose(*blocks, text="", prefix=prefix).blocks


def _render(block: sb.Block, block_id: str) -> dict[str, Any]:
    rendered: dict[str, Any] = block._resolve()
    # slackblocks draws random ids; stable ones let a client keep its scroll and a test name a block.
    if getattr(block, "_generated_block_id", False) or "block_id" not in rendered:
        rendered["block_id"] = block_id
    return rendered


def mention(user_id: str) -> str:
    """A person in mrkdwn, shown by name and notified."""
    return f"<@{user_id}>"


def mention_channel(channel_id: str) -> str:
    """A channel in mrkdwn, shown by name to whoever may know of it."""
    return f"<#{channel_id}>"


def mention_actor(actor_id: str) -> str:
    """A mention of the person, or the bot's name for what no person did."""
    return mention(actor_id) if actor_id[:1] in ("U", "W") else "Groundswell"


def local_time(instant: datetime) -> str:
    """An instant in mrkdwn that Slack shows in the reader's own zone; UTC where a client cannot."""
    utc = instant.astimezone(UTC)
    return f"<!date^{int(utc.timestamp())}^{{date_short_pretty}} at {{time}}|{utc:%Y-%m-%d %H:%M} UTC>"


def header(text: str) -> sb.HeaderBlock:
    """A large plain title."""
    return sb.HeaderBlock(sb.Text(text[:HEADER_TEXT], type_=sb.TextType.PLAINTEXT))


def section(mrkdwn: str, accessory: sb.Element | None = None) -> sb.SectionBlock:
    """A paragraph of mrkdwn; Slack is told not to turn `@here` or `#general` in it into links."""
    return sb.SectionBlock(_mrkdwn(mrkdwn), accessory=accessory)


def sections(mrkdwn: str) -> list[sb.SectionBlock]:
    """Mrkdwn of any length as few paragraphs, each within Slack's limit, parted between lines wherever that can be."""
    paragraphs = [""]
    for line in mrkdwn.strip().split("\n"):
        for part in _split_line(line):
            joined = f"{paragraphs[-1]}\n{part}"
            if len(joined) > SECTION_TEXT or not paragraphs[-1].strip():
                paragraphs.append(part)
            else:
                paragraphs[-1] = joined
    return [section(paragraph) for paragraph in paragraphs if paragraph.strip()]


def fields(pairs: Sequence[tuple[str, str]]) -> sb.SectionBlock:
    """Up to ten label and value pairs in two columns; values are mrkdwn."""
    texts: list[str | sb.Text] = [_mrkdwn(f"*{label}*\n{value}") for label, value in pairs[:FIELDS_PER_SECTION]]
    return sb.SectionBlock(fields=texts)


def context(mrkdwn: str) -> sb.ContextBlock:
    """A small grey line."""
    return sb.ContextBlock([_mrkdwn(mrkdwn)])


def divider() -> sb.DividerBlock:
    """A thin rule."""
    return sb.DividerBlock()


def actions(*buttons: sb.Element) -> sb.ActionsBlock | None:
    """A row of buttons; None when there are none."""
    return sb.ActionsBlock(list(buttons[:BUTTONS_PER_ROW])) if buttons else None


def button(
    label: str,
    action_id: str,
    value: str,
    *,
    style: Literal["primary", "danger"] | None = None,
    spoken: str | None = None,
) -> sb.Button:
    """A button that sends `value` to the listener registered under `action_id`.

    `action_id` may carry a suffix after ":" that keeps it unique within a message; the router ignores it.
    """
    text = sb.Text(label[:BUTTON_TEXT], type_=sb.TextType.PLAINTEXT)
    return sb.Button(text, action_id=action_id, value=value, style=style, accessibility_label=spoken)


def select(placeholder: str, action_id: str, options: Sequence[tuple[str, str]]) -> sb.StaticSelectMenu:
    """A drop-down that sends the chosen value at once; options are (value, label) pairs, 100 at most."""
    choices = [sb.Option(text=sb.Text(label, type_=sb.TextType.PLAINTEXT), value=value) for value, label in options]
    return sb.StaticSelectMenu(placeholder=placeholder, action_id=action_id, options=choices)


def read_aloud(blocks: Sequence[dict[str, Any]]) -> str:
    """The blocks' whole content as text, one paragraph a block; emphasis marks stay, since Slack renders them."""
    return "\n".join(filter(None, (_read_block(block) for block in blocks)))


def _read_block(block: dict[str, Any]) -> str:
    kind = block["type"]
    if kind == "header":
        return f"*{_escape_plain(block['text']['text'])}*"
    if kind == "section":
        parts = [block["text"]] if "text" in block else block["fields"]
        return "\n".join(
            _read_text(part).replace("*\n", "*: ", 1) if "fields" in block else _read_text(part) for part in parts
        )
    if kind == "context":
        return " ".join(_read_text(element) for element in block["elements"])
    if kind == "table":
        return "\n".join(" | ".join(_read_cell(cell) for cell in row) for row in block["rows"])
    if kind == "data_visualization":
        return "\n".join([_escape_plain(block["title"]), *map(_read_series, block["chart"]["series"])])
    return ""


def _read_series(series: dict[str, Any]) -> str:
    points = ", ".join(f"{point['label']} {point['value']:g}" for point in series["data"])
    return _escape_plain(f"{series['name']}: {points}")


def _read_text(text: dict[str, Any]) -> str:
    return _escape_plain(text["text"]) if text["type"] == "plain_text" else str(text["text"])


def _read_cell(cell: dict[str, Any]) -> str:
    return _escape_plain(str(cell.get("text", "")))


def _escape_plain(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _split_line(line: str) -> list[str]:
    parts = [""]
    for whole in _WHOLE.findall(line) if len(line) > SECTION_TEXT else [line]:
        if len(parts[-1]) + len(whole) > SECTION_TEXT:
            parts.append("")
        parts[-1] += whole
    return parts


def _mrkdwn(text: str) -> sb.Text:
    return sb.Text(text, type_=sb.TextType.MARKDOWN, verbatim=True)
