"""Checkpoint commands: list, show, add, edit."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from commands.phases.cards import make_checkpoint
from commands.phases.checkpoint_views import (
    DIRECTIONS,
    checkpoint_list_message,
    checkpoint_modal,
    edit_checkpoint_modal,
)
from commands.phases.permits import MAY_PLAN, find_permitted, get_live_checkpoint
from commands.slack.arguments import parse
from commands.slack.ask import Answer, Ask, Replacement, Reply, Silence
from commands.slack.blocks import Message
from commands.slack.choices import OPTIONS_LIMIT, find_choosable
from commands.slack.conflicts import check_unchanged, save_or_reopen
from commands.slack.dates import describe_date, parse_date
from commands.slack.grammar import Grammar
from commands.slack.inputs import clean_line, is_blank
from commands.slack.lookups import find_member
from commands.slack.modals import Modal
from commands.slack.pages import read_turn
from commands.slack.subjects import take_id, take_only_id, take_only_key
from commands.slack.values import parse_choice, parse_number
from storage.checkpoints import (
    MEASURE_LIMIT,
    UNIT_LIMIT,
    Checkpoint,
    Direction,
    add_checkpoint,
    edit_checkpoint,
    list_checkpoints,
)
from storage.errors import BadInput, Problems
from storage.initiatives import get_initiative
from storage.phases import Phase, PhaseState, get_phase, list_phases
from storage.units import Unit

EXAMPLE = '/change checkpoint add PH-1 "Pilot group trained" target:80 by:2027-02-05 unit:%'
GRAMMAR = Grammar(options={"target": "80", "by": "2027-02-05", "direction": "at-most", "unit": "%", "owner": "@ana"})


async def on_list(ask: Ask) -> Answer:
    """`/change checkpoint list KEY`."""
    return Reply(await _make_list(ask, take_only_key(ask.text, "/change checkpoint list CRM")))


async def on_page(ask: Ask) -> Answer:
    """Next and Previous under a list."""
    return Replacement(await _make_list(ask, *read_turn(ask.value)))


async def on_show(ask: Ask) -> Answer:
    """`/change checkpoint show ID`."""
    return Reply(await make_checkpoint(ask, take_only_id(ask.text, "C", "Checkpoint", "/change checkpoint show C-1")))


async def on_show_button(ask: Ask) -> Answer:
    """Open, in a list or on a phase's card."""
    return Reply(await make_checkpoint(ask, ask.value))


async def on_add(ask: Ask) -> Answer:
    """`/change checkpoint add PH-ID "Measure" target:N by:DATE …`; without arguments the form."""
    if is_blank(ask.text):
        return await ask.read(lambda unit: checkpoint_modal(_list_plannable(unit, ask)))
    arguments = parse(ask.text, GRAMMAR)
    phase_id = take_id(arguments, "PH", "Phase", EXAMPLE)
    texts = {name: arguments.option(name) for name in GRAMMAR.options}
    texts["owner"] = arguments.option_reference("owner")
    return await _add(ask, phase_id, {"measure": arguments.take_rest(), **texts})


async def on_open_form(ask: Ask) -> Answer:
    """Add a checkpoint, on a phase's card."""

    def open_form(unit: Unit) -> Modal:
        _check_addable(find_permitted(unit, ask, ask.value))
        return checkpoint_modal(_list_plannable(unit, ask), ask.value)

    return await ask.read(open_form)


async def on_add_form(ask: Ask) -> Answer:
    """The submitted form for a new checkpoint."""
    return await _add(ask, ask.form["phase"], _mention_owner(ask.form))


async def on_edit(ask: Ask) -> Answer:
    """`/change checkpoint edit ID`: the form, filled in."""
    checkpoint_id = take_only_id(ask.text, "C", "Checkpoint", "/change checkpoint edit C-1")
    return await ask.read(lambda unit: _make_edit(unit, ask, checkpoint_id))


async def on_edit_button(ask: Ask) -> Answer:
    """Edit, on a card."""
    return await ask.read(lambda unit: _make_edit(unit, ask, ask.value))


