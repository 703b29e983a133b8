"""Drift: a control chart over weekly answers that says once that a level has moved, and again only after it returned.

An EWMA chart (Roberts 1959, Technometrics 1:239–250) of self-starting Q statistics (Quesenberry 1991, J. Qual. Technol.
23:213–224; Hawkins 1987, The Statistician 36:299–315). Each week is held against the level of all weeks before it:

    Q = (mean − level) ÷ (σ · √(1/n + 1/N)),   E ← λ·Q + (1 − λ)·E,   alarm when |E| > L·√(λ/(2 − λ)·(1 − (1 − λ)²ᵗ))

n are this week's answers, N those before, so weeks weigh by their answers. In control every Q is a standard normal
number of its own, however n varies and although the level is estimated, so the run length is the chart's own and not
spoilt by a short baseline. Assumes weeks of at least a few answers and a spread that stays as it is.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from statistics import NormalDist

WEIGHT = 0.2  # λ
WIDTH = 3.0  # L
BASELINE_WEEKS = 8
"""So many weeks with answers only set the first level; from the ninth on the chart can raise an alarm."""
RUN_LENGTH_WEEKS = 554
"""ARL₀: weeks of the ninth and later between two false alarms, on average.

560 with limits that are wide from the start (Crowder 1987, Technometrics 29:401–407; Lucas and Saccucci 1990,
Technometrics 32:1–29); 554 with those above, which are narrower in the first weeks. The tests compute both by the
Markov chain of Brook and Evans (1972, Biometrika 59:539–549). Answers are no normal numbers: shares near 0 or 1 of few
answers alarm more often, such as every 370 weeks at 90 % of 20 (Borror, Montgomery and Runger 1999, J. Qual. Technol.
31:309–316, on how much the chart bears).
"""
SCATTER_LEVEL = 0.99
LEAST_SQUARES = 0.25  # so that answers that are all alike leave some spread


@dataclass(frozen=True, slots=True)
class Week:
    """One week's n answers as their sum and sum of squares; `on` is its Monday.

    What is summed is 1 or 0 for favourable or not, 1, 0 or −1 for promoters, passives and detractors, or the score.
    """

    on: date
    n: int
    total: float
    squares: float

    @property
    def mean(self) -> float:
        """Sum ÷ n."""
        return self.total / self.n


@dataclass(frozen=True, slots=True)
class Point:
    """A week after the baseline: the level it was held against, E, and the limit that E may not pass (both in σ)."""

    week: Week
    level: float
    smoothed: float
    limit: float

    @property
    def is_out(self) -> bool:
        """Whether E is past its limit on either side."""
        return abs(self.smoothed) > self.limit


@dataclass(frozen=True, slots=True)
class Drift:
    """A level that moved: the week of the alarm, when it probably began, and the first week back (None: still out).

    `is_rise` tells up from down. It began, by the estimate of Nishina 1992 (Rep. Stat. Appl. Res. JUSE 39:1–11), in the
    week after E was last on the other side of 0.
    """

    raised_on: date
    began_on: date
    is_rise: bool
    returned_on: date | None = None


@dataclass(frozen=True, slots=True)
class Chart:
    """The weeks after the baseline, and each drift once, the earliest first."""

    points: tuple[Point, ...]
    drifts: tuple[Drift, ...]

    @property
    def current(self) -> Drift | None:
        """The drift that has not returned yet, if there is one."""
        return self.drifts[-1] if self.drifts and self.drifts[-1].returned_on is None else None


@dataclass(slots=True)
class _Level:
    """What has been learned of the answers so far: their sum, and their spread within weeks."""

    n: int = 0
    total: float = 0.0
    squares: float = LEAST_SQUARES
    freedom: int = 1
    scatter: float = 1.0
    weeks: list[Week] = field(default_factory=list)

    @property
    def mean(self) -> float:
        return self.total / self.n

    @property
    def variance(self) -> float:
        return self.scatter * self.squares / self.freedom

    def learn(self, week: Week) -> None:
        self.n += week.n
        self.total += week.total
        self.squares += week.squares - week.total**2 / week.n
        self.freedom += week.n - 1
        if len(self.weeks) < BASELINE_WEEKS:
            self.weeks.append(week)
            self.scatter = measure_scatter(self.weeks, self.squares / self.freedom)

    def standardise(self, week: Week) -> float:
        return (week.mean - self.mean) / math.sqrt(self.variance * (1 / week.n + 1 / self.n))


def chart_drift(weeks: Sequence[Week]) -> Chart:
    """The chart of a history of weeks, the earliest first; weeks without answers are left out by the caller.

    While a drift lasts the level learns nothing, so that a new level does not become the usual one unnoticed.
    """
    level = _Level()
    for week in weeks[:BASELINE_WEEKS]:
        level.learn(week)
    points: list[Point] = []
    smoothed = 0.0
    for step, week in enumerate(weeks[BASELINE_WEEKS:], start=1):
        (smoothed,) = smooth([level.standardise(week)], smoothed)
        points.append(Point(week, level.mean, smoothed, find_limit(step)))
        if not points[-1].is_out:
            level.learn(week)
    return Chart(tuple(points), tuple(_list_drifts(points)))


def smooth(values: Iterable[float], start: float = 0.0, weight: float = WEIGHT) -> list[float]:
    """The exponentially weighted moving average zₜ = λ·xₜ + (1 − λ)·zₜ₋₁ after each value; z₀ is `start`."""
    averages: list[float] = []
    for value in values:
        start = weight * value + (1 - weight) * start
        averages.append(start)
    return averages


def find_limit(step: int, weight: float = WEIGHT, width: float = WIDTH) -> float:
    """The limit of the average's `step`-th value (from 1), in σ: L·√(λ/(2 − λ)·(1 − (1 − λ)²ᵗ)).

    Source: Montgomery 2009, Introduction to Statistical Quality Control, 6th ed., equations 9.25 and 9.26.
    """
    return width * math.sqrt(weight / (2 - weight) * (1 - (1 - weight) ** (2 * step)))


def measure_scatter(weeks: Sequence[Week], variance: float) -> float:
    """By how much the weeks scatter more than chance explains, as a factor of the variance; 1 where chance explains it.

    χ² ÷ (k − 1) with χ² = Σ n·(mean − level)² ÷ σ², once χ² is past its 99 % point (McCullagh and Nelder 1989,
    Generalized Linear Models, 2nd ed., section 4.5). The point is Wilson and Hilferty's (1931, PNAS 17:684–688).
    """
    freedom = len(weeks) - 1
    if freedom < 1:
        return 1.0
    level = sum(week.total for week in weeks) / sum(week.n for week in weeks)
    chi_squared = sum(week.n * (week.mean - level) ** 2 for week in weeks) / variance
    part = 2 / (9 * freedom)
    point = freedom * (1 - part + NormalDist().inv_cdf(SCATTER_LEVEL) * math.sqrt(part)) ** 3
    return chi_squared / freedom if chi_squared > point else 1.0


def _list_drifts(points: Sequence[Point]) -> list[Drift]:
    drifts: list[Drift] = []
    began_on, was_rise = date.min, None
    for point in points:
        is_rise = point.smoothed > 0
        if is_rise != was_rise:
            began_on, was_rise = point.week.on, is_rise
        running = drifts[-1] if drifts and drifts[-1].returned_on is None else None
        if running and (not point.is_out or running.is_rise != is_rise):
            drifts[-1] = Drift(running.raised_on, running.began_on, running.is_rise, point.week.on)
            running = None
        if point.is_out and running is None:
            drifts.append(Drift(point.week.on, began_on, is_rise))
    return drifts
