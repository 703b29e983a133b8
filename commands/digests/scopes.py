"""Scopes: which initiatives a reader's digest tells of; what they follow, or all where they follow none."""

from collections.abc import Collection, Sequence

from commands.slack.figures import show_count
from storage.initiatives import Initiative


def choose_scope(initiatives: Sequence[Initiative], followed: Collection[str]) -> list[Initiative]:
    """Those of the open initiatives that somebody is told of."""
    return [each for each in initiatives if each.key in followed] or list(initiatives)


def describe_scope(initiatives: Sequence[Initiative], scope: Sequence[Initiative]) -> str | None:
    """What is left out, in a sentence; None when nothing is."""
    if len(scope) == len(initiatives):
        return None
    of = show_count(len(initiatives), "open initiative")
    return f"You follow {len(scope)} of {of}; `/change follow list` shows and changes that."
