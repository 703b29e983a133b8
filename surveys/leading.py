"""Champion signal value: did what champions reported foretell what the pulse said, and by how many weeks?

Weekly severity of reports is compared with the weekly unfavourable share of the pulse, shifted by 0 to 6 weeks. The
shift with the highest Pearson correlation is tested against shuffled reports (permutation test, Good, Permutation
Tests, 2nd ed. 2000), over all shifts at once, so that trying seven of them is no advantage.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import correlation

FEWEST_WEEKS = 8
MOST_LAG = 6
SHUFFLES = 999
CLEAR = 0.05


@dataclass(frozen=True, slots=True)
class Lead:
    """How many weeks reports were ahead (None: no such thing can be said), and the sentence that says so."""

    weeks: int | None
    sentence: str


def find_lead(reports: Sequence[float | None], unfavourable: Sequence[float | None], seed: int = 1) -> Lead:
    """Compare weekly severity of reports (0 green to 2 red) with the pulse's unfavourable share of the same weeks.

    Weeks without a value are None. `seed` makes the shuffles, and so the answer, repeatable.
    """
    best_lag, best = _find_best(reports, unfavourable)
    if best is None:
        return Lead(None, f"Too early to say: it takes {FEWEST_WEEKS} weeks with both reports and a pulse.")
    chance = random.Random(seed)  # noqa: S311 - a repeatable test, not a secret
    shuffled, beaten = list(reports), 0
    for _ in range(SHUFFLES):
        chance.shuffle(shuffled)
        other = _find_best(shuffled, unfavourable)[1]
        beaten += other is not None and other >= best
    p = (beaten + 1) / (SHUFFLES + 1)
    n = _count_pairs(reports, unfavourable, best_lag)
    figures = f"(Pearson r = {best:.2f}, n = {n} weeks, p = {p:.3f})"
    if p > CLEAR or best <= 0:
        return Lead(None, f"Champions' reports and the pulse show no clear relation {figures}.")
    if best_lag == 0:
        return Lead(0, f"Champions' reports went with the pulse in the same week {figures}.")
    weeks = "1 week" if best_lag == 1 else f"{best_lag} weeks"
    return Lead(best_lag, f"Champions' reports were {weeks} ahead of the pulse {figures}.")


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
