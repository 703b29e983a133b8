"""The few formulas behind every number that is shown, each with its source; proportions run from 0 to 1."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from statistics import NormalDist
from typing import NamedTuple

Z95 = NormalDist().inv_cdf(0.975)  # 1.959964, two-sided 95 %
Z_POWER80 = NormalDist().inv_cdf(0.80)  # 0.841621
FAVOURABLE_FROM = 4
PROMOTERS_FROM = 9
DETRACTORS_TO = 6


class Interval(NamedTuple):
    """A 95 % interval, both ends included, in the units of what it surrounds."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Proportion:
    """So many successes out of n; ValueError unless n ≥ 1 and 0 ≤ successes ≤ n."""

    successes: int
    n: int

    def __post_init__(self) -> None:
        if self.n < 1 or not 0 <= self.successes <= self.n:
            raise ValueError(f"{self.successes} of {self.n} is no proportion")

    @property
    def value(self) -> float:
        """successes ÷ n, from 0 to 1."""
        return self.successes / self.n

    @property
    def interval(self) -> Interval:
        """Its 95 % Wilson interval."""
        return wilson_interval(self.successes, self.n)


@dataclass(frozen=True, slots=True)
class Difference:
    """First proportion minus second, from −1 to 1, with its interval."""

    value: float
    interval: Interval


@dataclass(frozen=True, slots=True)
class Enps:
    """Employee net promoter score in points from −100 to 100, with standard error and interval in points."""

    score: float
    standard_error: float
    interval: Interval
    n: int


def wilson_interval(successes: int, n: int, z: float = Z95) -> Interval:
    """The score interval of a proportion: (2np + z² ± z√(z² + 4np(1−p))) ÷ 2(n + z²).

    Source: Wilson 1927, J. Am. Stat. Assoc. 22:209–212; method 3 in Newcombe 1998, Stat. Med. 17:857–872.
    """
    p = Proportion(successes, n).value
    middle = 2 * n * p + z * z
    half = z * math.sqrt(z * z + 4 * n * p * (1 - p))
    scale = 2 * (n + z * z)
    return Interval(max(0.0, (middle - half) / scale), min(1.0, (middle + half) / scale))


def newcombe_difference(first: Proportion, second: Proportion, z: float = Z95) -> Difference:
    """First minus second with the hybrid score interval: d − √((p₁−l₁)² + (u₂−p₂)²) to d + √((u₁−p₁)² + (p₂−l₂)²).

    l and u are Wilson limits. Source: method 10 in Newcombe 1998, Stat. Med. 17:873–890.
    """
    low1, high1 = wilson_interval(first.successes, first.n, z)
    low2, high2 = wilson_interval(second.successes, second.n, z)
    difference = first.value - second.value
    below = math.hypot(first.value - low1, high2 - second.value)
    above = math.hypot(high1 - first.value, second.value - low2)
    return Difference(difference, Interval(max(-1.0, difference - below), min(1.0, difference + above)))


def smallest_detectable_change(n1: int, n2: int, p: float) -> float:
    """The difference between two proportions near p that is found 4 times in 5: (z.975 + z.80)√(p(1−p)(1/n₁ + 1/n₂)).

    Two-sided 5 % test with 80 % power, never more than 1. Source: Fleiss, Levin and Paik 2003, Statistical Methods
    for Rates and Proportions, 3rd ed., ch. 4, solved for the difference.
    """
    if n1 < 1 or n2 < 1 or not 0 <= p <= 1:
        raise ValueError(f"no change between {n1} and {n2} answers near {p}")
    return min(1.0, (Z95 + Z_POWER80) * math.sqrt(p * (1 - p) * (1 / n1 + 1 / n2)))


def favourable(distribution: Mapping[int, int]) -> Proportion:
    """The share of 4 and 5 among agreement scores, from a mapping score → answers; ValueError when there are none."""
    return Proportion(
        sum(count for score, count in distribution.items() if score >= FAVOURABLE_FROM), sum(distribution.values())
    )


def mean(distribution: Mapping[int, int]) -> float:
    """Σ score · answers ÷ n, from a mapping score → answers; ValueError when there are none."""
    n = sum(distribution.values())
    if n < 1:
        raise ValueError("no answers, no mean")
    return sum(score * count for score, count in distribution.items()) / n


def standard_deviation(distribution: Mapping[int, int]) -> float:
    """The sample standard deviation √(Σ answers · (score − mean)² ÷ (n − 1)); ValueError below two answers."""
    n = sum(distribution.values())
    if n < 2:
        raise ValueError("a spread needs two answers")
    centre = mean(distribution)
    return math.sqrt(sum(count * (score - centre) ** 2 for score, count in distribution.items()) / (n - 1))


def enps(distribution: Mapping[int, int]) -> Enps:
    """100·(promoters 9–10 − detractors 0–6) ÷ n over those who answered, from a mapping score → answers.

    Score: Reichheld 2003, Harvard Business Review 81(12). Standard error: √((P + D − (P − D)²) ÷ n), and the interval
    of `multinomial_difference`. ValueError when nobody answered.
    """
    n = sum(distribution.values())
    if n < 1:
        raise ValueError("no answers, no eNPS")
    promoters = sum(count for score, count in distribution.items() if score >= PROMOTERS_FROM)
    detractors = sum(count for score, count in distribution.items() if score <= DETRACTORS_TO)
    score, standard_error = _share_difference(promoters, detractors, n)
    low, high = multinomial_difference(promoters, detractors, n).interval
    return Enps(score, standard_error, Interval(100 * low, 100 * high), n)


def multinomial_difference(first: int, second: int, n: int) -> Difference:
    """First share minus second, of two answers of which n people gave one each.

    Interval: d ± z·√((p + q − (p − q)²) ÷ n) with one added to either, so that it keeps a width when all agree; Bonett
    and Price 2012, J. Educ. Behav. Stat. 37:479–488.
    """
    centre, error = (part / 100 for part in _share_difference(first + 1, second + 1, n + 2))
    half = Z95 * error
    return Difference((first - second) / n, Interval(max(-1.0, centre - half), min(1.0, centre + half)))


def _share_difference(plus: int, minus: int, n: int) -> tuple[float, float]:
    p, q = plus / n, minus / n
    return 100 * (p - q), 100 * math.sqrt(max(0.0, p + q - (p - q) ** 2) / n)


def response_rate(answered: int, invited: int) -> float:
    """answered ÷ invited, from 0 to 1, and 0 when nobody was invited; no interval, since everyone asked is counted."""
    return answered / invited if invited else 0.0
