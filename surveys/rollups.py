"""Rollups: what a closed round adds to its week, so that a trend costs the same however many answered."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from surveys.drift import Week
from surveys.questions import Kind, Question
from surveys.results import QuestionResult, Scores, Unanimous
from surveys.statistics import DETRACTORS_TO, FAVOURABLE_FROM, PROMOTERS_FROM, Enps, Proportion, enps


@dataclass(frozen=True, slots=True)
class Figures:
    """A question's sums over the people who answered it in one round or week.

    `total` and `squares` of the scores are None where they would tell the one score that all gave. Favourable is for
    agreement, promoters and detractors for eNPS.
    """

    n: int
    total: int | None
    squares: int | None
    favourable: int = 0
    promoters: int = 0
    detractors: int = 0

    def __add__(self, other: "Figures") -> "Figures":
        """Both together; sums that are unknown in one are unknown in both, or the known ones could be taken away."""
        is_known = None not in (self.total, self.squares, other.total, other.squares)
        return Figures(
            self.n + other.n,
            (self.total or 0) + (other.total or 0) if is_known else None,
            (self.squares or 0) + (other.squares or 0) if is_known else None,
            self.favourable + other.favourable,
            self.promoters + other.promoters,
            self.detractors + other.detractors,
        )

    @property
    def share(self) -> Proportion:
        """The favourable share."""
        return Proportion(self.favourable, self.n)

    @property
    def enps(self) -> Enps:
        """The net promoter score."""
        passives = self.n - self.promoters - self.detractors
        return enps({DETRACTORS_TO: self.detractors, DETRACTORS_TO + 1: passives, PROMOTERS_FROM: self.promoters})

    def to_week(self, kind: Kind, monday: date) -> Week:
        """The week as the control chart takes it: favourable or not, or promoters less detractors."""
        if kind is Kind.ENPS:
            return Week(monday, self.n, self.promoters - self.detractors, self.promoters + self.detractors)
        return Week(monday, self.n, self.favourable, self.favourable)


def roll_up(question: Question, result: QuestionResult) -> Figures | None:
    """What a round's published result adds to the week; None when it is hidden, or its answers are no scale.

    Only from what was published: figures of a hidden round would follow from the week's and the other rounds'.
    """
    if question.kind not in (Kind.AGREEMENT, Kind.ENPS):
        return None
    if isinstance(result, Scores):
        counts = result.distribution
        total, squares = (sum(score**power * count for score, count in counts.items()) for power in (1, 2))
        return _count(question.kind, counts, Figures(result.n, total, squares))
    if isinstance(result, Unanimous):
        (low,) = (band.low for band in question.bands if band.label == result.band)
        return _count(question.kind, {low: result.n}, Figures(result.n, None, None))
    return None


def find_monday(day: date) -> date:
    """The first day of a day's week (ISO 8601)."""
    return day - timedelta(days=day.weekday())


def _count(kind: Kind, counts: Mapping[int, int], sums: Figures) -> Figures:
    if kind is Kind.AGREEMENT:
        favourable = sum(count for score, count in counts.items() if score >= FAVOURABLE_FROM)
        return replace(sums, favourable=favourable)
    promoters = sum(count for score, count in counts.items() if score >= PROMOTERS_FROM)
    detractors = sum(count for score, count in counts.items() if score <= DETRACTORS_TO)
    return replace(sums, promoters=promoters, detractors=detractors)
