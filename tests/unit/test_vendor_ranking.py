"""The ranking of vendors: totals, ties, gaps, and how far the first place hangs on weights and on raters."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.vendors.ranking import Ranking, rank_vendors
from commands.vendors.scoring import read_scores
from commands.vendors.sentences import describe_order, describe_sureness
from storage.errors import BadInput
from storage.vendor_criteria import Criterion
from storage.vendor_scores import Score
from storage.vendors import Vendor

NOW = datetime(2026, 12, 1, tzinfo=UTC)
GRIDS = st.integers(2, 4).flatmap(
    lambda size: st.tuples(
        st.lists(st.integers(1, 5), min_size=size, max_size=size),
        st.lists(st.lists(st.integers(1, 5), min_size=size, max_size=size), min_size=2, max_size=4),
    )
)
"""Weights, and for each vendor one rater's scores."""


def make_vendor(number: int) -> Vendor:
    return Vendor(f"V-{number}", "CRM", f"Vendor {number}", None, "compared", None, None, None)


def make_criteria(weights: list[int]) -> list[Criterion]:
    return [Criterion(f"VC-{number}", "CRM", f"C{number}", weight, None, None) for number, weight in enumerate(weights)]


def rank(weights: list[int], *raters: list[list[int]]) -> Ranking:
    """The ranking of as many vendors as there are rows, where each rater gave these rows."""
    criteria, vendors = make_criteria(weights), [make_vendor(number) for number in range(len(raters[0]))]
    scores = [
        Score(vendor.id, criterion.id, f"U{rater}", score, NOW)
        for rater, rows in enumerate(raters)
        for vendor, row in zip(vendors, rows, strict=True)
        for criterion, score in zip(criteria, row, strict=True)
    ]
    return rank_vendors(vendors, criteria, scores)


def test_worked_example_by_hand():
    # V-0: (3·4 + 1·2) / 4 = 3.5; V-1: (3·3 + 1·5) / 4 = 3.5 less one rater's point: (3·3 + 1·4.5) / 4 = 3.375.
    ranking = rank([3, 1], [[4, 2], [3, 5]], [[4, 2], [3, 4]])
    assert [(place.vendor.id, place.total) for place in ranking.places] == [("V-0", 3.5), ("V-1", 3.375)]
    # Level where 3·(4 - 3) = w·(4.5 - 2), and where w·(4 - 3) = 1·(4.5 - 2).
    assert [(each.criterion.id, each.weight, each.vendor.id) for each in ranking.list_tippings()] == [
        ("VC-0", 2.5, "V-1"),
        ("VC-1", pytest.approx(1.2), "V-1"),
    ]
    assert ranking.count_full_raters() == 2
    # The first rater has them level, the second puts V-0 first: (9 + 4) / 4 against 3.5.
    assert ranking.count_firsts_by_rater() == {"V-0": 1, "V-1": 0}


def test_half_of_all_weightings_favour_each_of_two_opposites():
    shares = rank([5, 1], [[5, 1], [1, 5]]).count_firsts_by_weights()
    assert shares["V-0"] == pytest.approx(0.5, abs=0.04)
    assert shares["V-0"] + shares["V-1"] == pytest.approx(1)
    assert rank([1, 1], [[3, 4], [3, 4]]).count_firsts_by_weights() == {
        "V-0": pytest.approx(0.5),
        "V-1": pytest.approx(0.5),
    }


def test_a_gap_keeps_a_vendor_out_and_is_said():
    ranking = rank([3, 3], [[4, 4], [5, 5]])
    gap = rank_vendors(
        ranking.vendors, ranking.criteria, [Score("V-0", each.id, "U1", 4, NOW) for each in ranking.criteria]
    )
    assert [place.vendor.id for place in gap.places] == ["V-0"]
    assert describe_order(gap)[-1] == "Not ranked: Vendor 1. Nobody has scored it yet."
    assert describe_sureness(gap) == []
    assert rank_vendors(ranking.vendors, [], []).places == []


