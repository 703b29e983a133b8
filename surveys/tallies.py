"""Tallies: how many of a sealed pulse's people gave which answer, overall and by segment."""

from collections import Counter
from collections.abc import Mapping, Sequence

from surveys.ballots import has_ticked
from surveys.sealing import SealedRow

Tally = Mapping[int, int]
"""How many gave each answer."""


def count_scores(rows: Sequence[SealedRow], index: int) -> Counter[int]:
    """The answers to question `index` (from 0) by score; who did not answer it is not counted."""
    return Counter(row.scores[str(index)] for row in rows if str(index) in row.scores)


def split_scores(rows: Sequence[SealedRow], index: int) -> dict[str, Counter[int]]:
    """The same by segment, in alphabetical order; for `conceal_groups`, not for showing."""
    names = sorted({row.segment for row in rows})
    return {name: count_scores([row for row in rows if row.segment == name], index) for name in names}


def count_ticks(tally: Tally, option: int) -> Counter[int]:
    """Of the answers to a question with several choices, how many ticked one of them (1) and how many did not (0)."""
    ticks: Counter[int] = Counter()
    for answer, count in tally.items():
        ticks[int(has_ticked(answer, option))] += count
    return ticks
