"""The control chart against the textbook, the published run length, and simulated histories with and without change."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chi2, norm

from surveys.drift import (
    BASELINE_WEEKS,
    RUN_LENGTH_WEEKS,
    WEIGHT,
    WIDTH,
    Chart,
    Week,
    chart_drift,
    find_limit,
    measure_scatter,
    smooth,
)

MONDAY = date(2026, 1, 5)
SCORES = np.arange(1, 6)
USUAL = (0.05, 0.10, 0.25, 0.40, 0.20)
# Every answer a point lower with the chance that makes the mean fall by half a point.
FALLEN = np.array([0.05 + 0.10 * 0.5263, 0.10, 0.25, 0.40, 0.20]) + 0.5263 * np.diff([0, 0.10, 0.25, 0.40, 0.20, 0])
FALLEN[0] = 1 - FALLEN[1:].sum()

# Montgomery 2009, Introduction to Statistical Quality Control, 6th ed., table 9.10: μ₀ = 10, σ = 1, λ = 0.10, L = 2.7.
TEXTBOOK = [
    9.45, 7.99, 9.29, 11.66, 12.16, 10.18, 8.04, 11.46, 9.20, 10.34, 9.03, 11.47, 10.51, 9.40, 10.08,
    9.37, 10.62, 10.31, 8.52, 10.84, 10.90, 9.33, 12.29, 11.50, 10.60, 11.08, 10.38, 11.62, 11.31, 10.52,
]  # fmt: skip
TEXTBOOK_AVERAGES = [
    9.945, 9.7495, 9.70355, 9.8992, 10.1253, 10.1307, 9.92167, 10.0755, 9.98796, 10.0232, 9.92384, 10.0785, 10.1216,
    10.0495, 10.0525, 9.98426, 10.0478, 10.074, 9.91864, 10.0108, 10.0997, 10.0227, 10.2495, 10.3745, 10.3971, 10.4654,
    10.4568, 10.5731, 10.6468, 10.6341,
]  # fmt: skip


def test_average_gives_montgomerys_published_values() -> None:
    assert smooth(TEXTBOOK, start=10.0, weight=0.10) == pytest.approx(TEXTBOOK_AVERAGES, abs=5e-4)


def test_limits_are_montgomerys_and_its_shift_is_found() -> None:
    limits = [find_limit(step, 0.10, 2.7) for step in range(1, 31)]
    assert [10 + limits[0], 10 + limits[1], 10 + limits[29]] == pytest.approx([10.27, 10.36, 10.62], abs=5e-3)
    averages = smooth(TEXTBOOK, start=10.0, weight=0.10)
    assert [step for step in range(1, 31) if abs(averages[step - 1] - 10) > limits[step - 1]] == [29, 30]


def find_run_length(*, exact: bool) -> float:
    """The in-control run length by a Markov chain over 401 slices between the widest limits (Brook and Evans 1972)."""
    widest = WIDTH * np.sqrt(WEIGHT / (2 - WEIGHT))
    edges = np.linspace(-widest, widest, 402)
    middles = (edges[1:] + edges[:-1]) / 2
    reached = norm.cdf((edges[None, :] - (1 - WEIGHT) * middles[:, None]) / WEIGHT)
    steps = np.diff(reached, axis=1)
    remaining = np.linalg.solve(np.eye(401) - steps, np.ones(401))
    if not exact:
        return float(remaining[200])
    chances, passed = np.zeros(401), 0.0
    chances[200] = 1.0
    for step in range(1, 61):
        passed += chances.sum()
        chances = chances @ steps
        chances[np.abs(middles) > find_limit(step)] = 0
    return float(passed + chances @ remaining)


def test_stated_run_length_is_that_of_the_markov_chain() -> None:
    assert find_run_length(exact=False) == pytest.approx(560, abs=1)
    assert find_run_length(exact=True) == pytest.approx(RUN_LENGTH_WEEKS, abs=1)


def draw_weeks(
    chance: np.random.Generator, shares: Sequence[float], sizes: Sequence[int], scores: np.ndarray
) -> list[Week]:
    counts = chance.multinomial(np.array(sizes), shares)
    totals, squares = counts @ scores, counts @ np.square(scores)
    return [
        Week(MONDAY + timedelta(weeks=week), n, float(total), float(square))
        for week, (n, total, square) in enumerate(zip(sizes, totals, squares, strict=True))
    ]


def draw_charts(count: int, scores: np.ndarray, seed: int) -> Iterator[Chart]:
    """Charts of so many histories of 52 weeks in which nothing changes but how many answer."""
    chance = np.random.default_rng(seed)
    for _ in range(count):
        yield chart_drift(draw_weeks(chance, USUAL, chance.integers(30, 91, 52).tolist(), scores))


def measure_false_alarms(charts: Iterator[Chart]) -> tuple[int, int]:
    """First alarms, and the weeks that could have raised one."""
    alarms = weeks = 0
    for chart in charts:
        out = [point.is_out for point in chart.points]
        alarms += any(out)
        weeks += out.index(True) + 1 if any(out) else len(out)
    return alarms, weeks


@pytest.mark.parametrize("scores", [SCORES, SCORES >= 4], ids=["mean", "favourable"])
def test_false_alarms_come_as_often_as_stated(scores: np.ndarray) -> None:
    """15 times 200 histories: in 200 alone there are some 15 alarms, which tell no rate to within 15 %."""
    alarms, weeks = measure_false_alarms(draw_charts(3000, scores.astype(float), seed=20_26))
    assert weeks / alarms == pytest.approx(RUN_LENGTH_WEEKS, rel=0.15)


@pytest.mark.parametrize("scores", [SCORES, SCORES >= 4], ids=["mean", "favourable"])
def test_fall_of_half_a_point_with_60_answers_is_found_within_four_weeks(scores: np.ndarray) -> None:
    assert SCORES @ np.subtract(USUAL, FALLEN) == pytest.approx(0.5, abs=1e-3)
    chance, found = np.random.default_rng(3), 0
    for _ in range(500):
        before = draw_weeks(chance, USUAL, [60] * 26, scores.astype(float))
        after = draw_weeks(chance, FALLEN.tolist(), [60] * 4, scores.astype(float))
        chart = chart_drift([*before, *after])
        found += any(point.is_out and point.smoothed < 0 for point in chart.points[-4:])
    assert found / 500 >= 0.80


def make_weeks(*favourable: int, n: int = 50) -> list[Week]:
    return [Week(MONDAY + timedelta(weeks=week), n, count, count) for week, count in enumerate(favourable)]


BASELINE = (30, 31, 29, 30, 32, 28, 30, 30)


def test_baseline_is_eight_weeks_and_raises_nothing() -> None:
    assert len(BASELINE) == BASELINE_WEEKS
    assert chart_drift(make_weeks(*BASELINE)).points == ()
    assert chart_drift(make_weeks(30, 0, 50, 30)).drifts == ()
    assert len(chart_drift(make_weeks(*BASELINE, 30)).points) == 1


def test_drift_is_raised_once_until_it_returns() -> None:
    chart = chart_drift(make_weeks(*BASELINE, 30, 15, 14, 15, 16, 30, 31, 32, 30, 31, 30, 31, 30, 15, 12, 14))
    first, second = chart.drifts
    assert (first.is_rise, first.raised_on) == (False, MONDAY + timedelta(weeks=9))
    assert first.began_on <= first.raised_on
    assert first.returned_on is not None
    assert second.returned_on is None
    assert chart.current == second
    assert first.raised_on < first.returned_on < second.raised_on


def test_level_learns_nothing_from_weeks_that_are_out() -> None:
    points = chart_drift(make_weeks(*BASELINE, *[10] * 20)).points
    assert len({point.level for point in points if point.is_out}) == 1
    assert chart_drift(make_weeks(*BASELINE, *[10] * 40)).current is not None


def test_drift_that_crosses_to_the_other_side_is_another() -> None:
    first, second = chart_drift(make_weeks(*BASELINE, 5, 5, 50, 50, 50, 50, 50, 50)).drifts
    assert (first.is_rise, second.is_rise) == (False, True)
    assert first.returned_on is not None


def test_weeks_weigh_by_their_answers() -> None:
    few = chart_drift([*make_weeks(*BASELINE), Week(MONDAY + timedelta(weeks=8), 5, 1, 1)])
    many = chart_drift([*make_weeks(*BASELINE), Week(MONDAY + timedelta(weeks=8), 500, 100, 100)])
    assert abs(few.points[0].smoothed) < abs(many.points[0].smoothed) / 3
    assert not few.points[0].is_out
    assert many.points[0].is_out


def test_weeks_that_scatter_more_than_chance_widen_the_chart() -> None:
    restless = make_weeks(15, 45, 16, 44, 15, 46, 14, 45)
    assert measure_scatter(restless, 0.24) > 5
    assert measure_scatter(make_weeks(*BASELINE), 0.24) == 1
    assert chart_drift([*restless, *make_weeks(20, 20, 20)]).drifts == ()


def test_point_beyond_which_scatter_counts_is_that_of_chi_squared() -> None:
    for freedom in (4, 7, 12):
        edge = chi2.ppf(0.99, freedom)
        # Two of the weeks lie equally far from a level at which all others lie.
        apart = np.sqrt(edge / 2 * 0.25 / 100)
        for factor, widens in ((0.995, False), (1.005, True)):
            means = [0.5 + apart * factor**0.5, 0.5 - apart * factor**0.5, *[0.5] * (freedom - 1)]
            weeks = [Week(MONDAY, 100, 100 * mean, 0) for mean in means]
            assert bool(measure_scatter(weeks, 0.25) > 1) is widens


def test_answers_that_are_all_alike_leave_a_chart() -> None:
    assert chart_drift(make_weeks(*[50] * 20)).drifts == ()
    assert chart_drift(make_weeks(*[50] * 12, 20)).current is not None


@given(st.lists(st.tuples(st.integers(5, 200), st.floats(0, 1)), max_size=40))
def test_any_history_has_a_chart_and_drifts_do_not_overlap(weeks: list[tuple[int, float]]) -> None:
    counts = [(n, round(share * n)) for n, share in weeks]
    chart = chart_drift([Week(MONDAY + timedelta(weeks=i), n, k, k) for i, (n, k) in enumerate(counts)])
    assert len(chart.points) == max(0, len(weeks) - BASELINE_WEEKS)
    for earlier, later in zip(chart.drifts, chart.drifts[1:], strict=False):
        assert earlier.returned_on is not None
        assert earlier.raised_on < earlier.returned_on <= later.raised_on
    assert (chart.current is not None) == bool(chart.points and chart.points[-1].is_out)


@given(st.lists(st.integers(0, 50), min_size=9, max_size=30))
def test_chart_of_what_is_not_favourable_is_its_mirror(counts: list[int]) -> None:
    there = chart_drift(make_weeks(*counts))
    back = chart_drift(make_weeks(*[50 - count for count in counts]))
    assert [point.smoothed for point in back.points] == pytest.approx([-point.smoothed for point in there.points])
