"""The release ledger's rule: what may be published after what, so that no sum or difference tells of fewer than five.

A cut is a group of people whose figures are published. The difference of two cuts sets those who are only in the one
against those who are only in the other, and an answer that the others do not have stands out: so either side needs five
people or none. More than two cuts can be added up and taken away, so a cut is refused too when any combination with
earlier ones has 1 to 4 people on one side and not a crowd on the other. That is looked for by integer programming over
the finest parts of all cuts (Denning and Schlörer 1983, IEEE Computer 16(7):69–82, on trackers; Hundepool et al. 2012,
Statistical Disclosure Control, chapter 4).
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Final

from surveys.barriers import Barriers
from surveys.disclosure import FLOOR_SCORES, Hidden
from surveys.questions import Question
from surveys.results import PulseResult, QuestionResult

EVERYBODY: Final = ""
"""The cut of all who were asked; the others are named by their segment."""
WAVE: Final = timedelta(days=28)
"""What somebody answers to one question within four weeks counts as one answer, even to two different audiences."""
TOO_CLOSE: Final = Hidden("Hidden: with results that were shown before, it would tell of fewer than 5 people.")
CROWD: Final = 25
"""So many people on the other side of a combination hide one to four: hardly any answer is given by none of them."""
MOST_PARTS, MOST_NODES = 120, 20
"""Of the search, so that it takes a second or two at most; a cut about which it finds nothing in them is refused."""
INFEASIBLE = 2  # scipy's word for it
MOST_TIMES = 10.0  # that a cut is counted in a combination


@dataclass(frozen=True, slots=True)
class Cut:
    """A group of people whose figures are or would be published."""

    people: frozenset[str]


def may_release(new: Cut, earlier: Sequence[Cut]) -> bool:
    """Whether `new` may be published after `earlier` ones about the same answers.

    False when 1 to 4 people are in it but not in an earlier cut, or the other way round, and when a combination of cuts
    of which it is one tells of 1 to 4 people against fewer than 25. Answers play no part, or a refusal would tell of
    them (Kenthapadi, Mishra and Nissim 2005, PODS, 118–127). A cut of unknown people is held against none.
    """
    if not new.people:
        return True
    if _is_few(new.people) or any(_are_close(new, cut) for cut in earlier):
        return False
    joined = _find_joined(new, earlier)
    parts = _part([new, *joined])
    if not any(size < FLOOR_SCORES for size in parts.values()):
        return True
    cuts = [[float(index in members) for members in parts] for index in range(len(joined) + 1)]
    return not joined or _is_sum(cuts[0], cuts[1:]) or not _tells_of_few(cuts, list(parts.values()))


def _are_close(one: Cut, other: Cut) -> bool:
    return _is_few(one.people - other.people) or _is_few(other.people - one.people)


def _find_joined(new: Cut, earlier: Sequence[Cut]) -> list[Cut]:
    """The earlier cuts, each once, that share people with the new one or with another of them: only those say more."""
    joined: list[Cut] = []
    people, apart = new.people, list(dict.fromkeys(earlier))
    while touching := [cut for cut in apart if cut.people & people]:
        joined += touching
        apart = [cut for cut in apart if cut not in touching]
        people = people.union(*(cut.people for cut in touching))
    return joined


def _is_few(people: Collection[str]) -> bool:
    return 0 < len(people) < FLOOR_SCORES


def _part(cuts: Sequence[Cut]) -> dict[frozenset[int], int]:
    """How many people are in the same cuts, by the numbers of those."""
    membership: dict[str, list[int]] = {}
    for index, cut in enumerate(cuts):
        for person in cut.people:
            membership.setdefault(person, []).append(index)
    return dict(Counter(frozenset(indexes) for indexes in membership.values()))


def _is_sum(cut: Sequence[float], others: Sequence[Sequence[float]]) -> bool:
    """Whether a cut's figures follow from those of others anyway."""
    # numpy and scipy cost a second and some 60 MB; only cuts that overlap others need them.
    import numpy as np

    matrix = np.array(others).T
    solution, *_ = np.linalg.lstsq(matrix, np.array(cut), rcond=None)
    return bool(np.allclose(matrix @ solution, cut, atol=1e-7))


