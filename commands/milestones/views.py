"""How milestones look: card, list, forms."""

from collections.abc import Sequence
from datetime import date

import slackblocks as sb

from commands.slack.blocks import Message, actions, button, compose, header, local_time, mention, sections
from commands.slack.choices import initiative_field
from commands.slack.conflicts import stamp
from commands.slack.dates import describe_date
from commands.slack.figures import show_count
from commands.slack.history import history_blocks
from commands.slack.modals import DateField, Modal, TextField
from commands.slack.pages import Line, Listing
from commands.slack.reasons import REASON_LIMIT
from commands.slack.text import inert, shorten
from storage.initiatives import Initiative
from storage.milestones import Milestone, MilestoneDate
from storage.units import AuditEntry

NAME_LIMIT = 120
REASON_IN_LIST = 120
MOST_DATES = 20
REASON_SENT = 1000
"""On a card so many dates, and of each reason so many characters as they are sent: a message's text holds 40,000."""


def milestone_card(
    milestone: Milestone, dates: Sequence[MilestoneDate], entries: Sequence[AuditEntry], today: date, zone: str
) -> Message:
    """One milestone with every date that it ever had; moves stand there, so that the history leaves them out."""
    others = [entry for entry in entries if entry.action != "milestone.moved"]
    return compose(
        header(f"{milestone.initiative_key} · Milestone"),
        *sections(f"*{inert(milestone.name)}*\n{show_milestone(milestone, today)}"),
        *sections("*Dates*\n" + "\n".join(_show_dates(dates))),
        actions(*_buttons(milestone)),
        *history_blocks(others, zone),
    )


def milestone_list_message(
    initiative: Initiative, milestones: Sequence[Milestone], today: date, page: int = 0
) -> Message:
    """An initiative's milestones, the earliest due first."""
    lines = [
        Line(f"*{inert(each.name)}*\n{show_milestone(each, today, REASON_IN_LIST)}", each.id, each.name)
        for each in milestones
    ]
    listing = Listing(
        f"{initiative.key} · Milestones", initiative.key, lines, "No milestone yet.", "milestone.page", "milestone.show"
    )
    return listing.show(page, button("Add a milestone", "milestone.open", initiative.key))


def show_milestone(milestone: Milestone, today: date, reason_limit: int = REASON_LIMIT) -> str:
    """Its date, by how much that has moved, and how it stands on `today`, as mrkdwn."""
    return f"{describe_date(milestone.due_on)}{_show_slip(milestone)} · {_show_state(milestone, today, reason_limit)}"


def overdue_task_line(milestone: Milestone, today: date) -> str:
    """The same for the Home tab."""
    name = f"*{inert(milestone.name)}* ({milestone.initiative_key})"
    return f":triangular_flag_on_post: {name}\n{show_milestone(milestone, today)}"


def add_milestone_modal(initiatives: list[Initiative], initial_key: str | None = None) -> Modal:
    """The form that does what `/change milestone add` does."""
    fields = [
        initiative_field(initiatives, initial_key),
        TextField("Milestone", limit=NAME_LIMIT, hint="Such as Go-live Berlin"),
        DateField("Date"),
    ]
    return Modal("milestone.add", "New milestone", "Save", fields)


def move_milestone_modal(milestone: Milestone) -> Modal:
    """The form for another date, which needs a reason."""
    fields = [
        DateField("Date", initial=milestone.due_on.isoformat()),
        TextField("Reason", limit=REASON_LIMIT, hint="It is kept for good, with the date before"),
    ]
    return Modal("milestone.move", "Move a milestone", "Save", fields, metadata=_remember(milestone))


def edit_milestone_modal(milestone: Milestone) -> Modal:
    """The form for another name."""
    fields = [TextField("Milestone", limit=NAME_LIMIT, initial=milestone.name)]
    return Modal("milestone.edit", "Rename a milestone", "Save", fields, metadata=_remember(milestone))


def drop_milestone_modal(milestone: Milestone) -> Modal:
    """The form that asks why it is given up."""
    fields = [TextField("Reason", limit=REASON_LIMIT)]
    return Modal("milestone.drop", "Drop a milestone", "Drop", fields, metadata=_remember(milestone))


def _remember(milestone: Milestone) -> dict[str, str]:
    return {"id": milestone.id, "stamp": stamp(milestone)}


def _buttons(milestone: Milestone) -> list[sb.Button]:
    if not milestone.is_pending:
        labels = [("Reopen", "milestone.reopen"), ("Rename", "milestone.edit")]
        labels[:0] = [("Celebrate", "win.celebrate")] if milestone.done_on else []
    else:
        labels = [
            ("Done today", "milestone.done"),
            ("Move", "milestone.move"),
            ("Rename", "milestone.edit"),
            ("Drop", "milestone.drop"),
        ]
    return [button(label, action, milestone.id) for label, action in labels]


def _show_dates(dates: Sequence[MilestoneDate]) -> list[str]:
    """Each date on a line; of very many the first and the latest."""
    if len(dates) <= MOST_DATES:
        return [_show_date(each) for each in dates]
    latest = dates[1 - MOST_DATES :]
    between = f"and {len(dates) - MOST_DATES} between"
    return [_show_date(dates[0]), between, *(_show_date(each) for each in latest)]


def _show_date(each: MilestoneDate) -> str:
    reason = f": {inert(shorten(each.reason, REASON_SENT, inert))}" if each.reason else ""
    return f"{each.position}. {describe_date(each.due_on)} · {mention(each.author_id)} {local_time(each.at)}{reason}"


def _show_slip(milestone: Milestone) -> str:
    if milestone.due_on == milestone.first_on:
        return ""
    how = "later" if milestone.slip_days > 0 else "earlier"
    return f" · {show_count(abs(milestone.slip_days), 'day')} {how} than first promised"


def _show_state(milestone: Milestone, today: date, reason_limit: int) -> str:
    if milestone.dropped_because is not None:
        return f"dropped: {inert(shorten(milestone.dropped_because, reason_limit, str))}"
    if milestone.done_on is not None:
        return f":white_check_mark: done {describe_date(milestone.done_on)}, {_show_punctuality(milestone)}"
    days = (milestone.due_on - today).days
    if days < 0:
        return f":warning: overdue by {show_count(-days, 'day')}"
    return f"in {show_count(days, 'day')}" if days else "due today"


def _show_punctuality(milestone: Milestone) -> str:
    assert milestone.done_on is not None
    late = (milestone.done_on - milestone.due_on).days
    if late == 0:
        return "on time"
    return f"{show_count(abs(late), 'day')} {'late' if late > 0 else 'early'}"
