"""Champion signal value: did what champions reported foretell what the pulse said, and by how many weeks?

Weekly severity of reports is compared with the weekly unfavourable share of the pulse, shifted by 0 to 6 weeks. The
shift with the highest Pearson correlation is tested against made-up reports, over all shifts at once, so that trying
seven of them is no advantage. What stays red for weeks and what stays bad for weeks look related by chance (Yule 1926,
J. R. Stat. Soc. 89:1–63), far more often than shuffled reports would do. So the made-up reports take the same values in
an order as sticky as that of the real ones, which is the order of an autoregressive course with their lag-1
autocorrelation (amplitude-adjusted surrogates, Theiler et al. 1992, Physica D 58:77–94; corrected for a short course by
Kendall 1954, Biometrika 41:403–404).
"""

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import correlation, fmean

FEWEST_WEEKS = 8
MOST_LAG = 6
SURROGATES = 499
CLEAR = 0.05
STICKIEST = 0.99


@dataclass(frozen=True, slots=True)
class Lead:
    """How many weeks reports were ahead (None: no such thing can be said), and the sentence that says so."""

    weeks: int | None
    sentence: str


def find_lead(reports: Sequence[float | None], unfavourable: Sequence[float | None], seed: int = 1) -> Lead:
    """Compare weekly severity of reports (0 green to 2 red) with the pulse's unfavourable share of the same weeks.

    Weeks without a value are None. `seed` makes the made-up reports, and so the answer, repeatable.
    """
    best_lag, best = _find_best(reports, unfavourable)
    if best is None:
        return Lead(None, f"Too early to say: it takes {FEWEST_WEEKS} weeks with both reports and a pulse.")
    chance = random.Random(seed)  # noqa: S311 - a repeatable test, not a secret
    stickiness, beaten = measure_stickiness(reports), 0
    for _ in range(SURROGATES):
        other = _find_best(_make_up(reports, stickiness, chance), unfavourable)[1]
        beaten += other is not None and other >= best
    p = (beaten + 1) / (SURROGATES + 1)
    n = _count_pairs(reports, unfavourable, best_lag)
    figures = f"(Pearson r = {best:.2f}, n = {n} weeks, p = {p:.3f})"
    if p > CLEAR or best <= 0:
        return Lead(None, f"Champions' reports and the pulse show no clear relation {figures}.")
    if best_lag == 0:
        return Lead(0, f"Champions' reports went with the pulse in the same week {figures}.")
    weeks = "1 week" if best_lag == 1 else f"{best_lag} weeks"
    return Lead(best_lag, f"Champions' reports were {weeks} ahead of the pulse {figures}.")


def measure_stickiness(course: Sequence[float | None]) -> float:
    """How like a week is to the one before, from 0 to 0.99: r + (1 + 3r)/n with the lag-1 autocorrelation r."""
    known = [value for value in course if value is not None]
    centre = fmean(known)
    spread = fmean((value - centre) ** 2 for value in known)
    steps = [(a - centre) * (b - centre) for a, b in pairwise(course) if a is not None and b is not None]
    if not spread or not steps:
        return 0.0
    r = fmean(steps) / spread
    return min(STICKIEST, max(0.0, r + (1 + 3 * r) / len(known)))


def _make_up(reports: Sequence[float | None], stickiness: float, chance: random.Random) -> list[float | None]:
    """The same values in the same weeks, in another order that is as sticky."""
    level, levels = chance.gauss(0, 1), []
    for _ in reports:
        levels.append(level)
        level = stickiness * level + math.sqrt(1 - stickiness**2) * chance.gauss(0, 1)
    weeks = sorted((week for week, value in enumerate(reports) if value is not None), key=levels.__getitem__)
    made_up: list[float | None] = [None] * len(reports)
    for week, value in zip(weeks, sorted(value for value in reports if value is not None), strict=True):
        made_up[week] = value
    return made_up


def _find_best(reports: Sequence[float | None], answers: Sequence[float | None]) -> tuple[int, float | None]:
    found = [(lag, r) for lag in range(MOST_LAG + 1) if (r := _correlate(reports, answers, lag)) is not None]
    return max(found, key=lambda each: each[1]) if found else (0, None)


def _correlate(reports: Sequence[float | None], answers: Sequence[float | None], lag: int) -> float | None:
    pairs = [(r, a) for r, a in _pair(reports, answers, lag) if r is not None and a is not None]
    if len(pairs) < FEWEST_WEEKS:
        return None
    said, felt = zip(*pairs, strict=True)
    if len(set(said)) < 2 or len(set(felt)) < 2:
        return None
    return correlation(said, felt)


def _count_pairs(reports: Sequence[float | None], answers: Sequence[float | None], lag: int) -> int:
    return sum(r is not None and a is not None for r, a in _pair(reports, answers, lag))


def _pair(
    reports: Sequence[float | None], answers: Sequence[float | None], lag: int
) -> list[tuple[float | None, float | None]]:
    """Each week's report beside the answers of `lag` weeks later."""
    return list(zip(reports[: len(reports) - lag], answers[lag:], strict=False))
