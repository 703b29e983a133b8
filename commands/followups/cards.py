"""A follow-up's card as an answer, and who may finish, move and correct it."""

from commands.followups.views import followup_card
from commands.slack.access import permit
from commands.slack.ask import Ask
from commands.slack.blocks import Message
from storage.audit import list_entries
from storage.followups import Followup, get_followup
from storage.initiatives import get_initiative
from storage.roles import Role
from storage.units import Unit

MAY_ADD = (Role.CHAMPION, Role.LEAD, Role.MANAGER, Role.SPONSOR)
MAY_CHANGE = (Role.LEAD,)
"""Beside the follow-up's owner."""


def make_card(unit: Unit, followup: Followup, zone: str) -> Message:
    """The card, with what was changed so far."""
    return followup_card(followup, list_entries(unit, followup.id), zone)


def get_changeable(unit: Unit, ask: Ask, followup_id: str) -> Followup:
    """The follow-up, if the asker owns it or leads its initiative; NotAllowed otherwise."""
    followup = get_followup(unit, followup_id)
    if ask.user_id != followup.owner_id:
        permit(unit, ask, get_initiative(unit, followup.initiative_key), MAY_CHANGE)
    return followup
