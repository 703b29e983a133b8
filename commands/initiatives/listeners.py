"""Initiative commands: new, list, show, edit, close."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from commands.initiatives.views import (
    END_STATE_LIMIT,
    NAME_LIMIT,
    edit_modal,
    initiative_card,
    initiative_list_message,
    new_modal,
)
from commands.slack.access import permit, permit_admin
from commands.slack.arguments import parse
from commands.slack.ask import Answer, Ask, Reply
from commands.slack.blocks import Message, compose, section
from commands.slack.features import Command, Feature
from commands.slack.inputs import clean_line, clean_text, is_blank
from commands.slack.lookups import find_member
from commands.slack.text import inert
from commands.slack.values import parse_key
from storage.errors import BadInput
from storage.initiatives import (
    Initiative,
    add_initiative,
    close_initiative,
    edit_initiative,
    get_initiative,
    list_initiatives,
)
from storage.roles import Role, list_holders
from storage.statuses import find_status_at, list_latest_statuses
from storage.units import Unit

EXAMPLE = '/change new CRM "One customer record"'
MAY_EDIT = (Role.LEAD, Role.ADMIN)


async def on_new(ask: Ask) -> Answer:
    """`/change new [KEY "Name"]`: at once with the asker as lead and sponsor, or by form."""
    if is_blank(ask.text):
        await ask.read(lambda unit: permit_admin(unit, ask))
        return new_modal()
    arguments = parse(ask.text)
    key = parse_key(arguments.take_word("Key", EXAMPLE), "Key")
    name = clean_line(arguments.take_rest(), "Name", NAME_LIMIT, example="One customer record")
    return await _start(ask, key, name, sponsor_id=ask.user_id, lead_id=ask.user_id)


async def on_new_form(ask: Ask) -> Answer:
    """The submitted form for a new initiative."""
    key = parse_key(ask.form["key"] or "", "Key")
    details = await _read_form(ask, ask.form)
    name = details.pop("name")
    return await _start(ask, key, name, **details)


async def on_list(ask: Ask) -> Answer:
    """`/change list`."""
    initiatives, latest = await ask.read(lambda unit: (list_initiatives(unit), list_latest_statuses(unit)))
    return Reply(initiative_list_message(initiatives, latest))


async def on_show(ask: Ask) -> Answer:
    """`/change show KEY`."""
    key = _take_key(ask, "/change show CRM")
    return Reply(await ask.read(lambda unit: _make_card(unit, key)))


async def on_edit(ask: Ask) -> Answer:
    """`/change edit KEY`: the form, filled in."""
    return await _open_edit(ask, _take_key(ask, "/change edit CRM"))


async def on_edit_button(ask: Ask) -> Answer:
    """The Edit button on a card."""
    return await _open_edit(ask, ask.value)


async def on_edit_form(ask: Ask) -> Answer:
    """The submitted form for an existing initiative."""
    key = ask.metadata["key"]
    details = await _read_form(ask, ask.form)

    def edit(unit: Unit) -> Message:
        permit(unit, ask, get_initiative(unit, key), MAY_EDIT)
        edit_initiative(unit, key, **details)
        return _make_card(unit, key)

    return Reply(await ask.write(edit))


async def on_close(ask: Ask) -> Answer:
    """`/change close KEY`."""
    key = _take_key(ask, "/change close CRM")

    def close(unit: Unit) -> Initiative:
        initiative = get_initiative(unit, key)
        permit(unit, ask, initiative, MAY_EDIT)
        close_initiative(unit, key)
        return initiative

    initiative = await ask.write(close)
    return Reply(compose(section(f"*{inert(initiative.name)}* is closed. Its history stays.")))


async def _start(ask: Ask, key: str, name: str, **details: Any) -> Answer:
    def start(unit: Unit) -> Message:
        permit_admin(unit, ask)
        add_initiative(unit, key, name, **details)
        return _make_card(unit, key)

    return Reply(await ask.write(start))


async def _open_edit(ask: Ask, key: str) -> Answer:
    def find(unit: Unit) -> Initiative:
        initiative = get_initiative(unit, key)
        permit(unit, ask, initiative, MAY_EDIT)
        return initiative

    return edit_modal(await ask.read(find))


async def _read_form(ask: Ask, form: Mapping[str, Any]) -> dict[str, Any]:
    start_on, target_on = _read_day(form["start"]), _read_day(form["target_date"])
    if start_on and target_on and target_on < start_on:
        raise BadInput("Target date", "it is before the start", start_on.isoformat())
    for label in ("Sponsor", "Lead"):
        await find_member(ask, f"<@{form[label.lower()]}>", label)
    return {
        "name": clean_line(form["name"] or "", "Name", NAME_LIMIT, example="One customer record"),
        "end_state": clean_text(
            form["end_state"] or "", "End state", END_STATE_LIMIT, example="Sales works in one CRM"
        ),
        "sponsor_id": form["sponsor"],
        "lead_id": form["lead"],
        "channel_id": form["channel"],
        "start_on": start_on,
        "target_on": target_on,
    }


def _read_day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _take_key(ask: Ask, example: str) -> str:
    arguments = parse(ask.text)
    key = parse_key(arguments.take_word("Initiative", example), "Initiative")
    arguments.finish(example)
    return key


def _make_card(unit: Unit, key: str) -> Message:
    champions = [user_id for user_id, _ in list_holders(unit, key, Role.CHAMPION)]
    return initiative_card(get_initiative(unit, key), find_status_at(unit, key, unit.now), champions)


FEATURE = Feature(
    title="Initiatives",
    commands=[
        Command("list", "", "list", "All initiatives", on_list),
        Command("show", "", "show KEY", "One initiative", on_show),
        Command("new", "", 'new [KEY "Name"]', "Start an initiative (admins)", on_new),
        Command("edit", "", "edit KEY", "Change its name, end state, people, dates (lead)", on_edit),
        Command("close", "", "close KEY", "End an initiative (lead)", on_close),
    ],
    actions={"initiative.edit": on_edit_button},
    forms={"initiative.new": on_new_form, "initiative.edit": on_edit_form},
)
