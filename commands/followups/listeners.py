"""Follow-up commands: add, list and show; finishing, moving and correcting have a module of their own."""

from datetime import date

from commands.followups.cards import MAY_ADD, make_card
from commands.followups.finishing import (
    TEXT_EXAMPLE,
    on_done,
    on_done_button,
    on_edit,
    on_edit_button,
    on_edit_form,
    on_move,
    on_move_button,
    on_move_form,
    on_reopen,
    on_reopen_button,
)
from commands.followups.home import list_mine
from commands.followups.notices import tell_owners
from commands.followups.views import MINE, TEXT_LIMIT, add_modal, followup_list_message, my_followups_message
from commands.slack.access import permit
from commands.slack.arguments import parse
from commands.slack.ask import Answer, Ask, Replacement, Reply
from commands.slack.blocks import Message
from commands.slack.choices import list_choosable
from commands.slack.dates import parse_date
from commands.slack.features import Command, Feature
from commands.slack.grammar import Grammar
from commands.slack.inputs import clean_text, is_blank
from commands.slack.lookups import find_member
from commands.slack.pages import read_turn
from commands.slack.subjects import take_key, take_only_id, take_only_key
from storage.errors import BadInput, Problems
from storage.followups import add_followup, get_followup, list_followups, list_owned_followups
from storage.initiatives import get_initiative, get_open_initiative
from storage.units import Unit

EXAMPLE = '/change followup add CRM "Ask the vendor for a date" owner:@ana due:2026-12-04'
GRAMMAR = Grammar(options={"owner": "@ana", "due": "2026-12-04"})


async def on_add(ask: Ask) -> Answer:
    """`/change followup add KEY "…" owner:@x due:DATE`; without arguments the form."""
    if is_blank(ask.text):
        return add_modal(await list_choosable(ask, MAY_ADD))
    arguments = parse(ask.text, GRAMMAR)
    key = take_key(arguments, EXAMPLE)
    text = arguments.take_rest()
    return await _add(ask, key, text, arguments.option_reference("owner"), arguments.option("due"))


async def on_add_form(ask: Ask) -> Answer:
    """The submitted form."""
    form = ask.form
    return await _add(ask, form["initiative"], form["follow-up"] or "", f"<@{form['owner']}>", form["due"])


async def on_open_form(ask: Ask) -> Answer:
    """Add a follow-up, under a list."""
    return add_modal(await list_choosable(ask, MAY_ADD), ask.value)


async def on_list(ask: Ask) -> Answer:
    """`/change followup list [KEY]`: an initiative's, or the asker's own."""
    subject = MINE if is_blank(ask.text) else take_only_key(ask.text, "/change followup list CRM")
    return Reply(await _make_list(ask, subject))


async def on_page(ask: Ask) -> Answer:
    """Next and Previous under a list."""
    return Replacement(await _make_list(ask, *read_turn(ask.value)))


async def on_show(ask: Ask) -> Answer:
    """`/change followup show ID`."""
    return await _show(ask, take_only_id(ask.text, "F", "Follow-up", "/change followup show F-1"))


async def on_show_button(ask: Ask) -> Answer:
    """Open, in a list or a message."""
    return await _show(ask, ask.value)


async def _add(ask: Ask, key: str, text: str, owner: str | None, due: str | None) -> Answer:
    problems = Problems()
    owner_id, due_on = "", date.min
    with problems:
        text = clean_text(text, "Follow-up", TEXT_LIMIT, example=TEXT_EXAMPLE)
    with problems:
        if owner is None:
            raise BadInput("Owner", "it is missing", GRAMMAR.example("owner"))
        owner_id = (await find_member(ask, owner, "Owner")).user_id
    with problems:
        if due is None:
            raise BadInput("Due", "it is missing", GRAMMAR.example("due"))
        due_on = parse_date(due, await ask.find_today(), "Due", future=True)
    problems.raise_found()
    zone = await ask.find_zone()

    def add(unit: Unit) -> Answer:
        permit(unit, ask, get_open_initiative(unit, key), MAY_ADD)
        return Reply(make_card(unit, add_followup(unit, key, text, owner_id, due_on), zone))

    return await ask.write(add)


async def _make_list(ask: Ask, subject: str, page: int = 0) -> Message:
    today = await ask.find_today()

    def make(unit: Unit) -> Message:
        if subject == MINE:
            return my_followups_message(list_owned_followups(unit, ask.user_id), today, page)
        return followup_list_message(get_initiative(unit, subject), list_followups(unit, subject), today, page)

    return await ask.read(make)


async def _show(ask: Ask, followup_id: str) -> Answer:
    zone = await ask.find_zone()
    return Reply(await ask.read(lambda unit: make_card(unit, get_followup(unit, followup_id), zone)))


FEATURE = Feature(
    title="Follow-ups",
    area="Every day",
    commands=[
        Command("followup", "list", "followup list [KEY]", "What is to be done in a change, or by you", on_list),
        Command("followup", "show", "followup show ID", "One follow-up, with its history", on_show),
        Command(
            "followup",
            "add",
            'followup add KEY "…" owner:@x due:DATE',
            "Give somebody a task with a day, or open the form (champions, managers, sponsor, lead)",
            on_add,
        ),
        Command("followup", "done", "followup done ID [NOTE]", "It is done (owner, lead)", on_done),
        Command("followup", "move", "followup move ID DATE REASON", "Promise another day (owner, lead)", on_move),
        Command("followup", "edit", "followup edit ID", "Correct it, or hand it over (owner, lead)", on_edit),
        Command("followup", "reopen", "followup reopen ID", "It was not done after all (owner, lead)", on_reopen),
    ],
    actions={
        "followup.page": on_page,
        "followup.show": on_show_button,
        "followup.open": on_open_form,
        "followup.done": on_done_button,
        "followup.move": on_move_button,
        "followup.edit": on_edit_button,
        "followup.reopen": on_reopen_button,
    },
    forms={"followup.add": on_add_form, "followup.move": on_move_form, "followup.edit": on_edit_form},
    home_tasks=[list_mine],
    sweeps=[tell_owners],
)
