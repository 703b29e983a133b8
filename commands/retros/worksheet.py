"""The worksheet: what the team writes when it looks back, asked for by the lead, and kept as lessons."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from commands.retros.rights import MAY_ASK, MAY_KEEP, MAY_WRITE, get_own_note, get_read_note
from commands.retros.worksheet_views import (
    LESSON_LIMIT,
    PART_LIMIT,
    PARTS,
    asked_message,
    edit_note_modal,
    keep_modal,
    note_card,
    team_asked_message,
    worksheet_modal,
)
from commands.slack.access import permit
from commands.slack.arguments import parse
from commands.slack.ask import Answer, Ask, Replacement, Reply
from commands.slack.blocks import Message
from commands.slack.conflicts import check_unchanged, save_or_reopen
from commands.slack.grammar import Grammar
from commands.slack.inputs import clean_text, is_blank
from commands.slack.modals import Modal
from commands.slack.subjects import take_key, take_only_id, take_only_key
from commands.slack.tags import read_tags
from commands.slack.telling import tell
from storage.audit import list_entries
from storage.errors import BadInput, Problems
from storage.initiatives import Initiative, get_initiative
from storage.lessons import add_lesson
from storage.people import list_people
from storage.retro_notes import Note, add_note, edit_note, list_notes
from storage.roles import list_grants
from storage.units import Unit

EXAMPLE = '/change retro write CRM worked:"The trainers came from the team"'
GRAMMAR = Grammar(options=dict.fromkeys(PARTS, '"The trainers came from the team"'))
KIND = "retro"
FRESH = timedelta(days=45)
"""A note older than this is of an earlier look back: at the end, and again sixty days later."""


async def on_write(ask: Ask) -> Answer:
    """`/change retro write KEY [worked:"…"] [failed:"…"] [advice:"…"]`; without any of them the form."""
    arguments = parse(ask.text, GRAMMAR)
    key = take_key(arguments, EXAMPLE)
    arguments.finish(EXAMPLE)
    texts = {part: arguments.option(part) for part in PARTS}
    return await (_write(ask, key, read_note(texts)) if any(texts.values()) else _open_form(ask, key))


async def on_write_button(ask: Ask) -> Answer:
    """Write, in the message that asks for it, on the report, or on Home."""
    return await _open_form(ask, ask.value)


async def on_write_form(ask: Ask) -> Answer:
    """The submitted worksheet."""
    return await _write(ask, ask.metadata["key"], read_note(ask.form))


async def on_note(ask: Ask) -> Answer:
    """`/change retro note ID`."""
    return await _show(ask, take_only_id(ask.text, "N", "Note", "/change retro note N-1"))


async def on_note_button(ask: Ask) -> Answer:
    """Open, in a report."""
    return await _show(ask, ask.value)


async def on_edit(ask: Ask) -> Answer:
    """`/change retro edit ID`: the own note's form, filled in."""
    note_id = take_only_id(ask.text, "N", "Note", "/change retro edit N-1")
    return edit_note_modal(await ask.read(lambda unit: get_own_note(unit, ask, note_id)))


async def on_edit_button(ask: Ask) -> Answer:
    """Edit, on a card."""
    return edit_note_modal(await ask.read(lambda unit: get_own_note(unit, ask, ask.value)))


async def on_edit_form(ask: Ask) -> Answer:
    """The submitted form for an own note."""
    note_id, words, zone = ask.metadata["id"], read_note(ask.form), await ask.find_zone()

    def save(unit: Unit) -> Answer:
        check_unchanged(ask, get_own_note(unit, ask, note_id))
        return _make_card(unit, edit_note(unit, note_id, **words), zone)

    return await save_or_reopen(ask, save, lambda unit: edit_note_modal(get_own_note(unit, ask, note_id)))


async def on_keep(ask: Ask) -> Answer:
    """Keep as a lesson, on a card: the form."""
    return keep_modal(await ask.read(lambda unit: _get_keepable(unit, ask, ask.value)))


