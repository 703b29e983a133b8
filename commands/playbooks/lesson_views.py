"""How lessons look: list, card, forms."""

from collections.abc import Sequence

import slackblocks as sb

from commands.slack.blocks import Message, actions, button, compose, context, header, mention_actor, sections
from commands.slack.choices import initiative_field
from commands.slack.conflicts import stamp
from commands.slack.modals import Field, Modal, TextField
from commands.slack.moments import describe_instant
from commands.slack.pages import Line, Listing
from commands.slack.text import inert, shorten
from storage.initiatives import Initiative
from storage.lessons import Lesson
from storage.runs import Run

TEXT_LIMIT, TAGS_LIMIT = 500, 200
TEXT_SHOWN = 600
"""Characters of a lesson in a list, as sent; its card has all."""


def list_of_lessons(initiative: Initiative, lessons: Sequence[Lesson]) -> Listing:
    """An initiative's lessons, the newest first."""
    empty = f'None yet. `/change lesson add {initiative.key} "Test with real data"`'
    lines = [Line(_show_line(lesson), lesson.id) for lesson in lessons]
    return Listing(f"{initiative.key} · Lessons", initiative.key, lines, empty, "lesson.page", "lesson.show")


def list_of_found(words: str, lessons: Sequence[Lesson]) -> Listing:
    """The lessons that hold the words searched for."""
    lines = [Line(f"{_show_line(lesson)} · {lesson.initiative_key}", lesson.id) for lesson in lessons]
    empty = f"No lesson holds all of: {inert(words)}"
    return Listing(f"Lessons · {words}", words, lines, empty, "lesson.turn", "lesson.show")


def lesson_card(lesson: Lesson, zone: str, history: Sequence[sb.Block] = (), note: str = "") -> Message:
    """Everything about one lesson."""
    source = f"from {lesson.source}, " if lesson.source else ""
    is_from_run = lesson.source is not None and lesson.source.startswith("RUN-")
    return compose(
        header(f"{lesson.id} · {lesson.initiative_key}"),
        *sections(inert(lesson.text)),
        context(f"Tags: {inert(', '.join(lesson.tags))}") if lesson.tags else None,
        context(f"{source}{mention_actor(lesson.author_id)}, {describe_instant(lesson.at, zone)}"),
        context(note) if note else None,
        actions(
            button("Edit", "lesson.edit", lesson.id),
            *([button("Open the run", "run.show", lesson.source or "")] if is_from_run else []),
        ),
        *history,
    )


def lesson_modal(initiatives: list[Initiative], key: str | None = None) -> Modal:
    """The form that does what `/change lesson add` does."""
    return Modal("lesson.add", "Add a lesson", "Save", [initiative_field(initiatives, key), *_fields()])


def run_lesson_modal(run: Run) -> Modal:
    """The form for a lesson that a run has taught."""
    return Modal("lesson.add", f"Lesson of {run.id}", "Save", _fields(), metadata={"source": run.id})


def edit_lesson_modal(lesson: Lesson) -> Modal:
    """The form for an existing lesson, filled in."""
    metadata = {"id": lesson.id, "stamp": stamp(lesson)}
    return Modal("lesson.edit", f"Edit {lesson.id}", "Save", _fields(lesson), metadata=metadata)


def _fields(lesson: Lesson | None = None) -> list[Field]:
    tags = ", ".join(lesson.tags) if lesson else None
    return [
        TextField("Lesson", limit=TEXT_LIMIT, is_multiline=True, initial=lesson.text if lesson else None),
        TextField("Tags", limit=TAGS_LIMIT, is_optional=True, hint="Such as data, vendor", initial=tags or None),
    ]


def _show_line(lesson: Lesson) -> str:
    tags = f" · {inert(', '.join(lesson.tags))}" if lesson.tags else ""
    source = f" · from {lesson.source}" if lesson.source else ""
    return f"*{lesson.id}* {inert(shorten(lesson.text, TEXT_SHOWN, inert))}{tags}{source}"
