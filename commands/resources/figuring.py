"""The figures of a line, by command, button or form: what is there, and what is planned."""

from datetime import date

from commands.resources.showing import (
    MAY_PLAN,
    check_changeable,
    check_kept,
    get_changeable,
    make_checked_card,
    read_name,
    read_planned,
    read_value,
)
from commands.resources.views import plan_modal, record_modal, without_figures
from commands.slack.access import permit
from commands.slack.arguments import parse
from commands.slack.ask import Answer, Ask, Reply
from commands.slack.blocks import Message
from commands.slack.conflicts import check_unchanged, save_or_reopen
from commands.slack.dates import parse_date
from commands.slack.grammar import Grammar
from commands.slack.names import take_name
from commands.slack.reasons import read_reason
from commands.slack.subjects import take_key
from storage.errors import Problems
from storage.initiatives import get_open_initiative
from storage.resources import (
    add_resource_reading,
    get_resource,
    get_resource_by_id,
    list_resources,
    plan_resource,
)
from storage.units import Unit

READ_EXAMPLE = '/change resource read CRM "Developers" 5'
PLAN_EXAMPLE = '/change resource plan CRM "Developers" 8 Two more for the data load'
READ_GRAMMAR = Grammar(options={"on": "2026-12-04"})


async def on_read(ask: Ask) -> Answer:
    """`/change resource read KEY NAME VALUE [on:DATE]`, by the line's owner or the lead."""
    arguments, zone, today, problems = (
        parse(ask.text, READ_GRAMMAR),
        await ask.find_zone(),
        await ask.find_today(),
        Problems(),
    )
    key = take_key(arguments, READ_EXAMPLE)
    with problems:
        value = read_value(arguments.take_last_word("Value", READ_EXAMPLE))
    with problems:
        name = read_name(arguments.take_rest(), READ_EXAMPLE)
    with problems:
        read_on = _read_day(arguments.option("on"), today)
    problems.raise_found()

    def read(unit: Unit) -> Message:
        get_open_initiative(unit, key)
        resource = check_kept(check_changeable(unit, ask, get_resource(unit, key, name), owner_may=True))
        return make_checked_card(unit, add_resource_reading(unit, resource, value, read_on), zone)

    return Reply(await ask.write(read))


async def on_record_button(ask: Ask) -> Answer:
    """Record, in the weekly ask, on the Home tab or on a card."""
    return await ask.read(lambda unit: record_modal(check_kept(get_changeable(unit, ask, ask.value, owner_may=True))))


async def on_record_form(ask: Ask) -> Answer:
    """The submitted form for today's figure."""
    value, zone, today = read_value(ask.form["value"] or ""), await ask.find_zone(), await ask.find_today()

    def record(unit: Unit) -> Message:
        resource = check_kept(get_changeable(unit, ask, ask.metadata["id"], owner_may=True))
        return make_checked_card(unit, add_resource_reading(unit, resource, value, today), zone)

    return Reply(await ask.write(record))


async def on_plan(ask: Ask) -> Answer:
    """`/change resource plan KEY NAME N REASON`."""
    arguments, zone = parse(ask.text), await ask.find_zone()
    key = take_key(arguments, PLAN_EXAMPLE)

    def list_names(unit: Unit) -> list[str]:
        permit(unit, ask, get_open_initiative(unit, key), MAY_PLAN)
        return [resource.name for resource in list_resources(unit, key, with_dropped=True)]

    name = take_name(arguments, await ask.read(list_names), "Resource", PLAN_EXAMPLE)
    planned = read_planned(arguments.take_word("Planned", PLAN_EXAMPLE))
    reason = read_reason(arguments.take_rest(), PLAN_EXAMPLE)

    def plan(unit: Unit) -> Message:
        resource = check_kept(check_changeable(unit, ask, get_resource(unit, key, name)))
        return make_checked_card(unit, plan_resource(unit, resource, planned, reason), zone)

    return Reply(await ask.write(plan))


async def on_plan_button(ask: Ask) -> Answer:
    """Change plan, on a card."""
    return await ask.read(lambda unit: plan_modal(check_kept(get_changeable(unit, ask, ask.value))))


async def on_plan_form(ask: Ask) -> Answer:
    """The submitted form for another plan."""
    resource_id, zone, problems = ask.metadata["id"], await ask.find_zone(), Problems()
    with problems:
        planned = read_planned(ask.form["planned"] or "")
    with problems:
        reason = read_reason(ask.form["reason"], PLAN_EXAMPLE)
    problems.raise_found()

    def save(unit: Unit) -> Answer:
        resource = check_kept(get_changeable(unit, ask, resource_id))
        check_unchanged(ask, without_figures(resource))
        return Reply(make_checked_card(unit, plan_resource(unit, resource, planned, reason), zone))

    return await save_or_reopen(ask, save, lambda unit: plan_modal(get_resource_by_id(unit, resource_id)))


def _read_day(text: str | None, today: date) -> date:
    return parse_date(text, today, "On", future=False) if text else today
