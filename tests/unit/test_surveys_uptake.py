"""Median time to first use, against the data on which the method is taught, and with nobody or everybody started."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import CensoredData, ecdf
from statsmodels.duration.survfunc import SurvfuncRight

from surveys.disclosure import Hidden
from surveys.uptake import Uptake, find_median_uptake

# Freireich et al. 1963, Blood 21:699–716, weeks in remission; see Cox and Oakes 1984, Analysis of Survival Data.
DRUG, DRUG_STILL = [6, 6, 6, 7, 10, 13, 16, 22, 23], [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
PLACEBO = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]


@pytest.mark.filterwarnings("ignore:The confidence interval is undefined:RuntimeWarning")
@pytest.mark.parametrize(("started", "waiting"), [(DRUG, DRUG_STILL), (PLACEBO, [])])
def test_interval_is_where_scipys_log_log_limits_pass_a_half(started: list[int], waiting: list[int]) -> None:
    sample = CensoredData.right_censored([*started, *waiting], [False] * len(started) + [True] * len(waiting))
    limits = ecdf(sample).sf.confidence_interval(method="log-log")
    uptake = find_median_uptake(started, waiting)
    assert isinstance(uptake, Uptake)
    for found, limit in ((uptake.low, limits.low), (uptake.high, limits.high)):
        passed = [day for day, share in zip(limit.quantiles, limit.probabilities, strict=True) if share <= 0.5]
        assert found == (passed[0] if passed else None)


def test_medians_are_those_of_the_leukaemia_trial() -> None:
    assert find_median_uptake(DRUG, DRUG_STILL) == Uptake(21, 9, 23, 13, None)
    assert find_median_uptake(PLACEBO, []) == Uptake(21, 21, 8, 4, 11)


@given(st.lists(st.integers(1, 60), min_size=1, max_size=30), st.lists(st.integers(1, 60), max_size=30))
def test_agrees_with_statsmodels(started: list[int], waiting: list[int]) -> None:
    if len(started) + len(waiting) < 5:
        return
    uptake = find_median_uptake(started, waiting)
    assert isinstance(uptake, Uptake)
    status = [1] * len(started) + [0] * len(waiting)
    median = SurvfuncRight(np.array([*started, *waiting], float), np.array(status)).quantile(0.5)
    # Where S is exactly ½ from one day to the next, statsmodels gives the later day or half-way.
    assert uptake.median_days is None or np.isnan(median) or uptake.median_days <= median + 1e-9
    if uptake.median_days is None:
        assert np.isnan(median)
    for low, high in ((uptake.low, uptake.median_days), (uptake.median_days, uptake.high)):
        assert low is None or high is None or low <= high


def test_who_waits_counts() -> None:
    few = find_median_uptake([2, 3, 4, 5, 6], [])
    more = find_median_uptake([2, 3, 4, 5, 6], [30] * 20)
    assert isinstance(few, Uptake)
    assert isinstance(more, Uptake)
    assert few.median_days == pytest.approx(4)
    assert more.median_days is None


def test_nobody_started_has_no_median_and_four_people_are_hidden() -> None:
    assert find_median_uptake([], [5] * 9) == Uptake(9, 0, None, None, None)
    assert isinstance(find_median_uptake([1, 2], [3, 4]), Hidden)
