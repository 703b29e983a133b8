"""What becomes of a metric by hand: it gets another name, is dropped, or is taken back."""

from commands.adoptions.dossiers import gather_metric
from commands.adoptions.forms import rename_modal
from commands.adoptions.rights import MAY_RECORD, open_card, open_own_metric
from commands.adoptions.views import dropped_message
from commands.slack.access import permit
from commands.slack.arguments import Arguments, parse
from commands.slack.ask import Answer, Ask, Reply
from commands.slack.features import Command
from commands.slack.grammar import Grammar
from commands.slack.inputs import clean_line
from commands.slack.measures import get_metric, list_metrics, match_metric
from commands.slack.subjects import take_key
from storage.adoption_metrics import drop_metric, rename_metric, reopen_metric
from storage.adoptions import METRIC_LIMIT
from storage.errors import BadInput
from storage.initiatives import get_open_initiative
from storage.units import Unit

EDIT_EXAMPLE = '/change adoption edit CRM lgins name:"logins"'
DROP_EXAMPLE = "/change adoption drop CRM logins"
REOPEN_EXAMPLE = "/change adoption reopen CRM logins"
GRAMMAR = Grammar(options={"name": '"weekly logins"'})


async def on_edit(ask: Ask) -> Answer:
    """`/change adoption edit KEY METRIC [name:"New"]`; without the new name the form."""
    arguments = parse(ask.text, GRAMMAR)
    key, metric = _take_metric(arguments, EDIT_EXAMPLE)
    name = arguments.option("name")
    if name is None:
        return await ask.read(lambda unit: rename_modal(gather_metric(unit, key, _get_own(unit, ask, key, metric))))
    return await _rename(ask, key, metric, name)


async def on_edit_button(ask: Ask) -> Answer:
    """Rename, on a card."""
    return rename_modal(await ask.read(lambda unit: open_own_metric(unit, ask)))


async def on_edit_form(ask: Ask) -> Answer:
    """The submitted form."""
    return await _rename(ask, ask.metadata["key"], ask.metadata["metric"], ask.form["name"] or "")


async def on_drop(ask: Ask) -> Answer:
    """`/change adoption drop KEY METRIC`."""
    key, metric = _take_metric(parse(ask.text), DROP_EXAMPLE)
    return await ask.write(lambda unit: _drop(unit, key, _get_own(unit, ask, key, metric)))


async def on_drop_button(ask: Ask) -> Answer:
    """Drop, on a card."""

    def drop(unit: Unit) -> Answer:
        file = open_own_metric(unit, ask)
        return _drop(unit, file.initiative_key, file.metric)

    return await ask.write(drop)


async def on_reopen(ask: Ask) -> Answer:
    """`/change adoption reopen KEY METRIC`."""
    return await _reopen(ask, *_take_metric(parse(ask.text), REOPEN_EXAMPLE))


async def on_reopen_button(ask: Ask) -> Answer:
    """Reopen, after a drop."""
    return await _reopen(ask, *_take_metric(parse(ask.value), REOPEN_EXAMPLE))


async def _rename(ask: Ask, key: str, typed: str, new: str) -> Answer:
    name = clean_line(new, "Name", METRIC_LIMIT, example=EDIT_EXAMPLE)

    def rename(unit: Unit) -> str:
        metric, known = _get_own(unit, ask, key, typed), list_metrics(unit, key)
        other = match_metric(name, [each for each in known if each != metric])
        if name == metric:
            raise BadInput("Name", "that is its name already", EDIT_EXAMPLE)
        if other is not None:
            _check_apart(unit, key, metric, other)
        rename_metric(unit, key, metric, other or name)
        return other or name

    return Reply(await open_card(ask, key, await ask.write(rename)))


def _check_apart(unit: Unit, key: str, metric: str, other: str) -> None:
    """Refuse to make one of two metrics of which each has a plan, or each a list of first uses."""
    ours, theirs = gather_metric(unit, key, metric), gather_metric(unit, key, other)
    both = "a plan" if ours.plan and theirs.plan else "first uses" if ours.uses and theirs.uses else None
    if both is not None:
        raise BadInput("Name", f"there is {other} already, and both have {both}; drop one of them", DROP_EXAMPLE)


def _drop(unit: Unit, key: str, metric: str) -> Answer:
    file = gather_metric(unit, key, metric)
    drop_metric(unit, key, metric)
    return Reply(dropped_message(file))


async def _reopen(ask: Ask, key: str, name: str) -> Answer:
    def reopen(unit: Unit) -> str:
        permit(unit, ask, get_open_initiative(unit, key), MAY_RECORD)
        return reopen_metric(unit, key, name)

    return Reply(await open_card(ask, key, await ask.write(reopen)))


def _take_metric(arguments: Arguments, example: str) -> tuple[str, str]:
    """The initiative's key, and the name of the metric that follows it."""
    key = take_key(arguments, example)
    return key, clean_line(arguments.take_rest(), "Metric", METRIC_LIMIT, example=example)


def _get_own(unit: Unit, ask: Ask, key: str, name: str) -> str:
    """The metric in its own spelling, for somebody who may change it."""
    permit(unit, ask, get_open_initiative(unit, key), MAY_RECORD)
    return get_metric(name, list_metrics(unit, key))


NAME_COMMANDS = [
    Command(
        "adoption", "edit", 'adoption edit KEY METRIC [name:"New"]',
        "Rename it; another metric's name makes one of the two (lead)", on_edit,
    ),
    Command("adoption", "drop", "adoption drop KEY METRIC", "Count it no longer (lead)", on_drop),
    Command("adoption", "reopen", "adoption reopen KEY METRIC", "Not dropped after all (lead)", on_reopen),
]  # fmt: skip
NAME_ACTIONS = {
    "adoption.edit": on_edit_button,
    "adoption.drop": on_drop_button,
    "adoption.reopen": on_reopen_button,
}
NAME_FORMS = {"adoption.edit": on_edit_form}
