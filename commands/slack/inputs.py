"""What people may type: text is trimmed and unified, and what cannot be stored or would deceive a reader is refused."""

import re
import unicodedata

from storage.errors import BadInput, Missing

EXAMPLE = "Data load slipped two days; vendor has the fix"
MOST_MARKS = 8
"""Combining marks on one letter; no script needs more, and thousands of them make a text unreadable."""
_UNSEEN = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u180e\u200e\u200f\u061c"
_ONLY_UNSEEN = re.compile(rf"[\s{_UNSEEN}\u3164\u115f\u1160\u2800]*")
_EDGE = r"[\s\u200b\u2060\ufeff]"
# The look behind lets a run of spaces inside a text be tried once, not once for each of its spaces.
_EDGES = re.compile(rf"\A{_EDGE}+|(?<!{_EDGE}){_EDGE}+\Z")
_HIDDEN_DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069]")
_UNSUPPORTED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_LINE_BREAK = re.compile("[\n\u2028\u2029]")
_MAY_HAVE_MARKS = re.compile(f"[\u0300-\U0010ffff]{{{MOST_MARKS + 1}}}")


def is_blank(text: str | None) -> bool:
    """Whether a reader would see nothing: no text, only spaces, or only characters without a shape."""
    return text is None or _ONLY_UNSEEN.fullmatch(text) is not None


def trim(text: str) -> str:
    """The text without spaces, and without characters that have neither shape nor meaning, at its edges."""
    return _EDGES.sub("", text)


def is_storable(text: str) -> bool:
    """Whether every character can be kept and looked for; PostgreSQL takes no NUL, no database a lone surrogate."""
    return _UNSUPPORTED.search(text) is None


def clean_line(text: str, field: str, limit: int, *, example: str = EXAMPLE, required: bool = True) -> str:
    """One line of text as it may be stored: trimmed, NFC; BadInput when empty (if required), too long or unsupported.

    `limit` counts characters as typed. Tabs become spaces.
    """
    cleaned = clean_text(text, field, limit, example=example, required=required).replace("\t", " ")
    if match := _LINE_BREAK.search(cleaned):
        raise BadInput(field, f"it must be one line; line break at {match.start() + 1}", example)
    return cleaned


def clean_text(text: str, field: str, limit: int, *, example: str = EXAMPLE, required: bool = True) -> str:
    """Text of any lines as it may be stored: trimmed, NFC; BadInput when empty (if required), too long or unsupported.

    `limit` counts characters as typed; positions in reasons count from 1.
    """
    if is_blank(text):
        if required:
            raise Missing(field, "it is empty", example)
        return ""
    trimmed = trim(text.replace("\r\n", "\n"))
    if len(trimmed) > limit:
        raise BadInput(field, f"too long: {len(trimmed):,}; limit {limit:,} characters", example)
    if match := _HIDDEN_DIRECTION.search(trimmed):
        raise BadInput(field, f"hidden direction character at {match.start() + 1}", example)
    position = _find_unsupported(trimmed)
    if position is not None:
        raise BadInput(field, f"unsupported character at {position + 1}", example)
    return unicodedata.normalize("NFC", trimmed)


def _find_unsupported(text: str) -> int | None:
    if match := _UNSUPPORTED.search(text):
        return match.start()
    if not _MAY_HAVE_MARKS.search(text):
        return None
    marks = 0
    for position, char in enumerate(text):
        marks = marks + 1 if unicodedata.category(char) in ("Mn", "Me") else 0
        if marks > MOST_MARKS:
            return position
    return None
