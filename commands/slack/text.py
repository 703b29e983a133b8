"""Text in and out of Slack: what a person typed becomes plain text once, and is escaped once when it is shown.

Stored text is always plain: the characters that the person saw while typing. From a command, entities are decoded once,
a mention becomes "@name" and a special mention "@channel", so that stored text can never ping anybody; a link becomes
its label, with the address after it where the label hides it. On the way out `escape` turns & < > into entities, which
disarms every mention and link. Where a person's text stands between our own formatting, `inert` also takes the meaning
from * _ ~ ` and from a leading ">".
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable

ELLIPSIS = "…"
_ENTITIES = {"&amp;": "&", "&lt;": "<", "&gt;": ">"}
_SLACK_MARKUP = re.compile(r"&(?:amp|lt|gt);|<([@#!][^<>]*|[a-zA-Z][a-zA-Z0-9+.-]*:[^<>]*)>")
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_SOFT_HYPHEN = "\u00ad"
_FORMATTING = re.compile(r"`|(?<![^\W_])[*_~](?!\s)|(?<!\s)[*_~](?![^\W_])")
_AUTOMATIC = re.compile(r"(?<!\w)([@#])(?=\w)")
# Each line is looked at on its own: with \s here, a thousand empty lines would be a million steps.
_LEADING_QUOTE = re.compile(r"^([^\S\n]*)(?=&gt;|＞)", re.MULTILINE)
_ZWJ = "\u200d"
_REGIONAL = range(0x1F1E6, 0x1F200)
_EXTENDING = (range(0x1F3FB, 0x1F400), range(0xE0020, 0xE0080), range(0x1160, 0x1200))


def plain(text: str) -> str:
    """What a person typed, from the text of a command as Slack sends it; to be applied exactly once."""
    if "<" not in text and "&" not in text:
        return text
    return _SLACK_MARKUP.sub(_to_plain, text)


def _to_plain(match: re.Match[str]) -> str:
    inside = match[1]
    if inside is None:
        return _ENTITIES[match[0]]
    target, _, label = (_SLACK_MARKUP.sub(_to_plain, part) for part in inside.partition("|"))
    if target[0] in "@#":
        return target[0] + (label.lstrip("@#") or target[1:])
    if target[0] == "!":
        return "@" + (label.lstrip("@") or target[1:].removeprefix("subteam^"))
    return _link_to_plain(target, label)


def _link_to_plain(address: str, label: str) -> str:
    bare = address.removeprefix("mailto:").removeprefix("tel:")
    if not label or label == bare:
        return bare
    return label if address.endswith(f"://{label}") else f"{label} ({bare})"


def escape(text: str) -> str:
    """Plain text for a Slack text object or message: & < > as entities, nothing else; to be applied exactly once."""
    return text.translate(_ESCAPES)


def inert(text: str) -> str:
    """Escaped plain text that keeps its own look between our formatting: nothing in it turns bold, code, quote or link.

    Slack has no escape for * _ ~ `. An invisible soft hyphen on both sides keeps one from pairing (jsx-slack does so
    for a leading ">"); inside a word, as in snake_case, and between spaces none is needed. Prefer plain_text blocks.
    """
    quiet = _FORMATTING.sub(rf"{_SOFT_HYPHEN}\g<0>{_SOFT_HYPHEN}", escape(text))
    return _LEADING_QUOTE.sub(rf"\g<1>{_SOFT_HYPHEN}", _AUTOMATIC.sub(rf"\g<1>{_SOFT_HYPHEN}", quiet))


def measure(text: str) -> int:
    """The length of a plain text as Slack counts it: after escaping."""
    return len(escape(text))


def shorten(text: str, limit: int, rendered: Callable[[str], str] = escape) -> str:
    """The plain text, cut between two visible characters and ended by "…" so that `rendered(…)` has at most `limit`."""
    if len(rendered(text)) <= limit:
        return text
    if limit < len(ELLIPSIS):
        return ""
    ends = _grapheme_ends(text[:limit])
    fitting = bisect_right(ends, limit, key=lambda end: len(rendered(_cut(text, end))))
    return _cut(text, ends[fitting - 1] if fitting else 0)


def _cut(text: str, end: int) -> str:
    return text[:end].rstrip() + ELLIPSIS


def _grapheme_ends(text: str) -> list[int]:
    """Where a text may be cut without splitting what is seen as one character; UAX #29 without Indic conjuncts."""
    ends, letters_of_flag = [], 0
    for position in range(1, len(text)):
        letters_of_flag = letters_of_flag + 1 if ord(text[position - 1]) in _REGIONAL else 0
        splits_flag = letters_of_flag % 2 == 1 and ord(text[position]) in _REGIONAL
        if not splits_flag and not _sticks(text[position], text[position - 1]):
            ends.append(position)
    return ends


def _sticks(char: str, before: str) -> bool:
    if char < "\u0300":
        return before == "\r" and char == "\n"
    if _ZWJ in (char, before) or unicodedata.category(char) in ("Mn", "Me", "Mc"):
        return True
    return any(ord(char) in extending for extending in _EXTENDING)
