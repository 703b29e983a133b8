"""What a system is and what it needs, by command or form: added, linked, unlinked, edited."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from commands.integrations.showing import MAY_PLAN, get_changeable, make_card
from commands.integrations.views import NAME_LIMIT, add_integration_modal, edit_integration_modal
from commands.slack.access import permit
from commands.slack.arguments import parse
from commands.slack.ask import Answer, Ask, Reply
from commands.slack.blocks import Message
from commands.slack.choices import find_choosable
from commands.slack.conflicts import check_unchanged, save_or_reopen
from commands.slack.dates import parse_date
from commands.slack.grammar import Grammar
from commands.slack.inputs import clean_line, is_blank
from commands.slack.lookups import find_member
from commands.slack.modals import Modal
from commands.slack.names import take_name
from commands.slack.subjects import take_key
from commands.slack.values import parse_choice
from storage.errors import BadInput, OutOfDate, Problems
from storage.initiatives import get_open_initiative
from storage.integrations import (
    Integration,
    add_integration,
    edit_integration,
    get_integration,
    get_integration_by_id,
    list_integrations,
)
from storage.units import Unit

ADD_EXAMPLE = '/change integration add CRM "Billing" needs:"ERP"'
NEEDS_EXAMPLE = '/change integration needs CRM "Billing" "ERP"'
UNLINK_EXAMPLE = '/change integration unlink CRM "Billing" "ERP"'
EDIT_EXAMPLE = "/change integration edit CRM Billing"
ADD_GRAMMAR = Grammar(
    options={"needs": '"ERP","CRM"', "owner": "@ana", "start": "2026-12-04", "end": "2027-01-29"},
    lists=frozenset({"needs"}),
)


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody typed or chose for a system, before it is checked."""

    name: str
    owner: str | None
    start: str | None
    end: str | None


async def on_add(ask: Ask) -> Answer:
    """`/change integration add KEY "System" [needs:"A","B"] [owner:@x] [start:DATE] [end:DATE]`; or the form."""
    if is_blank(ask.text):
        return await _open_form(ask)
    arguments = parse(ask.text, ADD_GRAMMAR)
    key = take_key(arguments, ADD_EXAMPLE)
    typed = Typed(
        arguments.take_rest(),
        arguments.option_reference("owner"),
        arguments.option("start"),
        arguments.option("end"),
    )
    needed, zone = arguments.option_list("needs"), await ask.find_zone()
    name, facts = await _check(ask, typed)

    def add(unit: Unit) -> Message:
        permit(unit, ask, get_open_initiative(unit, key), MAY_PLAN)
        needs = [_find_needed(unit, key, each) for each in needed]
        return make_card(unit, add_integration(unit, key, name, needs, **facts), zone)

    return Reply(await ask.write(add))


async def on_add_form(ask: Ask) -> Answer:
    """The submitted form for a new system."""
    key, zone = ask.form["initiative"], await ask.find_zone()
    name, facts = await _check(ask, _read_form(ask))

    def add(unit: Unit) -> Message:
        permit(unit, ask, get_open_initiative(unit, key), MAY_PLAN)
        needs = _find_chosen(unit, ask, key)
        return make_card(unit, add_integration(unit, key, name, needs, **facts), zone)

    return Reply(await ask.write(add))


async def on_open_form(ask: Ask) -> Answer:
    """Add a system, under a list."""
    return await _open_form(ask, ask.value)


async def on_needs(ask: Ask) -> Answer:
    """`/change integration needs KEY "System" "Needed"`: the system can start when the needed one is done."""
    return await _link(ask, NEEDS_EXAMPLE, is_needed=True)


async def on_unlink(ask: Ask) -> Answer:
    """`/change integration unlink KEY "System" "Needed"`: the system does not wait for that one."""
    return await _link(ask, UNLINK_EXAMPLE, is_needed=False)


async def on_edit(ask: Ask) -> Answer:
    """`/change integration edit KEY SYSTEM`: the form, filled in."""
    arguments = parse(ask.text)
    key = take_key(arguments, EDIT_EXAMPLE)
    name = clean_line(arguments.take_rest(), "System", NAME_LIMIT, example=EDIT_EXAMPLE)

    def make(unit: Unit) -> Modal:
        permit(unit, ask, get_open_initiative(unit, key), MAY_PLAN)
        return _make_edit_form(unit, get_integration(unit, key, name))

    return await ask.read(make)


async def on_edit_button(ask: Ask) -> Answer:
    """Edit, on a card."""
    return await ask.read(lambda unit: _make_edit_form(unit, get_changeable(unit, ask, ask.value)))


