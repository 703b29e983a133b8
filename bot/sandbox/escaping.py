"""How Slack writes down what a person typed: entities always, and with escaping on, mentions and links in <>."""

import re

from bot.sandbox.workspace import Workspace

_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_TYPED = re.compile(
    r"(?P<url>https?://[^\s<>\"”]+)|(?P<email>\b[\w.+-]+@[\w-]+\.[\w.-]+\b)|(?<![\w&])(?P<mark>[@#])(?P<name>[\w.-]+)"
)
_BROADCASTS = ("here", "channel", "everyone")
_TRAILING = ".,;:!?)-"


def encode_entities(text: str) -> str:
    """Text with & < > as entities."""
    return text.translate(_ENTITIES)


def escape_typed(text: str, workspace: Workspace) -> str:
    """A command's text as Slack sends it with `should_escape`: known people, channels, groups and addresses in <>."""
    pieces, position = [], 0
    for match in _TYPED.finditer(text):
        pieces.append(encode_entities(text[position : match.start()]))
        pieces.append(_escape_match(match, workspace))
        position = match.end()
    return "".join([*pieces, encode_entities(text[position:])])


def _escape_match(match: re.Match[str], workspace: Workspace) -> str:
    whole = match[0]
    kept = whole.rstrip(_TRAILING)
    rest = whole[len(kept) :]
    if match["url"]:
        return f"<{encode_entities(kept)}>{rest}"
    if match["email"]:
        return f"<mailto:{whole}|{whole}>"
    mention = _find_mention(match["mark"], kept[1:], workspace)
    return f"{mention}{rest}" if mention else encode_entities(whole)


def _find_mention(mark: str, name: str, workspace: Workspace) -> str | None:
    if mark == "#":
        channel = next((each for each in workspace.channels.values() if each.name == name and not each.is_direct), None)
        if channel is None:
            return None
        return f"<#{channel.id}|{'' if channel.is_private else channel.name}>"
    for user in workspace.users.values():
        if user.handle == name:
            return f"<@{user.id}>"
    for group in workspace.groups.values():
        if group.handle == name:
            return f"<!subteam^{group.id}|@{group.handle}>"
    return f"<!{name}>" if name in _BROADCASTS else None
