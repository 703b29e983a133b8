"""How the question to a second approver looks, and its two forms."""

from collections.abc import Mapping
from datetime import datetime

from commands.memos.views import show_moment, text_blocks
from commands.slack.blocks import Message, actions, button, compose, context, header, mention, section, sections
from commands.slack.modals import Modal, TextField
from commands.slack.moments import Moment
from commands.slack.text import inert
from storage.memo_approvals import Approval
from storage.memos import Memo

REASON_LIMIT = 500


def approval_message(memo: Memo, approval: Approval, reach: Mapping[str, int]) -> Message:
    """What those get who may say yes: the facts, whom it goes to and when, and what they can do."""
    value = f"{memo.id} {approval.round}"
    people = ", ".join(f"{inert(name)} ({count:,})" for name, count in reach.items())
    moment = Moment(datetime.fromisoformat(approval.send_at)) if approval.send_at else None
    when = show_moment(moment) if moment else "as soon as it is approved"
    return compose(
        header(f"{memo.id} · {memo.initiative_key} needs a second approver"),
        section(
            f"{mention(approval.asked_by)} wants to tell *{approval.recipients:,} people*: {people}. It leaves {when}."
        ),
        *text_blocks(memo),
        actions(
            button("Approve", "memo.approve", value, style="primary", spoken=f"Approve {memo.id}"),
            button("Decline", "memo.decline", value, spoken=f"Decline {memo.id}"),
            button("Preview", "memo.preview", memo.id, spoken=f"Preview {memo.id}"),
        ),
        context("More than 500 people are told only when two have looked at it."),
    )


def approve_modal(memo: Memo, approval: Approval) -> Modal:
    """The form in which the approver types how many people it goes to."""
    return Modal(
        callback_id="memo.approve",
        title=f"Approve {memo.id}",
        submit="Approve",
        intro=f"{memo.id} goes to {approval.recipients:,} people. Type that number to approve it.",
        fields=[TextField("Recipients", limit=12, hint="In digits")],
        metadata={"id": memo.id, "round": approval.round},
    )


def decline_modal(memo: Memo, approval: Approval) -> Modal:
    """The form in which the approver says why not."""
    return Modal(
        callback_id="memo.decline",
        title=f"Decline {memo.id}",
        submit="Decline",
        fields=[TextField("Reason", limit=REASON_LIMIT, is_multiline=True, hint="What has to change first?")],
        metadata={"id": memo.id, "round": approval.round},
    )


def decided_message(memo: Memo, approval: Approval, note: str) -> Message:
    """What the lead gets when the approver has answered."""
    verb = "approved" if approval.state == "approved" else "declined"
    reason = sections(f"*Reason*\n{inert(approval.reason)}") if approval.reason else []
    return compose(
        section(f"*{memo.id}* {memo.initiative_key}: {mention(approval.decided_by or '')} {verb} it. {inert(note)}"),
        *reason,
        actions(button("Open", "memo.show", memo.id, spoken=f"Open {memo.id}")),
    )