async def on_edit_form(ask: Ask) -> Answer:
    """The submitted form for an existing system."""
    integration_id, zone = ask.metadata["id"], await ask.find_zone()
    name, facts = await _check(ask, _read_form(ask))

    def save(unit: Unit) -> Answer:
        integration = get_changeable(unit, ask, integration_id)
        check_unchanged(ask, integration)
        needs = _find_chosen(unit, ask, integration.initiative_key)
        return Reply(make_card(unit, edit_integration(unit, integration, needs=needs, name=name, **facts), zone))

    return await save_or_reopen(
        ask, save, lambda unit: _make_edit_form(unit, get_integration_by_id(unit, integration_id))
    )


async def _link(ask: Ask, example: str, *, is_needed: bool) -> Answer:
    arguments, zone = parse(ask.text), await ask.find_zone()
    key = take_key(arguments, example)

    def list_names(unit: Unit) -> list[str]:
        permit(unit, ask, get_open_initiative(unit, key), MAY_PLAN)
        return [each.name for each in list_integrations(unit, key)]

    names = await ask.read(list_names)
    first = take_name(arguments, names, "System", example)
    second = take_name(arguments, names, "Needs", example)
    arguments.finish(example)

    def link(unit: Unit) -> Message:
        permit(unit, ask, get_open_initiative(unit, key), MAY_PLAN)
        integration, needed = get_integration(unit, key, first), get_integration(unit, key, second)
        if (needed.id in integration.needs) is is_needed:
            how = "already" if is_needed else "not"
            raise BadInput("Needs", f"{integration.name} does {how} need {needed.name}", example)
        kept = [each for each in list_integrations(unit, key) if each.id in integration.needs and each != needed]
        needs = [*kept, needed] if is_needed else kept
        return make_card(unit, edit_integration(unit, integration, needs=needs), zone)

    return Reply(await ask.write(link))


async def _open_form(ask: Ask, key: str | None = None) -> Answer:
    def make(unit: Unit) -> Modal:
        choosable = find_choosable(unit, ask, MAY_PLAN)
        keys = [key] if key else [initiative.key for initiative in choosable]
        known = [each for initiative_key in keys for each in list_integrations(unit, initiative_key)]
        return add_integration_modal(choosable, known, key)

    return await ask.read(make)


def _make_edit_form(unit: Unit, integration: Integration) -> Modal:
    return edit_integration_modal(integration, list_integrations(unit, integration.initiative_key))


def _read_form(ask: Ask) -> Typed:
    form = ask.form
    owner = f"<@{form['owner']}>" if form["owner"] else None
    return Typed(form["system"] or "", owner, form["start"], form["end"])


def _find_needed(unit: Unit, key: str, name: str) -> Integration:
    """The system that is to be waited for, which must not have been given up."""
    known = {each.name: each for each in list_integrations(unit, key)}
    if not known:
        raise BadInput("Needs", f"{key} has no system yet", '/change integration add CRM "ERP"')
    return known[parse_choice(name, "Needs", list(known))]


def _find_chosen(unit: Unit, ask: Ask, key: str) -> Sequence[Integration]:
    """The systems chosen in a form, which have to be of the initiative chosen in it."""
    chosen: list[str] = ask.form.get("needs") or []
    known = {each.id: each for each in list_integrations(unit, key)}
    for integration_id in chosen:
        if integration_id not in known:
            other = get_integration_by_id(unit, integration_id)
            if other.initiative_key == key:
                raise OutOfDate
            raise BadInput("Needs", f"{other.name} belongs to {other.initiative_key}, not to {key}", ADD_EXAMPLE)
    return [known[integration_id] for integration_id in chosen]


async def _check(ask: Ask, typed: Typed) -> tuple[str, dict[str, Any]]:
    today, problems = await ask.find_today(), Problems()
    facts: dict[str, Any] = {"owner_id": None, "starts_on": None, "ends_on": None}
    with problems:
        name = clean_line(typed.name, "System", NAME_LIMIT, example='"Billing"')
    with problems:
        if typed.owner is not None:
            facts["owner_id"] = (await find_member(ask, typed.owner, "Owner")).user_id
    with problems:
        facts["starts_on"] = _read_day(typed.start, today, "Start")
    with problems:
        facts["ends_on"] = _read_day(typed.end, today, "End")
    with problems:
        if facts["starts_on"] and facts["ends_on"] and facts["ends_on"] < facts["starts_on"]:
            raise BadInput("End", "it is before the start", facts["starts_on"].isoformat())
    problems.raise_found()
    return name, facts


def _read_day(text: str | None, today: date, field: str) -> date | None:
    return parse_date(text, today, field) if text else None
