"""Who may compare vendors, score them, see what others gave, and choose."""

from collections.abc import Collection

from commands.slack.access import permit, roles_of
from commands.slack.ask import Ask
from storage.initiatives import Initiative, get_initiative, get_open_initiative
from storage.roles import Role
from storage.units import Unit
from storage.vendor_criteria import Criterion, get_criterion
from storage.vendors import Vendor, get_vendor

MAY_MANAGE = (Role.LEAD,)
MAY_CHOOSE = (Role.LEAD, Role.SPONSOR)
MAY_SCORE = (Role.LEAD, Role.SPONSOR, Role.MANAGER, Role.CHAMPION)
MAY_SEE = (*MAY_SCORE, Role.REVIEWER)
MAY_SEE_FIRST = {Role.LEAD, Role.SPONSOR, Role.REVIEWER}
"""Who sees what others gave before they have scored themselves; everybody else might only agree with them."""


def get_permitted_vendor(unit: Unit, ask: Ask, vendor_id: str, allowed: Collection[Role]) -> Vendor:
    """The vendor of an open initiative, for somebody with one of these roles there."""
    vendor = get_vendor(unit, vendor_id)
    permit(unit, ask, get_open_initiative(unit, vendor.initiative_key), allowed)
    return vendor


def get_own_criterion(unit: Unit, ask: Ask, criterion_id: str) -> Criterion:
    """The criterion of an open initiative, for its lead."""
    criterion = get_criterion(unit, criterion_id)
    permit(unit, ask, get_open_initiative(unit, criterion.initiative_key), MAY_MANAGE)
    return criterion


def get_seen_initiative(unit: Unit, ask: Ask, key: str) -> Initiative:
    """The initiative, for somebody who may see its vendors."""
    initiative = get_initiative(unit, key)
    permit(unit, ask, initiative, MAY_SEE)
    return initiative


def sees_first(unit: Unit, ask: Ask, initiative: Initiative) -> bool:
    """Whether the asker sees what others gave without having scored."""
    return not roles_of(unit, ask, initiative).isdisjoint(MAY_SEE_FIRST)
