"""The vocabulary: every name that a memo template may speak, and a sample of what each holds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from commands.slack.rag import MARKS
from storage.initiatives import Initiative
from storage.memos import Memo
from storage.people import Person
from storage.statuses import Status

PARTS: Mapping[str, Sequence[str]] = {
    "memo": ("id", "facts", "change", "timing", "action"),
    "initiative": ("key", "name", "end_state"),
    "reader": ("name", "first_name"),
}
"""Names that have parts, each a text."""
LISTS = ("figures", "wins")
"""Names that hold several texts, to be looped over."""
WORDS = ("standing",)
"""Names that are a text themselves."""
LEADERS_WORDS = ("derived",)
LEADERS = ("executives", "managers")
"""Whom what the facts say about an initiative is told too."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What templates may speak of, beside the memo itself and its reader."""

    initiative: Initiative
    status: Status | None
    figures: Sequence[str]
    derived: str = ""
    wins: Sequence[str] = ()


def list_words(kind: str) -> tuple[str, ...]:
    """The names that are a text, in a template for this kind of audience."""
    return WORDS + (LEADERS_WORDS if kind in LEADERS else ())


def list_names(kind: str) -> list[str]:
    """Every name for this kind as it is written: "memo.facts", "figures"."""
    dotted = [f"{name}.{part}" for name, parts in PARTS.items() for part in parts]
    return [*dotted, *LISTS, *list_words(kind)]


def make_data(memo: Memo, kind: str, facts: Facts) -> dict[str, Any]:
    """What a template for this kind is given, all of it texts and lists of texts; the reader is added for each."""
    status = facts.status
    words = {
        "standing": f"{MARKS[status.rag]} {status.rag}: {status.summary}" if status else "No status yet.",
        "derived": facts.derived,
    }
    return {
        "memo": {part: getattr(memo, part) for part in PARTS["memo"]},
        "initiative": {part: getattr(facts.initiative, part) or "" for part in PARTS["initiative"]},
        "figures": list(facts.figures),
        "wins": list(facts.wins),
        **{name: words[name] for name in list_words(kind)},
    }


def make_reader(person: Person) -> dict[str, str]:
    """What a template may know of a reader; who has no name has no such part."""
    words = person.name.split()
    return {"name": person.name, "first_name": words[0]} if words else {}
