"""What a ranking says in words, line by line: to be read, and kept with the decision."""

import math
from collections.abc import Iterator

from commands.slack.figures import show_count, show_number, show_percent
from commands.vendors.ranking import CLOSE, WEIGHTINGS, Ranking, Tipping

MOST_DISPUTES = 5


def describe_order(ranking: Ranking) -> list[str]:
    """The vendors with a total, the best first, and who is missing from them."""
    return [*_describe_places(ranking), *_describe_missing(ranking)]


def describe_sureness(ranking: Ranking) -> list[str]:
    """How much of the first place hangs on weights and on raters; nothing where fewer than two are ranked."""
    if len(ranking.places) < 2:
        return []
    return [
        *_describe_lead(ranking),
        *_describe_weights(ranking),
        *_describe_raters(ranking),
        *_describe_disputes(ranking),
    ]


def _describe_places(ranking: Ranking) -> Iterator[str]:
    for number, place in enumerate(ranking.places, 1):
        yield f"{number}. {place.vendor.name} ({place.vendor.id}): {place.total:.2f} of 5"


def _describe_missing(ranking: Ranking) -> Iterator[str]:
    for vendor in ranking.vendors:
        if missing := ranking.list_missing(vendor):
            names = ", ".join(criterion.name for criterion in missing)
            on_these = "yet" if len(missing) == len(ranking.criteria) else f"on {names}"
            yield f"Not ranked: {vendor.name}. Nobody has scored it {on_these}."


def _describe_lead(ranking: Ranking) -> Iterator[str]:
    first, second = ranking.places[:2]
    if math.isclose(first.total, second.total):
        yield f"{first.vendor.name} and {second.vendor.name} are level."
    elif first.total - second.total < CLOSE:
        yield f"{first.vendor.name} and {second.vendor.name} are nearly level: less than {CLOSE} of 5 apart."


def _describe_weights(ranking: Ranking) -> Iterator[str]:
    first = ranking.places[0].vendor
    share = ranking.count_firsts_by_weights()[first.id]
    yield f"{first.name} is first in {show_percent(share)} of all weightings ({WEIGHTINGS:,} drawn evenly)."
    if math.isclose(ranking.places[0].total, ranking.places[1].total):
        return
    tippings = ranking.list_tippings()
    yield from map(_describe_tipping, tippings)
    if not tippings:
        yield "No criterion alone, whatever it weighs from 0 to 5, would put another first."


def _describe_tipping(tipping: Tipping) -> str:
    weight = show_number(round(tipping.weight, 1))
    return (
        f"Were “{tipping.criterion.name}” to weigh {weight} instead of {tipping.criterion.weight}, "
        f"{tipping.vendor.name} would be level."
    )


def _describe_raters(ranking: Ranking) -> Iterator[str]:
    first, raters = ranking.places[0].vendor, ranking.count_full_raters()
    if raters > 1:
        agreeing = ranking.count_firsts_by_rater()[first.id]
        yield f"{agreeing} of {raters} raters who scored everything put {first.name} first themselves."
    else:
        yield f"It rests on few eyes: {show_count(raters, 'rater')} scored everything."


def _describe_disputes(ranking: Ranking) -> Iterator[str]:
    disputed = ranking.list_disputed()
    for vendor, criterion, rating in disputed[:MOST_DISPUTES]:
        scores = f"from {rating.scores[0]} to {rating.scores[-1]}"
        yield f"Raters disagree about {vendor.name} on “{criterion.name}”: {scores}. Talk about it before you choose."
    if len(disputed) > MOST_DISPUTES:
        yield f"And {len(disputed) - MOST_DISPUTES} more where raters disagree."
