"""Quick win commands: add in one line or by form, list, show, edit; and the answer of whoever is credited."""

import re
from collections.abc import Sequence

from commands.slack.access import permit, roles_of
from commands.slack.arguments import parse
from commands.slack.ask import Answer, Ask, Replacement, Reply
from commands.slack.blocks import Message
from commands.slack.choices import list_choosable
from commands.slack.conflicts import check_unchanged, save_or_reopen, stamp
from commands.slack.features import Command, Feature
from commands.slack.history import history_blocks
from commands.slack.inputs import is_blank
from commands.slack.language import find_language, translate
from commands.slack.modals import Modal
from commands.slack.pages import read_turn
from commands.slack.subjects import take_key, take_only_id, take_only_key
from commands.wins.celebrating import CELEBRATE_COMMAND, on_celebrate_button, on_celebrate_form
from commands.wins.home import list_credit_questions
from commands.wins.reading import EXAMPLE, MAY_TELL, credited_in, read_words
from commands.wins.telling import tell_unanswered, tell_win
from commands.wins.views import answered_message, edit_win_modal, win_card, win_list, win_modal
from storage.audit import list_entries
from storage.errors import BadInput, OutOfDate
from storage.initiatives import get_initiative, get_open_initiative
from storage.units import Unit
from storage.wins import Win, add_win, answer_credit, edit_win, get_win, list_wins

GIVEN_ANSWER = re.compile("(W-[0-9]+) ([0-9]{1,6}) (yes|no)")


async def on_add(ask: Ask) -> Answer:
    """`/change win KEY "…" [@x …]`; without arguments the form."""
    if is_blank(ask.text):
        return await _open_form(ask)
    arguments = parse(ask.text)
    key = take_key(arguments, EXAMPLE)
    if not arguments:
        return await _open_form(ask, key)
    quoted = arguments.take_quoted()
    if len(quoted) > 1:
        raise BadInput("Win", "it must be one text in quotes", EXAMPLE)
    credited = []
    while quoted and arguments:
        credited.append(arguments.take_reference("Credit", EXAMPLE))
    words = quoted[0] if quoted else arguments.take_rest()
    return await _add(ask, key, words, credited)


async def on_add_form(ask: Ask) -> Answer:
    """The submitted form for a new win."""
    return await _add(ask, ask.form["initiative"], ask.form["win"] or "", credited_in(ask))


async def on_open_form(ask: Ask) -> Answer:
    """The button under a list."""
    return await _open_form(ask, ask.value)


async def on_list(ask: Ask) -> Answer:
    """`/change win list KEY`."""
    key = take_only_key(ask.text, "/change win list CRM")
    return Reply(await ask.read(lambda unit: _make_list(unit, key)))


async def on_page(ask: Ask) -> Answer:
    """Next and Previous under a list."""
    key, page = read_turn(ask.value)
    return Replacement(await ask.read(lambda unit: _make_list(unit, key, page)))


async def on_show(ask: Ask) -> Answer:
    """`/change win show ID`."""
    return await _show(ask, take_only_id(ask.text, "W", "Win", "/change win show W-1"))


async def on_show_button(ask: Ask) -> Answer:
    """Open, in a list."""
    return await _show(ask, ask.value)


async def on_edit(ask: Ask) -> Answer:
    """`/change win edit ID`: the form, filled in."""
    return await _open_edit(ask, take_only_id(ask.text, "W", "Win", "/change win edit W-1"))


async def on_edit_button(ask: Ask) -> Answer:
    """Edit, on a card."""
    return await _open_edit(ask, ask.value)


