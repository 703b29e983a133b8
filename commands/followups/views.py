"""How follow-ups look: card, list, messages to the owner, forms."""

from collections.abc import Sequence
from datetime import date

import slackblocks as sb

from commands.slack.blocks import (
    Message,
    actions,
    button,
    compose,
    context,
    fields,
    header,
    mention,
    mention_actor,
    section,
    sections,
)
from commands.slack.choices import initiative_field
from commands.slack.conflicts import stamp
from commands.slack.dates import describe_date
from commands.slack.history import history_blocks
from commands.slack.modals import DateField, Modal, PersonField, TextField
from commands.slack.moments import describe_instant
from commands.slack.pages import Line, Listing
from commands.slack.reasons import REASON_LIMIT
from commands.slack.text import inert, shorten
from storage.followups import Followup
from storage.initiatives import Initiative
from storage.units import AuditEntry

TEXT_LIMIT = 500
NOTE_LIMIT = 500
LINE_SHOWN = 200
MINE = "mine"
"""What a list is about when it is about the asker; no key is in lower case."""


def followup_card(followup: Followup, entries: Sequence[AuditEntry], zone: str) -> Message:
    """Everything about one follow-up."""
    facts = [
        ("Owner", mention(followup.owner_id)),
        ("Due", describe_date(followup.due_on)),
        ("Added by", mention_actor(followup.author_id)),
        ("From", inert(followup.source or "")),
        ("Done", _show_done(followup, zone)),
    ]
    note = sections(f"*Note*\n{inert(followup.note)}") if followup.note else []
    return compose(
        header(f"{followup.id} · {followup.initiative_key}"),
        *sections(inert(followup.text)),
        fields([(label, value) for label, value in facts if value]),
        *note,
        actions(*_buttons(followup)),
        *history_blocks(entries, zone),
    )


def followup_list_message(initiative: Initiative, found: Sequence[Followup], today: date, page: int = 0) -> Message:
    """An initiative's follow-ups, open ones first."""
    add = [button("Add a follow-up", "followup.open", initiative.key)] if initiative.is_open else []
    title, empty = f"{initiative.key} · Follow-ups", "No follow-up yet."
    return _list(title, initiative.key, found, today, empty).show(page, *add)


def my_followups_message(found: Sequence[Followup], today: date, page: int = 0) -> Message:
    """What the asker has to do, over all initiatives."""
    return _list("My follow-ups", MINE, found, today, "Nothing is waiting for you.").show(page)


def followup_new_message(followup: Followup) -> Message:
    """What the owner gets when a follow-up becomes theirs."""
    since = (
        f"It came from {inert(followup.source)}" if followup.source else f"Added by {mention_actor(followup.author_id)}"
    )
    headline = f":pushpin: *{followup.id}* {followup.initiative_key} is yours, due {describe_date(followup.due_on)}"
    return _tell(followup, headline, since)


def followup_due_message(followup: Followup) -> Message:
    """What the owner gets on the morning it is due."""
    headline = f":alarm_clock: *{followup.id}* {followup.initiative_key} is due {describe_date(followup.due_on)}"
    return _tell(followup, headline, "It stays on your Home tab until it is done.")


def add_modal(initiatives: list[Initiative], initial_key: str | None = None) -> Modal:
    """The form that does what `/change followup add` does."""
    return Modal(
        "followup.add", "Add a follow-up", "Add",
        [
            initiative_field(initiatives, initial_key),
            TextField("Follow-up", limit=TEXT_LIMIT, is_multiline=True, hint="What is to be done"),
            PersonField("Owner"),
            DateField("Due"),
        ],
    )  # fmt: skip


def move_modal(followup: Followup) -> Modal:
    """The form for another day."""
    return Modal(
        "followup.move", f"Move {followup.id}", "Move",
        [
            DateField("Due", initial=followup.due_on.isoformat()),
            TextField("Reason", limit=REASON_LIMIT, is_multiline=True, hint="Why the day changes; it is kept"),
        ],
        {"id": followup.id, "stamp": stamp(followup)},
    )  # fmt: skip


def edit_modal(followup: Followup) -> Modal:
    """The form that corrects a follow-up, filled in; its day is moved with a reason instead."""
    return Modal(
        "followup.edit", f"Edit {followup.id}", "Save",
        [
            TextField("Follow-up", limit=TEXT_LIMIT, is_multiline=True, initial=followup.text),
            PersonField("Owner", initial=followup.owner_id),
        ],
        {"id": followup.id, "stamp": stamp(followup)},
    )  # fmt: skip


def done_button(followup: Followup, suffix: str = "") -> sb.Button:
    """The button that finishes it at once."""
    return button("Done", f"followup.done{suffix}", followup.id, spoken=f"{followup.id} is done")


def describe_followup(followup: Followup, today: date) -> str:
    """Two lines of mrkdwn: what it is, and whose and when."""
    text = inert(shorten(" ".join(followup.text.split()), LINE_SHOWN, inert))
    mark = ":white_check_mark:" if not followup.is_open else ":pushpin:"
    late = " · *overdue*" if followup.is_overdue_on(today) else ""
    standing = f"due {describe_date(followup.due_on)}{late}" if followup.is_open else "done"
    return f"{mark} *{followup.id}* {text}\n{followup.initiative_key} · {mention(followup.owner_id)} · {standing}"


def _list(title: str, subject: str, found: Sequence[Followup], today: date, empty: str) -> Listing:
    lines = [Line(describe_followup(followup, today), followup.id) for followup in found]
    return Listing(title, subject, lines, empty, "followup.page", "followup.show")


def _tell(followup: Followup, headline: str, note: str) -> Message:
    shown = button("Open", "followup.show", followup.id, spoken=f"Open {followup.id}")
    buttons = actions(done_button(followup), _move_button(followup), shown)
    return compose(section(headline), *sections(inert(followup.text)), context(note), buttons)


def _buttons(followup: Followup) -> list[sb.Button]:
    edit = button("Edit", "followup.edit", followup.id)
    if not followup.is_open:
        return [button("Reopen", "followup.reopen", followup.id), edit]
    return [done_button(followup), _move_button(followup), edit]


def _move_button(followup: Followup) -> sb.Button:
    return button("Move", "followup.move", followup.id, spoken=f"Move {followup.id}")


def _show_done(followup: Followup, zone: str) -> str:
    if followup.done_at is None or followup.done_by is None:
        return ""
    return f"{mention(followup.done_by)}, {describe_instant(followup.done_at, zone)}"
