"""Checkpoint commands: record a value or take one back, by its owner or the lead."""

from datetime import date

from commands.phases.cards import make_checkpoint
from commands.phases.checkpoint_views import record_modal, take_back_modal
from commands.phases.permits import check_live, find_permitted
from commands.slack.arguments import parse
from commands.slack.ask import Answer, Ask, Reply
from commands.slack.dates import parse_date
from commands.slack.grammar import Grammar
from commands.slack.modals import Modal
from commands.slack.subjects import take_id
from commands.slack.values import parse_number
from storage.checkpoints import (
    Checkpoint,
    add_checkpoint_reading,
    get_checkpoint,
    list_checkpoint_readings,
    take_back_readings,
)
from storage.errors import BadInput, Problems
from storage.initiatives import get_open_initiative
from storage.phases import get_phase
from storage.units import Unit

EXAMPLE = "/change checkpoint read C-1 62"
RETRACT_EXAMPLE = "/change checkpoint retract C-1 2027-01-29"
GRAMMAR = Grammar(options={"on": "2027-01-29"})


async def on_read(ask: Ask) -> Answer:
    """`/change checkpoint read ID VALUE [on:DATE]`; with the id alone the form."""
    arguments = parse(ask.text, GRAMMAR)
    checkpoint_id = take_id(arguments, "C", "Checkpoint", EXAMPLE)
    if not arguments:
        return await _open_record(ask, checkpoint_id)
    value = arguments.take_word("Value", EXAMPLE)
    arguments.finish(EXAMPLE)
    return await _record(ask, checkpoint_id, value, arguments.option("on"))


async def on_record_button(ask: Ask) -> Answer:
    """Record, on a card or the Home tab."""
    return await _open_record(ask, ask.value)


async def on_record_form(ask: Ask) -> Answer:
    """The submitted form for a value."""
    return await _record(ask, ask.metadata["id"], ask.form["value"] or "", ask.form["on"])


async def on_retract(ask: Ask) -> Answer:
    """`/change checkpoint retract ID DATE`; with the id alone the form."""
    arguments, today = parse(ask.text), await ask.find_today()
    checkpoint_id = take_id(arguments, "C", "Checkpoint", RETRACT_EXAMPLE)
    if not arguments:
        return await _open_retract(ask, checkpoint_id)
    return await _retract(ask, checkpoint_id, parse_date(arguments.take_rest(), today, "Date", future=False))


async def on_retract_button(ask: Ask) -> Answer:
    """Take a reading back, on a card."""
    return await _open_retract(ask, ask.value)


async def on_retract_form(ask: Ask) -> Answer:
    """The submitted day."""
    return await _retract(ask, ask.metadata["id"], date.fromisoformat(ask.form["date"]))


async def _retract(ask: Ask, checkpoint_id: str, read_on: date) -> Answer:
    def retract(unit: Unit) -> None:
        _get_recordable(unit, ask, checkpoint_id)
        take_back_readings(unit, checkpoint_id, read_on)

    await ask.write(retract)
    return Reply(await make_checkpoint(ask, checkpoint_id))


async def _open_retract(ask: Ask, checkpoint_id: str) -> Answer:
    def open_form(unit: Unit) -> Modal:
        checkpoint = _get_recordable(unit, ask, checkpoint_id)
        readings = list_checkpoint_readings(unit, checkpoint_id)
        if not readings:
            raise BadInput("Checkpoint", f"{checkpoint_id} has no reading", EXAMPLE)
        return take_back_modal(checkpoint, readings)

    return await ask.read(open_form)


async def _record(ask: Ask, checkpoint_id: str, number: str, day: str | None) -> Answer:
    today, problems = await ask.find_today(), Problems()
    read_on = today
    with problems:
        value = float(parse_number(number, "Value"))
    with problems:
        read_on = parse_date(day, today, "On", future=False) if day else today
    problems.raise_found()

    def record(unit: Unit) -> None:
        _get_recordable(unit, ask, checkpoint_id)
        add_checkpoint_reading(unit, checkpoint_id, value, read_on)

    await ask.write(record)
    return Reply(await make_checkpoint(ask, checkpoint_id))


async def _open_record(ask: Ask, checkpoint_id: str) -> Answer:
    return await ask.read(lambda unit: record_modal(_get_recordable(unit, ask, checkpoint_id)))


def _get_recordable(unit: Unit, ask: Ask, checkpoint_id: str) -> Checkpoint:
    """The checkpoint, when the asker is its owner or leads its initiative."""
    checkpoint = get_checkpoint(unit, checkpoint_id)
    if ask.user_id != checkpoint.owner_id:
        find_permitted(unit, ask, checkpoint.phase_id)
    else:
        get_open_initiative(unit, get_phase(unit, checkpoint.phase_id).initiative_key)
    check_live(checkpoint)
    return checkpoint
