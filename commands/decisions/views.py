"""How decisions look: card, list, messages to those concerned, forms."""

from collections.abc import Sequence
from datetime import date

import slackblocks as sb

from commands.slack.blocks import Message, actions, button, compose, context, fields, header, mention, section, sections
from commands.slack.choices import initiative_field
from commands.slack.conflicts import stamp
from commands.slack.dates import describe_date
from commands.slack.history import history_blocks
from commands.slack.modals import DateField, Field, Modal, PersonField, TextField
from commands.slack.moments import describe_instant
from commands.slack.pages import Line, Listing
from commands.slack.text import inert, shorten
from storage.decisions import Decision
from storage.initiatives import Initiative
from storage.units import AuditEntry

QUESTION_LIMIT = 500
DECISION_LIMIT = 1000
REASON_LIMIT = 1000
LINE_SHOWN = 200


def decision_card(decision: Decision, entries: Sequence[AuditEntry], zone: str) -> Message:
    """Everything about one decision."""
    parts = [("Question", decision.question), ("Decision", decision.decision), ("Reason", decision.reason)]
    texts = [block for label, text in parts if text for block in sections(f"*{label}*\n{inert(text)}")]
    facts = [("State", str(decision.state)), ("Recorded by", mention(decision.author_id))]
    if decision.is_open:
        facts += [("Owner", mention(decision.owner_id)), ("By", _show_day(decision.due_on))]
    elif decision.taken_by and decision.taken_at:
        facts.append(("Taken by", f"{mention(decision.taken_by)}, {describe_instant(decision.taken_at, zone)}"))
    return compose(
        header(f"{decision.id} · {decision.initiative_key}"),
        *texts,
        fields(facts),
        actions(*_buttons(decision)),
        *history_blocks(entries, zone),
    )


def decision_list_message(initiative: Initiative, decisions: Sequence[Decision], today: date, page: int = 0) -> Message:
    """An initiative's decisions, open ones first."""
    key = initiative.key
    listing = Listing(
        title=f"{key} · Decisions",
        subject=key,
        lines=[Line(_show_line(decision, today), decision.id) for decision in decisions],
        empty="No decision yet.",
        turn_action="decision.page",
        open_action="decision.show",
    )
    buttons = [button("Record a decision", "decision.open", key), button("Ask for a decision", "decision.ask", key)]
    return listing.show(page, *(buttons if initiative.is_open else ()))


def decision_asked_message(decision: Decision) -> Message:
    """What the owner gets when something waits for them to decide."""
    until = f" by {describe_date(decision.due_on)}" if decision.due_on else ""
    return compose(
        section(f":scales: *{decision.id}* {decision.initiative_key} needs your decision{until}"),
        *sections(inert(decision.question or "")),
        context(f"Asked by {mention(decision.author_id)}"),
        actions(*_buttons(decision)[:1], button("Open", "decision.show", decision.id, spoken=f"Open {decision.id}")),
    )


def decision_taken_message(decision: Decision) -> Message:
    """What those who wait for a decision get when it has been taken."""
    reason = sections(f"*Reason*\n{inert(decision.reason)}") if decision.reason else []
    return compose(
        section(
            f":white_check_mark: *{decision.id}* {decision.initiative_key} {mention(decision.taken_by or '')} decided"
        ),
        *sections(f"*Question*\n{inert(decision.question or '')}"),
        *sections(f"*Decision*\n{inert(decision.decision or '')}"),
        *reason,
        actions(button("Open", "decision.show", decision.id, spoken=f"Open {decision.id}")),
    )


def record_modal(initiatives: list[Initiative], initial_key: str | None = None) -> Modal:
    """The form that does what `/change decision` does."""
    return Modal(
        "decision.record", "Record a decision", "Save",
        [initiative_field(initiatives, initial_key), *_answer_fields()],
    )  # fmt: skip


def ask_modal(initiatives: list[Initiative], initial_key: str | None = None) -> Modal:
    """The form that does what `/change decision ask` does."""
    return Modal(
        "decision.ask", "Ask for a decision", "Ask",
        [
            initiative_field(initiatives, initial_key),
            TextField("Question", limit=QUESTION_LIMIT, is_multiline=True),
            DateField("By", is_optional=True),
            PersonField("Owner", is_optional=True, hint="Who decides; the sponsor when left empty"),
        ],
    )  # fmt: skip


def take_modal(decision: Decision) -> Modal:
    """The form in which an open question is answered."""
    metadata = {"id": decision.id, "stamp": stamp(decision)}
    return Modal("decision.take", f"Decide {decision.id}", "Decide", _answer_fields(), metadata, decision.question)


def edit_modal(decision: Decision) -> Modal:
    """The form that corrects a decision, filled in."""
    form: list[Field] = []
    if decision.question:
        form.append(TextField("Question", limit=QUESTION_LIMIT, is_multiline=True, initial=decision.question))
    if decision.is_open:
        form.append(DateField("By", is_optional=True, initial=decision.due_on.isoformat() if decision.due_on else None))
        form.append(PersonField("Owner", initial=decision.owner_id))
    else:
        form += _answer_fields(decision)
    return Modal(
        "decision.edit", f"Edit {decision.id}", "Save", form, {"id": decision.id, "stamp": stamp(decision)}
    )  # fmt: skip


def _answer_fields(decision: Decision | None = None) -> list[Field]:
    return [
        TextField(
            "Decision", limit=DECISION_LIMIT, is_multiline=True, initial=decision.decision if decision else None
        ),
        TextField(
            "Reason", is_optional=True, limit=REASON_LIMIT, is_multiline=True,
            initial=decision.reason if decision else None, hint="Why this and not something else?",
        ),
    ]  # fmt: skip


def _buttons(decision: Decision) -> list[sb.Button]:
    edit = button("Edit", "decision.edit", decision.id)
    decide = button("Decide", "decision.decide", decision.id, style="primary", spoken=f"Decide {decision.id}")
    return [decide, edit] if decision.is_open else [edit]


def _show_line(decision: Decision, today: date) -> str:
    text = inert(shorten(" ".join((decision.decision or decision.question or "").split()), LINE_SHOWN, inert))
    if decision.is_open:
        late = " · *overdue*" if decision.is_overdue_on(today) else ""
        until = f" by {describe_date(decision.due_on)}" if decision.due_on else ""
        return f":scales: *{decision.id}* {text}\nopen · {mention(decision.owner_id)}{until}{late}"
    taken_on = describe_date(decision.taken_at.date()) if decision.taken_at else ""
    return f":white_check_mark: *{decision.id}* {text}\ntaken by {mention(decision.taken_by or '')}, {taken_on}"


def _show_day(day: date | None) -> str:
    return describe_date(day) if day else "no day set"
