"""Objective commands: add, list, show, edit, drop, reopen."""

from collections.abc import Mapping
from typing import Any

from commands.objectives.views import (
    MEASURE_LIMIT,
    NAME_LIMIT,
    drop_objective_modal,
    dropped_button,
    edit_objective_modal,
    list_of_dropped,
    list_of_objectives,
    objective_card,
    objective_modal,
)
from commands.slack.access import permit
from commands.slack.arguments import parse
from commands.slack.ask import Answer, Ask, Replacement, Reply
from commands.slack.blocks import Message
from commands.slack.choices import list_choosable
from commands.slack.conflicts import check_unchanged, save_or_reopen
from commands.slack.features import Command, Feature
from commands.slack.goals import OPTIONS, read_goal
from commands.slack.grammar import Grammar
from commands.slack.inputs import clean_line, is_blank
from commands.slack.pages import read_turn
from commands.slack.reasons import read_reason
from commands.slack.subjects import take_id, take_key, take_only_id, take_only_key
from storage.audit import list_entries
from storage.errors import BadInput, Problems
from storage.initiatives import get_initiative, get_open_initiative
from storage.objectives import (
    Objective,
    add_objective,
    drop_objective,
    edit_objective,
    get_objective,
    list_dropped_objectives,
    list_objectives,
    reopen_objective,
)
from storage.roles import Role
from storage.units import Unit

NAME_EXAMPLE = "Quotes leave within a day"
MEASURE_EXAMPLE = 'measure:"Hours to quote"'
ADD_EXAMPLE = f'/change objective add CRM "{NAME_EXAMPLE}" {MEASURE_EXAMPLE} baseline:48 target:24 by:2027-03-31'
DROP_EXAMPLE = "/change objective drop O-1 It is part of another initiative now"
GRAMMAR = Grammar(options={"measure": '"Hours to quote"', **OPTIONS, "direction": "down"})
MAY_MANAGE = (Role.LEAD,)


async def on_add(ask: Ask) -> Answer:
    """`/change objective add KEY "…" measure:"…" baseline:N target:N by:DATE [unit:U] [direction:up|down]`."""
    if is_blank(ask.text):
        return objective_modal(await list_choosable(ask, MAY_MANAGE))
    arguments = parse(ask.text, GRAMMAR)
    key = take_key(arguments, ADD_EXAMPLE)
    texts = {name: arguments.option(name) for name in GRAMMAR.options}
    values = await _read_values(ask, {"objective": arguments.take_rest(), **texts})
    return await _add(ask, key, values)


async def on_add_form(ask: Ask) -> Answer:
    """The submitted form for a new objective."""
    return await _add(ask, ask.form["initiative"], await _read_values(ask, ask.form))


async def on_edit(ask: Ask) -> Answer:
    """`/change objective edit ID`: the form, filled in."""
    return await _open_edit(ask, take_only_id(ask.text, "O", "Objective", "/change objective edit O-1"))


async def on_edit_button(ask: Ask) -> Answer:
    """Edit, on a card."""
    return await _open_edit(ask, ask.value)


async def on_edit_form(ask: Ask) -> Answer:
    """The submitted form for an existing objective."""
    objective_id, values, zone = ask.metadata["id"], await _read_values(ask, ask.form), await ask.find_zone()

    def save(unit: Unit) -> Answer:
        check_unchanged(ask, _get_own(unit, ask, objective_id))
        return _make_card(unit, edit_objective(unit, objective_id, **values), zone)

    return await save_or_reopen(ask, save, lambda unit: edit_objective_modal(_get_own(unit, ask, objective_id)))


async def on_drop(ask: Ask) -> Answer:
    """`/change objective drop ID REASON`: it is no longer an aim."""
    arguments = parse(ask.text)
    objective_id = take_id(arguments, "O", "Objective", DROP_EXAMPLE)
    return await _drop(ask, objective_id, read_reason(arguments.take_rest(), DROP_EXAMPLE))


async def on_drop_button(ask: Ask) -> Answer:
    """Drop, on a card: the form for the reason."""
    return drop_objective_modal(await ask.read(lambda unit: _get_own(unit, ask, ask.value)))


async def on_drop_form(ask: Ask) -> Answer:
    """The submitted reason."""
    return await _drop(ask, ask.metadata["id"], read_reason(ask.form["reason"], DROP_EXAMPLE))


async def on_reopen(ask: Ask) -> Answer:
    """`/change objective reopen ID`: it is an aim again."""
    return await _reopen(ask, take_only_id(ask.text, "O", "Objective", "/change objective reopen O-1"))


async def on_reopen_button(ask: Ask) -> Answer:
    """Reopen, on the card of a dropped one."""
    return await _reopen(ask, ask.value)


async def on_show(ask: Ask) -> Answer:
    """`/change objective show ID`."""
    return await _show(ask, take_only_id(ask.text, "O", "Objective", "/change objective show O-1"))


async def on_show_button(ask: Ask) -> Answer:
    """Open, in a list."""
    return await _show(ask, ask.value)


