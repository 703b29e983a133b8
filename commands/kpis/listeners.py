"""KPI commands: add, read, list."""

from collections.abc import Mapping

from commands.kpis.views import add_kpi_modal, kpi_list_message, read_kpi_modal
from commands.slack.access import permit
from commands.slack.arguments import parse
from commands.slack.ask import Answer, Ask, Reply
from commands.slack.blocks import Message
from commands.slack.choices import list_choosable
from commands.slack.dates import parse_date
from commands.slack.features import Command, Feature
from commands.slack.grammar import Grammar
from commands.slack.inputs import clean_line, is_blank
from commands.slack.values import parse_key, parse_number
from storage.errors import BadInput, Problems
from storage.initiatives import get_initiative, get_open_initiative
from storage.kpis import add_kpi, add_kpi_reading, get_kpi, list_kpi_readings, list_kpis
from storage.roles import Role
from storage.units import Unit

ADD_EXAMPLE = '/change kpi add CRM "Tickets per week" baseline:600 target:300 by:2027-03-31'
READ_EXAMPLE = '/change kpi read CRM "Tickets per week" 412'
ADD_GRAMMAR = Grammar(options={"baseline": "600", "target": "300", "by": "2027-03-31", "unit": "tickets"})
READ_GRAMMAR = Grammar(options={"on": "2026-12-04"})
MAY_MANAGE = (Role.LEAD,)
NAME_LIMIT, UNIT_LIMIT = 80, 20


async def on_add(ask: Ask) -> Answer:
    """`/change kpi add KEY "Name" baseline:N target:N by:DATE [unit:U]`."""
    if is_blank(ask.text):
        return add_kpi_modal(await list_choosable(ask, MAY_MANAGE))
    arguments = parse(ask.text, ADD_GRAMMAR)
    key = parse_key(arguments.take_word("Initiative", ADD_EXAMPLE), "Initiative")
    texts = {name: arguments.option(name) or "" for name in ADD_GRAMMAR.options}
    return await _add(ask, key, {"name": arguments.take_rest(), **texts})


async def on_add_form(ask: Ask) -> Answer:
    """The submitted form for a new KPI."""
    return await _add(ask, ask.form["initiative"], {name: text or "" for name, text in ask.form.items()})


async def _add(ask: Ask, key: str, texts: Mapping[str, str]) -> Answer:
    today = await ask.find_today()
    problems = Problems()
    values: dict[str, float] = {}
    with problems:
        name = clean_line(texts["name"], "Name", NAME_LIMIT, example='"Tickets per week"')
    for option in ("baseline", "target"):
        with problems:
            values[option] = float(parse_number(_require(texts, option), option.capitalize()))
    with problems:
        by_on = parse_date(_require(texts, "by"), today, "By", future=True)
    with problems:
        text = texts["unit"]
        unit_name = clean_line(text, "Unit", UNIT_LIMIT, example="unit:tickets") if text else None
    problems.raise_found()
    if values["baseline"] == values["target"]:
        raise BadInput("Target", "it equals the baseline, so there is no number to reach", "target:300")

    def add(unit: Unit) -> Message:
        permit(unit, ask, get_open_initiative(unit, key), MAY_MANAGE)
        add_kpi(unit, key, name, by_on=by_on, measured_in=unit_name, **values)
        return _make_list(unit, key)

    return Reply(await ask.write(add))


def _require(texts: Mapping[str, str], option: str) -> str:
    if is_blank(texts[option]):
        raise BadInput(option.capitalize(), "it is missing", ADD_GRAMMAR.example(option))
    return texts[option]


async def on_read(ask: Ask) -> Answer:
    """`/change kpi read KEY NAME VALUE [on:DATE]`."""
    if is_blank(ask.text):
        return read_kpi_modal(await list_choosable(ask, MAY_MANAGE))
    arguments = parse(ask.text, READ_GRAMMAR)
    key = parse_key(arguments.take_word("Initiative", READ_EXAMPLE), "Initiative")
    value = arguments.take_last_word("Value", READ_EXAMPLE)
    return await _read(ask, key, arguments.take_rest(), value, arguments.option("on"))


async def on_read_form(ask: Ask) -> Answer:
    """The submitted form for a reading."""
    form = ask.form
    return await _read(ask, form["initiative"], form["kpi"] or "", form["value"] or "", form["on"])


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


async def on_list(ask: Ask) -> Answer:
    """`/change kpi list KEY`."""
    arguments = parse(ask.text)
    key = parse_key(arguments.take_word("Initiative", "/change kpi list CRM"), "Initiative")
    arguments.finish("/change kpi list CRM")
    return Reply(await ask.read(lambda unit: _make_list(unit, key)))


def _make_list(unit: Unit, key: str) -> Message:
    return kpi_list_message(get_initiative(unit, key), list_kpis(unit, key), list_kpi_readings(unit, key))


FEATURE = Feature(
    title="KPIs",
    commands=[
        Command("kpi", "list", "kpi list KEY", "Measures against their targets", on_list),
        Command("kpi", "add", 'kpi add KEY "Name" baseline:N target:N by:DATE [unit:U]', "Add one (lead)", on_add),
        Command("kpi", "read", "kpi read KEY NAME VALUE [on:DATE]", "Record a value (lead)", on_read),
    ],
    forms={"kpi.add": on_add_form, "kpi.read": on_read_form},
)
