"""Adoption commands: record, list, show; plans, and what comes as CSV, stand beside."""

from commands.adoptions.dossiers import gather_metric
from commands.adoptions.forms import record_modal, record_this_modal
from commands.adoptions.importing import IMPORT_ACTIONS, IMPORT_COMMANDS, IMPORT_FORMS
from commands.adoptions.naming import NAME_ACTIONS, NAME_COMMANDS, NAME_FORMS
from commands.adoptions.planning import PLAN_ACTIONS, PLAN_COMMANDS, PLAN_FORMS
from commands.adoptions.rights import MAY_RECORD, make_list, open_card, open_own_metric, read_value
from commands.adoptions.views import adoption_card
from commands.slack.access import permit
from commands.slack.arguments import parse
from commands.slack.arrivals import give_up_abandoned
from commands.slack.ask import Answer, Ask, Replacement, Reply
from commands.slack.blocks import Message
from commands.slack.choices import list_choosable
from commands.slack.dates import parse_date
from commands.slack.features import Command, Feature
from commands.slack.grammar import Grammar
from commands.slack.inputs import clean_line, is_blank
from commands.slack.measures import get_metric, list_metrics, match_metric
from commands.slack.pages import read_turn
from commands.slack.subjects import take_key, take_only_key
from commands.slack.suggestions import did_you_mean
from commands.slack.values import parse_choice, parse_ratio
from storage.adoptions import METRIC_LIMIT, AdoptionReading, MetricKind, add_adoption_reading
from storage.errors import Problems
from storage.initiatives import get_initiative, get_open_initiative
from storage.units import Unit

EXAMPLE = "/change adoption CRM logins 412/600"
SHOW_EXAMPLE = "/change adoption show CRM logins"
GRAMMAR = Grammar(options={"on": "2026-12-04", "kind": MetricKind.UTILISATION})


async def on_record(ask: Ask) -> Answer:
    """`/change adoption KEY METRIC ACTIVE/ELIGIBLE [on:DATE] [kind:K]`."""
    if is_blank(ask.text):
        return record_modal(await list_choosable(ask, MAY_RECORD))
    arguments = parse(ask.text, GRAMMAR)
    key = take_key(arguments, EXAMPLE)
    ratio = arguments.take_last_word("Adoption", EXAMPLE)
    return await _record(
        ask, key, arguments.take_rest(), ratio, day=arguments.option("on"), kind=arguments.option("kind")
    )


async def on_record_button(ask: Ask) -> Answer:
    """Record a reading, on a card."""
    return record_this_modal(await ask.read(lambda unit: open_own_metric(unit, ask)))


async def on_record_form(ask: Ask) -> Answer:
    """The submitted form; without an initiative in it, it was opened on a card."""
    form = ask.form
    given = {"key": form.get("initiative"), "metric": form.get("metric"), **ask.metadata}
    return await _record(
        ask, given["key"], given["metric"] or "", form["adoption"] or "", day=form["on"], kind=form["kind"]
    )


async def _record(ask: Ask, key: str, metric: str, ratio: str, *, day: str | None, kind: str | None) -> Answer:
    today, problems = await ask.find_today(), Problems()
    with problems:
        active, eligible = parse_ratio(ratio, "Adoption")
    with problems:
        metric = clean_line(metric, "Metric", METRIC_LIMIT, example=EXAMPLE)
    with problems:
        read_on = parse_date(day, today, "On", future=False) if day else today
    with problems:
        wanted = MetricKind(parse_choice(kind, "Kind", list(MetricKind))) if kind else None
    problems.raise_found()

    def record(unit: Unit) -> Message:
        permit(unit, ask, get_open_initiative(unit, key), MAY_RECORD)
        known = list_metrics(unit, key)
        name = match_metric(metric, known) or metric
        near = None if name in known else next(iter(did_you_mean(name, known)), None)
        counted = wanted or known.get(name, MetricKind.RATE)
        add_adoption_reading(unit, AdoptionReading(key, name, active, eligible, read_on, counted))
        return adoption_card(gather_metric(unit, key, name), (), near)

    return Reply(await ask.write(record))


async def on_list(ask: Ask) -> Answer:
    """`/change adoption list KEY`."""
    key = take_only_key(ask.text, "/change adoption list CRM")
    return Reply(await ask.read(lambda unit: make_list(unit, key)))


async def on_page(ask: Ask) -> Answer:
    """Next and Previous under a list."""
    key, page = read_turn(ask.value)
    return Replacement(await ask.read(lambda unit: make_list(unit, key, page)))


async def on_show(ask: Ask) -> Answer:
    """`/change adoption show KEY [METRIC]`: one metric; all of them where there are several and none is named."""
    arguments = parse(ask.text)
    key = take_key(arguments, SHOW_EXAMPLE)
    name = clean_line(arguments.take_rest(), "Metric", METRIC_LIMIT, example=SHOW_EXAMPLE, required=False)

    def find(unit: Unit) -> str | None:
        get_initiative(unit, key)
        known = list_metrics(unit, key)
        return get_metric(name, known) if name else next(iter(known)) if len(known) == 1 else None

    metric = await ask.read(find)
    if metric is None:
        return Reply(await ask.read(lambda unit: make_list(unit, key)))
    return Reply(await open_card(ask, key, metric))


async def on_show_button(ask: Ask) -> Answer:
    """Open, in a list."""
    return Reply(await open_card(ask, *await ask.read(lambda unit: read_value(unit, ask.value))))


FEATURE = Feature(
    title="Adoption",
    area="Measuring",
    commands=[
        Command("adoption", "show", "adoption show KEY [METRIC]", "How many use the new way", on_show),
        Command("adoption", "list", "adoption list KEY", "Every metric, with its latest reading", on_list),
        Command(
            "adoption", "", "adoption KEY METRIC ACTIVE/ELIGIBLE [on:DATE] [kind:rate|utilisation|proficiency]",
            "Record or correct a reading (lead)", on_record,
        ),
        *PLAN_COMMANDS,
        *IMPORT_COMMANDS,
        *NAME_COMMANDS,
    ],
    actions={
        "adoption.page": on_page,
        "adoption.show": on_show_button,
        "adoption.record": on_record_button,
        **PLAN_ACTIONS,
        **IMPORT_ACTIONS,
        **NAME_ACTIONS,
    },
    forms={"adoption.record": on_record_form, **PLAN_FORMS, **IMPORT_FORMS, **NAME_FORMS},
    sweeps=[give_up_abandoned],
)  # fmt: skip