async def on_edit_form(ask: Ask) -> Answer:
    """The submitted form for an existing checkpoint."""
    checkpoint_id = ask.metadata["id"]
    values = await _read_texts(ask, _mention_owner(ask.form))

    def edit(unit: Unit) -> Answer:
        checkpoint = get_live_checkpoint(unit, ask, checkpoint_id)
        phase = get_phase(unit, checkpoint.phase_id)
        check_unchanged(ask, checkpoint)
        _check_day(phase, values["due_on"])
        edit_checkpoint(unit, checkpoint_id, **values)
        return Silence()

    answer = await save_or_reopen(ask, edit, lambda unit: _make_edit(unit, ask, checkpoint_id))
    return answer if isinstance(answer, Modal) else Reply(await make_checkpoint(ask, checkpoint_id))


async def _add(ask: Ask, phase_id: str, texts: Mapping[str, str | None]) -> Answer:
    values = await _read_texts(ask, texts)

    def add(unit: Unit) -> Checkpoint:
        phase = find_permitted(unit, ask, phase_id)
        _check_addable(phase)
        _check_day(phase, values["due_on"])
        return add_checkpoint(unit, phase_id, **values)

    return Reply(await make_checkpoint(ask, (await ask.write(add)).id))


async def _make_list(ask: Ask, key: str, page: int = 0) -> Message:
    today = await ask.find_today()

    def make(unit: Unit) -> Message:
        phases = {phase.id: phase for phase in list_phases(unit, key)}
        everything = list_checkpoints(unit, key, with_dropped=True)
        return checkpoint_list_message(get_initiative(unit, key), everything, phases, today, page)

    return await ask.read(make)


def _make_edit(unit: Unit, ask: Ask, checkpoint_id: str) -> Modal:
    return edit_checkpoint_modal(get_live_checkpoint(unit, ask, checkpoint_id))


def _list_plannable(unit: Unit, ask: Ask) -> list[Phase]:
    initiatives = find_choosable(unit, ask, MAY_PLAN)
    found = [phase for each in initiatives for phase in list_phases(unit, each.key)]
    plannable = [phase for phase in found if phase.state != PhaseState.PASSED]
    if not plannable:
        raise BadInput("Phase", "there is none to set checkpoints for", f"/change phase add {initiatives[0].key}")
    return plannable[:OPTIONS_LIMIT]


def _check_addable(phase: Phase) -> None:
    if phase.state == PhaseState.PASSED:
        raise BadInput("Phase", f"{phase.id} has passed its gate", f"/change phase show {phase.id}")


def _check_day(phase: Phase, due_on: date) -> None:
    if due_on < phase.starts_on:
        reason = f"{describe_date(due_on)} is before {phase.id} starts, {describe_date(phase.starts_on)}"
        raise BadInput("By", reason, phase.ends_on.isoformat())


async def _read_texts(ask: Ask, texts: Mapping[str, str | None]) -> dict[str, Any]:
    today, problems = await ask.find_today(), Problems()
    values: dict[str, Any] = {"measured_in": None, "owner_id": None}
    with problems:
        values["measure"] = clean_line(texts["measure"] or "", "Measure", MEASURE_LIMIT, example='"Group trained"')
    with problems:
        if is_blank(texts["target"]):
            raise BadInput("Target", "there is no number to reach", GRAMMAR.example("target"))
        values["target"] = float(parse_number(texts["target"] or "", "Target", GRAMMAR.example("target")))
    with problems:
        if is_blank(texts["by"]):
            raise BadInput("By", "it is missing", GRAMMAR.example("by"))
        values["due_on"] = parse_date(texts["by"] or "", today, "By")
    with problems:
        directions = [value for value, _ in DIRECTIONS]
        values["direction"] = parse_choice(texts["direction"] or Direction.AT_LEAST, "Direction", directions)
    with problems:
        if not is_blank(texts["unit"]):
            values["measured_in"] = clean_line(texts["unit"] or "", "Unit", UNIT_LIMIT, example="unit:%")
    with problems:
        if texts["owner"]:
            values["owner_id"] = (await find_member(ask, texts["owner"], "Owner")).user_id
    problems.raise_found()
    return values


def _mention_owner(form: Mapping[str, Any]) -> dict[str, str | None]:
    return {**form, "owner": f"<@{form['owner']}>" if form["owner"] else None}
