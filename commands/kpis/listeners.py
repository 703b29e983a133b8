"""KPI commands: add, read, list, show; another target, correct and retire stand beside."""

import json
from collections.abc import Callable, Mapping

from commands.kpis.changing import CHANGE_ACTIONS, CHANGE_COMMANDS, CHANGE_FORMS
from commands.kpis.forms import NAME_LIMIT, add_kpi_modal, read_kpi_modal, read_this_kpi_modal, replace_kpi_modal
from commands.kpis.rights import MAY_MANAGE, get_own_kpi, open_kpi_file, open_kpi_shelf
from commands.kpis.views import kpi_card, kpi_list_message, retired_list_message, too_many_message
from commands.slack.access import permit
from commands.slack.arguments import parse
from commands.slack.ask import Answer, Ask, Replacement, Reply
from commands.slack.blocks import Message
from commands.slack.choices import list_choosable
from commands.slack.dates import parse_date
from commands.slack.features import Command, Feature
from commands.slack.goals import OPTIONS, Goal, read_goal
from commands.slack.grammar import Grammar
from commands.slack.inputs import clean_line, is_blank
from commands.slack.pages import read_turn
from commands.slack.subjects import take_key, take_only_key
from commands.slack.suggestions import describe_unknown
from commands.slack.values import parse_number
from storage.errors import BadInput, OutOfDate, Problems, TooMany
from storage.initiatives import get_initiative, get_open_initiative
from storage.kpis import (
    add_kpi,
    add_kpi_reading,
    get_kpi,
    get_kpi_by_id,
    list_kpis,
    retire_kpi,
)
from storage.units import Unit

ADD_EXAMPLE = '/change kpi add CRM "Tickets per week" baseline:600 target:300 by:2027-03-31'
READ_EXAMPLE = '/change kpi read CRM "Tickets per week" 412'
SHOW_EXAMPLE = '/change kpi show CRM "Tickets per week"'
ADD_GRAMMAR = Grammar(options=OPTIONS)
READ_GRAMMAR = Grammar(options={"on": "2026-12-04"})
WANTED = ("name", *OPTIONS)


async def on_add(ask: Ask) -> Answer:
    """`/change kpi add KEY "Name" baseline:N target:N by:DATE [unit:U]`; of a sixth the choice of which to retire."""
    if is_blank(ask.text):
        return add_kpi_modal(await list_choosable(ask, MAY_MANAGE))
    arguments = parse(ask.text, ADD_GRAMMAR)
    key = take_key(arguments, ADD_EXAMPLE)
    texts = {name: arguments.option(name) or "" for name in OPTIONS}
    typed = {"name": arguments.take_rest(), **texts}
    name, goal = await _read_wanted(ask, typed)
    try:
        return await _add(ask, key, name, goal)
    except TooMany as error:
        wanted = {**typed, "by": goal.by_on.isoformat()}
        return Reply(too_many_message(error.sentence, json.dumps({"key": key, **wanted})))


async def on_add_form(ask: Ask) -> Answer:
    """The submitted form for a new KPI; of a sixth the form that asks which to retire."""
    typed = {name: ask.form[name] or "" for name in WANTED}
    key = ask.form["initiative"]
    name, goal = await _read_wanted(ask, typed)
    try:
        return await _add(ask, key, name, goal)
    except TooMany as error:
        active = await ask.read(lambda unit: list_kpis(unit, key))
        return replace_kpi_modal(key, active, typed, error.sentence)


async def on_replace_button(ask: Ask) -> Answer:
    """Choose which to retire, under the refusal of a sixth."""
    try:
        given = json.loads(ask.value)
        key, typed = str(given["key"]), {name: str(given[name]) for name in WANTED}
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise OutOfDate from error
    await _read_wanted(ask, typed)

    def open_form(unit: Unit) -> Answer:
        permit(unit, ask, get_open_initiative(unit, key), MAY_MANAGE)
        why = f"{key} is judged by three to five KPIs. Which one makes way?"
        return replace_kpi_modal(key, list_kpis(unit, key), typed, why)

    return await ask.read(open_form)


async def on_replace_form(ask: Ask) -> Answer:
    """The submitted choice: one is retired and the new one added, or neither."""
    name, goal = await _read_wanted(ask, {name: ask.form[name] or "" for name in WANTED})

    def replace(unit: Unit) -> None:
        retire_kpi(unit, get_own_kpi(unit, ask, ask.form["retire"]))

    return await _add(ask, ask.metadata["key"], name, goal, before=replace)


async def on_read(ask: Ask) -> Answer:
    """`/change kpi read KEY NAME VALUE [on:DATE]`."""
    if is_blank(ask.text):
        return read_kpi_modal(await list_choosable(ask, MAY_MANAGE))
    arguments = parse(ask.text, READ_GRAMMAR)
    key = take_key(arguments, READ_EXAMPLE)
    value = arguments.take_last_word("Value", READ_EXAMPLE)
    return await _read(ask, key, arguments.take_rest(), value, arguments.option("on"))


async def on_read_button(ask: Ask) -> Answer:
    """Record a value, on a card."""
    return read_this_kpi_modal(await ask.read(lambda unit: get_own_kpi(unit, ask, ask.value)))


