"""A vendor's card, and the comparison, as the asker may see them."""

from collections.abc import Sequence

from commands.slack.ask import Ask
from commands.slack.blocks import Message
from commands.vendors.ranking import Ranking, rank_vendors
from commands.vendors.rights import get_seen_initiative, sees_first
from commands.vendors.views import Scorecard, comparison_message, unscored_message, vendor_card
from storage.audit import list_entries
from storage.initiatives import Initiative, get_initiative
from storage.units import Unit
from storage.vendor_criteria import Criterion, list_criteria
from storage.vendor_scores import Score, list_scores, list_scores_of
from storage.vendors import Vendor, list_vendors


def make_card(unit: Unit, ask: Ask, vendor: Vendor, zone: str, upcoming: Sequence[Vendor] = ()) -> Message:
    """Everything about one vendor; what others gave only for those who have scored it, or need not.

    `upcoming` are vendors that the asker is led on to, to score them too.
    """
    initiative = get_initiative(unit, vendor.initiative_key)
    criteria, scores = list_criteria(unit, initiative.key), list_scores_of(unit, vendor)
    is_open = (
        not vendor.is_compared or sees_first(unit, ask, initiative) or has_scored(ask.user_id, vendor, criteria, scores)
    )
    scorecard = Scorecard(criteria, rank_vendors([vendor], criteria, scores), ask.user_id, is_open)
    entries = [entry for entry in list_entries(unit, vendor.id) if entry.action != "vendor.scored"]
    return vendor_card(vendor, initiative, scorecard, entries, zone, upcoming)


def make_comparison(unit: Unit, ask: Ask, key: str) -> Message:
    """How the vendors of an initiative compare; for raters who have still to score, which ones those are."""
    initiative = get_seen_initiative(unit, ask, key)
    ranking = rank(unit, initiative)
    scores = list_scores(unit, key)
    missing = [each for each in ranking.vendors if not has_scored(ask.user_id, each, ranking.criteria, scores)]
    if missing and not sees_first(unit, ask, initiative):
        return unscored_message(initiative, missing)
    return comparison_message(initiative, ranking, list_vendors(unit, key))


def rank(unit: Unit, initiative: Initiative) -> Ranking:
    """The ranking of the vendors that were not dropped, on the criteria that count."""
    vendors = [each for each in list_vendors(unit, initiative.key) if not each.dropped_reason]
    return rank_vendors(vendors, list_criteria(unit, initiative.key), list_scores(unit, initiative.key))


def has_scored(rater_id: str, vendor: Vendor, criteria: Sequence[Criterion], scores: Sequence[Score]) -> bool:
    """Whether this rater has scored the vendor on every criterion."""
    mine = {each.criterion_id for each in scores if (each.vendor_id, each.rater_id) == (vendor.id, rater_id)}
    return {each.id for each in criteria} <= mine
