"""Who may change a risk's values: whoever may act upon it, until it is over."""

from commands.slack.ask import Ask
from commands.slack.sight import get_own_risk
from storage.errors import BadInput
from storage.risks import Risk
from storage.units import Unit


def get_changeable(unit: Unit, ask: Ask, risk_id: str) -> Risk:
    """The risk, for whoever may act upon it; BadInput when it is accepted or closed."""
    risk = get_own_risk(unit, ask, risk_id)
    if not risk.is_live and not risk.is_issue:
        raise BadInput("Risk", f"{risk.id} is {risk.state} already", f"/change risk reopen {risk.id} It is back")
    return risk
