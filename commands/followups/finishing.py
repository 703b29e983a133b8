"""What becomes of a follow-up: done, opened again, moved to another day, corrected."""

from datetime import date

from commands.followups.cards import get_changeable, make_card
from commands.followups.views import NOTE_LIMIT, TEXT_LIMIT, edit_modal, move_modal
from commands.slack.arguments import parse
from commands.slack.ask import Answer, Ask, Replacement, Reply
from commands.slack.conflicts import check_unchanged, save_or_reopen
from commands.slack.dates import parse_date
from commands.slack.inputs import clean_text, is_blank
from commands.slack.lookups import find_member
from commands.slack.modals import Modal
from commands.slack.reasons import read_reason
from commands.slack.subjects import take_id, take_only_id
from storage.errors import BadInput, Problems
from storage.followups import edit_followup, finish_followup, move_followup, reopen_followup
from storage.units import Unit

DONE_EXAMPLE = "/change followup done F-1 The vendor signed"
MOVE_EXAMPLE = "/change followup move F-1 2026-12-04 The vendor is on holiday"
TEXT_EXAMPLE = "Ask the vendor for a date"


async def on_done(ask: Ask) -> Answer:
    """`/change followup done ID [NOTE]`."""
    arguments = parse(ask.text)
    followup_id = take_id(arguments, "F", "Follow-up", DONE_EXAMPLE)
    text = arguments.take_rest()
    note = None if is_blank(text) else clean_text(text, "Note", NOTE_LIMIT, example=DONE_EXAMPLE)
    return await _finish(ask, followup_id, note, Reply)


async def on_done_button(ask: Ask) -> Answer:
    """Done, on a card, in a message or on Home; the card takes its place."""
    return await _finish(ask, ask.value, None, Replacement)


async def on_reopen(ask: Ask) -> Answer:
    """`/change followup reopen ID`."""
    return await _reopen(ask, take_only_id(ask.text, "F", "Follow-up", "/change followup reopen F-1"), Reply)


async def on_reopen_button(ask: Ask) -> Answer:
    """Reopen, on a card."""
    return await _reopen(ask, ask.value, Replacement)


async def on_move(ask: Ask) -> Answer:
    """`/change followup move ID DATE REASON`; without a day the form."""
    arguments, today = parse(ask.text), await ask.find_today()
    followup_id = take_id(arguments, "F", "Follow-up", MOVE_EXAMPLE)
    if arguments.peek() is None:
        return await ask.read(lambda unit: _open_move(unit, ask, followup_id))
    due_on = arguments.take_longest(lambda words: parse_date(words, today, "Due", future=True), "Due", MOVE_EXAMPLE)
    reason = read_reason(arguments.take_rest(), MOVE_EXAMPLE)
    zone = await ask.find_zone()

    def move(unit: Unit) -> Answer:
        get_changeable(unit, ask, followup_id)
        return Reply(make_card(unit, move_followup(unit, followup_id, due_on, reason), zone))

    return await ask.write(move)


async def on_move_button(ask: Ask) -> Answer:
    """Move, on a card or in a message."""
    return await ask.read(lambda unit: _open_move(unit, ask, ask.value))


async def on_move_form(ask: Ask) -> Answer:
    """The submitted form for another day."""
    followup_id, problems = ask.metadata["id"], Problems()
    due_on, reason = date.min, ""
    with problems:
        due_on = parse_date(ask.form["due"], await ask.find_today(), "Due", future=True)
    with problems:
        reason = read_reason(ask.form["reason"], MOVE_EXAMPLE)
    problems.raise_found()
    zone = await ask.find_zone()

    def move(unit: Unit) -> Answer:
        check_unchanged(ask, get_changeable(unit, ask, followup_id))
        return Reply(make_card(unit, move_followup(unit, followup_id, due_on, reason), zone))

    return await save_or_reopen(ask, move, lambda unit: _open_move(unit, ask, followup_id))


async def on_edit(ask: Ask) -> Answer:
    """`/change followup edit ID`: the form, filled in."""
    followup_id = take_only_id(ask.text, "F", "Follow-up", "/change followup edit F-1")
    return await ask.read(lambda unit: edit_modal(get_changeable(unit, ask, followup_id)))


async def on_edit_button(ask: Ask) -> Answer:
    """Edit, on a card."""
    return await ask.read(lambda unit: edit_modal(get_changeable(unit, ask, ask.value)))


async def on_edit_form(ask: Ask) -> Answer:
    """The submitted form; a new owner is told."""
    followup_id, problems = ask.metadata["id"], Problems()
    text = owner_id = ""
    with problems:
        text = clean_text(ask.form["follow-up"] or "", "Follow-up", TEXT_LIMIT, example=TEXT_EXAMPLE)
    with problems:
        owner_id = (await find_member(ask, f"<@{ask.form['owner']}>", "Owner")).user_id
    problems.raise_found()
    zone = await ask.find_zone()

    def edit(unit: Unit) -> Answer:
        check_unchanged(ask, get_changeable(unit, ask, followup_id))
        return Reply(make_card(unit, edit_followup(unit, followup_id, text=text, owner_id=owner_id), zone))

    return await save_or_reopen(ask, edit, lambda unit: edit_modal(get_changeable(unit, ask, followup_id)))


async def _finish(ask: Ask, followup_id: str, note: str | None, kind: type[Reply] | type[Replacement]) -> Answer:
    zone = await ask.find_zone()

    def finish(unit: Unit) -> Answer:
        get_changeable(unit, ask, followup_id)
        return kind(make_card(unit, finish_followup(unit, followup_id, note), zone))

    return await ask.write(finish)


async def _reopen(ask: Ask, followup_id: str, kind: type[Reply] | type[Replacement]) -> Answer:
    zone = await ask.find_zone()

    def reopen(unit: Unit) -> Answer:
        get_changeable(unit, ask, followup_id)
        return kind(make_card(unit, reopen_followup(unit, followup_id), zone))

    return await ask.write(reopen)


def _open_move(unit: Unit, ask: Ask, followup_id: str) -> Modal:
    followup = get_changeable(unit, ask, followup_id)
    if not followup.is_open:
        raise BadInput("Follow-up", f"{followup.id} is done already", f"/change followup show {followup.id}")
    return move_modal(followup)
