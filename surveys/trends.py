"""Can we say that? The verdict on a before and an after, worded no stronger than the numbers allow."""

import math
from dataclasses import dataclass
from enum import StrEnum

from surveys.disclosure import FLOOR_SCORES
from surveys.statistics import (
    Z95,
    Z_POWER80,
    Difference,
    Enps,
    Interval,
    Proportion,
    newcombe_difference,
    smallest_detectable_change,
)

PRACTICAL_CHANGE = 0.05  # proportion; smaller changes are not worth the words "rose" and "fell"
PRACTICAL_ENPS = 0.10  # hundreds of points
ROUNDING = 1e-9  # so that 65 % − 60 % is not larger than 5 points by a rounding error


class Word(StrEnum):
    """The only words a trend may be told in."""

    ROSE = "rose"
    FELL = "fell"
    NO_CLEAR_CHANGE = "no clear change"
    TOO_FEW = "too few answers to say"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What may be said about a change; `difference` (after − before) and `detectable` are None with too few answers."""

    word: Word
    sentence: str
    difference: Difference | None = None
    detectable: float | None = None


def compare(
    before: Proportion | None,
    after: Proportion | None,
    practical: float = PRACTICAL_CHANGE,
    measure: str = "Favourable answers",
) -> Verdict:
    """The verdict on two independent proportions; None stands for a hidden one.

    "rose" and "fell" need both a 95 % Newcombe interval that leaves out 0 and a change larger than `practical`
    (a proportion). `detectable` is the change found 4 times in 5, near the pooled proportion with two successes and
    two failures added (Agresti and Coull 1998, Am. Stat. 52:119–126), so that it is not 0 when all agree.
    """
    if before is None or after is None or min(before.n, after.n) < FLOOR_SCORES:
        return Verdict(Word.TOO_FEW, f"{measure}: {Word.TOO_FEW} (fewer than {FLOOR_SCORES} before or after).")
    difference = newcombe_difference(after, before)
    pooled = (before.successes + after.successes + 2) / (before.n + after.n + 4)
    detectable = smallest_detectable_change(before.n, after.n, pooled)
    word = _choose_word(difference, practical)
    levels = f"from {_percent(before.value)} (n = {before.n:,}) to {_percent(after.value)} (n = {after.n:,})"
    return _make_verdict(measure, word, levels, difference, detectable, practical)


def compare_enps(
    before: Enps | None, after: Enps | None, practical: float = PRACTICAL_ENPS, measure: str = "eNPS"
) -> Verdict:
    """The same of two independent net promoter scores; difference and `detectable` are in hundreds of points.

    Interval: d − √((s₁−l₁)² + (u₂−s₂)²) to d + √((u₁−s₁)² + (s₂−l₂)²) from the scores' own (Zou and Donner 2008, Stat.
    Med. 27:1693–1702). `detectable`: (z.975 + z.80)·√(e₁² + e₂²) with the standard errors behind those intervals.
    """
    if before is None or after is None or min(before.n, after.n) < FLOOR_SCORES:
        return Verdict(Word.TOO_FEW, f"{measure}: {Word.TOO_FEW} (fewer than {FLOOR_SCORES} before or after).")
    change = (after.score - before.score) / 100
    below = math.hypot(after.score - after.interval.low, before.interval.high - before.score) / 100
    above = math.hypot(after.interval.high - after.score, before.score - before.interval.low) / 100
    difference = Difference(change, Interval(change - below, change + above))
    errors = ((part.interval.high - part.interval.low) / 2 / Z95 for part in (before, after))
    detectable = (Z95 + Z_POWER80) * math.hypot(*errors) / 100
    levels = f"from {_points(before.score / 100)} (n = {before.n:,}) to {_points(after.score / 100)} (n = {after.n:,})"
    return _make_verdict(measure, _choose_word(difference, practical), levels, difference, detectable, practical)


def _choose_word(difference: Difference, practical: float) -> Word:
    matters = abs(difference.value) > practical + ROUNDING
    if matters and difference.interval.low > 0:
        return Word.ROSE
    if matters and difference.interval.high < 0:
        return Word.FELL
    return Word.NO_CLEAR_CHANGE


def _make_verdict(
    measure: str, word: Word, levels: str, difference: Difference, detectable: float, practical: float
) -> Verdict:
    low, high = difference.interval
    change = f"{_points(difference.value)} points, 95 % interval {_points(low)} to {_points(high)}"
    seen = f"Smallest change that would have been seen 4 times in 5: {round(100 * detectable)} points."
    if word is not Word.NO_CLEAR_CHANGE:
        return Verdict(word, f"{measure} {word} {levels}: {change}. {seen}", difference, detectable)
    clear_but_small = low > 0 or high < 0
    why = f", not more than the {round(100 * practical)} points that matter" if clear_but_small else ""
    return Verdict(word, f"{measure}: {word} {levels}: {change}{why}. {seen}", difference, detectable)


def _percent(proportion: float) -> str:
    return f"{round(100 * proportion)} %"


def _points(proportion: float) -> str:
    points = round(100 * proportion)
    return f"{points:+d}".replace("-", "−") if points else "0"