async def on_keep_form(ask: Ask) -> Answer:
    """The submitted lesson."""
    note_id, zone = ask.metadata["id"], await ask.find_zone()
    problems = Problems()
    text, tags = "", list[str]()
    with problems:
        text = clean_text(ask.form["lesson"] or "", "Lesson", LESSON_LIMIT, example="Test the sync with real data")
    with problems:
        tags = read_tags((ask.form["tags"] or "").split(","))
    problems.raise_found()

    def keep(unit: Unit) -> Answer:
        note = _get_keepable(unit, ask, note_id)
        lesson = add_lesson(unit, note.initiative_key, text, tags, source=note.id)
        return _make_card(unit, note, zone, lesson.id)

    return await ask.write(keep)


async def on_ask(ask: Ask) -> Answer:
    """`/change retro ask KEY`: the team is asked to write, each member once a day."""
    return Reply(await _ask_team(ask, take_only_key(ask.text, "/change retro ask CRM")))


async def on_ask_button(ask: Ask) -> Answer:
    """Ask the team, on the report."""
    return Replacement(await _ask_team(ask, ask.value))


def read_note(texts: Mapping[str, str | None]) -> dict[str, str | None]:
    """The three parts as they may be stored; BadInput(s) when none is given, or one cannot be."""
    problems, words = Problems(), dict[str, str | None]()
    for part, label in PARTS.items():
        text = texts.get(part)
        with problems:
            words[part] = None if is_blank(text) else clean_text(text or "", label, PART_LIMIT, example=EXAMPLE)
    problems.raise_found()
    if not any(words.values()):
        raise BadInput(PARTS["worked"], "nothing is written in any of the three", EXAMPLE)
    return words


def has_written(notes: Sequence[Note], user_id: str, now: datetime) -> bool:
    """Whether somebody has written lately."""
    return any(note.author_id == user_id and now - note.written_at < FRESH for note in notes)


async def _write(ask: Ask, key: str, words: dict[str, str | None]) -> Answer:
    zone = await ask.find_zone()

    def write(unit: Unit) -> Answer:
        permit(unit, ask, get_initiative(unit, key), MAY_WRITE)
        return _make_card(unit, add_note(unit, key, **words), zone)

    return await ask.write(write)


async def _open_form(ask: Ask, key: str) -> Modal:
    def find(unit: Unit) -> Initiative:
        initiative = get_initiative(unit, key)
        permit(unit, ask, initiative, MAY_WRITE)
        return initiative

    return worksheet_modal(await ask.read(find))


async def _show(ask: Ask, note_id: str) -> Answer:
    zone = await ask.find_zone()
    return await ask.read(lambda unit: _make_card(unit, get_read_note(unit, ask, note_id), zone))


def _make_card(unit: Unit, note: Note, zone: str, kept: str | None = None) -> Answer:
    return Reply(note_card(note, list_entries(unit, note.id), zone, kept))


def _get_keepable(unit: Unit, ask: Ask, note_id: str) -> Note:
    note = get_read_note(unit, ask, note_id)
    permit(unit, ask, get_initiative(unit, note.initiative_key), MAY_KEEP)
    return note


async def _ask_team(ask: Ask, key: str) -> Message:
    def work(unit: Unit) -> Message:
        initiative = get_initiative(unit, key)
        permit(unit, ask, initiative, MAY_ASK)
        message, asked = asked_message(initiative, ask.user_id), list[str]()
        for member_id in _list_silent(unit, initiative):
            send = f"{KIND}:{key}:{unit.now:%Y-%m-%d}:{member_id}"
            if member_id != ask.user_id and tell(unit, message, [member_id], key=send, kind=KIND, subject=key):
                asked.append(member_id)
        return team_asked_message(initiative, asked)

    return await ask.write(work)


def _list_silent(unit: Unit, initiative: Initiative) -> list[str]:
    """The members of the team who can be written to and have not written lately."""
    notes = list_notes(unit, initiative.key)
    granted = [grant.user_id for grant in list_grants(unit, initiative.key) if grant.role in MAY_WRITE]
    people = list_people(unit, list(dict.fromkeys([initiative.lead_id, initiative.sponsor_id, *granted])))
    return [each.user_id for each in people if each.is_addressable and not has_written(notes, each.user_id, unit.now)]
