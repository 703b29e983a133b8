"""Changing a milestone, by command, button or form: done, moved, renamed, reopened, dropped."""

from collections.abc import Callable
from datetime import date

from commands.milestones.showing import MAY_PROMISE, NAME_EXAMPLE, make_card
from commands.milestones.views import NAME_LIMIT, drop_milestone_modal, edit_milestone_modal, move_milestone_modal
from commands.slack.access import permit
from commands.slack.arguments import Arguments, parse
from commands.slack.ask import Answer, Ask, Reply
from commands.slack.conflicts import check_unchanged, save_or_reopen
from commands.slack.dates import parse_date
from commands.slack.grammar import Grammar
from commands.slack.inputs import clean_line
from commands.slack.modals import Modal
from commands.slack.names import take_name
from commands.slack.reasons import read_reason
from commands.slack.subjects import take_key
from storage.initiatives import get_initiative, get_open_initiative
from storage.milestones import (
    Milestone,
    drop_milestone,
    finish_milestone,
    get_milestone,
    get_milestone_by_id,
    list_milestones,
    move_milestone,
    rename_milestone,
    reopen_milestone,
)
from storage.units import Unit

Change = Callable[[Unit, Milestone], Milestone]
DONE_EXAMPLE = "/change milestone done CRM Go-live Berlin"
MOVE_EXAMPLE = '/change milestone move CRM "Go-live Berlin" 2027-01-10 Vendor is late'
EDIT_EXAMPLE = '/change milestone edit CRM Go-live name:"Go-live Berlin"'
REOPEN_EXAMPLE = "/change milestone reopen CRM Go-live Berlin"
DROP_EXAMPLE = '/change milestone drop CRM "Go-live Berlin" Berlin is sold'
DONE_GRAMMAR = Grammar(options={"on": "2026-12-04"})
EDIT_GRAMMAR = Grammar(options={"name": '"Go-live Berlin"'})


async def on_done(ask: Ask) -> Answer:
    """`/change milestone done KEY NAME [on:DATE]`; again with another day it corrects that."""
    arguments = parse(ask.text, DONE_GRAMMAR)
    key = take_key(arguments, DONE_EXAMPLE)
    milestone = await _find_last(ask, key, arguments, DONE_EXAMPLE)
    day, today = arguments.option("on"), await ask.find_today()
    done_on = parse_date(day, today, "On", future=False) if day else today
    return await _change(ask, milestone.id, lambda unit, found: finish_milestone(unit, found, done_on))


async def on_done_button(ask: Ask) -> Answer:
    """Done today, on a card."""
    today = await ask.find_today()
    return await _change(ask, ask.value, lambda unit, found: finish_milestone(unit, found, today))


async def on_move(ask: Ask) -> Answer:
    """`/change milestone move KEY NAME DATE REASON`."""
    arguments, today = parse(ask.text), await ask.find_today()
    key = take_key(arguments, MOVE_EXAMPLE)
    milestone = await _find_first(ask, key, arguments, MOVE_EXAMPLE)
    due_on = arguments.take_longest(lambda words: _read_date(words, today), "Date", MOVE_EXAMPLE)
    reason = read_reason(arguments.take_rest(), MOVE_EXAMPLE)
    return await _change(ask, milestone.id, lambda unit, found: move_milestone(unit, found, due_on, reason))


async def on_move_button(ask: Ask) -> Answer:
    """Move, on a card."""
    return await ask.read(lambda unit: move_milestone_modal(_get_changeable(unit, ask, ask.value)))


async def on_move_form(ask: Ask) -> Answer:
    """The submitted form for another date."""
    due_on = _read_date(ask.form["date"], await ask.find_today())
    reason = read_reason(ask.form["reason"], MOVE_EXAMPLE)
    return await _save(ask, lambda unit, found: move_milestone(unit, found, due_on, reason), move_milestone_modal)


async def on_edit(ask: Ask) -> Answer:
    """`/change milestone edit KEY NAME name:"New"`; without the new name the form, filled in."""
    arguments = parse(ask.text, EDIT_GRAMMAR)
    key = take_key(arguments, EDIT_EXAMPLE)
    milestone = await _find_last(ask, key, arguments, EDIT_EXAMPLE)
    text = arguments.option("name")
    if text is None:
        return edit_milestone_modal(milestone)
    name = clean_line(text, "Name", NAME_LIMIT, example=NAME_EXAMPLE)
    return await _change(ask, milestone.id, lambda unit, found: rename_milestone(unit, found, name))


