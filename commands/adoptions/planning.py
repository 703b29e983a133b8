"""Planning adoption: what share of those eligible is to be active by when."""

import re

from commands.adoptions.dossiers import Planned, gather_metric
from commands.adoptions.forms import plan_modal, plan_this_modal
from commands.adoptions.rights import MAY_RECORD, open_own_metric
from commands.adoptions.views import adoption_card
from commands.slack.access import permit
from commands.slack.arguments import parse
from commands.slack.ask import Answer, Ask, Reply
from commands.slack.choices import list_choosable
from commands.slack.conflicts import check_unchanged, save_or_reopen
from commands.slack.dates import parse_date
from commands.slack.features import Command
from commands.slack.grammar import Grammar
from commands.slack.inputs import clean_line, is_blank, trim
from commands.slack.measures import choose_metric, list_metrics
from commands.slack.subjects import take_key
from storage.adoption_plans import set_adoption_plan
from storage.adoptions import METRIC_LIMIT
from storage.errors import BadInput, Problems
from storage.initiatives import get_open_initiative
from storage.units import Unit

EXAMPLE = "/change adoption plan CRM logins 80% by:2027-06-30"
GRAMMAR = Grammar(options={"by": "2027-06-30", "from": "2027-01-04"})
_SHARE = re.compile(r"([0-9]{1,3}(?:\.[0-9]{1,2})?)\s*%?")


async def on_plan(ask: Ask) -> Answer:
    """`/change adoption plan KEY METRIC 80% by:DATE [from:DATE]`; without arguments the form."""
    if is_blank(ask.text):
        return plan_modal(await list_choosable(ask, MAY_RECORD))
    arguments = parse(ask.text, GRAMMAR)
    key = take_key(arguments, EXAMPLE)
    target = arguments.take_last_word("Target", EXAMPLE)
    return await _plan(ask, key, arguments.take_rest(), target, arguments.require("by"), arguments.option("from"))


async def on_plan_button(ask: Ask) -> Answer:
    """Plan, on a card."""
    return plan_this_modal(await ask.read(lambda unit: open_own_metric(unit, ask)))


async def on_plan_form(ask: Ask) -> Answer:
    """The submitted form; without an initiative in it, it was opened on a card."""
    form = ask.form
    given = {"key": form.get("initiative"), "metric": form.get("metric"), **ask.metadata}
    return await _plan(ask, given["key"], given["metric"] or "", form["target"] or "", form["by"], form["from"])


async def _plan(ask: Ask, key: str, metric: str, share: str, by: str, start: str | None) -> Answer:
    today, problems = await ask.find_today(), Problems()
    with problems:
        metric = clean_line(metric, "Metric", METRIC_LIMIT, example=EXAMPLE)
    with problems:
        target = parse_share(share, "Target")
    with problems:
        by_on = parse_date(by, today, "By", future=True)
    with problems:
        from_on = parse_date(start, today, "From") if start else today
    problems.raise_found()
    if by_on <= from_on:
        raise BadInput("By", "it is not after the start", EXAMPLE)

    def plan(unit: Unit) -> Answer:
        permit(unit, ask, get_open_initiative(unit, key), MAY_RECORD)
        # A plan may come before the first reading, and so name a metric that is new.
        name = choose_metric(metric, list_metrics(unit, key))
        before = gather_metric(unit, key, name).plan
        if "stamp" in ask.metadata:
            check_unchanged(ask, Planned(before))
        if before and (before.target, before.from_on, before.by_on) == (target, from_on, by_on):
            raise BadInput("Target", "that is the plan already", EXAMPLE)
        set_adoption_plan(unit, key, name, target=target, from_on=from_on, by_on=by_on)
        return Reply(adoption_card(gather_metric(unit, key, name), ()))

    return await save_or_reopen(ask, plan, lambda unit: plan_this_modal(gather_metric(unit, key, metric)))


def parse_share(text: str, field: str) -> float:
    """A share in per cent, with or without its sign, above 0 and at most 100; gives it from 0 to 1."""
    match = _SHARE.fullmatch(trim(text))
    if match is None or not 0 < float(match[1]) <= 100:
        raise BadInput(field, "a percentage above 0, at most 100", "80%")
    return float(match[1]) / 100


PLAN_COMMANDS = [
    Command(
        "adoption", "plan", "adoption plan KEY METRIC 80% by:DATE [from:DATE]",
        "Plan how many are to use it by when; plans before stay on record (lead)", on_plan,
    ),
]  # fmt: skip
PLAN_ACTIONS = {"adoption.plan": on_plan_button}
PLAN_FORMS = {"adoption.plan": on_plan_form}
