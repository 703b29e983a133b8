"""What a command was given, to be taken word by word, then the rest; `commands.slack.grammar` says how it is read.

Everything handed out has been decoded once by `commands.slack.text.plain`, except what is asked for as a reference:
that stays as Slack wrote it, for `commands.slack.mentions`.
"""

from collections.abc import Callable
from typing import TypeVar

from commands.slack.grammar import Grammar, Reading, find_list_end, split_list, unquote
from commands.slack.text import plain
from storage.errors import BadInput, Missing

T = TypeVar("T")
_LONGEST_PHRASE = 5  # words, as in "fri 4 dec 2026 09:00"
_MISSING = "it is missing"


def parse(text: str, grammar: Grammar | None = None) -> "Arguments":
    """The arguments in a command's text; BadInput(s) for unclosed quotes, doubled and misspelt options."""
    return Arguments(text, grammar or Grammar())


class Arguments:
    """The words from left to right, then the rest, and the options by key; false when there is nothing of either."""

    def __init__(self, text: str, grammar: Grammar) -> None:
        reading = Reading(text, grammar)
        self._text, self._grammar = text, grammar
        self._pieces, self._options, self._cuts = reading.pieces, reading.options, reading.cuts
        self._next = 0

    def __bool__(self) -> bool:
        return self._next < len(self._pieces) or bool(self._options)

    def peek(self) -> str | None:
        """The next word in lower case, without taking it; None at the end."""
        return plain(self._pieces[self._next].raw).lower() if self._next < len(self._pieces) else None

    def take_word(self, field: str, example: str) -> str:
        """The next word, or the next words in quotes; BadInput when there is none."""
        return plain(self.take_reference(field, example))

    def take_reference(self, field: str, example: str) -> str:
        """The next word as Slack wrote it, a mention left whole; BadInput when there is none."""
        if self._next == len(self._pieces):
            raise Missing(field, _MISSING, example)
        self._next += 1
        return self._pieces[self._next - 1].raw

    def take_keyword(self, *words: str) -> str | None:
        """The next word when it is one of these (in lower case) and not in quotes; else None, and nothing is taken."""
        word = self.peek()
        if word not in words or self._pieces[self._next].is_quoted:
            return None
        self._next += 1
        return word

    def take_last_word(self, field: str, example: str) -> str:
        """The last word, for a value that stands after a name of several words; BadInput when there is none."""
        if self._next == len(self._pieces):
            raise Missing(field, _MISSING, example)
        return plain(self._pieces.pop().raw)

    def take_quoted(self) -> list[str]:
        """All the quoted texts that come next, one after the other; empty when the next word is not quoted."""
        first = self._next
        while self._next < len(self._pieces) and self._pieces[self._next].is_quoted:
            self._next += 1
        return [plain(piece.raw) for piece in self._pieces[first : self._next]]

    def take_list(self, field: str, example: str) -> list[str]:
        """The comma-separated words that come next, spaces around commas allowed; BadInput when there is none."""
        self.take_reference(field, example)
        start = self._pieces[self._next - 1].start
        end = find_list_end(self._text, start)
        while self._next < len(self._pieces) and self._pieces[self._next].start < end:
            self._next += 1
        return [plain(item) for item in split_list(self._text[start:end])]

    def take_longest(self, parse_words: Callable[[str], T], field: str, example: str) -> T:
        """What a parser makes of the longest run of next words that it accepts, as in "next friday 9am vendor is late".

        BadInput when there is no word, or as the parser raises it for the first word alone.
        """
        first, available = self._next, len(self._pieces) - self._next
        for count in range(min(_LONGEST_PHRASE, available), 1, -1):
            words = " ".join(plain(piece.raw) for piece in self._pieces[first : first + count])
            try:
                value = parse_words(words)
            except BadInput:
                continue
            self._next = first + count
            return value
        return parse_words(self.take_word(field, example))

    def take_last_phrase(self, parse_words: Callable[[str], T], field: str, example: str) -> T:
        """What a parser makes of the longest run of last words that it accepts, as in "go-live paris next friday".

        Words in quotes belong to what comes before, unless they come last after others: "go-live" "next friday".
        Missing when there is no word, else as the parser raises it for the last one, with the whole command as example.
        """
        left = self._pieces[self._next :]
        if len(left) > 1 and left[-1].is_quoted:
            return parse_words(plain(self._pieces.pop().raw))
        unquoted = next((number for number, piece in enumerate(reversed(left)) if piece.is_quoted), len(left))
        if not unquoted:
            raise Missing(field, _MISSING, example)
        for count in range(min(_LONGEST_PHRASE, unquoted), 0, -1):
            words = " ".join(plain(piece.raw) for piece in left[-count:])
            try:
                value = parse_words(words)
            except BadInput as error:
                refused = error
                continue
            del self._pieces[-count:]
            return value
        raise BadInput(field, refused.reason, example)

    def take_rest(self) -> str:
        """All that is left, spaces and line breaks as typed, without options and without quotes around all of it."""
        pieces, self._next = self._pieces[self._next :], len(self._pieces)
        if len(pieces) < 2:
            return plain(pieces[0].raw) if pieces else ""
        start, end, kept = pieces[0].start, pieces[-1].end, []
        for cut_start, cut_end in self._cuts:
            if start <= cut_start < end:
                kept.append(self._text[start:cut_start])
                start = cut_end
        return plain("".join([*kept, self._text[start:end]]))

    def finish(self, example: str) -> None:
        """Raise BadInput when words are left over; `example` is the whole command as it should be."""
        if self._next < len(self._pieces):
            raise BadInput("Command", f"“{self.take_rest()}” is not expected here", example)

    def option(self, key: str) -> str | None:
        """The text of an option, or None when it was not given."""
        raw = self._options.get(key)
        return None if raw is None else plain(unquote(raw))

    def option_reference(self, key: str) -> str | None:
        """The value of an option as Slack wrote it, mentions whole and lists unsplit, or None when it was not given."""
        return self._options.get(key)

    def option_list(self, key: str) -> list[str]:
        """The comma-separated texts of an option; empty when it was not given."""
        return [plain(item) for item in split_list(self._options.get(key, ""))]

    def require(self, key: str) -> str:
        """The text of an option that must be given; BadInput when it was not."""
        text = self.option(key)
        if text is None:
            has_gap = any(piece.raw.lower() == f"{key}:" for piece in self._pieces)
            reason = "there must be no space after the colon" if has_gap else _MISSING
            raise BadInput(key.capitalize(), reason, self._grammar.example(key))
        return text