def test_words_say_when_it_is_close_and_where_raters_are_far_apart():
    told = "\n".join(describe_sureness(rank([3, 1], [[5, 1], [3, 3]], [[1, 5], [3, 2]])))
    assert "nearly level" in told
    assert "Raters disagree about Vendor 0 on “C0”: from 1 to 5." in told
    assert "of 2 raters who scored everything put Vendor 0 first" in told
    level = "\n".join(describe_sureness(rank([1, 1], [[4, 3], [3, 4]])))
    assert level.startswith("Vendor 0 and Vendor 1 are level.")
    assert "instead of" not in level
    sure = "\n".join(describe_sureness(rank([3, 2], [[5, 5], [1, 1]])))
    assert "first in 100 % of all weightings" in sure
    assert "No criterion alone" in sure
    assert "It rests on few eyes: 1 rater" in sure
    assert "nearly level" not in sure


@given(GRIDS)
def test_totals_lie_among_the_scores_and_shares_add_up(grid):
    weights, rows = grid
    ranking = rank(weights, rows)
    totals = [place.total for place in ranking.places]
    assert totals == sorted(totals, reverse=True)
    assert all(min(map(min, rows)) <= round(total, 9) <= max(map(max, rows)) for total in totals)


@given(GRIDS, st.data())
def test_a_better_score_never_costs_a_place(grid, data):
    weights, rows = grid
    vendor = data.draw(st.integers(0, len(rows) - 1))
    criterion = data.draw(st.integers(0, len(weights) - 1))
    better = [list(row) for row in rows]
    better[vendor][criterion] = min(5, better[vendor][criterion] + 1)

    def count_ahead(ranking: Ranking) -> int:
        own = next(place.total for place in ranking.places if place.vendor.id == f"V-{vendor}")
        return sum(place.total > own + 1e-9 for place in ranking.places)

    assert count_ahead(rank(weights, better)) <= count_ahead(rank(weights, rows))


@given(GRIDS)
def test_at_its_tipping_weight_a_vendor_is_level_with_the_first(grid):
    weights, rows = grid
    ranking = rank(weights, rows)
    first = ranking.places[0].vendor
    for tipping in ranking.list_tippings():
        assert 0 <= tipping.weight <= 5
        weighed = [
            tipping.weight if each.id == tipping.criterion.id else float(each.weight) for each in ranking.criteria
        ]
        lead = sum(
            weight * (ranking.ratings[first.id, each.id].mean - ranking.ratings[tipping.vendor.id, each.id].mean)
            for weight, each in zip(weighed, ranking.criteria, strict=True)
        )
        assert lead == pytest.approx(0, abs=1e-9)


@given(GRIDS)
def test_scores_of_what_is_not_compared_change_nothing(grid):
    weights, rows = grid
    ranking = rank(weights, rows)
    stray = [Score("V-99", "VC-0", "U9", 1, NOW), Score("V-0", "VC-99", "U9", 1, NOW)]
    given_scores = [
        Score(vendor_id, criterion_id, rater, score, NOW)
        for rater, scores in ranking.by_rater.items()
        for (vendor_id, criterion_id), score in scores.items()
    ]
    assert rank_vendors(ranking.vendors, ranking.criteria, [*given_scores, *stray]).places == ranking.places
    assert replace(ranking, by_rater={}).count_full_raters() == 0


@pytest.mark.parametrize(
    ("text", "scores"),
    [
        ("VC-1:4 VC-2:5", {"VC-1": 4, "VC-2": 5}),
        ("vc1:4, vc02=5;", {"VC-1": 4, "VC-2": 5}),
        ("VC-1: 4", {"VC-1": 4}),
    ],
)
def test_scores_are_read_as_people_type_them(text, scores):
    assert read_scores(text) == scores


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("VC-1:6", "VC-1: Whole number 1–5"),
        ("VC-1:4 VC-1:5", "VC-1: it is given twice"),
        ("VC-1:4 good", "Score: “good” is not a criterion and a score"),
        ("4 5", "Score: “4 5” is not a criterion and a score"),
    ],
)
def test_scores_that_cannot_be_read_are_told(text, told):
    with pytest.raises(BadInput, match=told):
        read_scores(text)
