"""Initiative commands: new, list, show, edit, close."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from commands.initiatives.closing import MAY_EDIT, on_close, on_reopen, on_reopen_button, on_reopen_form
from commands.initiatives.plan import outline_plan
from commands.initiatives.views import (
    END_STATE_LIMIT,
    NAME_LIMIT,
    edit_modal,
    initiative_card,
    initiative_list_message,
    list_of_initiatives,
    new_modal,
)
from commands.slack.access import is_admin, permit, permit_admin
from commands.slack.arguments import parse
from commands.slack.ask import Answer, Ask, Replacement, Reply
from commands.slack.blocks import Message
from commands.slack.choices import OPTIONS_LIMIT
from commands.slack.conflicts import check_unchanged, save_or_reopen
from commands.slack.features import Command, Feature
from commands.slack.history import history_blocks
from commands.slack.inputs import clean_line, clean_text, is_blank
from commands.slack.lookups import find_member
from commands.slack.modals import Modal
from commands.slack.pages import PAGE_SIZE, read_turn
from commands.slack.standing import find_standing
from commands.slack.subjects import take_only_key
from commands.slack.values import parse_key
from storage.audit import list_entries
from storage.errors import BadInput
from storage.initiatives import (
    Initiative,
    add_initiative,
    edit_initiative,
    get_initiative,
    list_initiatives,
)
from storage.roles import Role, list_holders
from storage.templates import apply_template, get_template, list_templates
from storage.units import Unit

EXAMPLE = '/change new CRM "One customer record"'
ADMINS_FIELDS = ("sponsor_id", "lead_id")
"""Whom nobody but an admin changes, here as with `/change role grant`."""


async def on_new(ask: Ask) -> Answer:
    """`/change new [KEY "Name"]`: at once with the asker as lead and sponsor, or by form."""
    if is_blank(ask.text):
        return new_modal(await ask.read(lambda unit: _list_template_names(unit, ask)))
    arguments = parse(ask.text)
    key = parse_key(arguments.take_word("Key", EXAMPLE), "Key")
    name = clean_line(arguments.take_rest(), "Name", NAME_LIMIT, example="One customer record")
    return await _start(ask, key, name, sponsor_id=ask.user_id, lead_id=ask.user_id)


async def on_new_form(ask: Ask) -> Answer:
    """The submitted form for a new initiative."""
    key = parse_key(ask.form["key"] or "", "Key")
    details = await _read_form(ask, ask.form)
    name = details.pop("name")
    return await _start(ask, key, name, ask.form["template"], **details)


async def on_list(ask: Ask) -> Answer:
    """`/change list`: every initiative, declared and derived."""
    return Reply(await _list(ask, 0))


async def on_page(ask: Ask) -> Answer:
    """Next and Previous under the list."""
    return Replacement(await _list(ask, read_turn(ask.value)[1]))


async def on_show(ask: Ask) -> Answer:
    """`/change show KEY`."""
    return await _show(ask, take_only_key(ask.text, "/change show CRM"))


async def on_show_button(ask: Ask) -> Answer:
    """Open, in the list."""
    return await _show(ask, ask.value)


async def on_edit(ask: Ask) -> Answer:
    """`/change edit KEY`: the form, filled in."""
    return await _open_edit(ask, take_only_key(ask.text, "/change edit CRM"))


async def on_edit_button(ask: Ask) -> Answer:
    """The Edit button on a card."""
    return await _open_edit(ask, ask.value)


async def on_edit_form(ask: Ask) -> Answer:
    """The submitted form for an existing initiative."""
    key, zone = ask.metadata["key"], await ask.find_zone()
    details = await _read_form(ask, ask.form)

    def edit(unit: Unit) -> Answer:
        before = _get_editable(unit, ask, key)
        check_unchanged(ask, before)
        if any(details.get(name, getattr(before, name)) != getattr(before, name) for name in ADMINS_FIELDS):
            permit_admin(unit, ask)
        edit_initiative(unit, key, **details)
        return Reply(_make_card(unit, key, zone))

    return await save_or_reopen(ask, edit, lambda unit: _make_edit(unit, ask, key))


async def _start(ask: Ask, key: str, name: str, template: str | None = None, **details: Any) -> Answer:
    today, zone = await ask.find_today(), await ask.find_zone()

    def start(unit: Unit) -> Message:
        permit_admin(unit, ask)
        initiative = add_initiative(unit, key, name, **details)
        if template:
            apply_template(unit, key, get_template(unit, template), initiative.start_on or today)
        return _make_card(unit, key, zone)

    return Reply(await ask.write(start))


def _list_template_names(unit: Unit, ask: Ask) -> list[str]:
    permit_admin(unit, ask)
    return [template.name for template in list_templates(unit)][:OPTIONS_LIMIT]


async def _open_edit(ask: Ask, key: str) -> Answer:
    return await ask.read(lambda unit: _make_edit(unit, ask, key))


def _make_edit(unit: Unit, ask: Ask, key: str) -> Modal:
    return edit_modal(_get_editable(unit, ask, key), with_people=is_admin(unit, ask))


def _get_editable(unit: Unit, ask: Ask, key: str) -> Initiative:
    initiative = get_initiative(unit, key)
    permit(unit, ask, initiative, MAY_EDIT)
    return initiative


async def _read_form(ask: Ask, form: Mapping[str, Any]) -> dict[str, Any]:
    start_on, target_on = _read_day(form["start"]), _read_day(form["target_date"])
    if start_on and target_on and target_on < start_on:
        raise BadInput("Target date", "it is before the start", start_on.isoformat())
    people = [label for label in ("Sponsor", "Lead") if label.lower() in form]
    for label in people:
        await find_member(ask, f"<@{form[label.lower()]}>", label)
    return {
        **{f"{label.lower()}_id": form[label.lower()] for label in people},
        "name": clean_line(form["name"] or "", "Name", NAME_LIMIT, example="One customer record"),
        "end_state": clean_text(
            form["end_state"] or "", "End state", END_STATE_LIMIT, example="Sales works in one CRM"
        ),
        "channel_id": form["channel"],
        "start_on": start_on,
        "target_on": target_on,
    }


def _read_day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


async def _list(ask: Ask, page: int) -> Message:
    def find(unit: Unit) -> Message:
        everything = list_of_initiatives(list_initiatives(unit))
        shown = everything[page * PAGE_SIZE : (page + 1) * PAGE_SIZE]
        standings = {each.key: find_standing(unit, each) for each in shown if each.is_open}
        return initiative_list_message(everything, standings, page)

    return await ask.read(find)


async def _show(ask: Ask, key: str) -> Answer:
    zone = await ask.find_zone()
    return Reply(await ask.read(lambda unit: _make_card(unit, key, zone)))


def _make_card(unit: Unit, key: str, zone: str) -> Message:
    initiative = get_initiative(unit, key)
    champions = [user_id for user_id, _ in list_holders(unit, key, Role.CHAMPION)]
    own = [entry for entry in list_entries(unit, key) if entry.action.startswith("initiative.")]
    history = history_blocks(own, zone)
    return initiative_card(initiative, find_standing(unit, initiative), champions, outline_plan(unit, key), history)


FEATURE = Feature(
    title="Initiatives",
    area="The programme",
    commands=[
        Command("list", "", "list", "All initiatives", on_list),
        Command("show", "", "show KEY", "One initiative", on_show),
        Command("new", "", 'new [KEY "Name"]', "Start an initiative (admins)", on_new),
        Command(
            "edit",
            "",
            "edit KEY",
            "Change its name, end state, channel, dates (lead), its people (admins)",
            on_edit,
            may=MAY_EDIT,
        ),
        Command("close", "", "close KEY", "End an initiative (lead)", on_close, may=MAY_EDIT),
        Command("reopen", "", "reopen KEY REASON", "It was closed too early (lead)", on_reopen),
    ],
    actions={
        "initiative.page": on_page,
        "initiative.show": on_show_button,
        "initiative.edit": on_edit_button,
        "initiative.reopen": on_reopen_button,
    },
    forms={
        "initiative.new": on_new_form,
        "initiative.edit": on_edit_form,
        "initiative.reopen": on_reopen_form,
    },
)