async def on_edit_form(ask: Ask) -> Answer:
    """The submitted form for an existing win."""
    words, credit_ids = await read_words(ask, ask.form["win"] or "", credited_in(ask))
    win_id, zone = ask.metadata["id"], await ask.find_zone()

    def edit(unit: Unit) -> Answer:
        check_unchanged(ask, _get_editable(unit, ask, win_id))
        win = edit_win(unit, win_id, words, credit_ids)
        note = tell_win(unit, win, get_initiative(unit, win.initiative_key))
        return Reply(win_card(win, history_blocks(list_entries(unit, win_id), zone), may_edit=True, note=note))

    return await save_or_reopen(ask, edit, lambda unit: _make_edit(unit, ask, win_id))


async def on_answer(ask: Ask) -> Answer:
    """Name me, and No, thank you: the credited person's own word, which may be changed."""
    given = GIVEN_ANSWER.fullmatch(ask.value)
    if given is None:
        raise OutOfDate

    def answer(unit: Unit) -> Message:
        win = answer_credit(unit, given[1], int(given[2]), given[3] == "yes")
        credit = win.find_credit(ask.user_id)
        assert credit is not None
        say = translate(find_language(unit, ask.user_id))
        note = tell_win(unit, win, get_initiative(unit, win.initiative_key), say)
        return answered_message(win, credit, note, say)

    return Replacement(await ask.write(answer))


async def _add(ask: Ask, key: str, words: str, credited: Sequence[str]) -> Answer:
    words, credit_ids = await read_words(ask, words, credited)

    def add(unit: Unit) -> Message:
        initiative = get_open_initiative(unit, key)
        permit(unit, ask, initiative, MAY_TELL)
        win = add_win(unit, key, words, credit_ids)
        return win_card(win, may_edit=True, note=f"Saved. {tell_win(unit, win, initiative)}")

    return Reply(await ask.write(add))


async def _open_form(ask: Ask, key: str | None = None) -> Answer:
    return win_modal(await list_choosable(ask, MAY_TELL), key)


async def _open_edit(ask: Ask, win_id: str) -> Answer:
    return await ask.read(lambda unit: _make_edit(unit, ask, win_id))


def _make_edit(unit: Unit, ask: Ask, win_id: str) -> Modal:
    win = _get_editable(unit, ask, win_id)
    return edit_win_modal(win, stamp(win))


def _get_editable(unit: Unit, ask: Ask, win_id: str) -> Win:
    win = get_win(unit, win_id)
    permit(unit, ask, get_initiative(unit, win.initiative_key), MAY_TELL)
    return win


async def _show(ask: Ask, win_id: str) -> Answer:
    zone = await ask.find_zone()

    def show(unit: Unit) -> Message:
        win = get_win(unit, win_id)
        may_edit = not roles_of(unit, ask, get_initiative(unit, win.initiative_key)).isdisjoint(MAY_TELL)
        return win_card(win, history_blocks(list_entries(unit, win_id), zone), may_edit=may_edit)

    return Reply(await ask.read(show))


def _make_list(unit: Unit, key: str, page: int = 0) -> Message:
    return win_list(get_initiative(unit, key), list_wins(unit, key), page)


FEATURE = Feature(
    title="Quick wins",
    area="Every day",
    commands=[
        Command(
            "win",
            "",
            'win KEY "…" [@x …]',
            "Tell what went well, and thank people, or open the form (champions)",
            on_add,
        ),
        Command("win", "list", "win list KEY", "An initiative's quick wins", on_list),
        Command("win", "show", "win show ID", "One quick win", on_show),
        Command("win", "edit", "win edit ID", "Correct its words or its credit (champions)", on_edit, may=MAY_TELL),
        CELEBRATE_COMMAND,
    ],
    actions={
        "win.open": on_open_form,
        "win.page": on_page,
        "win.show": on_show_button,
        "win.edit": on_edit_button,
        "win.answer": on_answer,
        "win.celebrate": on_celebrate_button,
    },
    forms={"win.add": on_add_form, "win.edit": on_edit_form, "win.celebrate": on_celebrate_form},
    home_tasks=[list_credit_questions],
    sweeps=[tell_unanswered],
)