async def on_list(ask: Ask) -> Answer:
    """`/change objective list KEY`."""
    key = take_only_key(ask.text, "/change objective list CRM")
    return Reply(await ask.read(lambda unit: _make_list(unit, key)))


async def on_page(ask: Ask) -> Answer:
    """Next and Previous under a list."""
    key, page = read_turn(ask.value)
    return Replacement(await ask.read(lambda unit: _make_list(unit, key, page)))


async def on_dropped(ask: Ask) -> Answer:
    """Dropped objectives, under the list, and its Next and Previous."""
    key, page = read_turn(ask.value)

    def find(unit: Unit) -> Message:
        return list_of_dropped(get_initiative(unit, key), list_dropped_objectives(unit, key)).show(page)

    return Replacement(await ask.read(find))


async def _read_values(ask: Ask, texts: Mapping[str, str | None]) -> dict[str, Any]:
    problems, values = Problems(), dict[str, Any]()
    with problems:
        values["name"] = clean_line(texts["objective"] or "", "Objective", NAME_LIMIT, example=NAME_EXAMPLE)
    with problems:
        if is_blank(texts["measure"]):
            raise BadInput("Measure", "nothing is measured", MEASURE_EXAMPLE)
        values["measure"] = clean_line(texts["measure"] or "", "Measure", MEASURE_LIMIT, example=MEASURE_EXAMPLE)
    with problems:
        goal = read_goal(texts, await ask.find_today())
        values |= {"baseline": goal.baseline, "target": goal.target, "by_on": goal.by_on, "measured_in": goal.unit}
    problems.raise_found()
    return values


async def _add(ask: Ask, key: str, values: dict[str, Any]) -> Answer:
    zone = await ask.find_zone()

    def add(unit: Unit) -> Answer:
        permit(unit, ask, get_open_initiative(unit, key), MAY_MANAGE)
        return _make_card(unit, add_objective(unit, key, **values), zone)

    return await ask.write(add)


async def _drop(ask: Ask, objective_id: str, reason: str) -> Answer:
    zone = await ask.find_zone()

    def drop(unit: Unit) -> Answer:
        if _get_own(unit, ask, objective_id).dropped_reason is not None:
            raise BadInput(
                "Objective", f"{objective_id} is dropped already", f"/change objective reopen {objective_id}"
            )
        return _make_card(unit, drop_objective(unit, objective_id, reason), zone)

    return await ask.write(drop)


async def _reopen(ask: Ask, objective_id: str) -> Answer:
    zone = await ask.find_zone()

    def reopen(unit: Unit) -> Answer:
        objective = _get_own(unit, ask, objective_id)
        if objective.dropped_reason is None:
            key = objective.initiative_key
            raise BadInput("Objective", f"{objective_id} is not dropped", f"/change objective list {key}")
        return _make_card(unit, reopen_objective(unit, objective_id), zone)

    return await ask.write(reopen)


async def _open_edit(ask: Ask, objective_id: str) -> Answer:
    return edit_objective_modal(await ask.read(lambda unit: _get_own(unit, ask, objective_id)))


async def _show(ask: Ask, objective_id: str) -> Answer:
    zone = await ask.find_zone()
    return await ask.read(lambda unit: _make_card(unit, get_objective(unit, objective_id), zone))


def _make_card(unit: Unit, objective: Objective, zone: str) -> Answer:
    return Reply(objective_card(objective, list_entries(unit, objective.id), zone))


def _get_own(unit: Unit, ask: Ask, objective_id: str) -> Objective:
    objective = get_objective(unit, objective_id)
    permit(unit, ask, get_open_initiative(unit, objective.initiative_key), MAY_MANAGE)
    return objective


def _make_list(unit: Unit, key: str, page: int = 0) -> Message:
    buttons = [dropped_button(key)] if list_dropped_objectives(unit, key) else []
    return list_of_objectives(get_initiative(unit, key), list_objectives(unit, key)).show(page, *buttons)


FEATURE = Feature(
    title="Objectives",
    area="The programme",
    commands=[
        Command("objective", "list", "objective list KEY", "What an initiative is to reach", on_list),
        Command("objective", "show", "objective show ID", "One objective", on_show),
        Command(
            "objective",
            "add",
            'objective add KEY "…" measure:"…" baseline:N target:N by:DATE [unit:U] [direction:up|down]',
            "Set one, in numbers (lead)",
            on_add,
        ),
        Command("objective", "edit", "objective edit ID", "Correct one by its form (lead)", on_edit, may=MAY_MANAGE),
        Command(
            "objective", "drop", "objective drop ID REASON", "Aim for it no longer (lead)", on_drop, may=MAY_MANAGE
        ),
        Command(
            "objective",
            "reopen",
            "objective reopen ID",
            "Aim for a dropped one again (lead)",
            on_reopen,
            may=MAY_MANAGE,
        ),
    ],
    actions={
        "objective.show": on_show_button,
        "objective.page": on_page,
        "objective.dropped": on_dropped,
        "objective.edit": on_edit_button,
        "objective.drop": on_drop_button,
        "objective.reopen": on_reopen_button,
    },
    forms={"objective.add": on_add_form, "objective.edit": on_edit_form, "objective.drop": on_drop_form},
)
