"""History: what was changed about one thing, by whom and when, with the old value beside the new."""

import re
from collections.abc import Sequence
from typing import Any

import slackblocks as sb

from commands.slack.blocks import context, mention, mention_actor, mention_channel
from commands.slack.figures import show_number
from commands.slack.moments import describe_instant
from commands.slack.text import inert, shorten
from storage.units import AuditEntry

MOST_SHOWN = 5
VALUE_SHOWN = 80
PERSON = re.compile("[UW][A-Z0-9]+")


def history_blocks(entries: Sequence[AuditEntry], zone: str) -> list[sb.Block]:
    """The latest changes, newest first, one small line each; nothing while there is only the beginning."""
    changes = [entry for entry in entries if not entry.action.endswith(".added")]
    if not changes:
        return []
    lines = [_show_entry(entry, zone) for entry in changes[:MOST_SHOWN]]
    if len(changes) > MOST_SHOWN:
        lines.append(f"and {len(changes) - MOST_SHOWN} earlier")
    return [context("*History*\n" + "\n".join(lines))]


def _show_entry(entry: AuditEntry, zone: str) -> str:
    who = mention_actor(entry.actor_id)
    what = entry.action.partition(".")[2].replace("_", " ")
    changes = [
        f"{name.removesuffix('_id').removesuffix('_on').replace('_', ' ')} {_show(name, old)} → {_show(name, new)}"
        for name, (old, new) in sorted(_pairs(entry.facts).items())
    ]
    return f"{describe_instant(entry.at, zone)} {who} {what}{': ' if changes else ''}{', '.join(changes)}"


def _pairs(facts: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    return {name: (v[0], v[1]) for name, v in facts.items() if isinstance(v, list) and len(v) == 2}


def _show(name: str, value: Any) -> str:
    """A value as it is read; only what is kept as an id is one, whatever a text looks like."""
    if value is None or value == "":
        return "none"
    text = show_number(value) if isinstance(value, float) else str(value)
    if name == "channel_id":
        return mention_channel(text)
    if name == "credit" or name.endswith("_id"):
        return ", ".join(mention(each) if PERSON.fullmatch(each) else inert(each) for each in text.split(", "))
    return inert(shorten(" ".join(text.split()), VALUE_SHOWN))
