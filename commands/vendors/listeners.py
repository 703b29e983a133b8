"""Vendor commands: compare, add, list, show, edit, drop; criteria, scores and the choice have modules of their own."""

from collections.abc import Mapping
from typing import Any

from commands.slack.access import permit
from commands.slack.arguments import parse
from commands.slack.ask import Answer, Ask, Replacement, Reply
from commands.slack.blocks import Message
from commands.slack.choices import find_choosable
from commands.slack.conflicts import check_unchanged, save_or_reopen
from commands.slack.features import Command, Feature
from commands.slack.grammar import Grammar
from commands.slack.inputs import clean_line, clean_text, is_blank
from commands.slack.modals import Modal
from commands.slack.pages import read_turn
from commands.slack.reasons import read_reason
from commands.slack.subjects import take_id, take_key, take_only_id, take_only_key
from commands.vendors.cards import make_card, make_comparison
from commands.vendors.choosing import (
    on_choose,
    on_choose_button,
    on_choose_form,
    on_compare_button,
    on_reopen,
    on_reopen_button,
)
from commands.vendors.criteria import CRITERION_ACTIONS, CRITERION_COMMANDS, CRITERION_FORMS, add_usual_criteria
from commands.vendors.home import list_to_score
from commands.vendors.rights import (
    MAY_CHOOSE,
    MAY_MANAGE,
    MAY_SCORE,
    MAY_SEE,
    get_permitted_vendor,
    get_seen_initiative,
)
from commands.vendors.scoring import on_ask, on_ask_button, on_score, on_score_button, on_score_form
from commands.vendors.views import (
    NAME_LIMIT,
    OFFER_LIMIT,
    drop_vendor_modal,
    edit_vendor_modal,
    list_buttons,
    list_of_vendors,
    vendor_modal,
)
from storage.errors import BadInput, Problems
from storage.initiatives import get_open_initiative
from storage.units import Unit
from storage.vendors import Vendor, add_vendor, drop_vendor, edit_vendor, get_vendor, list_vendors

ADD_EXAMPLE = '/change vendor add CRM "Acme CRM" offer:"40 seats, 2 years"'
DROP_EXAMPLE = "/change vendor drop V-1 No hosting in the EU"
GRAMMAR = Grammar(options={"offer": '"40 seats, 2 years"'})


async def on_compare(ask: Ask) -> Answer:
    """`/change vendor KEY`: how they compare; without a key the form for a new one."""
    if is_blank(ask.text):
        return await _open_form(ask)
    key = take_only_key(ask.text, "/change vendor CRM")
    return Reply(await ask.read(lambda unit: make_comparison(unit, ask, key)))


async def on_add(ask: Ask) -> Answer:
    """`/change vendor add KEY "Name" [offer:"…"]`; the first brings the four usual criteria."""
    if is_blank(ask.text):
        return await _open_form(ask)
    arguments = parse(ask.text, GRAMMAR)
    key = take_key(arguments, ADD_EXAMPLE)
    texts = {"vendor": arguments.take_rest(), "offer": arguments.option("offer")}
    return await _add(ask, key, _read_values(texts))


async def on_open_form(ask: Ask) -> Answer:
    """Add a vendor, under the list."""
    return await _open_form(ask, ask.value)


async def on_add_form(ask: Ask) -> Answer:
    """The submitted form for a new vendor."""
    return await _add(ask, ask.form["initiative"], _read_values(ask.form))


async def on_edit(ask: Ask) -> Answer:
    """`/change vendor edit ID`: the form, filled in."""
    return await _open_edit(ask, take_only_id(ask.text, "V", "Vendor", "/change vendor edit V-1"))


async def on_edit_button(ask: Ask) -> Answer:
    """Edit, on a card."""
    return await _open_edit(ask, ask.value)


async def on_edit_form(ask: Ask) -> Answer:
    """The submitted form for an existing vendor."""
    vendor_id, values, zone = ask.metadata["id"], _read_values(ask.form), await ask.find_zone()

    def save(unit: Unit) -> Answer:
        vendor = get_permitted_vendor(unit, ask, vendor_id, MAY_MANAGE)
        check_unchanged(ask, vendor)
        _check_name(unit, vendor.initiative_key, values["name"], vendor.id)
        return Reply(make_card(unit, ask, edit_vendor(unit, vendor_id, **values), zone))

    return await save_or_reopen(
        ask, save, lambda unit: edit_vendor_modal(get_permitted_vendor(unit, ask, vendor_id, MAY_MANAGE))
    )


async def on_drop(ask: Ask) -> Answer:
    """`/change vendor drop ID REASON`: it is compared no longer."""
    arguments = parse(ask.text)
    vendor_id = take_id(arguments, "V", "Vendor", DROP_EXAMPLE)
    return await _drop(ask, vendor_id, read_reason(arguments.take_rest(), DROP_EXAMPLE))


async def on_drop_button(ask: Ask) -> Answer:
    """Drop, on a card: the form for the reason."""
    return drop_vendor_modal(await ask.read(lambda unit: get_permitted_vendor(unit, ask, ask.value, MAY_MANAGE)))


async def on_drop_form(ask: Ask) -> Answer:
    """The submitted reason."""
    return await _drop(ask, ask.metadata["id"], read_reason(ask.form["reason"], DROP_EXAMPLE))


async def on_show(ask: Ask) -> Answer:
    """`/change vendor show ID`."""
    return await _show(ask, take_only_id(ask.text, "V", "Vendor", "/change vendor show V-1"))


async def on_show_button(ask: Ask) -> Answer:
    """Open, in a list."""
    return await _show(ask, ask.value)


