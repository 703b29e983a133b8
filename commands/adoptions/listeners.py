"""Adoption commands: record a reading, show the readings."""

from commands.adoptions.views import adoption_message, adoption_modal
from commands.slack.access import permit
from commands.slack.arguments import parse
from commands.slack.ask import Answer, Ask, Reply
from commands.slack.blocks import Message
from commands.slack.choices import list_choosable
from commands.slack.dates import parse_date
from commands.slack.features import Command, Feature
from commands.slack.grammar import Grammar
from commands.slack.inputs import clean_line, is_blank
from commands.slack.values import parse_key, parse_ratio
from storage.adoptions import AdoptionReading, add_adoption_reading, list_adoption_readings
from storage.initiatives import get_initiative, get_open_initiative
from storage.roles import Role
from storage.units import Unit

EXAMPLE = "/change adoption CRM logins 412/600"
GRAMMAR = Grammar(options={"on": "2026-12-04"})
MAY_RECORD = (Role.LEAD,)
METRIC_LIMIT = 80


async def on_record(ask: Ask) -> Answer:
    """`/change adoption KEY METRIC ACTIVE/ELIGIBLE [on:DATE]`."""
    if is_blank(ask.text):
        return adoption_modal(await list_choosable(ask, MAY_RECORD))
    arguments = parse(ask.text, GRAMMAR)
    key = parse_key(arguments.take_word("Initiative", EXAMPLE), "Initiative")
    ratio = arguments.take_last_word("Adoption", EXAMPLE)
    return await _record(ask, key, arguments.take_rest(), ratio, arguments.option("on"))


async def on_form(ask: Ask) -> Answer:
    """The submitted form."""
    form = ask.form
    return await _record(ask, form["initiative"], form["metric"] or "", form["adoption"] or "", form["on"])


async def _record(ask: Ask, key: str, metric: str, ratio: str, day: str | None) -> Answer:
    active, eligible = parse_ratio(ratio, "Adoption")
    metric = clean_line(metric, "Metric", METRIC_LIMIT, example=EXAMPLE)
    today = await ask.find_today()
    read_on = parse_date(day, today, "On", future=False) if day else today

    def record(unit: Unit) -> Message:
        permit(unit, ask, get_open_initiative(unit, key), MAY_RECORD)
        add_adoption_reading(unit, AdoptionReading(key, metric, active, eligible, read_on))
        return _make_message(unit, key)

    return Reply(await ask.write(record))


async def on_show(ask: Ask) -> Answer:
    """`/change adoption show KEY`."""
    arguments = parse(ask.text)
    key = parse_key(arguments.take_word("Initiative", "/change adoption show CRM"), "Initiative")
    arguments.finish("/change adoption show CRM")
    return Reply(await ask.read(lambda unit: _make_message(unit, key)))


def _make_message(unit: Unit, key: str) -> Message:
    return adoption_message(get_initiative(unit, key), list_adoption_readings(unit, key))


FEATURE = Feature(
    title="Adoption",
    commands=[
        Command("adoption", "show", "adoption show KEY", "How many use the new way", on_show),
        Command("adoption", "", "adoption KEY METRIC ACTIVE/ELIGIBLE [on:DATE]", "Record a reading (lead)", on_record),
    ],
    forms={"adoption.record": on_form},
)
