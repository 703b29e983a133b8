"""How the worksheet looks: its form, a note's card and line, and the message that asks for one."""

from collections.abc import Sequence

import slackblocks as sb

from commands.slack.blocks import Message, actions, button, compose, context, header, mention, section, sections
from commands.slack.conflicts import stamp
from commands.slack.history import history_blocks
from commands.slack.modals import Modal, TextField
from commands.slack.moments import describe_instant
from commands.slack.text import inert, shorten
from storage.initiatives import Initiative
from storage.retro_notes import Note
from storage.units import AuditEntry

PARTS = {"worked": "What worked", "failed": "What did not", "advice": "Next time"}
"""The parts of a note, and what people call them."""
PART_LIMIT, PART_SHOWN = 1000, 200
LESSON_LIMIT, TAGS_LIMIT = 500, 200


def worksheet_modal(initiative: Initiative) -> Modal:
    """The form for a new note."""
    intro = f"{initiative.name}: write what you like of the three; the team and its reviewers read it, with your name."
    return Modal("retro.write", f"Look back on {initiative.key}", "Save", _fields(), {"key": initiative.key}, intro)


def edit_note_modal(note: Note) -> Modal:
    """The form for an own note, filled in."""
    return Modal("retro.edit", f"Edit {note.id}", "Save", _fields(note), {"id": note.id, "stamp": stamp(note)})


def keep_modal(note: Note) -> Modal:
    """The form that makes a lesson of a note, with what it says to begin with."""
    words = note.advice or note.failed or note.worked or ""
    return Modal(
        "retro.keep", "Keep a lesson", "Keep",
        [
            TextField("Lesson", limit=LESSON_LIMIT, is_multiline=True, initial=shorten(words, LESSON_LIMIT, str)),
            TextField("Tags", limit=TAGS_LIMIT, is_optional=True, hint="Words to find it by, with commas"),
        ],
        {"id": note.id}, "The next initiative that speaks of the same things is shown it.",
    )  # fmt: skip


def note_card(note: Note, entries: Sequence[AuditEntry], zone: str, kept: str | None = None) -> Message:
    """Everything about one note; `kept` is the id of a lesson just made of it."""
    parts = [(label, getattr(note, part)) for part, label in PARTS.items()]
    return compose(
        header(f"{note.id} · {note.initiative_key}"),
        *(block for label, words in parts if words for block in sections(f"*{label}*\n{inert(words)}")),
        context(f"{mention(note.author_id)}, {describe_instant(note.written_at, zone)}"),
        section(f":white_check_mark: Kept as {kept}.", accessory=button("Open", "lesson.show", kept)) if kept else None,
        *history_blocks(entries, zone),
        actions(
            button("Keep as a lesson", "retro.keep", note.id, style="primary"),
            button("Edit", "retro.edit", note.id),
        ),
    )


def note_section(note: Note) -> sb.SectionBlock:
    """One note in a report."""
    shown = [
        f"{label}: {inert(shorten(' '.join(words.split()), PART_SHOWN, inert))}"
        for part, label in PARTS.items()
        if (words := getattr(note, part))
    ]
    text = "\n".join([f"*{note.id}* {mention(note.author_id)}", *shown])
    return section(text, accessory=button("Open", "retro.note", note.id, spoken=f"Open {note.id}"))


def asked_message(initiative: Initiative, asker_id: str) -> Message:
    """What a member of the team gets when the lead asks how it went."""
    return compose(
        section(f":books: {mention(asker_id)} asks how *{inert(initiative.name)}* went for you"),
        context("What worked, what did not, what next time: a few words are enough."),
        actions(
            button("Write", "retro.write", initiative.key, style="primary"),
            button("How it went", "retro.show", initiative.key),
        ),
    )


def team_asked_message(initiative: Initiative, asked: Sequence[str]) -> Message:
    """What the lead sees after asking, with the way to ask those whom it was for."""
    names = ", ".join(map(mention, asked))
    told = f"Asked: {names}." if asked else "Nobody of the team is asked: all have written, or were asked today."
    return compose(
        section(told),
        section("Those whom it was for are asked by a pulse, whose answers nobody can trace."),
        actions(button("Ask all users", "pulse.look_back", initiative.key)),
    )


def _fields(note: Note | None = None) -> list[TextField]:
    return [
        TextField(
            label, key=part, limit=PART_LIMIT, is_multiline=True, is_optional=True,
            initial=getattr(note, part) if note else None,
        )
        for part, label in PARTS.items()
    ]  # fmt: skip