async def on_read_form(ask: Ask) -> Answer:
    """The submitted form for a reading."""
    given = {"key": ask.form.get("initiative"), "kpi": ask.form.get("kpi"), **ask.metadata}
    return await _read(ask, given["key"], given["kpi"] or "", ask.form["value"] or "", ask.form["on"])


async def on_list(ask: Ask) -> Answer:
    """`/change kpi list KEY`."""
    key = take_only_key(ask.text, "/change kpi list CRM")
    return Reply(await ask.read(lambda unit: _make_list(unit, key)))


async def on_key(ask: Ask) -> Answer:
    """`/change kpi KEY`: the same; where more words follow, the first of them was meant to say what to do."""
    word, _, more = ask.text.strip().partition(" ")
    if more:
        verbs = sorted(command.verb for command in FEATURE.commands if command.verb)
        raise BadInput("Command", describe_unknown(word, verbs), ADD_EXAMPLE)
    return await on_list(ask)


async def on_retired(ask: Ask) -> Answer:
    """Retired KPIs, under the list, and its Next and Previous."""
    key, page = read_turn(ask.value)
    return Replacement(await ask.read(lambda unit: retired_list_message(open_kpi_shelf(unit, key), page)))


async def on_page(ask: Ask) -> Answer:
    """Next and Previous under a list."""
    key, page = read_turn(ask.value)
    return Replacement(await ask.read(lambda unit: _make_list(unit, key, page)))


async def on_show(ask: Ask) -> Answer:
    """`/change kpi show KEY NAME`: its course, and every target that it had."""
    arguments = parse(ask.text)
    key = take_key(arguments, SHOW_EXAMPLE)
    name = clean_line(arguments.take_rest(), "KPI", NAME_LIMIT, example=SHOW_EXAMPLE)
    zone = await ask.find_zone()
    return Reply(await ask.read(lambda unit: _show(unit, key, name, zone)))


async def on_show_button(ask: Ask) -> Answer:
    """Open, in a list."""
    zone = await ask.find_zone()
    return Reply(await ask.read(lambda unit: kpi_card(open_kpi_file(unit, get_kpi_by_id(unit, ask.value)), zone)))


async def _read_wanted(ask: Ask, texts: Mapping[str, str]) -> tuple[str, Goal]:
    problems = Problems()
    with problems:
        name = clean_line(texts["name"], "Name", NAME_LIMIT, example='"Tickets per week"')
    with problems:
        goal = read_goal(texts, await ask.find_today())
    problems.raise_found()
    return name, goal


async def _add(ask: Ask, key: str, name: str, goal: Goal, before: Callable[[Unit], None] | None = None) -> Answer:
    def add(unit: Unit) -> Message:
        permit(unit, ask, get_open_initiative(unit, key), MAY_MANAGE)
        if before is not None:
            before(unit)
        add_kpi(
            unit, key, name, baseline=goal.baseline, target=goal.target, by_on=goal.by_on, measured_in=goal.unit
        )  # fmt: skip
        return _make_list(unit, key)

    return Reply(await ask.write(add))


async def _read(ask: Ask, key: str, name: str, number: str, day: str | None) -> Answer:
    value = float(parse_number(number, "Value"))
    name = clean_line(name, "KPI", NAME_LIMIT, example=READ_EXAMPLE)
    today = await ask.find_today()
    read_on = parse_date(day, today, "On", future=False) if day else today

    def read(unit: Unit) -> Message:
        permit(unit, ask, get_open_initiative(unit, key), MAY_MANAGE)
        add_kpi_reading(unit, get_kpi(unit, key, name), value, read_on)
        return _make_list(unit, key)

    return Reply(await ask.write(read))


def _show(unit: Unit, key: str, name: str, zone: str) -> Message:
    return kpi_card(open_kpi_file(unit, get_kpi(unit, get_initiative(unit, key).key, name, with_retired=True)), zone)


def _make_list(unit: Unit, key: str, page: int = 0) -> Message:
    return kpi_list_message(open_kpi_shelf(unit, key), page)


FEATURE = Feature(
    title="KPIs",
    area="The programme",
    commands=[
        Command("kpi", "list", "kpi list KEY", "Measures against their targets", on_list),
        Command("kpi", "", "kpi KEY", "The same, in fewer words", on_key),
        Command("kpi", "show", "kpi show KEY NAME", "One KPI with its course and every target", on_show),
        Command("kpi", "add", 'kpi add KEY "Name" baseline:N target:N by:DATE [unit:U]', "Add one (lead)", on_add),
        Command("kpi", "read", "kpi read KEY NAME VALUE [on:DATE]", "Record a value (lead)", on_read),
        *CHANGE_COMMANDS,
    ],
    actions={
        "kpi.page": on_page,
        "kpi.show": on_show_button,
        "kpi.read": on_read_button,
        "kpi.retired": on_retired,
        "kpi.replace": on_replace_button,
        **CHANGE_ACTIONS,
    },
    forms={
        "kpi.add": on_add_form,
        "kpi.replace": on_replace_form,
        "kpi.read": on_read_form,
        **CHANGE_FORMS,
    },
)