def _tells_of_few(cuts: Sequence[Sequence[float]], sizes: Sequence[int]) -> bool:
    """Whether some Σ w·cut, the first cut's w not 0, has 1 to 4 people on its plus side and no crowd on its minus side.

    Variables: w for each cut; then for each part how much of it is on the plus and on the minus side, and whether it is
    there at all. Whoever has the difference of two sides can tell an answer of the few that none of the others gave.
    """
    import numpy as np

    matrix, people = np.array(cuts).T, np.array(sizes, float)
    parts, count = matrix.shape
    if parts > MOST_PARTS:
        return True
    one, none = np.eye(parts), np.zeros((parts, parts))
    free, nobody, weightless = np.zeros((parts, count)), np.zeros(parts), np.zeros(count)
    rules = [
        (np.hstack([matrix, -one, one, none, none]), 0, 0),
        (np.hstack([free, one, none, -MOST_TIMES * one, none]), -np.inf, 0),
        (np.hstack([free, none, one, none, -MOST_TIMES * one]), -np.inf, 0),
        (np.hstack([free, none, none, one, one]), -np.inf, 1),
        (np.concatenate([weightless, nobody, nobody, people, nobody]), 1, FLOOR_SCORES - 1),
        (np.concatenate([weightless, nobody, nobody, nobody, people]), 0, CROWD - 1),
        (np.concatenate([weightless, np.ones(parts), nobody, nobody, nobody]), 1, np.inf),
    ]
    return any(_is_possible(rules, parts, count, sign) for sign in (1, -1))


def _is_possible(rules: Sequence[tuple[Any, float, float]], parts: int, count: int, sign: int) -> bool:
    """Whether the rules can be kept with the first cut's w above or below 0; true when the search does not end."""
    import numpy as np
    from scipy.optimize import Bounds, LinearConstraint, milp

    first = (0.1, MOST_TIMES) if sign > 0 else (-MOST_TIMES, -0.1)
    least = np.concatenate([[first[0]], np.full(count - 1, -MOST_TIMES), np.zeros(4 * parts)])
    sides = np.concatenate([np.full(2 * parts, MOST_TIMES), np.ones(2 * parts)])
    most = np.concatenate([[first[1]], np.full(count - 1, MOST_TIMES), sides])
    found = milp(
        np.zeros(len(least)),
        integrality=np.concatenate([np.zeros(count + 2 * parts), np.ones(2 * parts)]),
        bounds=Bounds(least, most),
        constraints=[LinearConstraint(*rule) for rule in rules],
        options={"node_limit": MOST_NODES},
    )
    return int(found.status) != INFEASIBLE


def identify_question(question: Question) -> str:
    """What makes two questions the same, in 32 hex digits: kind and words, whatever their case, spaces and signs."""
    words = "".join(character for character in question.text.casefold() if character.isalnum())
    return hashlib.sha256(f"{question.kind}|{words}".encode()).hexdigest()[:32]


def withhold(result: PulseResult, may_show: Callable[[int, str], bool]) -> PulseResult:
    """The result without the cuts, by question and segment, that may not be shown; what is hidden already stays so.

    Barriers are made of the answers to five questions, so they are shown of a cut only where all five are.
    """

    def filter_cut(parts: Sequence[QuestionResult], cut: str) -> tuple[QuestionResult, ...]:
        return tuple(
            part if isinstance(part, Hidden) or may_show(index, cut) else TOO_CLOSE for index, part in enumerate(parts)
        )

    def filter_barriers(barriers: Barriers | Hidden, cut: str) -> Barriers | Hidden:
        asked = [index for index, question in enumerate(result.questions) if question.element]
        return barriers if all(may_show(index, cut) for index in asked) else _as_hidden(barriers)

    return replace(
        result,
        overall=filter_cut(result.overall, EVERYBODY),
        segments={name: filter_cut(parts, name) for name, parts in result.segments.items()},
        barriers=filter_barriers(result.barriers, EVERYBODY) if result.barriers else None,
        barriers_by_segment={name: filter_barriers(part, name) for name, part in result.barriers_by_segment.items()},
    )


def _as_hidden(barriers: Barriers | Hidden) -> Hidden:
    return barriers if isinstance(barriers, Hidden) else TOO_CLOSE
