"""Milestone commands: add, done, move, edit, reopen, drop, list, show."""

from commands.milestones.changing import (
    on_done,
    on_done_button,
    on_drop,
    on_drop_button,
    on_drop_form,
    on_edit,
    on_edit_button,
    on_edit_form,
    on_move,
    on_move_button,
    on_move_form,
    on_reopen,
    on_reopen_button,
)
from commands.milestones.home import list_overdue_milestones
from commands.milestones.showing import MAY_PROMISE, NAME_EXAMPLE, make_card
from commands.milestones.views import NAME_LIMIT, add_milestone_modal, milestone_list_message
from commands.slack.access import permit
from commands.slack.arguments import parse
from commands.slack.ask import Answer, Ask, Replacement, Reply
from commands.slack.blocks import Message
from commands.slack.choices import list_choosable
from commands.slack.dates import parse_date
from commands.slack.features import Command, Feature
from commands.slack.inputs import clean_line, is_blank
from commands.slack.pages import read_turn
from commands.slack.subjects import take_key, take_only_key
from storage.errors import Missing, Problems
from storage.initiatives import get_initiative, get_open_initiative
from storage.milestones import add_milestone, get_milestone, get_milestone_by_id, list_milestones
from storage.units import Unit

ADD_EXAMPLE = '/change milestone add CRM "Go-live Berlin" 2027-01-10'
SHOW_EXAMPLE = "/change milestone show CRM Go-live Berlin"


async def on_add(ask: Ask) -> Answer:
    """`/change milestone add KEY "Name" DATE`, where the quotes may be missing; without arguments the form."""
    if is_blank(ask.text):
        return await _open_form(ask)
    arguments, today = parse(ask.text), await ask.find_today()
    key = take_key(arguments, ADD_EXAMPLE)
    if not arguments:
        raise Missing("Milestone", "it is missing", ADD_EXAMPLE)
    due_on = arguments.take_last_phrase(lambda words: parse_date(words, today, "Date"), "Date", ADD_EXAMPLE)
    return await _add(ask, key, arguments.take_rest(), due_on.isoformat())


async def on_add_form(ask: Ask) -> Answer:
    """The submitted form for a new milestone."""
    return await _add(ask, ask.form["initiative"], ask.form["milestone"] or "", ask.form["date"])


async def on_open_form(ask: Ask) -> Answer:
    """Add a milestone, under a list."""
    return await _open_form(ask, ask.value)


async def on_list(ask: Ask) -> Answer:
    """`/change milestone list KEY`."""
    return Reply(await _make_list(ask, take_only_key(ask.text, "/change milestone list CRM")))


async def on_page(ask: Ask) -> Answer:
    """Next and Previous under a list."""
    key, page = read_turn(ask.value)
    return Replacement(await _make_list(ask, key, page))


async def on_show(ask: Ask) -> Answer:
    """`/change milestone show KEY NAME`."""
    arguments = parse(ask.text)
    key = take_key(arguments, SHOW_EXAMPLE)
    name = clean_line(arguments.take_rest(), "Milestone", NAME_LIMIT, example=SHOW_EXAMPLE)
    milestone = await ask.read(lambda unit: get_milestone(unit, get_initiative(unit, key).key, name))
    return await _show(ask, milestone.id)


async def on_show_button(ask: Ask) -> Answer:
    """Open, in a list."""
    return await _show(ask, ask.value)


async def _add(ask: Ask, key: str, name: str, day: str) -> Answer:
    today, zone, problems = await ask.find_today(), await ask.find_zone(), Problems()
    with problems:
        name = clean_line(name, "Milestone", NAME_LIMIT, example=NAME_EXAMPLE)
    with problems:
        due_on = parse_date(day, today, "Date")
    problems.raise_found()

    def add(unit: Unit) -> Message:
        permit(unit, ask, get_open_initiative(unit, key), MAY_PROMISE)
        return make_card(unit, add_milestone(unit, key, name, due_on), today, zone)

    return Reply(await ask.write(add))


async def _open_form(ask: Ask, key: str | None = None) -> Answer:
    return add_milestone_modal(await list_choosable(ask, MAY_PROMISE), key)


async def _make_list(ask: Ask, key: str, page: int = 0) -> Message:
    today = await ask.find_today()

    def make(unit: Unit) -> Message:
        initiative = get_initiative(unit, key)
        return milestone_list_message(initiative, list_milestones(unit, key, with_dropped=True), today, page)

    return await ask.read(make)


async def _show(ask: Ask, milestone_id: str) -> Answer:
    today, zone = await ask.find_today(), await ask.find_zone()
    return Reply(await ask.read(lambda unit: make_card(unit, get_milestone_by_id(unit, milestone_id), today, zone)))


FEATURE = Feature(
    title="Milestones",
    area="The programme",
    commands=[
        Command("milestone", "list", "milestone list KEY", "Dated promises, and how they moved", on_list),
        Command("milestone", "show", "milestone show KEY NAME", "One with every date it ever had", on_show),
        Command("milestone", "add", 'milestone add KEY "Name" DATE', "Promise something for a day (lead)", on_add),
        Command(
            "milestone", "done", "milestone done KEY NAME [on:DATE]", "It is reached (lead)", on_done, may=MAY_PROMISE
        ),
        Command(
            "milestone",
            "move",
            "milestone move KEY NAME DATE REASON",
            "Another date, and why (lead)",
            on_move,
            may=MAY_PROMISE,
        ),
        Command(
            "milestone", "edit", 'milestone edit KEY NAME [name:"New"]', "Rename it (lead)", on_edit, may=MAY_PROMISE
        ),
        Command(
            "milestone",
            "reopen",
            "milestone reopen KEY NAME",
            "Not done, or not dropped, after all",
            on_reopen,
            may=MAY_PROMISE,
        ),
        Command(
            "milestone",
            "drop",
            "milestone drop KEY NAME REASON",
            "Promise it no longer (lead)",
            on_drop,
            may=MAY_PROMISE,
        ),
    ],
    actions={
        "milestone.open": on_open_form,
        "milestone.page": on_page,
        "milestone.show": on_show_button,
        "milestone.done": on_done_button,
        "milestone.move": on_move_button,
        "milestone.edit": on_edit_button,
        "milestone.reopen": on_reopen_button,
        "milestone.drop": on_drop_button,
    },
    forms={
        "milestone.add": on_add_form,
        "milestone.move": on_move_form,
        "milestone.edit": on_edit_form,
        "milestone.drop": on_drop_form,
    },
    home_tasks=[list_overdue_milestones],
)
