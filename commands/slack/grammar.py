"""The command language: where words, quotes, lists and `key:value` options begin and end in the text of a command.

- An option is `key:value` at the start of a word, with nothing between key, colon and value, where the key is one that
  the command knows. Options may stand anywhere outside quotes. Free text may hold colons ("Note: see plan", "9:30",
  ":tada:", links): a key that the command does not know is text.
- A key that is almost one that the command knows (`likelyhood:3`) is refused with a suggestion; in quotes it is text.
- Quotes hold spaces together: " and every typographic double quote count alike, « and » likewise. They open only at
  the start of a word or value, so that 5" is text; one that never closes is refused. Single quotes count only where
  they open and close whole words, since they are apostrophes too.
- A list goes on after a comma, with or without spaces.
"""

import re
from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from typing import NamedTuple

from storage.errors import BadInput, Problems
from storage.suggestions import did_you_mean

_DOUBLE, _ANGLE, _SINGLE = '"“”„‟″＂', "«»", "'‘’‚‛‹›"
_OPENING = _DOUBLE + _ANGLE
_QUOTED = (
    rf"(?:[{_DOUBLE}][^{_DOUBLE}]*[{_DOUBLE}]|[{_ANGLE}][^{_ANGLE}]*[{_ANGLE}]"
    rf"|[{_SINGLE}](?=\S)[^{_SINGLE}]*(?<=\S)[{_SINGLE}](?!\S))"
)
_MARKUP = r"<[^<>\s][^<>]*>"
_KEY = r"([A-Za-z][A-Za-z_-]*):(?=[^\s:/])"
_PIECE = re.compile(rf"(?:{_KEY})?(?:({_QUOTED})|((?:[^\s<]+|{_MARKUP}|<)+))")
_ITEM = rf"(?:{_QUOTED}|(?:[^\s,<]+|{_MARKUP}|<)+)"
_LIST = re.compile(rf"{_ITEM}(?:\s*,\s*(?!{_KEY}){_ITEM})*,*")
_LIST_ITEM = re.compile(_ITEM)
_WHOLLY_QUOTED = re.compile(_QUOTED)
_NEAR_KEY_LENGTH = 4


@dataclass(frozen=True, slots=True)
class Grammar:
    """The options that a command knows, each with an example value; those in `lists` take several values."""

    options: Mapping[str, str] = field(default_factory=dict)
    lists: Set[str] = frozenset()

    def example(self, key: str) -> str:
        """How this option is written."""
        return f"{key}:{self.options[key]}"

    def find_near_key(self, word: str) -> str | None:
        """The option that this unknown key is a slip of, or None when it is a word like any other."""
        if len(word) < _NEAR_KEY_LENGTH:
            return None
        return next(iter(did_you_mean(word, self.options, close_enough=0.8)), None)


class Piece(NamedTuple):
    """A word or a quoted text: where it stands, and what it says without its quotes, as Slack sent it."""

    start: int
    end: int
    raw: str
    is_quoted: bool


class Reading:
    """A command's text taken apart: its pieces in order, its options by key, and where the options stood."""

    def __init__(self, text: str, grammar: Grammar) -> None:
        self.pieces: list[Piece] = []
        self.options: dict[str, str] = {}
        self.cuts: list[tuple[int, int]] = []
        self._text, self._grammar = text, grammar
        problems, position = Problems(), 0
        while match := _PIECE.search(text, position):
            position = match.end()
            if match[1] is None:
                self._read_word(match)
                continue
            with problems:
                position = self._read_keyed(match[1].lower(), match)
        problems.raise_found()

    def _read_word(self, match: re.Match[str]) -> None:
        _, quoted, bare = match.groups()
        start, end = match.span()
        if quoted is not None:
            self.pieces.append(Piece(start, end, quoted[1:-1], True))
        elif bare[0] in _OPENING:
            raise BadInput("Quotes", "Missing closing quote", '"words held together"')
        else:
            self.pieces.append(Piece(start, end, bare, False))

    def _read_keyed(self, key: str, match: re.Match[str]) -> int:
        if key in self._grammar.options:
            return self._read_option(key, match)
        if near := self._grammar.find_near_key(key):
            reason = f"“{key}:” is unknown. Did you mean {near}? In quotes it would be text."
            raise BadInput("Option", reason, self._grammar.example(near))
        self.pieces.append(Piece(match.start(), match.end(), match[0], False))
        return match.end()

    def _read_option(self, key: str, match: re.Match[str]) -> int:
        values, end = match.end(1) + 1, match.end()
        if match[3] and match[3][0] in _OPENING:
            raise BadInput(key.capitalize(), "Missing closing quote", self._grammar.example(key))
        if key in self._grammar.lists and (several := _LIST.match(self._text, values)):
            end = several.end()
        elif match[2] and self._text[end : end + 1].strip():
            raise BadInput(key.capitalize(), "a space is missing after the closing quote", self._grammar.example(key))
        if key in self.options:
            raise BadInput(key.capitalize(), "it is given twice", self._grammar.example(key))
        self.options[key] = self._text[values:end]
        start = match.start()
        while start and self._text[start - 1].isspace():
            start -= 1
        self.cuts.append((start, end))
        return end


def find_list_end(text: str, start: int) -> int:
    """Where the comma-separated list that begins at `start` ends."""
    match = _LIST.match(text, start)
    return match.end() if match else start


def split_list(raw: str) -> list[str]:
    """The items of a comma-separated list, unquoted; commas in quotes and in Slack's markup do not count."""
    return [unquote(item) for item in _LIST_ITEM.findall(raw)]


def unquote(raw: str) -> str:
    """The text without the quotes around all of it, if there are any."""
    return raw[1:-1] if _WHOLLY_QUOTED.fullmatch(raw) else raw
