"""A decision's card as an answer, and who may answer or correct it."""

from collections.abc import Collection

from commands.decisions.views import decision_card
from commands.slack.access import permit
from commands.slack.ask import Ask, Reply
from storage.audit import list_entries
from storage.decisions import Decision, get_decision
from storage.initiatives import get_initiative
from storage.roles import Role
from storage.units import Unit

MAY_RECORD = (Role.LEAD,)
MAY_TAKE = (Role.LEAD, Role.SPONSOR)
"""Beside the decision's owner."""


def reply_with_card(unit: Unit, decision: Decision, zone: str) -> Reply:
    """The card, with what was changed so far."""
    return Reply(decision_card(decision, list_entries(unit, decision.id), zone))


def get_permitted(unit: Unit, ask: Ask, decision_id: str, allowed: Collection[Role]) -> Decision:
    """The decision, if the asker is its owner or has one of these roles; NotAllowed otherwise."""
    decision = get_decision(unit, decision_id)
    if ask.user_id != decision.owner_id:
        permit(unit, ask, get_initiative(unit, decision.initiative_key), allowed)
    return decision
