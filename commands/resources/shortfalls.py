"""Shortfalls: too few people or too much money spent raises a risk by itself, one at a time for each line."""

from commands.slack.blocks import mention
from commands.slack.figures import show_number
from storage.initiatives import get_initiative
from storage.resources import Resource, ResourceKind, edit_resource
from storage.risks import Risk, RiskState, add_risk, get_risk
from storage.units import Unit

LIKELIHOOD, IMPACT = 3, 4


def raise_shortfall(unit: Unit, resource: Resource) -> tuple[Resource, str | None]:
    """The line as it is then, and what to say of it: a risk raised, or there from before and not closed."""
    if not resource.is_short:
        return resource, None
    known = get_risk(unit, resource.risk_id) if resource.risk_id else None
    if known is not None and known.state != RiskState.CLOSED:
        standing = "its risk is known" if known.is_private else f"{known.id} is {known.state}"
        return resource, f":warning: Beyond the threshold still; {standing}."
    risk = _raise(unit, resource)
    raised = edit_resource(unit, resource, action="resource.fell_short", risk_id=risk.id)
    owner = mention(risk.owner_id) if risk.owner_id else "nobody"
    return raised, f":warning: Beyond the threshold: risk {risk.id} is raised; its owner is {owner}."


def _raise(unit: Unit, resource: Resource) -> Risk:
    lead_id = get_initiative(unit, resource.initiative_key).lead_id
    return add_risk(
        unit, resource.initiative_key, name_shortfall(resource), LIKELIHOOD, IMPACT, category="resources",
        owner_id=lead_id,
    )  # fmt: skip


def name_shortfall(resource: Resource) -> str:
    """The risk's title: "Developers: 3 of 6 FTE are there", "Licences: 130 of 100 EUR are spent"."""
    there = show_number(resource.latest.value) if resource.latest else "nothing"
    verb = "are there" if resource.kind == ResourceKind.PEOPLE else "are spent"
    return f"{resource.name}: {there} of {show_number(resource.planned, resource.measured_in)} {verb}"
