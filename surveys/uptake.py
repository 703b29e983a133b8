"""Uptake: how long it takes people to use the new way for the first time, those who have not yet included."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from surveys.disclosure import FLOOR_SCORES, TOO_FEW_ANSWERS, Hidden
from surveys.statistics import Z95


@dataclass(frozen=True, slots=True)
class Uptake:
    """Median days to first use, from `low` to `high` with 95 % confidence; None where it is not reached yet.

    `started` of `n` people have used it; the others are known to have waited so far.
    """

    n: int
    started: int
    median_days: float | None
    low: float | None
    high: float | None


def find_median_uptake(started: Sequence[float], waiting: Sequence[float]) -> Uptake | Hidden:
    """The median of Kaplan and Meier from days until first use, and days waited so far; Hidden below 5 people.

    The first day by which half have started: S(t) = Π (1 − d/r) ≤ ½ over days with d starts among r still waiting.
    Sources: Kaplan and Meier 1958, J. Am. Stat. Assoc. 53:457–481; interval: Brookmeyer and Crowley 1982, Biometrics
    38:29–41, on log-log limits, which is where each limit of S passes ½.
    """
    if len(started) + len(waiting) < FLOOR_SCORES:
        return TOO_FEW_ANSWERS
    if not started:
        return Uptake(len(waiting), 0, None, None, None)
    # scipy costs a second and some 60 MB; whoever has no dates of first use shall not pay for it at the start.
    from scipy.stats import CensoredData, ecdf

    everybody = [*started, *waiting]
    surviving = ecdf(CensoredData.right_censored(everybody, [False] * len(started) + [True] * len(waiting))).sf
    course = [
        (float(day), float(share)) for day, share in zip(surviving.quantiles, surviving.probabilities, strict=True)
    ]
    limits = [(day, *_find_limits(day, share, started, everybody)) for day, share in course]
    return Uptake(
        len(everybody),
        len(started),
        _find_half(course),
        _find_half([(day, low) for day, low, _ in limits]),
        _find_half([(day, high) for day, _, high in limits]),
    )


def _find_limits(day: float, share: float, started: Sequence[float], everybody: Sequence[float]) -> tuple[float, float]:
    """S^exp(±z·√Σ d/(r(r−d)) ÷ ln S) with Greenwood's variance; S itself at 1 and at 0, where it has no limits."""
    if not 0 < share < 1:
        return share, share
    variance = 0.0
    for earlier in sorted({other for other in started if other <= day}):
        at_risk = sum(other >= earlier for other in everybody)
        begun = sum(other == earlier for other in started)
        variance += begun / (at_risk * (at_risk - begun))
    width = Z95 * math.sqrt(variance) / math.log(share)
    return share ** math.exp(-width), share ** math.exp(width)


def _find_half(course: Sequence[tuple[float, float]]) -> float | None:
    """The first day on which the share is ½ or less; the rounding is for 0.5 as a product of fractions."""
    return next((day for day, share in course if round(share, 12) <= 0.5), None)
