"""How status looks: confirmation, history, form."""

from collections.abc import Sequence

import slackblocks as sb

from commands.slack.blocks import Message, actions, button, compose, header, mention, section, sections
from commands.slack.choices import initiative_field
from commands.slack.modals import ChoiceField, Modal, TextField
from commands.slack.moments import describe_instant
from commands.slack.rag import MARKS, show_rag
from commands.slack.roadblocks import ROADBLOCKS
from commands.slack.text import inert
from storage.initiatives import Initiative
from storage.statuses import Status

SUMMARY_LIMIT = 500


def status_saved_message(initiative: Initiative, status: Status) -> Message:
    """What a champion sees right after posting."""
    text = (
        f"{MARKS[status.rag]} *{inert(initiative.name)}* is *{status.rag}*: {inert(status.summary)}{_details(status)}"
    )
    return compose(*sections(f"{text}\n_Saved. It goes into the next digest and memos._"))


def status_history_message(initiative: Initiative, history: Sequence[Status], zone: str) -> Message:
    """The current status and those before it."""
    title = header(f"{initiative.key} · {initiative.name}")
    if not history:
        return compose(title, section("No status yet."), actions(_post_button(initiative)))
    lines = [
        f"{show_rag(status.rag)} · {describe_instant(status.at, zone)} · {mention(status.author_id)}\n"
        f"{inert(status.summary)}{_details(status)}"
        for status in history
    ]
    return compose(title, *(block for line in lines for block in sections(line)), actions(_post_button(initiative)))


def status_modal(initiatives: list[Initiative], initial_key: str | None = None) -> Modal:
    """The form that does what `/change-status` does."""
    return Modal(
        callback_id="status.post",
        title="Post a status",
        submit="Post",
        fields=[
            initiative_field(initiatives, initial_key),
            ChoiceField("Status", options=[(rag, show_rag(rag)) for rag in ("green", "amber", "red")]),
            TextField("Summary", limit=SUMMARY_LIMIT, is_multiline=True, hint="What changed since last time?"),
            ChoiceField("Roadblock", is_optional=True, options=list(ROADBLOCKS.items())),
        ],
    )


def _details(status: Status) -> str:
    workstream = f"\nWorkstream: {inert(status.workstream)}" if status.workstream else ""
    roadblock = f"\nRoadblock: {ROADBLOCKS[status.roadblock]}" if status.roadblock else ""
    return workstream + roadblock


def _post_button(initiative: Initiative) -> sb.Button:
    return button("Post a status", "status.open", initiative.key)
