"""Two attackers try to work out what is hidden: one with linear algebra, one by going through every possible world."""

import itertools
from collections import Counter
from collections.abc import Iterable
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from storage.errors import BadInput
from surveys.disclosure import FLOOR_COMMENTS, FLOOR_SCORES, check_invited, conceal_groups, suppress
from surveys.questions import AGREEMENT_BANDS

CELLS = st.dictionaries(st.sampled_from("ABCDEF"), st.integers(0, 9))

unanimous_group = st.tuples(st.integers(1, 5), st.integers(1, 7)).map(lambda pair: {pair[0]: pair[1]})
mixed_group = st.lists(st.integers(1, 5), max_size=9).map(lambda scores: dict(Counter(scores)))
GROUPS = st.lists(unanimous_group | mixed_group, min_size=2, max_size=4).map(
    lambda groups: {name: group for name, group in zip("ABCD", groups, strict=False) if group}
)


def test_floors_are_5_and_10() -> None:
    assert (FLOOR_SCORES, FLOOR_COMMENTS) == (5, 10)


def test_pulse_to_fewer_than_five_people_is_refused() -> None:
    assert check_invited(5) == 5
    with pytest.raises(BadInput):
        check_invited(4)


@pytest.mark.parametrize(
    ("cells", "hidden"),
    [
        ({}, ""),
        ({"A": 9, "B": 5}, ""),
        ({"A": 9, "B": 6, "C": 4}, "BC"),  # C alone would be total minus the rest
        ({"A": 9, "B": 6, "C": 1, "D": 1}, "BCD"),  # C and D together are still fewer than 5
        ({"A": 9, "B": 6, "C": 3, "D": 2}, "CD"),
        ({"A": 9, "B": 0}, ""),  # nobody answered, nothing to protect
        ({"A": 4}, "A"),
    ],
)
def test_small_groups_are_hidden_with_just_enough_neighbours(cells: dict[str, int], hidden: str) -> None:
    assert suppress(cells) == frozenset(hidden)


@given(CELLS)
def test_every_small_group_is_hidden_and_hidden_ones_protect_each_other(cells: dict[str, int]) -> None:
    hidden = suppress(cells)
    assert hidden >= {name for name, n in cells.items() if 0 < n < FLOOR_SCORES}
    if hidden and hidden != {name for name, n in cells.items() if n}:
        assert len(hidden) >= 2
        assert sum(cells[name] for name in hidden) >= FLOOR_SCORES


@given(CELLS)
def test_no_sum_of_published_numbers_gives_a_group_of_fewer_than_five(cells: dict[str, int]) -> None:
    """A combination of groups can be computed exactly when its 0/1 row lies in the span of the published rows."""
    names = sorted(cells)
    assume(sum(cells.values()) >= FLOOR_SCORES)
    published = [[1] * len(names)]
    published += [[int(name == shown) for name in names] for shown in sorted(set(names) - suppress(cells))]
    for wanted in itertools.product([0, 1], repeat=len(names)):
        size = sum(cells[name] for name, taken in zip(names, wanted, strict=True) if taken)
        if 0 < size < FLOOR_SCORES:
            assert _rank([*published, list(wanted)]) > _rank(published)


def _rank(rows: list[list[int]]) -> int:
    matrix, rank = [[Fraction(value) for value in row] for row in rows], 0
    for column in range(len(rows[0])):
        pivot = next((row for row in range(rank, len(matrix)) if matrix[row][column]), None)
        if pivot is None:
            continue
        matrix[rank], matrix[pivot] = matrix[pivot], matrix[rank]
        for row in range(rank + 1, len(matrix)):
            factor = matrix[row][column] / matrix[rank][column]
            matrix[row] = [value - factor * top for value, top in zip(matrix[row], matrix[rank], strict=True)]
        rank += 1
    return rank


