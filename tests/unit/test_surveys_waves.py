"""Mann and Whitney's test against a textbook, scipy and statsmodels, and against what must hold for any two waves."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import mannwhitneyu, norm
from statsmodels.stats.nonparametric import rank_compare_2indep

from surveys.waves import compare_waves, find_superiority_interval

WAVES = st.dictionaries(st.integers(1, 5), st.integers(1, 40), min_size=1)
BEFORE, AFTER = {1: 4, 2: 9, 3: 20, 4: 20, 5: 7}, {1: 12, 2: 16, 3: 18, 4: 12, 5: 2}

# Hollander and Wolfe 1973, Nonparametric Statistical Methods, page 69: permeability at term and at 12 to 26 weeks.
TERM = (0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46)
EARLY = (1.15, 0.88, 0.90, 0.74, 1.21)


def test_superiority_is_hollander_and_wolfes_u_over_all_pairs() -> None:
    ranks = {value: rank for rank, value in enumerate(sorted(TERM + EARLY))}
    tendency = compare_waves({ranks[value]: 1 for value in EARLY}, {ranks[value]: 1 for value in TERM})
    assert tendency.superiority == pytest.approx(35 / 50)
    # Exact two-sided p, from the published one-sided 0.1272.
    assert tendency.p_value == pytest.approx(2 * 0.1272, abs=0.02)


def test_p_value_is_lehmanns_with_ties_by_hand() -> None:
    # Before 1 1 2 3, after 2 3 3 3: ranks 1.5 1.5 3.5 6.5 and 3.5 6.5 6.5 6.5, so U = 23 − 10 = 13; ties of 2, 2 and 4.
    tendency = compare_waves({1: 2, 2: 1, 3: 1}, {2: 1, 3: 3})
    assert tendency.superiority == pytest.approx(13 / 16)
    variance = 4 * 4 / 12 * (9 - (6 + 6 + 60) / (8 * 7))
    assert tendency.p_value == pytest.approx(2 * norm.sf((13 - 8 - 0.5) / variance**0.5))


def test_agrees_with_statsmodels_on_a_survey() -> None:
    tendency = compare_waves(BEFORE, AFTER)
    before, after = (np.repeat(list(wave), list(wave.values())) for wave in (BEFORE, AFTER))
    reference = rank_compare_2indep(after, before, use_t=False)
    assert tendency.superiority == pytest.approx(reference.prob1)
    assert tendency.interval == pytest.approx(reference.conf_int(), abs=0.03)
    assert (tendency.mean_before, tendency.mean_after) == pytest.approx((before.mean(), after.mean()))


@given(WAVES, WAVES)
def test_agrees_with_scipy_and_mirrors(before: dict[int, int], after: dict[int, int]) -> None:
    there, back = compare_waves(before, after), compare_waves(after, before)
    assert there.superiority == pytest.approx(1 - back.superiority)
    assert there.interval == pytest.approx((1 - back.interval.high, 1 - back.interval.low), abs=1e-9)
    assert there.interval.low <= there.superiority <= there.interval.high
    assert there.interval.low < there.interval.high
    if len(before.keys() | after.keys()) > 1:
        samples = [np.repeat(list(wave), list(wave.values())) for wave in (after, before)]
        assert there.p_value == pytest.approx(mannwhitneyu(*samples, method="asymptotic").pvalue)


def test_waves_that_are_all_alike_say_nothing() -> None:
    tendency = compare_waves({4: 9}, {4: 12})
    assert (tendency.superiority, tendency.p_value) == (0.5, 1.0)


def test_wave_without_answers_is_refused() -> None:
    with pytest.raises(ValueError, match="no answers"):
        compare_waves({}, {3: 5})


def test_interval_covers_the_truth_about_19_times_in_20() -> None:
    chance, truth, inside = np.random.default_rng(0), 0.7, 0
    for _ in range(1000):
        before, after = chance.normal(0, 1, 20), chance.normal(norm.ppf(truth) * 2**0.5, 1, 25)
        found = float(np.mean(after[:, None] > before[None, :]))
        low, high = find_superiority_interval(found, 20, 25)
        inside += low <= truth <= high
    assert inside / 1000 == pytest.approx(0.95, abs=0.02)