async def on_edit_button(ask: Ask) -> Answer:
    """Rename, on a card."""
    return await ask.read(lambda unit: edit_milestone_modal(_get_changeable(unit, ask, ask.value)))


async def on_edit_form(ask: Ask) -> Answer:
    """The submitted form for another name."""
    name = clean_line(ask.form["milestone"] or "", "Milestone", NAME_LIMIT, example=NAME_EXAMPLE)
    return await _save(ask, lambda unit, found: rename_milestone(unit, found, name), edit_milestone_modal)


async def on_reopen(ask: Ask) -> Answer:
    """`/change milestone reopen KEY NAME`."""
    arguments = parse(ask.text)
    key = take_key(arguments, REOPEN_EXAMPLE)
    return await _change(ask, (await _find_last(ask, key, arguments, REOPEN_EXAMPLE)).id, reopen_milestone)


async def on_reopen_button(ask: Ask) -> Answer:
    """Reopen, on a card."""
    return await _change(ask, ask.value, reopen_milestone)


async def on_drop(ask: Ask) -> Answer:
    """`/change milestone drop KEY NAME REASON`."""
    arguments = parse(ask.text)
    key = take_key(arguments, DROP_EXAMPLE)
    milestone = await _find_first(ask, key, arguments, DROP_EXAMPLE)
    reason = read_reason(arguments.take_rest(), DROP_EXAMPLE)
    return await _change(ask, milestone.id, lambda unit, found: drop_milestone(unit, found, reason))


async def on_drop_button(ask: Ask) -> Answer:
    """Drop, on a card."""
    return await ask.read(lambda unit: drop_milestone_modal(_get_changeable(unit, ask, ask.value)))


async def on_drop_form(ask: Ask) -> Answer:
    """The submitted form that says why."""
    reason = read_reason(ask.form["reason"], DROP_EXAMPLE)
    return await _save(ask, lambda unit, found: drop_milestone(unit, found, reason), drop_milestone_modal)


async def _find_last(ask: Ask, key: str, arguments: Arguments, example: str) -> Milestone:
    """The milestone whose name is all that is left, for somebody who may change it."""
    name = clean_line(arguments.take_rest(), "Milestone", NAME_LIMIT, example=example)
    return await _get_by_name(ask, key, name)


async def _find_first(ask: Ask, key: str, arguments: Arguments, example: str) -> Milestone:
    """The milestone whose name comes next, with more after it, for somebody who may change it."""

    def list_names(unit: Unit) -> list[str]:
        permit(unit, ask, get_open_initiative(unit, key), MAY_PROMISE)
        return [milestone.name for milestone in list_milestones(unit, key, with_dropped=True)]

    return await _get_by_name(ask, key, take_name(arguments, await ask.read(list_names), "Milestone", example))


async def _get_by_name(ask: Ask, key: str, name: str) -> Milestone:
    def get(unit: Unit) -> Milestone:
        permit(unit, ask, get_open_initiative(unit, key), MAY_PROMISE)
        return get_milestone(unit, key, name)

    return await ask.read(get)


async def _change(ask: Ask, milestone_id: str, change: Change) -> Answer:
    today, zone = await ask.find_today(), await ask.find_zone()

    def save(unit: Unit) -> Answer:
        return Reply(make_card(unit, change(unit, _get_changeable(unit, ask, milestone_id)), today, zone))

    return await ask.write(save)


async def _save(ask: Ask, change: Change, reopen: Callable[[Milestone], Modal]) -> Answer:
    """Change what a form is about, unless it is no longer what the form was opened with."""
    today, zone, milestone_id = await ask.find_today(), await ask.find_zone(), ask.metadata["id"]

    def save(unit: Unit) -> Answer:
        milestone = _get_changeable(unit, ask, milestone_id)
        check_unchanged(ask, milestone)
        return Reply(make_card(unit, change(unit, milestone), today, zone))

    return await save_or_reopen(ask, save, lambda unit: reopen(get_milestone_by_id(unit, milestone_id)))


def _get_changeable(unit: Unit, ask: Ask, milestone_id: str) -> Milestone:
    milestone = get_milestone_by_id(unit, milestone_id)
    permit(unit, ask, get_initiative(unit, milestone.initiative_key), MAY_PROMISE)
    get_open_initiative(unit, milestone.initiative_key)
    return milestone


def _read_date(text: str, today: date) -> date:
    return parse_date(text, today, "Date", future=True)
