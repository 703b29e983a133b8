"""Acknowledge: the lead or the sponsor takes an escalated risk on, and the clock stops."""

from commands.risks.escalating import acknowledge
from commands.risks.notices import taken_on_message
from commands.slack.access import permit
from commands.slack.ask import Answer, Ask, Replacement
from commands.slack.scoring import find_bands
from commands.slack.sight import get_visible_risk
from storage.escalations import list_escalations
from storage.initiatives import get_initiative
from storage.roles import Role
from storage.units import Unit

MAY_ACKNOWLEDGE = (Role.LEAD, Role.SPONSOR)


async def on_acknowledge(ask: Ask) -> Answer:
    """The button under an escalation; a second one learns who was first."""

    def take_on(unit: Unit) -> Answer:
        risk = get_visible_risk(unit, ask, ask.value)
        permit(unit, ask, get_initiative(unit, risk.initiative_key), MAY_ACKNOWLEDGE)
        acknowledge(unit, risk)
        by = [each.acknowledged_by for each in list_escalations(unit, risk.id) if each.acknowledged_by]
        return Replacement(taken_on_message(risk, by[-1] if by else ask.user_id, find_bands(unit)))

    return await ask.write(take_on)
