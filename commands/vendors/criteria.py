"""Criterion commands: add, list, show, edit, drop, reopen; and the four that every comparison begins with."""

from collections.abc import Mapping
from typing import Any

from commands.slack.access import permit
from commands.slack.arguments import parse
from commands.slack.ask import Answer, Ask, Replacement, Reply
from commands.slack.blocks import Message
from commands.slack.choices import find_choosable
from commands.slack.conflicts import check_unchanged, save_or_reopen
from commands.slack.features import Command
from commands.slack.grammar import Grammar
from commands.slack.inputs import clean_line, is_blank
from commands.slack.modals import Modal
from commands.slack.pages import read_turn
from commands.slack.reasons import read_reason
from commands.slack.subjects import take_id, take_key, take_only_id, take_only_key
from commands.slack.values import parse_id, parse_score
from commands.vendors.criterion_views import (
    NAME_LIMIT,
    criterion_card,
    criterion_modal,
    drop_criterion_modal,
    edit_criterion_modal,
    list_of_criteria,
)
from commands.vendors.rights import MAY_MANAGE, MAY_SEE, get_own_criterion, get_seen_initiative
from storage.audit import list_entries
from storage.errors import BadInput, Problems
from storage.initiatives import get_initiative, get_open_initiative
from storage.objectives import get_objective, list_objectives
from storage.units import Unit
from storage.vendor_criteria import (
    Criterion,
    add_criterion,
    drop_criterion,
    edit_criterion,
    get_criterion,
    list_all_criteria,
    list_criteria,
    reopen_criterion,
)

USUAL = (
    "Implementation support",
    "Open APIs and integrations",
    "Secure architecture",
    "Innovation without security risk",
)
USUAL_WEIGHT = 3
MOST = 20
"""So many can still be scored in one form."""
ADD_EXAMPLE = '/change criterion add CRM "Works offline" weight:4 objective:O-1'
DROP_EXAMPLE = "/change criterion drop VC-1 All of them have it"
GRAMMAR = Grammar(options={"weight": "4", "objective": "O-1"})


def add_usual_criteria(unit: Unit, key: str) -> bool:
    """Begin a comparison with the four usual criteria; False when there ever was one."""
    if list_all_criteria(unit, key):
        return False
    for name in USUAL:
        add_criterion(unit, key, name, USUAL_WEIGHT)
    return True


async def on_add(ask: Ask) -> Answer:
    """`/change criterion add KEY "…" [weight:1-5] [objective:ID]`."""
    if is_blank(ask.text):
        return await ask.read(lambda unit: _open_add(unit, ask))
    arguments = parse(ask.text, GRAMMAR)
    key = take_key(arguments, ADD_EXAMPLE)
    texts = {name: arguments.option(name) for name in GRAMMAR.options}
    return await _add(ask, key, _read_values({"criterion": arguments.take_rest(), **texts}))


async def on_add_form(ask: Ask) -> Answer:
    """The submitted form for a new criterion."""
    return await _add(ask, ask.form["initiative"], _read_values(ask.form))


async def on_edit(ask: Ask) -> Answer:
    """`/change criterion edit ID`: the form, filled in."""
    return await _open_edit(ask, take_only_id(ask.text, "VC", "Criterion", "/change criterion edit VC-1"))


async def on_edit_button(ask: Ask) -> Answer:
    """Edit, on a card."""
    return await _open_edit(ask, ask.value)


async def on_edit_form(ask: Ask) -> Answer:
    """The submitted form for an existing criterion."""
    criterion_id, values, zone = ask.metadata["id"], _read_values(ask.form), await ask.find_zone()

    def save(unit: Unit) -> Answer:
        criterion = get_own_criterion(unit, ask, criterion_id)
        check_unchanged(ask, criterion)
        _check_objective(unit, criterion.initiative_key, values["objective_id"])
        return _make_card(unit, edit_criterion(unit, criterion_id, **values), zone)

    return await save_or_reopen(ask, save, lambda unit: _make_edit(unit, ask, criterion_id))


async def on_drop(ask: Ask) -> Answer:
    """`/change criterion drop ID REASON`: it counts no longer."""
    arguments = parse(ask.text)
    criterion_id = take_id(arguments, "VC", "Criterion", DROP_EXAMPLE)
    return await _drop(ask, criterion_id, read_reason(arguments.take_rest(), DROP_EXAMPLE))


async def on_drop_button(ask: Ask) -> Answer:
    """Drop, on a card: the form for the reason."""
    return drop_criterion_modal(await ask.read(lambda unit: get_own_criterion(unit, ask, ask.value)))


async def on_drop_form(ask: Ask) -> Answer:
    """The submitted reason."""
    return await _drop(ask, ask.metadata["id"], read_reason(ask.form["reason"], DROP_EXAMPLE))


async def on_reopen(ask: Ask) -> Answer:
    """`/change criterion reopen ID`: it counts again."""
    return await _reopen(ask, take_only_id(ask.text, "VC", "Criterion", "/change criterion reopen VC-1"))


async def on_reopen_button(ask: Ask) -> Answer:
    """Reopen, on the card of a dropped one."""
    return await _reopen(ask, ask.value)


async def on_show(ask: Ask) -> Answer:
    """`/change criterion show ID`."""
    return await _show(ask, take_only_id(ask.text, "VC", "Criterion", "/change criterion show VC-1"))


async def on_show_button(ask: Ask) -> Answer:
    """Open, in a list."""
    return await _show(ask, ask.value)


async def on_list(ask: Ask) -> Answer:
    """`/change criterion list KEY`."""
    key = take_only_key(ask.text, "/change criterion list CRM")
    return Reply(await ask.read(lambda unit: _make_list(unit, ask, key)))


