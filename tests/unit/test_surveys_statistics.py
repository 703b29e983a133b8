"""Formulas against published worked examples, and against what must hold for any numbers."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from surveys.statistics import (
    Proportion,
    enps,
    favourable,
    mean,
    newcombe_difference,
    response_rate,
    smallest_detectable_change,
    standard_deviation,
    wilson_interval,
)


@st.composite
def proportions(draw: st.DrawFn) -> Proportion:
    n = draw(st.integers(1, 2000))
    return Proportion(draw(st.integers(0, n)), n)


# Newcombe 1998, Stat. Med. 17:857–872, table I, method 3.
@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_gives_newcombes_published_limits(successes: int, n: int, low: float, high: float) -> None:
    assert wilson_interval(successes, n) == pytest.approx((low, high), abs=5e-5)


# Newcombe 1998, Stat. Med. 17:873–890, table II, method 10, contrasts a to h.
@pytest.mark.parametrize(
    ("first", "second", "low", "high"),
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
        ((0, 10), (0, 10), -0.2775, 0.2775),
        ((10, 10), (0, 20), 0.6791, 1.0),
        ((10, 10), (0, 10), 0.6075, 1.0),
    ],
)
def test_newcombe_gives_the_published_limits(
    first: tuple[int, int], second: tuple[int, int], low: float, high: float
) -> None:
    assert newcombe_difference(Proportion(*first), Proportion(*second)).interval == pytest.approx((low, high), abs=5e-5)


def test_enps_interval_is_bonett_and_prices_as_computed_by_r_statpsych() -> None:
    # statpsych 1.7, ci.prop.ps(.05, 12, 4, 26, 6): 26 against 4 of 48 gives 0.2548067 to 0.6251933.
    assert enps({10: 26, 3: 4, 8: 18}).interval == pytest.approx((25.48067, 62.51933), abs=5e-6)


def test_enps_is_promoters_minus_detractors_without_passives() -> None:
    score = enps({0: 1, 6: 1, 7: 2, 8: 2, 9: 2, 10: 2})
    assert score.n == 10
    assert score.score == pytest.approx(20.0)
    assert score.standard_error == pytest.approx(100 * math.sqrt((0.4 + 0.2 - 0.04) / 10))


@given(proportions(), proportions())
def test_wilson_and_newcombe_are_statsmodels(first: Proportion, second: Proportion) -> None:
    assert first.interval == pytest.approx(proportion_confint(first.successes, first.n, method="wilson"), abs=1e-9)
    counts = (first.successes, first.n, second.successes, second.n)
    reference = confint_proportions_2indep(*counts, compare="diff", method="newcomb")
    assert newcombe_difference(first, second).interval == pytest.approx(reference, abs=1e-9)


@given(st.dictionaries(st.integers(0, 10), st.integers(0, 50)).filter(lambda counts: sum(counts.values()) > 0))
def test_enps_stays_within_100_and_keeps_a_width(counts: dict[int, int]) -> None:
    score = enps(counts)
    assert -100 <= score.interval.low <= score.score + 1e-9
    assert score.score - 1e-9 <= score.interval.high <= 100
    assert score.interval.low < score.interval.high


@given(proportions())
def test_wilson_surrounds_the_proportion_within_0_and_1(proportion: Proportion) -> None:
    low, high = proportion.interval
    assert 0 <= low <= proportion.value + 1e-12
    assert proportion.value - 1e-12 <= high <= 1
    assert low < high


@given(proportions())
def test_wilson_of_failures_mirrors_that_of_successes(proportion: Proportion) -> None:
    low, high = wilson_interval(proportion.n - proportion.successes, proportion.n)
    assert proportion.interval == pytest.approx((1 - high, 1 - low))


@given(proportions(), proportions())
def test_newcombe_mirrors_when_the_two_change_places(first: Proportion, second: Proportion) -> None:
    there, back = newcombe_difference(first, second), newcombe_difference(second, first)
    assert back.value == pytest.approx(-there.value)
    assert back.interval == pytest.approx((-there.interval.high, -there.interval.low))
    assert -1 <= there.interval.low <= there.value <= there.interval.high <= 1


def test_detectable_change_agrees_with_lehrs_rule() -> None:
    # Lehr 1992, Stat. Med. 11:1099–1102: n = 16·p(1−p)/d² per group for 80 % power.
    assert smallest_detectable_change(400, 400, 0.5) == pytest.approx(0.1, rel=0.02)


def test_detectable_change_is_found_about_four_times_in_five() -> None:
    n, centre = 60, 0.6
    half = smallest_detectable_change(n, n, centre) / 2
    power = sum(
        _chance(low, n, centre - half) * _chance(high, n, centre + half)
        for low in range(n + 1)
        for high in range(n + 1)
        if newcombe_difference(Proportion(high, n), Proportion(low, n)).interval.low > 0
    )
    assert power == pytest.approx(0.8, abs=0.03)


def _chance(successes: int, n: int, p: float) -> float:
    return math.comb(n, successes) * p**successes * (1 - p) ** (n - successes)


def test_favourable_counts_4_and_5_of_all_answers() -> None:
    assert favourable({1: 1, 2: 0, 3: 4, 4: 2, 5: 3}) == Proportion(5, 10)


def test_mean_and_spread_of_a_small_sample() -> None:
    # 2, 4, 4, 4, 5, 5, 7, 9: mean 5, sum of squares 32.
    counts = {2: 1, 4: 3, 5: 2, 7: 1, 9: 1}
    assert mean(counts) == pytest.approx(5)
    assert standard_deviation(counts) == pytest.approx(math.sqrt(32 / 7))


def test_response_rate_counts_everyone_asked() -> None:
    assert response_rate(30, 40) == pytest.approx(0.75)
    assert response_rate(0, 0) == 0


@pytest.mark.parametrize(("successes", "n"), [(0, 0), (-1, 5), (6, 5)])
def test_impossible_proportions_are_refused(successes: int, n: int) -> None:
    with pytest.raises(ValueError, match="no proportion"):
        wilson_interval(successes, n)


def test_measures_of_nothing_are_refused() -> None:
    with pytest.raises(ValueError, match="mean"):
        mean({})
    with pytest.raises(ValueError, match="eNPS"):
        enps({5: 0})
    with pytest.raises(ValueError, match="two answers"):
        standard_deviation({3: 1})
    with pytest.raises(ValueError, match="no change"):
        smallest_detectable_change(0, 5, 0.5)
