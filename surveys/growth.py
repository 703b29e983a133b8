"""Growth: how far adoption will go if it goes on like this, said only once it has begun to slow down; and the plan."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from surveys.statistics import Interval, Proportion

LEAST_READINGS = 6
SAMPLES = 200
SURE = 0.95
LEAST_FIT = 0.8
MOST_STEPS = 50
SEED = 1838  # the year of Verhulst's curve; the same readings always give the same range
PLAN_EDGE = 0.01  # a plan begins with 1 % of its target and has 99 % of it at its end
TOO_EARLY = "too early to say"


@dataclass(frozen=True, slots=True)
class Logistic:
    """A curve ceiling ÷ (1 + e^(−pace·(week − midpoint))); in people, and in weeks since the first reading."""

    ceiling: float
    pace: float
    midpoint: float

    def at(self, week: float) -> float:
        """People active in that week."""
        return self.ceiling / (1 + math.exp(-self.pace * (week - self.midpoint)))


@dataclass(frozen=True, slots=True)
class Forecast:
    """Where adoption levels off: a share of those eligible, its 95 % bootstrap range, the week of fastest growth."""

    curve: Logistic
    ceiling: float
    interval: Interval
    midpoint_week: float
    n: int

    @property
    def sentence(self) -> str:
        """The forecast in words."""
        low, high = self.interval
        return (
            f"If it goes on like this, adoption levels off at {round(100 * self.ceiling)} % "
            f"(95 % range {round(100 * low)}–{round(100 * high)} %, {self.n} readings)."
        )


@dataclass(frozen=True, slots=True)
class TooEarly:
    """No forecast, for the reason given in one sentence."""

    sentence: str


def forecast_adoption(weeks: Sequence[float], active: Sequence[int], eligible: int) -> Forecast | TooEarly:
    """The level that weekly readings (weeks since the first, people active) of `eligible` people tend to.

    Only past the inflection can readings tell a ceiling from steady growth (Debecker and Modis 1994, Technol. Forecast.
    Soc. Change 46:153–173). The rule: at least 6 readings, of whose variance the curve explains 80 %, and its midpoint
    lies before the last of them in the fit and in 95 % of the bootstrap samples; else TooEarly. Range: percentiles of
    200 parametric bootstrap samples (Efron and Tibshirani 1993, An Introduction to the Bootstrap, chapters 6 and 13),
    binomial variance widened by Pearson's dispersion. ValueError unless 0 ≤ active ≤ eligible.
    """
    if eligible < 1 or not all(0 <= count <= eligible for count in active):
        raise ValueError(f"{max(active, default=0)} of {eligible} cannot be active")
    if len(active) < LEAST_READINGS or max(active) == min(active):
        return TooEarly(f"Adoption: {TOO_EARLY} ({len(active)} readings; it takes {LEAST_READINGS} that differ).")
    # numpy and scipy cost a second and some 60 MB; whoever forecasts nothing shall not pay for them at the start.
    import numpy as np

    curve = fit_logistic(weeks, active, eligible)
    if curve is None or _measure_fit(curve, weeks, active) < LEAST_FIT:
        return TooEarly(f"Adoption: {TOO_EARLY} where it levels off, for the readings follow no S yet.")
    ceilings = _draw_ceilings(curve, weeks, active, eligible) if curve.midpoint < max(weeks) else []
    if len(ceilings) < SURE * SAMPLES:
        return TooEarly(f"Adoption: {TOO_EARLY} where it levels off, for it has not clearly begun to slow down.")
    low, high = np.quantile(ceilings, [0.025, 0.975]) / eligible
    return Forecast(curve, curve.ceiling / eligible, Interval(float(low), float(high)), curve.midpoint, len(active))


def fit_logistic(
    weeks: Sequence[float], active: Sequence[float], eligible: float, start: Logistic | None = None
) -> Logistic | None:
    """The logistic curve (Verhulst 1838) of least squares with a ceiling of at most `eligible`; None if none fits."""
    import numpy as np
    from scipy.optimize import curve_fit

    first, span, most = min(weeks), max(weeks) - min(weeks), max(active)

    # Fitted as shares of those eligible and of the time passed, where all three numbers are of one size.
    def shape(time: Any, ceiling: float, pace: float, midpoint: float) -> Any:
        return ceiling / (1 + np.exp(-pace * (time - midpoint)))

    def slope(time: Any, ceiling: float, pace: float, midpoint: float) -> Any:
        grown = shape(time, 1.0, pace, midpoint)
        steep = ceiling * grown * (1 - grown)
        return np.column_stack([grown, steep * (time - midpoint), -steep * pace])

    guess = start or Logistic(min(0.95 * eligible, 1.1 * most), 4 / span, first + span / 2)
    scaled = (guess.ceiling / eligible, guess.pace * span, (guess.midpoint - first) / span)
    bounds = ([0.5 * most / eligible, 0.01, -1.0], [1.0, 100.0, 3.0])
    times, shares = (np.asarray(weeks, float) - first) / span, np.asarray(active, float) / eligible
    try:
        fitted, _ = curve_fit(
            shape, times, shares, np.clip(scaled, *bounds), jac=slope, bounds=bounds, ftol=1e-6, max_nfev=MOST_STEPS
        )
    except RuntimeError:
        return None
    ceiling, pace, midpoint = (float(value) for value in fitted)
    return Logistic(ceiling * eligible, pace / span, first + midpoint * span)


def _measure_fit(curve: Logistic, weeks: Sequence[float], active: Sequence[int]) -> float:
    """1 − residual ÷ total sum of squares."""
    centre = sum(active) / len(active)
    missed = sum((count - curve.at(week)) ** 2 for week, count in zip(weeks, active, strict=True))
    return 1 - missed / sum((count - centre) ** 2 for count in active)


def _draw_ceilings(curve: Logistic, weeks: Sequence[float], active: Sequence[int], eligible: int) -> list[float]:
    """The ceilings of the bootstrap samples whose midpoint is in the past; gives up where too many are not."""
    import numpy as np

    expected = np.array([curve.at(week) for week in weeks])
    variance = np.maximum(expected * (1 - expected / eligible), 1.0)
    dispersion = max(1.0, float(np.sum((np.asarray(active) - expected) ** 2 / variance)) / (len(active) - 3))
    drawn = np.random.default_rng(SEED).normal(expected, np.sqrt(dispersion * variance), (SAMPLES, len(active)))
    ceilings, missed = [], 0
    for sample in np.clip(drawn, 0, eligible):
        fitted = fit_logistic(weeks, sample.tolist(), eligible, curve)
        if fitted and fitted.midpoint < max(weeks):
            ceilings.append(fitted.ceiling)
        elif (missed := missed + 1) > (1 - SURE) * SAMPLES:
            break
    return ceilings


@dataclass(frozen=True, slots=True)
class Plan:
    """What share of those eligible is to be active by when: an even S from the start to `target` at the end."""

    starts_on: date
    ends_on: date
    target: float

    def at(self, day: date) -> float:
        """The planned share on a day: target ÷ (1 + 99^(1 − 2·elapsed)), so 1 % of it at the start, 99 % at the end."""
        elapsed = (day - self.starts_on).days / max(1, (self.ends_on - self.starts_on).days)
        return self.target / (1 + math.pow(1 / PLAN_EDGE - 1, 1 - 2 * min(max(elapsed, -10.0), 10.0)))


@dataclass(frozen=True, slots=True)
class Progress:
    """An actual share beside the planned one; behind or ahead only when its 95 % interval leaves the plan out."""

    planned: float
    actual: Proportion

    @property
    def is_behind(self) -> bool:
        """Whether even the interval's upper end is below the plan."""
        return self.actual.interval.high < self.planned

    @property
    def is_ahead(self) -> bool:
        """Whether even the interval's lower end is above the plan."""
        return self.actual.interval.low > self.planned


def compare_with_plan(plan: Plan, day: date, active: int, eligible: int) -> Progress:
    """A day's reading against the plan, by its Wilson interval; ValueError unless 0 ≤ active ≤ eligible."""
    return Progress(plan.at(day), Proportion(active, eligible))