async def on_page(ask: Ask) -> Answer:
    """Criteria under the list of vendors, and Next and Previous."""
    key, page = read_turn(ask.value)
    return Replacement(await ask.read(lambda unit: _make_list(unit, ask, key, page)))


def _read_values(texts: Mapping[str, str | None]) -> dict[str, Any]:
    problems, values = Problems(), dict[str, Any](weight=USUAL_WEIGHT, objective_id=None)
    with problems:
        values["name"] = clean_line(texts["criterion"] or "", "Criterion", NAME_LIMIT, example="Works offline")
    if texts.get("weight"):
        with problems:
            values["weight"] = parse_score(texts["weight"] or "", "Weight")
    if texts.get("objective"):
        with problems:
            values["objective_id"] = f"O-{parse_id(texts['objective'] or '', 'O', 'Objective')}"
    problems.raise_found()
    return values


async def _add(ask: Ask, key: str, values: dict[str, Any]) -> Answer:
    zone = await ask.find_zone()

    def add(unit: Unit) -> Answer:
        permit(unit, ask, get_open_initiative(unit, key), MAY_MANAGE)
        _check_objective(unit, key, values["objective_id"])
        add_usual_criteria(unit, key)
        _check_room(unit, key, values["name"])
        return _make_card(unit, add_criterion(unit, key, **values), zone)

    return await ask.write(add)


def _check_room(unit: Unit, key: str, name: str) -> None:
    known = list_criteria(unit, key)
    if len(known) >= MOST:
        raise BadInput("Criterion", f"{key} has {MOST} already; drop one first", f"/change criterion list {key}")
    if name.casefold() in (each.name.casefold() for each in known):
        raise BadInput("Criterion", f"{key} has “{name}” already", f"/change criterion list {key}")


def _check_objective(unit: Unit, key: str, objective_id: str | None) -> None:
    if objective_id is not None and get_objective(unit, objective_id).initiative_key != key:
        raise BadInput("Objective", f"{objective_id} is not one of {key}", f"/change objective list {key}")


async def _drop(ask: Ask, criterion_id: str, reason: str) -> Answer:
    zone = await ask.find_zone()

    def drop(unit: Unit) -> Answer:
        if get_own_criterion(unit, ask, criterion_id).dropped_reason is not None:
            raise BadInput(
                "Criterion", f"{criterion_id} is dropped already", f"/change criterion reopen {criterion_id}"
            )
        return _make_card(unit, drop_criterion(unit, criterion_id, reason), zone)

    return await ask.write(drop)


async def _reopen(ask: Ask, criterion_id: str) -> Answer:
    zone = await ask.find_zone()

    def reopen(unit: Unit) -> Answer:
        criterion = get_own_criterion(unit, ask, criterion_id)
        if criterion.dropped_reason is None:
            raise BadInput("Criterion", f"{criterion_id} is not dropped", f"/change criterion show {criterion_id}")
        _check_room(unit, criterion.initiative_key, criterion.name)
        return _make_card(unit, reopen_criterion(unit, criterion_id), zone)

    return await ask.write(reopen)


def _open_add(unit: Unit, ask: Ask) -> Modal:
    initiatives = find_choosable(unit, ask, MAY_MANAGE)
    return criterion_modal(initiatives, [each for open_ in initiatives for each in list_objectives(unit, open_.key)])


async def _open_edit(ask: Ask, criterion_id: str) -> Answer:
    return await ask.read(lambda unit: _make_edit(unit, ask, criterion_id))


def _make_edit(unit: Unit, ask: Ask, criterion_id: str) -> Modal:
    criterion = get_own_criterion(unit, ask, criterion_id)
    return edit_criterion_modal(criterion, list_objectives(unit, criterion.initiative_key))


async def _show(ask: Ask, criterion_id: str) -> Answer:
    zone = await ask.find_zone()

    def find(unit: Unit) -> Answer:
        criterion = get_criterion(unit, criterion_id)
        get_seen_initiative(unit, ask, criterion.initiative_key)
        return _make_card(unit, criterion, zone)

    return await ask.read(find)


def _make_card(unit: Unit, criterion: Criterion, zone: str) -> Answer:
    objective = get_objective(unit, criterion.objective_id) if criterion.objective_id else None
    return Reply(criterion_card(criterion, objective, list_entries(unit, criterion.id), zone))


def _make_list(unit: Unit, ask: Ask, key: str, page: int = 0) -> Message:
    get_seen_initiative(unit, ask, key)
    return list_of_criteria(get_initiative(unit, key), list_all_criteria(unit, key)).show(page)


CRITERION_COMMANDS = [
    Command(
        "criterion", "list", "criterion list KEY", "What vendors are scored on, and its weights", on_list, may=MAY_SEE
    ),
    Command("criterion", "show", "criterion show ID", "One criterion", on_show, may=MAY_SEE),
    Command(
        "criterion",
        "add",
        'criterion add KEY "…" [weight:1-5] [objective:ID]',
        "Score vendors on something more (lead)",
        on_add,
    ),
    Command("criterion", "edit", "criterion edit ID", "Correct one by its form (lead)", on_edit, may=MAY_MANAGE),
    Command("criterion", "drop", "criterion drop ID REASON", "Let it count no longer (lead)", on_drop, may=MAY_MANAGE),
    Command(
        "criterion", "reopen", "criterion reopen ID", "Let a dropped one count again (lead)", on_reopen, may=MAY_MANAGE
    ),
]
CRITERION_ACTIONS = {
    "criterion.list": on_page,
    "criterion.show": on_show_button,
    "criterion.edit": on_edit_button,
    "criterion.drop": on_drop_button,
    "criterion.reopen": on_reopen_button,
}
CRITERION_FORMS = {"criterion.add": on_add_form, "criterion.edit": on_edit_form, "criterion.drop": on_drop_form}
