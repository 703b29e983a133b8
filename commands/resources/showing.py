"""What all commands about a resource line have in common: its card, who may, and how its figures are read."""

from dataclasses import replace

from commands.resources.shortfalls import raise_shortfall
from commands.resources.views import NAME_LIMIT, UNIT_LIMIT, resource_card
from commands.slack.access import permit
from commands.slack.ask import Ask
from commands.slack.blocks import Message
from commands.slack.inputs import clean_line, is_blank, trim
from commands.slack.sight import find_public_risk
from commands.slack.values import parse_number, parse_whole
from storage.audit import list_entries
from storage.errors import BadInput
from storage.initiatives import get_open_initiative
from storage.resource_figures import list_plans, list_resource_readings
from storage.resources import Resource, get_resource_by_id
from storage.roles import Role
from storage.units import Unit

MAY_PLAN = (Role.LEAD,)
NAME_EXAMPLE = '"Developers"'


def make_card(unit: Unit, resource: Resource, zone: str, note: str | None = None) -> Message:
    """The card of a line, with its history; a risk of it that has become private is left out of both."""
    plans, readings = list_plans(unit, resource.id), list_resource_readings(unit, resource.id)
    entries = list_entries(unit, resource.id)
    if find_public_risk(unit, resource.risk_id) is None:
        resource = replace(resource, risk_id=None)
        entries = [entry for entry in entries if "risk_id" not in entry.facts]
    return resource_card(resource, plans, readings, entries, zone, note)


def make_checked_card(unit: Unit, resource: Resource, zone: str) -> Message:
    """The card after a change of figures, which may have raised a risk."""
    checked, note = raise_shortfall(unit, resource)
    return make_card(unit, checked, zone, note)


def get_changeable(unit: Unit, ask: Ask, resource_id: str, *, owner_may: bool = False) -> Resource:
    """The line with this id, for somebody who may change it now."""
    return check_changeable(unit, ask, get_resource_by_id(unit, resource_id), owner_may=owner_may)


def check_changeable(unit: Unit, ask: Ask, resource: Resource, *, owner_may: bool = False) -> Resource:
    """The same line; raises NotAllowed for others than the lead (and the owner, where they may), BadInput when over."""
    initiative = get_open_initiative(unit, resource.initiative_key)
    if not (owner_may and ask.user_id == resource.owner_id):
        permit(unit, ask, initiative, MAY_PLAN)
    return resource


def check_kept(resource: Resource) -> Resource:
    """The same line; BadInput when it has been dropped."""
    if resource.dropped_because is not None:
        example = f'/change resource reopen {resource.initiative_key} "{resource.name}"'
        raise BadInput("Resource", f"“{resource.name}” is dropped", example)
    return resource


def read_name(text: str, example: str = NAME_EXAMPLE, field: str = "Name") -> str:
    """The name of a line."""
    return clean_line(text, field, NAME_LIMIT, example=example)


def read_unit(text: str | None) -> str | None:
    """What a line is counted in, such as FTE."""
    return clean_line(text, "Unit", UNIT_LIMIT, example="unit:FTE") if text and not is_blank(text) else None


def read_threshold(text: str) -> int:
    """A whole percentage, its sign allowed."""
    return parse_whole(trim(text).removesuffix("%"), "Threshold", 0, 100, "20")


def read_planned(text: str) -> float:
    """A planned figure, more than nothing."""
    planned = _read_figure(text, "Planned", "6")
    if planned == 0:
        raise BadInput("Planned", "there is nothing to plan with", "6")
    return planned


def read_value(text: str) -> float:
    """What is there, or spent."""
    return _read_figure(text, "Value", "5")


def _read_figure(text: str, field: str, example: str) -> float:
    if is_blank(text):
        raise BadInput(field, "it is missing", example)
    figure = float(parse_number(text, field, example))
    if figure < 0:
        raise BadInput(field, "it is below zero", example)
    return figure
