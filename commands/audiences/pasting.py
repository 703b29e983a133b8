"""Pasted addresses: a column, a line, or a table with names and a heading; what is no address is told by its line."""

import re
from collections.abc import Sequence

from storage.errors import BadInput

ADDRESS = "ana@example.com"
PROBLEMS_SHOWN = 20
WORD_SHOWN = 60
_BETWEEN = re.compile(r"[\s,;]+")
_AROUND = "<>()\"'“”"


def read_addresses(text: str) -> tuple[list[tuple[int, str]], list[str]]:
    """The e-mail addresses in a text with the line of each, and the lines without any as problems.

    Beside an address other words are taken for names, and the first line for a heading when it has none.
    """
    found: list[tuple[int, str]] = []
    problems: list[str] = []
    for number, line in enumerate(text.splitlines(), start=1):
        words = [word.strip(_AROUND) for word in _BETWEEN.split(line) if word]
        addresses = [word for word in words if "@" in word]
        found += [(number, address) for address in addresses]
        if words and not addresses and number > 1:
            problems.append(f"line {number} has no address: “{' '.join(words)[:WORD_SHOWN]}”")
    return found, problems


def raise_problems(problems: Sequence[str]) -> None:
    """Raise BadInput with the first problems, if there are any."""
    if problems:
        more = f"; and {len(problems) - PROBLEMS_SHOWN} more" if len(problems) > PROBLEMS_SHOWN else ""
        raise BadInput("Addresses", "; ".join(problems[:PROBLEMS_SHOWN]) + more, ADDRESS)
