"""Two waves of one question: whether the later answers tend to be higher, for scales whose steps need not be alike."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import NormalDist

from surveys.statistics import Z95, Interval, mean


@dataclass(frozen=True, slots=True)
class Tendency:
    """How the later wave's answers stand to the earlier one's.

    `superiority` is the chance, from 0 to 1 and with a 95 % interval, that a later answer is higher than an earlier
    one, a tie counting half; 0.5 means neither. `p_value` is two-sided.
    """

    n_before: int
    n_after: int
    mean_before: float
    mean_after: float
    superiority: float
    interval: Interval
    p_value: float


def compare_waves(before: Mapping[int, int], after: Mapping[int, int]) -> Tendency:
    """Mann and Whitney's test of two waves, given as mappings score → answers; ValueError when one has no answers.

    superiority = U ÷ (n₁·n₂); p from the normal approximation with continuity and tie correction, 1 when all answers
    are alike: z = (|U − n₁n₂/2| − ½) ÷ √(n₁n₂/12 · (N + 1 − Σ(t³ − t)/(N(N − 1)))) with t answers at each score.
    Sources: Mann and Whitney 1947, Ann. Math. Stat. 18:50–60; Lehmann 1975, Nonparametrics, section 1.4, for ties;
    Vargha and Delaney 2000, J. Educ. Behav. Stat. 25:101–132, for the probability of superiority.
    """
    means = mean(before), mean(after)
    n1, n2 = sum(before.values()), sum(after.values())
    higher = sum(
        count * (sum(n for lower, n in before.items() if lower < score) + before.get(score, 0) / 2)
        for score, count in after.items()
    )
    superiority = higher / (n1 * n2)
    interval = find_superiority_interval(superiority, n1, n2)
    return Tendency(n1, n2, *means, superiority, interval, _find_p_value(higher, before, after))


def _find_p_value(higher: float, before: Mapping[int, int], after: Mapping[int, int]) -> float:
    n1, n2 = sum(before.values()), sum(after.values())
    n = n1 + n2
    tied = sum((before.get(score, 0) + after.get(score, 0)) ** 3 for score in before.keys() | after.keys()) - n
    variance = n1 * n2 / 12 * (n + 1 - tied / (n * (n - 1)))
    if variance <= 0:
        return 1.0
    z = (abs(higher - n1 * n2 / 2) - 0.5) / math.sqrt(variance)
    return min(1.0, 2 * NormalDist().cdf(-z))


def find_superiority_interval(superiority: float, n1: int, n2: int, z: float = Z95) -> Interval:
    """All θ with |θ − superiority| ≤ z·√V(θ): V(θ) = θ(1−θ)·(1 + (N−1)·((1−θ)/(2−θ) + θ/(1+θ))) ÷ (n₁·n₂).

    N is (n₁ + n₂)/2. Keeps a width where the waves do not overlap, and is somewhat too wide with many ties. Source:
    method 5 in Newcombe 2006, Stat. Med. 25:559–573.
    """

    def is_inside(theta: float) -> bool:
        spread = 1 + ((n1 + n2) / 2 - 1) * ((1 - theta) / (2 - theta) + theta / (1 + theta))
        return abs(theta - superiority) <= z * math.sqrt(theta * (1 - theta) * spread / (n1 * n2))

    return Interval(_find_edge(is_inside, superiority, 0.0), _find_edge(is_inside, superiority, 1.0))


def _find_edge(is_inside: Callable[[float], bool], inside: float, outside: float) -> float:
    """Where the interval ends between a value in it and one out of it, by halving."""
    for _ in range(50):
        middle = (inside + outside) / 2
        if is_inside(middle):
            inside = middle
        else:
            outside = middle
    return (inside + outside) / 2