async def on_list(ask: Ask) -> Answer:
    """`/change vendor list KEY`."""
    key = take_only_key(ask.text, "/change vendor list CRM")
    return Reply(await ask.read(lambda unit: _make_list(unit, ask, key)))


async def on_page(ask: Ask) -> Answer:
    """Vendors under the comparison, and Next and Previous under the list."""
    key, page = read_turn(ask.value)
    return Replacement(await ask.read(lambda unit: _make_list(unit, ask, key, page)))


def _read_values(texts: Mapping[str, str | None]) -> dict[str, Any]:
    problems, values = Problems(), dict[str, Any](offer=None)
    with problems:
        values["name"] = clean_line(texts["vendor"] or "", "Vendor", NAME_LIMIT, example="Acme CRM")
    if not is_blank(texts["offer"]):
        with problems:
            values["offer"] = clean_text(texts["offer"] or "", "Offer", OFFER_LIMIT, example="40 seats, 2 years")
    problems.raise_found()
    return values


async def _add(ask: Ask, key: str, values: dict[str, Any]) -> Answer:
    zone = await ask.find_zone()

    def add(unit: Unit) -> Answer:
        permit(unit, ask, get_open_initiative(unit, key), MAY_MANAGE)
        _check_name(unit, key, values["name"])
        add_usual_criteria(unit, key)
        return Reply(make_card(unit, ask, add_vendor(unit, key, **values), zone))

    return await ask.write(add)


def _check_name(unit: Unit, key: str, name: str, but_for: str | None = None) -> None:
    for vendor in list_vendors(unit, key):
        if vendor.name.casefold() == name.casefold() and vendor.id != but_for:
            raise BadInput("Vendor", f"{key} has “{name}” already", f"/change vendor show {vendor.id}")


async def _drop(ask: Ask, vendor_id: str, reason: str) -> Answer:
    zone = await ask.find_zone()

    def drop(unit: Unit) -> Answer:
        vendor = get_permitted_vendor(unit, ask, vendor_id, MAY_MANAGE)
        if not vendor.is_compared:
            raise BadInput("Vendor", f"{vendor_id} is {vendor.state}", f"/change vendor reopen {vendor_id}")
        return Reply(make_card(unit, ask, drop_vendor(unit, vendor_id, reason), zone))

    return await ask.write(drop)


async def _open_form(ask: Ask, initial_key: str | None = None) -> Answer:
    return await ask.read(lambda unit: vendor_modal(find_choosable(unit, ask, MAY_MANAGE), initial_key))


async def _open_edit(ask: Ask, vendor_id: str) -> Modal:
    return edit_vendor_modal(await ask.read(lambda unit: get_permitted_vendor(unit, ask, vendor_id, MAY_MANAGE)))


async def _show(ask: Ask, vendor_id: str) -> Answer:
    zone = await ask.find_zone()

    def find(unit: Unit) -> Answer:
        vendor: Vendor = get_vendor(unit, vendor_id)
        get_seen_initiative(unit, ask, vendor.initiative_key)
        return Reply(make_card(unit, ask, vendor, zone))

    return await ask.read(find)


def _make_list(unit: Unit, ask: Ask, key: str, page: int = 0) -> Message:
    initiative = get_seen_initiative(unit, ask, key)
    return list_of_vendors(initiative, list_vendors(unit, key)).show(page, *list_buttons(initiative))


FEATURE = Feature(
    title="Vendors",
    area="The programme",
    commands=[
        Command("vendor", "", "vendor KEY", "How vendors compare, and how sure that is", on_compare, may=MAY_SEE),
        Command("vendor", "list", "vendor list KEY", "Every vendor that was ever compared", on_list, may=MAY_SEE),
        Command("vendor", "show", "vendor show ID", "One vendor with its scores", on_show, may=MAY_SEE),
        Command("vendor", "add", 'vendor add KEY "Name" [offer:"…"]', "Compare one more (lead)", on_add),
        Command(
            "vendor",
            "score",
            "vendor score ID [SCORES]",
            "Score one (lead, sponsor, managers, champions)",
            on_score,
            may=MAY_SCORE,
        ),
        Command(
            "vendor",
            "ask",
            "vendor ask KEY",
            "Ask everybody for the scores that are missing (lead)",
            on_ask,
            may=MAY_MANAGE,
        ),
        Command(
            "vendor",
            "choose",
            "vendor choose ID REASON",
            "Choose one, and record why (lead, sponsor)",
            on_choose,
            may=MAY_CHOOSE,
        ),
        Command("vendor", "edit", "vendor edit ID", "Correct one by its form (lead)", on_edit, may=MAY_MANAGE),
        Command("vendor", "drop", "vendor drop ID REASON", "Compare it no longer (lead)", on_drop, may=MAY_MANAGE),
        Command("vendor", "reopen", "vendor reopen ID", "Compare one again (lead; sponsor)", on_reopen, may=MAY_CHOOSE),
        *CRITERION_COMMANDS,
    ],
    actions={
        "vendor.compare": on_compare_button,
        "vendor.list": on_page,
        "vendor.show": on_show_button,
        "vendor.open": on_open_form,
        "vendor.score": on_score_button,
        "vendor.ask": on_ask_button,
        "vendor.choose": on_choose_button,
        "vendor.edit": on_edit_button,
        "vendor.drop": on_drop_button,
        "vendor.reopen": on_reopen_button,
        **CRITERION_ACTIONS,
    },
    forms={
        "vendor.add": on_add_form,
        "vendor.edit": on_edit_form,
        "vendor.drop": on_drop_form,
        "vendor.score": on_score_form,
        "vendor.choose": on_choose_form,
        **CRITERION_FORMS,
    },
    home_tasks=[list_to_score],
)
