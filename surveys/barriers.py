"""Barrier points: the first ADKAR element that holds a person back, and how many are held back by which.

Source: Hiatt 2006, ADKAR: each element needs the one before, so the first score of 3 or less is where to help.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from surveys.disclosure import FLOOR_SCORES, PROTECTED_GROUP, TOO_FEW_ANSWERS, Hidden, conceal_groups, suppress
from surveys.questions import Element, Question
from surveys.sealing import SealedRow
from surveys.statistics import Proportion, multinomial_difference
from surveys.tallies import split_scores

BARRIER_TO = 3


@dataclass(frozen=True, slots=True)
class Barriers:
    """How many of n people have which barrier, every element named; None counts those without one."""

    n: int
    distribution: Mapping[Element | None, int]

    def share(self, element: Element | None) -> Proportion:
        """The share of people with this barrier, or without any; its interval is Wilson's."""
        return Proportion(self.distribution[element], self.n)

    @property
    def largest(self) -> Element | None:
        """The most frequent barrier, the earlier element where two are alike; None when nobody has one."""
        counts = {element: self.distribution[element] for element in Element}
        return max(Element, key=lambda element: counts[element]) if any(counts.values()) else None

    @property
    def close_second(self) -> Element | None:
        """The next frequent barrier where chance may have put it second: 95 % of the difference of the two holds 0."""
        if self.largest is None:
            return None
        second = max((each for each in Element if each != self.largest), key=lambda each: self.distribution[each])
        difference = multinomial_difference(self.distribution[self.largest], self.distribution[second], self.n)
        return second if self.distribution[second] and difference.interval.low <= 0 else None


def find_barrier(scores: Mapping[Element, int]) -> Element | None:
    """The first element scored 3 or less in the order A-D-K-A-R, or None; KeyError unless all five are scored."""
    return next((element for element in Element if scores[element] <= BARRIER_TO), None)


def asks_for_barriers(questions: Sequence[Question]) -> bool:
    """Whether all five elements are asked about."""
    return {question.element for question in questions} >= set(Element)


def roll_up_barriers(questions: Sequence[Question], rows: Sequence[SealedRow]) -> Barriers | Hidden:
    """The barriers of all who answered the five ADKAR questions; Hidden below 5 people."""
    distribution = _count_barriers(questions, rows)
    return TOO_FEW_ANSWERS if distribution.total() < FLOOR_SCORES else _show_barriers(distribution)


def split_barriers(questions: Sequence[Question], rows: Sequence[SealedRow]) -> dict[str, Barriers | Hidden]:
    """The barriers by segment, with every group hidden that could otherwise be worked out.

    That is from the total, or because the results of one of the five questions hide it and an Awareness barrier is
    nothing but a low Awareness score.
    """
    names = sorted({row.segment for row in rows})
    groups = {name: _count_barriers(questions, [row for row in rows if row.segment == name]) for name in names}
    hidden = suppress({name: counts.total() for name, counts in groups.items()}).union(
        *(
            conceal_groups(split_scores(rows, index), question.bands).hidden
            for index, question in enumerate(questions)
            if question.element
        )
    )
    return {
        name: PROTECTED_GROUP if name in hidden or not counts else _show_barriers(counts)
        for name, counts in groups.items()
    }


def _count_barriers(questions: Sequence[Question], rows: Sequence[SealedRow]) -> Counter[Element | None]:
    key_of = {question.element: str(index) for index, question in enumerate(questions) if question.element}
    if not asks_for_barriers(questions):
        return Counter()
    return Counter(
        find_barrier({element: row.scores[key_of[element]] for element in Element})
        for row in rows
        if all(key in row.scores for key in key_of.values())
    )


def _show_barriers(counts: Counter[Element | None]) -> Barriers:
    return Barriers(counts.total(), {element: counts[element] for element in (*Element, None)})
