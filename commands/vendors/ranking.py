"""The ranking of vendors: weighted means of what raters gave, where they differ, and how much hangs on the weights.

A total is the weighted sum model's: the mean score on each criterion, weighted (Fishburn, 1967, "Additive utilities
with incomplete product sets"). Only vendors with a score on every criterion are ranked. How far the first place hangs
on the weights is said in two ways: at which weight of one criterion, all others unchanged, another vendor passes; and
in what share of all thinkable weightings a vendor is first, its first-rank acceptability (Lahdelma, Hokkanen and
Salminen, 1998, "SMAA - Stochastic multiobjective acceptability analysis").
"""

import math
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from storage.vendor_criteria import Criterion
from storage.vendor_scores import Score
from storage.vendors import Vendor

HIGHEST_WEIGHT = 5
DISAGREED = 2
"""Points between the highest and the lowest score of one vendor on one criterion, from which raters disagree."""
CLOSE = 0.25
"""Totals less than this apart, out of 5, are nearly level."""
WEIGHTINGS = 2000
_SEED = 1998


@dataclass(frozen=True, slots=True)
class Rating:
    """What all raters gave one vendor on one criterion, at least one score."""

    scores: tuple[int, ...]

    @property
    def mean(self) -> float:
        """The mean score, 1 to 5."""
        return fmean(self.scores)

    @property
    def is_disputed(self) -> bool:
        """Whether raters are two points or more apart."""
        return max(self.scores) - min(self.scores) >= DISAGREED


@dataclass(frozen=True, slots=True)
class Place:
    """One vendor in the ranking: its total out of 5."""

    vendor: Vendor
    total: float


@dataclass(frozen=True, slots=True)
class Tipping:
    """Were `criterion` to weigh `weight`, 0 to 5, and all else as it is, `vendor` would be level with the first."""

    criterion: Criterion
    weight: float
    vendor: Vendor


@dataclass(frozen=True, slots=True)
class Ranking:
    """Vendors over criteria with what raters gave; ratings by vendor and criterion id."""

    criteria: Sequence[Criterion]
    vendors: Sequence[Vendor]
    ratings: Mapping[tuple[str, str], Rating]
    by_rater: Mapping[str, Mapping[tuple[str, str], int]]

    @property
    def places(self) -> list[Place]:
        """The vendors with a score on every criterion, the best first; level ones in the order of their ids."""
        complete = [vendor for vendor in self.vendors if self.criteria and not self.list_missing(vendor)]
        means = {vendor.id: [self.ratings[vendor.id, each.id].mean for each in self.criteria] for vendor in complete}
        weights = [criterion.weight for criterion in self.criteria]
        places = [Place(vendor, _weigh(means[vendor.id], weights)) for vendor in complete]
        return sorted(places, key=lambda place: -place.total)

    def list_missing(self, vendor: Vendor) -> list[Criterion]:
        """The criteria on which nobody has scored this vendor."""
        return [each for each in self.criteria if (vendor.id, each.id) not in self.ratings]

    def list_disputed(self) -> list[tuple[Vendor, Criterion, Rating]]:
        """Where raters are two points or more apart, the widest first."""
        found = [
            (vendor, criterion, self.ratings[vendor.id, criterion.id])
            for vendor in self.vendors
            for criterion in self.criteria
            if (vendor.id, criterion.id) in self.ratings and self.ratings[vendor.id, criterion.id].is_disputed
        ]
        return sorted(found, key=lambda each: min(each[2].scores) - max(each[2].scores))

    def list_tippings(self) -> list[Tipping]:
        """For each criterion the nearest weight at which another is level with the first; those that have none: not."""
        first, *others = self.places
        found = [self._find_tipping(criterion, first, others) for criterion in self.criteria]
        return [tipping for tipping in found if tipping]

    def count_firsts_by_weights(self) -> dict[str, float]:
        """By vendor id in what share of 2,000 weightings, all equally likely, it would be first."""
        chance = random.Random(_SEED)  # noqa: S311 - a repeatable sample, not a secret
        means = [[self.ratings[place.vendor.id, each.id].mean for each in self.criteria] for place in self.places]
        shares = [0.0] * len(means)
        for _ in range(WEIGHTINGS):
            # Exponential draws, once divided by their sum, are even over all weightings: a flat Dirichlet distribution.
            weights = [-math.log(1 - chance.random()) for _ in self.criteria]
            totals = [_weigh(row, weights) for row in means]
            firsts = [index for index, total in enumerate(totals) if math.isclose(total, max(totals))]
            for index in firsts:
                shares[index] += 1 / len(firsts) / WEIGHTINGS
        return {place.vendor.id: share for place, share in zip(self.places, shares, strict=True)}

    def count_firsts_by_rater(self) -> dict[str, int]:
        """By vendor id how many of those who scored all that is ranked put it alone in the first place themselves."""
        firsts = {place.vendor.id: 0 for place in self.places}
        for best in self._list_own_firsts():
            if len(best) == 1:
                firsts[best[0]] += 1
        return firsts

    def count_full_raters(self) -> int:
        """How many raters scored all that is ranked."""
        return len(list(self._list_own_firsts()))

    def _list_own_firsts(self) -> Iterator[list[str]]:
        ids = [place.vendor.id for place in self.places]
        weights = [criterion.weight for criterion in self.criteria]
        for scores in self.by_rater.values():
            if all((vendor_id, each.id) in scores for vendor_id in ids for each in self.criteria):
                totals = {own: _weigh([scores[own, each.id] for each in self.criteria], weights) for own in ids}
                yield [own for own, total in totals.items() if math.isclose(total, max(totals.values()))]

    def _find_tipping(self, criterion: Criterion, first: Place, others: Sequence[Place]) -> Tipping | None:
        """Where the weighted lead over somebody is none: what the others give divided by what this one takes."""
        found = []
        for other in others:
            leads = {each.id: self._lead(first, other, each) for each in self.criteria}
            rest = sum(each.weight * leads[each.id] for each in self.criteria if each is not criterion)
            if leads[criterion.id] and 0 <= (weight := -rest / leads[criterion.id]) <= HIGHEST_WEIGHT:
                found.append(Tipping(criterion, abs(weight), other.vendor))
        return min(found, key=lambda each: abs(each.weight - criterion.weight), default=None)

    def _lead(self, first: Place, other: Place, criterion: Criterion) -> float:
        return self.ratings[first.vendor.id, criterion.id].mean - self.ratings[other.vendor.id, criterion.id].mean


def rank_vendors(vendors: Sequence[Vendor], criteria: Sequence[Criterion], scores: Sequence[Score]) -> Ranking:
    """The ranking of these vendors on these criteria; scores of others are left out."""
    vendor_ids, criterion_ids = {each.id for each in vendors}, {each.id for each in criteria}
    given: dict[tuple[str, str], list[int]] = {}
    by_rater: dict[str, dict[tuple[str, str], int]] = {}
    for score in scores:
        if score.vendor_id in vendor_ids and score.criterion_id in criterion_ids:
            given.setdefault((score.vendor_id, score.criterion_id), []).append(score.score)
            by_rater.setdefault(score.rater_id, {})[score.vendor_id, score.criterion_id] = score.score
    return Ranking(criteria, vendors, {cell: Rating(tuple(sorted(of))) for cell, of in given.items()}, by_rater)


def _weigh(values: Sequence[float], weights: Sequence[float]) -> float:
    return sum(value * weight for value, weight in zip(values, weights, strict=True)) / sum(weights)