@given(GROUPS)
def test_shown_groups_are_large_and_mixed_and_banded_ones_large_and_unanimous(
    groups: dict[str, dict[int, int]],
) -> None:
    concealed = conceal_groups(groups, AGREEMENT_BANDS)
    assert not concealed.hidden & concealed.banded
    for name in set(groups) - concealed.hidden:
        assert sum(groups[name].values()) >= FLOOR_SCORES
        assert (len(groups[name]) == 1) == (name in concealed.banded)


@given(GROUPS)
def test_no_possible_world_is_the_only_one(groups: dict[str, dict[int, int]]) -> None:
    """The attacker knows the total, what is shown, every group's size, and that banded groups are unanimous."""
    total = _add_up(groups.values())
    assume(len(total) > 1)
    assume(total.total() >= FLOOR_SCORES)
    assume(len(groups) > 1)
    concealed = conceal_groups(groups, AGREEMENT_BANDS)
    shown = _add_up(group for name, group in groups.items() if name not in concealed.hidden | concealed.banded)
    rest = Counter({score: total[score] - shown[score] for score in total if total[score] > shown[score]})
    worlds = list(_banded_worlds({name: groups[name] for name in concealed.banded}, rest))
    assert worlds
    for name in concealed.banded:
        assert len({scores[name] for scores, _ in worlds}) > 1
    for name in concealed.hidden:
        size = sum(groups[name].values())
        assert len({part for _, left in worlds for part in _parts(left, size)}) > 1


def _banded_worlds(banded: dict[str, dict[int, int]], rest: Counter[int]) -> list[tuple[dict[str, int], Counter[int]]]:
    """Every way to give each banded group one score of its band, with what it leaves for the hidden groups."""
    names = list(banded)
    bands = [next(band for band in AGREEMENT_BANDS if band.low <= max(banded[name]) <= band.high) for name in names]
    worlds = []
    for scores in itertools.product(*(range(band.low, band.high + 1) for band in bands)):
        left = rest.copy()
        for name, score in zip(names, scores, strict=True):
            left[score] -= sum(banded[name].values())
        if min(left.values(), default=0) >= 0:
            worlds.append((dict(zip(names, scores, strict=True)), left))
    return worlds


def _parts(left: Counter[int], size: int) -> set[tuple[int, ...]]:
    """Every distribution that a group of this size may have out of the answers left."""
    counts = [range(min(left[score], size) + 1) for score in range(1, 6)]
    return {part for part in itertools.product(*counts) if sum(part) == size}


def _add_up(groups: Iterable[dict[int, int]]) -> Counter[int]:
    total: Counter[int] = Counter()
    for group in groups:
        total.update(group)
    return total


def test_large_mixed_groups_are_all_shown() -> None:
    concealed = conceal_groups({"A": {1: 2, 5: 4}, "B": {3: 3, 4: 3}}, AGREEMENT_BANDS)
    assert not concealed.hidden | concealed.banded


def test_unanimous_group_is_banded_where_the_total_leaves_its_score_open() -> None:
    groups = {"A": {5: 6}, "B": {4: 8, 5: 8, 2: 1}, "C": {1: 10, 2: 10}}
    concealed = conceal_groups(groups, AGREEMENT_BANDS)
    assert concealed.banded == {"A"}
    assert concealed.hidden == {"B"}  # else A would be total minus B and C


def test_unanimous_group_is_hidden_where_the_total_would_give_its_score_away() -> None:
    assert conceal_groups({"A": {5: 6}, "B": {1: 4, 2: 3}}, AGREEMENT_BANDS).hidden == {"A", "B"}


def test_unanimous_groups_without_bands_are_hidden() -> None:
    assert conceal_groups({"A": {0: 6}, "B": {0: 7}}, ()).hidden == {"A", "B"}
    assert "A" in conceal_groups({"A": {0: 6}, "B": {0: 7, 1: 3}, "C": {0: 9, 1: 9}}, ()).hidden
