"""Who may see a risk and act upon it: of a private one only lead, sponsor, owner and reporter know."""

from commands.slack.access import permit
from commands.slack.ask import Ask
from storage.errors import NotFound
from storage.initiatives import Initiative, get_initiative
from storage.risks import Risk, get_risk, list_risks
from storage.roles import Role
from storage.units import Unit

MAY_REPORT = (Role.CHAMPION, Role.LEAD)


def may_see(user_id: str, initiative: Initiative, risk: Risk) -> bool:
    """Whether this person may know of this risk now, whoever they were before."""
    insiders = {initiative.lead_id, initiative.sponsor_id, risk.owner_id, risk.author_id}
    return not risk.is_private or user_id in insiders


def get_visible_risk(unit: Unit, ask: Ask, risk_id: str) -> Risk:
    """The risk with this id; raises NotFound when there is none or the asker may not know of it."""
    risk = get_risk(unit, risk_id)
    if not may_see(ask.user_id, get_initiative(unit, risk.initiative_key), risk):
        raise NotFound("Risk", risk_id)
    return risk


def get_own_risk(unit: Unit, ask: Ask, risk_id: str) -> Risk:
    """A risk, in whatever state, that the asker may act upon: its owner, and the initiative's champions and lead."""
    risk = get_visible_risk(unit, ask, risk_id)
    if ask.user_id != risk.owner_id:
        permit(unit, ask, get_initiative(unit, risk.initiative_key), MAY_REPORT)
    return risk


def list_visible_risks(unit: Unit, ask: Ask, initiative: Initiative) -> list[Risk]:
    """The initiative's risks that the asker may know of, issues first, then by score."""
    found = list_risks(unit, initiative.key, with_private=True)
    return [risk for risk in found if may_see(ask.user_id, initiative, risk)]


def find_public_risk(unit: Unit, risk_id: str | None) -> Risk | None:
    """The risk with this id for what everybody sees; None where there is none, or it has become private since."""
    risk = get_risk(unit, risk_id) if risk_id else None
    return None if risk is None or risk.is_private else risk
