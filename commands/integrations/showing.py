"""What showing and changing a system have in common: its card, and who may."""

from commands.integrations.views import integration_card
from commands.slack.access import permit
from commands.slack.ask import Ask
from commands.slack.blocks import Message
from storage.audit import list_entries
from storage.initiatives import get_open_initiative
from storage.integrations import Integration, get_integration_by_id, list_integrations
from storage.roles import Role
from storage.units import Unit

MAY_PLAN = (Role.LEAD,)


def make_card(unit: Unit, integration: Integration, zone: str) -> Message:
    """The card of a system, with its history."""
    known = list_integrations(unit, integration.initiative_key)
    return integration_card(integration, known, list_entries(unit, integration.id), zone)


def get_changeable(unit: Unit, ask: Ask, integration_id: str) -> Integration:
    """The system with this id, for somebody who may change it now."""
    integration = get_integration_by_id(unit, integration_id)
    permit(unit, ask, get_open_initiative(unit, integration.initiative_key), MAY_PLAN)
    return integration
