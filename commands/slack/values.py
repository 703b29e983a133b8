"""Typed values from what people type: strict on purpose, so that nothing is understood differently from what was meant.

Every function takes one plain text and the field that people know it by, and raises BadInput with reason and example.
"""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Literal, NamedTuple, cast

from commands.slack.inputs import trim
from commands.slack.suggestions import describe_unknown
from storage.errors import BadInput
from storage.suggestions import to_skeleton

Rag = Literal["green", "amber", "red"]
RAG: tuple[Rag, ...] = ("green", "amber", "red")
_RAG_WORDS = {
    **{"g": "green", "🟢": "green", ":large_green_circle:": "green", ":green_circle:": "green"},
    **{"a": "amber", "yellow": "amber", "y": "amber", "orange": "amber", "🟡": "amber", "🟠": "amber"},
    **{":large_yellow_circle:": "amber", ":large_orange_circle:": "amber"},
    **{"r": "red", "🔴": "red", ":red_circle:": "red", ":large_red_circle:": "red"},
}
_EMOJI_STYLE = "\ufe0f"
_NUMBER = re.compile(r"[+-]?(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.[0-9]+)?")
_MAYBE_THOUSANDS = re.compile(r"[+-]?[0-9]{1,3},[0-9]{3}")
_RATIO = re.compile(r"(-?[0-9]{1,10})\s*/\s*(-?[0-9]{1,10})")
ID = re.compile("[A-Za-z]{1,3}-[0-9]{1,9}")
"""What the id of something looks like."""
KEY = re.compile("[A-Za-z][A-Za-z0-9]{1,9}")
"""What an initiative's key looks like."""
_MOST_DIGITS = 15
"""What a double holds exactly."""


class Ratio(NamedTuple):
    """Those who use the new way, out of those who could."""

    active: int
    eligible: int


def parse_whole(text: str, field: str, lowest: int, highest: int, example: str | None = None) -> int:
    """A whole number from `lowest` to `highest`, both included and not negative, in ASCII digits."""
    digits = trim(text)
    if re.fullmatch("[0-9]{1,9}", digits) and lowest <= int(digits) <= highest:
        return int(digits)
    raise BadInput(field, f"Whole number {lowest:,}–{highest:,}", example or str((lowest + highest) // 2))


def parse_score(text: str, field: str) -> int:
    """A score from 1 to 5."""
    return parse_whole(text, field, 1, 5)


def parse_number(text: str, field: str, example: str = "412") -> Decimal:
    """A number with "." before decimals, at most 15 digits; thousands may be set off by "," where that is clear."""
    typed = trim(text).replace("−", "-")
    if _MAYBE_THOUSANDS.fullmatch(typed):
        plainly, decimal = typed.replace(",", ""), typed.replace(",", ".")
        raise BadInput(field, f"Ambiguous: write {plainly} or {decimal}", plainly)
    if not _NUMBER.fullmatch(typed):
        raise BadInput(field, 'Number in digits, with "." before decimals and no unit', example)
    digits = typed.replace(",", "")
    if sum(char.isdigit() for char in digits) > _MOST_DIGITS:
        raise BadInput(field, f"at most {_MOST_DIGITS} digits", example)
    return Decimal(digits)


def parse_ratio(text: str, field: str) -> Ratio:
    """Active out of eligible people as "412/600"; refuses negatives, more active than eligible, and nobody eligible."""
    example = "412/600"
    match = _RATIO.fullmatch(trim(text))
    if not match:
        raise BadInput(field, "two whole numbers, active/eligible", example)
    active, eligible = int(match[1]), int(match[2])
    if min(active, eligible) < 0:
        raise BadInput(field, f"{min(active, eligible):,} is below zero", example)
    if eligible == 0:
        raise BadInput(field, "nobody is eligible", example)
    if active > eligible:
        raise BadInput(field, f"{active:,} are active, but only {eligible:,} eligible", example)
    return Ratio(active, eligible)


def parse_choice(text: str, field: str, choices: Sequence[str], aliases: Mapping[str, str] | None = None) -> str:
    """One of the choices, in any case, or by an alias (lower case → choice); suggests near ones."""
    word = trim(text).casefold()
    by_word = {choice.casefold(): choice for choice in choices} | dict(aliases or {})
    if word not in by_word:
        raise BadInput(field, describe_unknown(trim(text), choices), choices[0])
    return by_word[word]


def parse_rag(text: str, field: str = "Status") -> Rag:
    """A RAG colour: green, amber or red, its first letter, yellow or orange, or a circle emoji; “red:” is red too."""
    word = trim(text.replace(_EMOJI_STYLE, ""))
    word = word if word.startswith(":") else word.rstrip(":,")
    return cast(Rag, parse_choice(word, field, RAG, _RAG_WORDS))


def parse_key(text: str, field: str = "Key") -> str:
    """An initiative's key, upper case: 2–10 letters or digits, a letter first."""
    key = trim(text)
    meant = to_skeleton(key).upper()
    if not KEY.fullmatch(key) and KEY.fullmatch(meant):
        raise BadInput(field, f"it holds a letter that only looks like one of A–Z. Did you mean {meant}?", meant)
    if not KEY.fullmatch(key):
        raise BadInput(field, "2–10 letters or digits, beginning with a letter", "CRM")
    return key.upper()


def parse_id(text: str, prefix: str, field: str) -> int:
    """The number in an id such as R-3; the hyphen may be missing, and case does not matter."""
    match = re.fullmatch(rf"{prefix}-?0*([1-9][0-9]{{0,8}})", trim(text), re.IGNORECASE)
    if not match:
        raise BadInput(field, f"an id like {prefix}-3", f"{prefix}-3")
    return int(match[1])
