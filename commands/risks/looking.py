"""Looking at risks: list, card, heat map, picture."""

from commands.risks.dossiers import open_dossier
from commands.risks.exposure import list_week_ends
from commands.risks.maps import describe_map, map_risks
from commands.risks.views import (
    heat_map_message,
    list_buttons,
    list_of_risks,
    risk_card,
)
from commands.slack.ask import Answer, Ask, Drawing, Replacement, Reply
from commands.slack.blocks import Message, compose, section
from commands.slack.features import Command
from commands.slack.pages import read_turn
from commands.slack.scoring import find_bands
from commands.slack.sight import get_visible_risk, list_visible_risks
from commands.slack.subjects import take_only_id, take_only_key
from storage.assessments import list_assessments
from storage.initiatives import get_initiative
from storage.risks import list_risks
from storage.units import Unit


async def on_list(ask: Ask) -> Answer:
    """`/change risk list KEY`."""
    return Reply(await _list(ask, take_only_key(ask.text, "/change risk list CRM"), 0))


async def on_list_button(ask: Ask) -> Answer:
    """List, under a map."""
    return Reply(await _list(ask, ask.value, 0))


async def on_page(ask: Ask) -> Answer:
    """Next and Previous under a list."""
    return Replacement(await _list(ask, *read_turn(ask.value)))


async def on_show(ask: Ask) -> Answer:
    """`/change risk show ID`."""
    return await _show(ask, take_only_id(ask.text, "R", "Risk", "/change risk show R-1"))


async def on_show_button(ask: Ask) -> Answer:
    """Open, in a list."""
    return await _show(ask, ask.value)


async def on_map(ask: Ask) -> Answer:
    """`/change risk map KEY`: likelihood against impact, and exposure over time."""
    return await _map(ask, take_only_key(ask.text, "/change risk map CRM"))


async def on_map_button(ask: Ask) -> Answer:
    """Heat map, under a list."""
    return await _map(ask, ask.value)


async def on_picture(ask: Ask) -> Answer:
    """As a picture, under a map."""

    def find(unit: Unit) -> Answer:
        initiative, bands = get_initiative(unit, ask.value), find_bands(unit)
        risks = list_risks(unit, initiative.key, live_only=True)
        picture = map_risks(initiative, risks, bands).to_picture(describe_map(risks, bands))
        return Drawing(picture, compose(section("The picture comes as a direct message.")))

    return await ask.read(find)


async def _list(ask: Ask, key: str, page: int) -> Message:
    def find(unit: Unit) -> Message:
        initiative = get_initiative(unit, key)
        listing = list_of_risks(initiative, list_visible_risks(unit, ask, initiative), find_bands(unit))
        return listing.show(page, *list_buttons(initiative))

    return await ask.read(find)


async def _show(ask: Ask, risk_id: str) -> Answer:
    zone = await ask.find_zone()
    return Reply(await ask.read(lambda unit: risk_card(open_dossier(unit, get_visible_risk(unit, ask, risk_id)), zone)))


async def _map(ask: Ask, key: str) -> Answer:
    def find(unit: Unit) -> Message:
        initiative = get_initiative(unit, key)
        everything = list_risks(unit, key)
        live = [risk for risk in everything if risk.is_live]
        assessments = list_assessments(unit, [risk.id for risk in everything])
        return heat_map_message(initiative, live, assessments, find_bands(unit), list_week_ends(unit.now))

    return Reply(await ask.read(find))


LOOK_COMMANDS = [
    Command("risk", "list", "risk list KEY", "An initiative's risks, the highest first", on_list),
    Command("risk", "show", "risk show ID", "One risk", on_show),
    Command("risk", "map", "risk map KEY", "The heat map, and exposure over time", on_map),
]
