"""Likeness: which lessons may matter for an initiative, by the words that both speak of.

A word counts the more, the fewer lessons hold it (Spärck Jones, 1972, "A statistical interpretation of term specificity
and its application in retrieval"), and one that most hold counts nothing. Words are compared by their beginnings, so
that “migration” is like “migrate”, whatever the language.
"""

import math
import re
from collections import Counter
from collections.abc import Sequence

from storage.initiatives import Initiative
from storage.lessons import Lesson

MOST = 5
STEM = 6
"""Letters by which a word is known."""
_WORD = re.compile(r"\w{4,}")


def find_like_lessons(initiative: Initiative, lessons: Sequence[Lesson], names: dict[str, str]) -> list[Lesson]:
    """Up to five lessons of other initiatives, the likest first; `names` has what each initiative is called, by key."""
    wanted = _stem(f"{initiative.name} {initiative.end_state}")
    others = [lesson for lesson in lessons if lesson.initiative_key != initiative.key]
    spoken = {lesson.id: _stem(_gather_words(lesson, names)) for lesson in others}
    known = Counter(stem for stems in spoken.values() for stem in stems)
    likeness = {
        lesson.id: sum(_weigh(known[stem], len(others)) for stem in wanted & spoken[lesson.id]) for lesson in others
    }
    like = [lesson for lesson in others if likeness[lesson.id] > 0]
    return sorted(like, key=lambda lesson: -likeness[lesson.id])[:MOST]


def _gather_words(lesson: Lesson, names: dict[str, str]) -> str:
    return " ".join([lesson.text, *lesson.tags, names.get(lesson.initiative_key, "")])


def _stem(text: str) -> set[str]:
    return {word[:STEM] for word in _WORD.findall(text.casefold())}


def _weigh(holders: int, lessons: int) -> float:
    """How much it says that a word is shared: nothing where most lessons hold it, unless there are only a few."""
    return math.log(1 + lessons / holders) if holders <= max(3, lessons / 2) else 0.0
