"""Near misses: which known words somebody probably meant, letters of other alphabets that look alike included."""

import unicodedata
from collections.abc import Iterable
from difflib import get_close_matches

_LOOKALIKES = str.maketrans(
    # Cyrillic, then Greek, then Latin letters and digits; a small part of Unicode's confusables (UTS #39, section 4).
    "авекмнорстухіјѕԁԛԝһӏ" + "αβγεικνορτυχϲ" + "ıɑɡℓ",
    "abekmhopctyxijsdqwhl" + "abyeiknoptyxc" + "iagl",
)
_ASKED_AT_MOST = 3
_LISTED_AT_MOST = 8
_SHORT, _CLOSE_ENOUGH_WHEN_SHORT = 3, 0.6
"""One wrong letter of three is a third of the word, and still a slip."""


def to_skeleton(word: str) -> str:
    """The word as the eye takes it: compatibility forms unified, case and accents dropped, lookalikes made Latin."""
    decomposed = unicodedata.normalize("NFKD", word.strip().casefold()).translate(_LOOKALIKES)
    return "".join(char for char in decomposed if unicodedata.category(char) not in ("Mn", "Cf"))


def did_you_mean(word: str, known: Iterable[str], close_enough: float = 0.7) -> list[str]:
    """The 1 to 3 known words most like this one (difflib's ratio, 1 being equal), the best first; often none."""
    by_skeleton: dict[str, str] = {}
    for candidate in known:
        by_skeleton.setdefault(to_skeleton(candidate), candidate)
    skeleton = to_skeleton(word)
    if skeleton in by_skeleton:
        return [by_skeleton[skeleton]]
    if len(skeleton) <= _SHORT:
        close_enough = min(close_enough, _CLOSE_ENOUGH_WHEN_SHORT)
    matches = get_close_matches(skeleton, by_skeleton, n=_ASKED_AT_MOST, cutoff=close_enough)
    return [by_skeleton[match] for match in matches]


def ask_whether_meant(word: str, known: Iterable[str]) -> str:
    """The question "Did you mean a, b or c?", or an empty text when nothing known is close."""
    *others, last = did_you_mean(word, known) or [""]
    if others:
        return f"Did you mean {', '.join(others)} or {last}?"
    return f"Did you mean {last}?" if last else ""


def suggest(word: str, known: Iterable[str]) -> str:
    """The same question or, when nothing is close, what there is to choose from, if that is little."""
    words = list(known)
    few = f"Known: {', '.join(words)}." if 0 < len(words) <= _LISTED_AT_MOST else ""
    return ask_whether_meant(word, words) or few
