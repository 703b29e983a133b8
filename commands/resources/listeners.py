"""Resource commands: what they are called, adding a line, and looking at lines."""

from typing import Any

from commands.resources.asking import ask_owners, list_awaited_figures
from commands.resources.editing import (
    on_drop,
    on_drop_button,
    on_drop_form,
    on_edit,
    on_edit_button,
    on_edit_form,
    on_reopen,
    on_reopen_button,
)
from commands.resources.figuring import (
    on_plan,
    on_plan_button,
    on_plan_form,
    on_read,
    on_record_button,
    on_record_form,
)
from commands.resources.showing import (
    MAY_PLAN,
    make_card,
    read_name,
    read_planned,
    read_threshold,
    read_unit,
)
from commands.resources.views import KINDS, add_resource_modal, resource_list_message
from commands.slack.access import permit
from commands.slack.arguments import parse
from commands.slack.ask import Answer, Ask, Replacement, Reply
from commands.slack.blocks import Message
from commands.slack.choices import list_choosable
from commands.slack.features import Command, Feature
from commands.slack.grammar import Grammar
from commands.slack.inputs import is_blank
from commands.slack.lookups import find_member
from commands.slack.pages import read_turn
from commands.slack.subjects import take_key, take_only_key
from commands.slack.values import parse_choice
from storage.errors import Problems
from storage.initiatives import get_initiative, get_open_initiative
from storage.resources import DEFAULT_THRESHOLD, add_resource, get_resource, get_resource_by_id, list_resources
from storage.units import Unit

ADD_EXAMPLE = '/change resource add CRM "Developers" people planned:6 unit:FTE'
SHOW_EXAMPLE = "/change resource show CRM Developers"
ADD_GRAMMAR = Grammar(options={"planned": "6", "unit": "FTE", "owner": "@ana", "threshold": "20"})


async def on_add(ask: Ask) -> Answer:
    """`/change resource add KEY "Name" people|budget planned:N …`; without arguments the form."""
    if is_blank(ask.text):
        return add_resource_modal(await list_choosable(ask, MAY_PLAN))
    arguments = parse(ask.text, ADD_GRAMMAR)
    key = take_key(arguments, ADD_EXAMPLE)
    typed = {name: arguments.option(name) for name in ("planned", "unit", "threshold")}
    typed |= {"owner": arguments.option_reference("owner"), "kind": arguments.take_last_word("Kind", ADD_EXAMPLE)}
    return await _add(ask, key, {**typed, "name": arguments.take_rest()})


async def on_add_form(ask: Ask) -> Answer:
    """The submitted form for a new line."""
    owner = ask.form["owner"]
    return await _add(ask, ask.form["initiative"], {**ask.form, "owner": f"<@{owner}>" if owner else None})


async def on_open_form(ask: Ask) -> Answer:
    """Add a line, under a list."""
    return add_resource_modal(await list_choosable(ask, MAY_PLAN), ask.value)


async def on_list(ask: Ask) -> Answer:
    """`/change resource list KEY`."""
    return Reply(await _make_list(ask, take_only_key(ask.text, "/change resource list CRM")))


async def on_page(ask: Ask) -> Answer:
    """Next and Previous under a list."""
    key, page = read_turn(ask.value)
    return Replacement(await _make_list(ask, key, page))


async def on_show(ask: Ask) -> Answer:
    """`/change resource show KEY NAME`."""
    arguments, zone = parse(ask.text), await ask.find_zone()
    key = take_key(arguments, SHOW_EXAMPLE)
    name = read_name(arguments.take_rest(), SHOW_EXAMPLE)
    return Reply(
        await ask.read(lambda unit: make_card(unit, get_resource(unit, get_initiative(unit, key).key, name), zone))
    )


async def on_show_button(ask: Ask) -> Answer:
    """Open, in a list."""
    zone = await ask.find_zone()
    return Reply(await ask.read(lambda unit: make_card(unit, get_resource_by_id(unit, ask.value), zone)))


async def _add(ask: Ask, key: str, typed: dict[str, Any]) -> Answer:
    problems, zone = Problems(), await ask.find_zone()
    facts: dict[str, Any] = {}
    with problems:
        name = read_name(typed["name"] or "")
    with problems:
        facts["kind"] = parse_choice(typed["kind"], "Kind", list(KINDS))
    with problems:
        planned = read_planned(typed["planned"] or "")
    with problems:
        facts["measured_in"] = read_unit(typed["unit"])
    with problems:
        owner_id = (await find_member(ask, typed["owner"], "Owner")).user_id if typed["owner"] else None
    with problems:
        facts["threshold"] = read_threshold(typed["threshold"]) if typed["threshold"] else DEFAULT_THRESHOLD
    problems.raise_found()

    def add(unit: Unit) -> Message:
        initiative = get_open_initiative(unit, key)
        permit(unit, ask, initiative, MAY_PLAN)
        owner = owner_id or initiative.lead_id
        return make_card(unit, add_resource(unit, key, name, planned, owner_id=owner, **facts), zone)

    return Reply(await ask.write(add))


async def _make_list(ask: Ask, key: str, page: int = 0) -> Message:
    def make(unit: Unit) -> Message:
        initiative = get_initiative(unit, key)
        return resource_list_message(initiative, list_resources(unit, key, with_dropped=True), page)

    return await ask.read(make)


ADD_USAGE = 'resource add KEY "Name" people|budget planned:N [unit:U] [owner:@x] [threshold:PCT]'
READ_USAGE = "resource read KEY NAME VALUE [on:DATE]"
FEATURE = Feature(
    title="Resources",
    area="The programme",
    commands=[
        Command("resource", "list", "resource list KEY", "People and budget, planned and there", on_list),
        Command("resource", "show", "resource show KEY NAME", "One line with every plan it had", on_show),
        Command("resource", "add", ADD_USAGE, "Plan people or budget (lead)", on_add),
        Command("resource", "read", READ_USAGE, "What is there, or spent (owner, lead)", on_read),
        Command(
            "resource", "plan", "resource plan KEY NAME N REASON", "Another plan, and why (lead)", on_plan, may=MAY_PLAN
        ),
        Command("resource", "edit", "resource edit KEY NAME", "Its form, filled in (lead)", on_edit, may=MAY_PLAN),
        Command(
            "resource", "drop", "resource drop KEY NAME REASON", "Ask for it no longer (lead)", on_drop, may=MAY_PLAN
        ),
        Command(
            "resource", "reopen", "resource reopen KEY NAME", "Not dropped after all (lead)", on_reopen, may=MAY_PLAN
        ),
    ],
    actions={
        "resource.open": on_open_form,
        "resource.page": on_page,
        "resource.show": on_show_button,
        "resource.record": on_record_button,
        "resource.plan": on_plan_button,
        "resource.edit": on_edit_button,
        "resource.drop": on_drop_button,
        "resource.reopen": on_reopen_button,
    },
    forms={
        "resource.add": on_add_form,
        "resource.record": on_record_form,
        "resource.plan": on_plan_form,
        "resource.edit": on_edit_form,
        "resource.drop": on_drop_form,
    },
    home_tasks=[list_awaited_figures],
    sweeps=[ask_owners],
)
