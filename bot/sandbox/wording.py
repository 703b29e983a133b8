"""Slack's text objects as a person reads them: entities decoded, mentions as names, formatting marks gone."""

import re
from collections.abc import Iterator
from typing import Any

from bot.sandbox.workspace import Workspace

_MARKUP = re.compile(r"<([^<>]+)>")
_STYLE = re.compile(r"(?<![\w*_~`])([*_~`])(?=\S)(.+?)(?<=\S)\1(?![\w*_~`])")
_SOFT_HYPHEN = "\u00ad"


def read_text_object(content: dict[str, Any] | None, workspace: Workspace) -> str:
    """A text object, or the nothing that stands where one is missing."""
    if not content:
        return ""
    text = str(content.get("text", ""))
    return read_mrkdwn(text, workspace) if content.get("type") == "mrkdwn" else decode_entities(text)


def read_mrkdwn(text: str, workspace: Workspace) -> str:
    """Text with mrkdwn, as in a message's `text`."""
    named = _MARKUP.sub(lambda match: _read_markup(match[1], workspace), text.replace(_SOFT_HYPHEN, ""))
    return decode_entities(_drop_style(named))


def decode_entities(text: str) -> str:
    """Text with its three entities as characters."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def read_rich_text(block: dict[str, Any], workspace: Workspace) -> list[str]:
    """The lines of a rich_text block."""
    lines: list[str] = []
    for part in block.get("elements", []):
        if part["type"] == "rich_text_list":
            indent = "  " * part.get("indent", 0)
            is_ordered = part.get("style") == "ordered"
            start = part.get("offset", 0) + 1
            for number, item in enumerate(part["elements"], start):
                mark = f"{number}." if is_ordered else "•"
                lines.append(f"{indent}{mark} {_read_inline(item, workspace)}")
        else:
            lines += _read_inline(part, workspace).split("\n")
    return lines


def _read_inline(part: dict[str, Any], workspace: Workspace) -> str:
    return "".join(_read_inline_parts(part, workspace))


def _read_inline_parts(part: dict[str, Any], workspace: Workspace) -> Iterator[str]:
    for inline in part.get("elements", []):
        match inline["type"]:
            case "text":
                yield inline["text"]
            case "link":
                yield inline.get("text") or inline["url"]
            case "user":
                yield _name_user(inline["user_id"], workspace)
            case "channel":
                yield _name_channel(inline["channel_id"], workspace)
            case "usergroup":
                yield _name_group(inline["usergroup_id"], workspace)
            case "broadcast":
                yield f"@{inline['range']}"
            case "emoji":
                yield f":{inline['name']}:"
            case "date":
                yield inline.get("fallback") or str(inline["timestamp"])


def _read_markup(inside: str, workspace: Workspace) -> str:
    target, _, label = inside.partition("|")
    if target.startswith("@"):
        return _name_user(target[1:], workspace)
    if target.startswith("#"):
        return _name_channel(target[1:], workspace)
    if target.startswith("!subteam^"):
        return _name_group(target.removeprefix("!subteam^"), workspace)
    if target.startswith("!"):
        return label or f"@{target[1:]}"
    return f"{label} ({target})" if label and label != target.removeprefix("mailto:") else label or target


def _drop_style(text: str) -> str:
    without = _STYLE.sub(r"\2", text)
    return without if without == text else _drop_style(without)


def _name_user(user_id: str, workspace: Workspace) -> str:
    user = workspace.users.get(user_id)
    return f"@{user.handle}" if user else f"@{user_id}"


def _name_channel(channel_id: str, workspace: Workspace) -> str:
    channel = workspace.channels.get(channel_id)
    return f"#{channel.name}" if channel else "#private-channel"


def _name_group(group_id: str, workspace: Workspace) -> str:
    group = workspace.groups.get(group_id)
    return f"@{group.handle}" if group else f"@{group_id}"
