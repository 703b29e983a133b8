"""Lesson commands: add, list, show, search, edit."""

from collections.abc import Sequence

from commands.playbooks.lesson_views import (
    TEXT_LIMIT,
    edit_lesson_modal,
    lesson_card,
    lesson_modal,
    list_of_found,
    list_of_lessons,
    run_lesson_modal,
)
from commands.slack.access import permit
from commands.slack.arguments import parse
from commands.slack.ask import Answer, Ask, Replacement, Reply
from commands.slack.blocks import Message
from commands.slack.choices import list_choosable
from commands.slack.conflicts import check_unchanged, save_or_reopen
from commands.slack.grammar import Grammar
from commands.slack.history import history_blocks
from commands.slack.inputs import clean_line, clean_text, is_blank
from commands.slack.modals import Modal
from commands.slack.pages import read_turn
from commands.slack.subjects import take_key, take_only_id, take_only_key
from commands.slack.tags import read_tags
from storage.audit import list_entries
from storage.errors import Problems
from storage.initiatives import get_initiative
from storage.lessons import Lesson, add_lesson, edit_lesson, get_lesson, list_lessons, search_lessons
from storage.roles import Role
from storage.runs import get_run
from storage.units import Unit

EXAMPLE = '/change lesson add CRM "Test the sync with real data" tags:data,vendor'
TEXT_EXAMPLE = "Test the sync with real data"
GRAMMAR = Grammar(options={"tags": "data,vendor"}, lists={"tags"})
MAY_ADD = (Role.CHAMPION, Role.LEAD)
WORDS_LIMIT = 100


async def on_add(ask: Ask) -> Answer:
    """`/change lesson add KEY "…" [tags:a,b]`; without arguments the form."""
    if is_blank(ask.text):
        return lesson_modal(await list_choosable(ask, MAY_ADD))
    arguments = parse(ask.text, GRAMMAR)
    key = take_key(arguments, EXAMPLE)
    text, tags = _clean(arguments.take_rest(), arguments.option_list("tags"))
    return await _add(ask, key, text, tags)


async def on_add_form(ask: Ask) -> Answer:
    """The submitted form, of a command or of a run."""
    text, tags = _read_form(ask)
    run_id = ask.metadata.get("source")
    if run_id is None:
        return await _add(ask, ask.form["initiative"], text, tags)
    run = await ask.read(lambda unit: get_run(unit, run_id))
    return await _add(ask, run.initiative_key, text, tags, run_id)


async def on_of_run(ask: Ask) -> Answer:
    """Add a lesson, under a run."""

    def open_form(unit: Unit) -> Modal:
        run = get_run(unit, ask.value)
        permit(unit, ask, get_initiative(unit, run.initiative_key), MAY_ADD)
        return run_lesson_modal(run)

    return await ask.read(open_form)


async def on_list(ask: Ask) -> Answer:
    """`/change lesson list KEY`."""
    return Reply(await _list(ask, take_only_key(ask.text, "/change lesson list CRM")))


async def on_turn_list(ask: Ask) -> Answer:
    """Next and Previous under an initiative's lessons."""
    return Replacement(await _list(ask, *read_turn(ask.value)))


async def on_search(ask: Ask) -> Answer:
    """`/change lesson search WORDS`."""
    example = "/change lesson search vendor data"
    words = clean_line(parse(ask.text).take_rest(), "Words", WORDS_LIMIT, example=example)
    return Reply(await _search(ask, " ".join(words.split())))


async def on_turn_found(ask: Ask) -> Answer:
    """Next and Previous under what was found."""
    return Replacement(await _search(ask, *read_turn(ask.value)))


async def on_show(ask: Ask) -> Answer:
    """`/change lesson show ID`."""
    return await _show(ask, take_only_id(ask.text, "L", "Lesson", "/change lesson show L-1"))


async def on_show_button(ask: Ask) -> Answer:
    """Open, in a list."""
    return await _show(ask, ask.value)


async def on_edit(ask: Ask) -> Answer:
    """`/change lesson edit ID`: the form, filled in."""
    lesson_id = take_only_id(ask.text, "L", "Lesson", "/change lesson edit L-1")
    return await ask.read(lambda unit: edit_lesson_modal(_get_editable(unit, ask, lesson_id)))


async def on_edit_button(ask: Ask) -> Answer:
    """Edit, on a card."""
    return await ask.read(lambda unit: edit_lesson_modal(_get_editable(unit, ask, ask.value)))


async def on_edit_form(ask: Ask) -> Answer:
    """The submitted form for an existing lesson."""
    lesson_id, zone = ask.metadata["id"], await ask.find_zone()
    text, tags = _read_form(ask)

    def save(unit: Unit) -> Answer:
        check_unchanged(ask, _get_editable(unit, ask, lesson_id))
        edit_lesson(unit, lesson_id, text, tags)
        return Reply(_make_card(unit, lesson_id, zone, "Saved."))

    return await save_or_reopen(ask, save, lambda unit: edit_lesson_modal(_get_editable(unit, ask, lesson_id)))


async def _add(ask: Ask, key: str, text: str, tags: Sequence[str], source: str | None = None) -> Answer:
    zone = await ask.find_zone()

    def add(unit: Unit) -> Message:
        # What was learned often comes after the end, so a closed initiative takes lessons too.
        permit(unit, ask, get_initiative(unit, key), MAY_ADD)
        lesson = add_lesson(unit, key, text, tags, source=source)
        return _make_card(unit, lesson.id, zone, "Saved.")

    return Reply(await ask.write(add))


async def _list(ask: Ask, key: str, page: int = 0) -> Message:
    return await ask.read(lambda unit: list_of_lessons(get_initiative(unit, key), list_lessons(unit, key)).show(page))


async def _search(ask: Ask, words: str, page: int = 0) -> Message:
    return await ask.read(lambda unit: list_of_found(words, search_lessons(unit, words)).show(page))


async def _show(ask: Ask, lesson_id: str) -> Answer:
    zone = await ask.find_zone()
    return Reply(await ask.read(lambda unit: _make_card(unit, lesson_id, zone)))


def _get_editable(unit: Unit, ask: Ask, lesson_id: str) -> Lesson:
    lesson = get_lesson(unit, lesson_id)
    permit(unit, ask, get_initiative(unit, lesson.initiative_key), MAY_ADD)
    return lesson


def _make_card(unit: Unit, lesson_id: str, zone: str, note: str = "") -> Message:
    history = history_blocks(list_entries(unit, lesson_id), zone)
    return lesson_card(get_lesson(unit, lesson_id), zone, history, note)


def _read_form(ask: Ask) -> tuple[str, list[str]]:
    return _clean(ask.form["lesson"] or "", (ask.form["tags"] or "").split(","))


def _clean(text: str, tags: Sequence[str]) -> tuple[str, list[str]]:
    problems = Problems()
    cleaned: list[str] = []
    with problems:
        text = clean_text(text, "Lesson", TEXT_LIMIT, example=TEXT_EXAMPLE)
    with problems:
        cleaned = read_tags(tags)
    problems.raise_found()
    return text, cleaned
