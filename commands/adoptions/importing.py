"""Adoption that comes as CSV: readings, and the days on which people were invited and first used the new way."""

from datetime import date

from commands.adoptions.dossiers import gather_metric
from commands.adoptions.forms import (
    CSV_LIMIT,
    first_use_modal,
    first_use_this_modal,
    import_modal,
)
from commands.adoptions.rights import MAY_RECORD, make_list, open_card, open_own_metric
from commands.slack.access import permit
from commands.slack.arguments import parse
from commands.slack.ask import Answer, Ask, Reply
from commands.slack.blocks import Message
from commands.slack.choices import list_choosable
from commands.slack.features import Command
from commands.slack.figures import show_count
from commands.slack.inputs import clean_line, is_blank
from commands.slack.measures import Measures, get_metric, list_metrics
from commands.slack.readings import ADOPTION_COLUMNS, RowChecks, read_day
from commands.slack.rows import BadRows, Flaw, Row, read_csv
from commands.slack.subjects import take_key
from commands.slack.text import inert
from commands.slack.values import parse_key
from storage.adoptions import METRIC_LIMIT
from storage.errors import BadInput
from storage.first_uses import FirstUse, replace_first_uses
from storage.initiatives import get_open_initiative
from storage.units import Unit

IMPORT_EXAMPLE = "logins,412,600,2026-11-16"
FIRST_USE_EXAMPLE = "2026-11-02,2026-11-09"
FIRST_USE_COLUMNS = ("invited_on", "first_used_on")
FIRST_USE_COMMAND = "/change adoption first-use CRM logins"


async def on_import(ask: Ask) -> Answer:
    """`/change adoption import KEY`: the form that takes the text."""
    if is_blank(ask.text):
        return import_modal(await list_choosable(ask, MAY_RECORD))
    arguments = parse(ask.text)
    key = take_key(arguments, "/change adoption import CRM")
    arguments.finish("/change adoption import CRM")
    return await _open_import(ask, key)


async def on_import_button(ask: Ask) -> Answer:
    """Import, under a list."""
    return await _open_import(ask, parse_key(ask.value, "Initiative"))


async def _open_import(ask: Ask, key: str) -> Answer:
    def open_form(unit: Unit) -> Answer:
        initiative = get_open_initiative(unit, key)
        permit(unit, ask, initiative, MAY_RECORD)
        return import_modal([initiative])

    return await ask.read(open_form)


async def on_import_form(ask: Ask) -> Answer:
    """The submitted text: every line is recorded, or none."""
    key, today = ask.form["initiative"], await ask.find_today()
    rows, flaws = read_csv(ask.form["csv"] or "", [ADOPTION_COLUMNS], CSV_LIMIT)
    batch = RowChecks(today, key).read(rows)
    _refuse([*flaws, *batch.flaws], IMPORT_EXAMPLE)

    def record(unit: Unit) -> Message:
        permit(unit, ask, get_open_initiative(unit, key), MAY_RECORD)
        measures = Measures(unit, adds_metrics=False)
        _refuse(measures.keep(batch), IMPORT_EXAMPLE)
        unit.audit("adoption.imported", key, readings=len(batch.adoption), metrics=dict(measures.kept))
        counts = ", ".join(f"{inert(metric)} ({count:,})" for metric, count in measures.kept.items())
        note = f"{show_count(len(batch.adoption), 'reading')} recorded: {counts}."
        return make_list(unit, key, note=note)

    return Reply(await ask.write(record))


async def on_first_use(ask: Ask) -> Answer:
    """`/change adoption first-use KEY METRIC`: the form that takes the days."""
    if is_blank(ask.text):
        return first_use_modal(await list_choosable(ask, MAY_RECORD))
    arguments = parse(ask.text)
    key = take_key(arguments, FIRST_USE_COMMAND)
    name = clean_line(arguments.take_rest(), "Metric", METRIC_LIMIT, example=FIRST_USE_COMMAND)

    def open_form(unit: Unit) -> Answer:
        permit(unit, ask, get_open_initiative(unit, key), MAY_RECORD)
        return first_use_this_modal(gather_metric(unit, key, get_metric(name, list_metrics(unit, key))))

    return await ask.read(open_form)


async def on_first_use_button(ask: Ask) -> Answer:
    """First uses, on a card."""
    return first_use_this_modal(await ask.read(lambda unit: open_own_metric(unit, ask)))


async def on_first_use_form(ask: Ask) -> Answer:
    """The submitted days; without an initiative in it, the form was opened for one metric."""
    given = {"key": ask.form.get("initiative"), "metric": ask.form.get("metric"), **ask.metadata}
    key, today = given["key"], await ask.find_today()
    name = clean_line(given["metric"] or "", "Metric", METRIC_LIMIT, example=FIRST_USE_COMMAND)
    uses = read_first_uses(ask.form["csv"] or "", today)

    def keep(unit: Unit) -> str:
        permit(unit, ask, get_open_initiative(unit, key), MAY_RECORD)
        metric = get_metric(name, list_metrics(unit, key))
        replace_first_uses(unit, key, metric, uses)
        return metric

    return Reply(await open_card(ask, key, await ask.write(keep)))


def read_first_uses(text: str, today: date) -> list[FirstUse]:
    """The days of each person listed; raises BadInput, or BadRows with every line that is wrong."""
    rows, flaws = read_csv(text, [FIRST_USE_COLUMNS], CSV_LIMIT)
    uses = []
    for row in rows:
        try:
            uses.append(_read_first_use(row, today))
        except BadInput as error:
            flaws.append(Flaw(row.position, error.field or "row", error.reason, error.example))
    _refuse(flaws, FIRST_USE_EXAMPLE)
    return uses


def _read_first_use(row: Row, today: date) -> FirstUse:
    invited, used = FIRST_USE_COLUMNS
    invited_on = read_day(row.cells[invited], invited, today)
    used_on = None if is_blank(row.cells[used]) else read_day(row.cells[used], used, today)
    if used_on and used_on < invited_on:
        raise BadInput(used, "it is before the invitation", invited_on.isoformat())
    return FirstUse(invited_on, used_on, today)


def _refuse(flaws: list[Flaw], example: str) -> None:
    if flaws:
        raise BadRows(flaws, example)


IMPORT_COMMANDS = [
    Command("adoption", "import", "adoption import KEY", "Record many readings from CSV text (lead)", on_import),
    Command(
        "adoption", "first-use", "adoption first-use KEY METRIC",
        "How long it takes people to start, from days without names (lead)", on_first_use,
    ),
]  # fmt: skip
IMPORT_ACTIONS = {"adoption.import": on_import_button, "adoption.first_use": on_first_use_button}
IMPORT_FORMS = {"adoption.import": on_import_form, "adoption.first_use": on_first_use_form}
