"""How status looks: confirmation, history, forms."""

from collections.abc import Mapping, Sequence

import slackblocks as sb

from commands.slack.blocks import Message, actions, button, compose, context, header, mention, section, sections
from commands.slack.choices import initiative_field
from commands.slack.conflicts import stamp
from commands.slack.modals import ChoiceField, Field, Modal, TextField
from commands.slack.moments import describe_instant
from commands.slack.rag import MARKS, show_rag
from commands.slack.roadblocks import ROADBLOCKS
from commands.slack.standing import Standing
from commands.slack.text import inert
from storage.initiatives import Initiative
from storage.statuses import Status

SUMMARY_LIMIT, WORKSTREAM_LIMIT = 500, 60


def status_saved_message(initiative: Initiative, status: Status, standing: Standing | None = None) -> Message:
    """What a champion sees right after posting; with the standing, where a green goes against the facts."""
    text = (
        f"{MARKS[status.rag]} *{inert(initiative.name)}* is *{status.rag}*: {inert(status.summary)}{_details(status)}"
    )
    return compose(
        *sections(f"{text}\n_Saved. It goes into the next digest and memos._"),
        *(_warn(standing) if standing and standing.is_watermelon else []),
        actions(button("Correct", "status.correct", status.id)),
    )


def status_history_message(
    initiative: Initiative,
    history: Sequence[Status],
    standing: Standing,
    workstreams: Mapping[str, Status],
    zone: str,
) -> Message:
    """How it stands, by workstream too, and what was said before."""
    title = header(f"{initiative.key} · {initiative.name}")
    if not history:
        return compose(title, section("No status yet."), *_derived(standing), actions(_post_button(initiative)))
    return compose(
        title,
        *_derived(standing),
        *_roll_up(workstreams),
        *(block for status in history for block in sections(_show_past(status, zone))),
        actions(_post_button(initiative), button("Correct the latest", "status.correct", history[0].id)),
    )


def status_modal(initiatives: list[Initiative], initial_key: str | None = None) -> Modal:
    """The form that does what `/change-status` does."""
    return Modal(
        callback_id="status.post",
        title="Post a status",
        submit="Post",
        fields=[initiative_field(initiatives, initial_key), *_fields()],
    )


def correct_status_modal(status: Status) -> Modal:
    """The form that corrects an update, filled in."""
    return Modal(
        callback_id="status.correct",
        title="Correct a status",
        submit="Save",
        fields=_fields(status),
        metadata={"id": status.id, "stamp": stamp(status)},
        intro="What was said first stays in the history.",
    )


def _warn(standing: Standing) -> list[sb.SectionBlock]:
    return sections(f"{standing.show()}\nThe facts say otherwise: {standing.show_evidence()}")


def _fields(status: Status | None = None) -> list[Field]:
    return [
        ChoiceField(
            "Status",
            options=[(rag, show_rag(rag)) for rag in ("green", "amber", "red")],
            initial=status.rag if status else None,
        ),
        TextField(
            "Summary", limit=SUMMARY_LIMIT, is_multiline=True, initial=status.summary if status else None,
            hint="What changed since last time?",
        ),
        ChoiceField(
            "Roadblock", is_optional=True, options=list(ROADBLOCKS.items()),
            initial=status.roadblock if status else None,
        ),
        TextField(
            "Workstream", limit=WORKSTREAM_LIMIT, is_optional=True, initial=status.workstream if status else None,
            hint="When this is about a part of it only, such as migration",
        ),
    ]  # fmt: skip


def _derived(standing: Standing) -> list[sb.Block]:
    evidence = standing.show_evidence()
    return [section(f"*{standing.show()}*" + (f"\n{evidence}" if evidence else ""))]


def _roll_up(workstreams: Mapping[str, Status]) -> list[sb.Block]:
    lines = [f"{MARKS[status.rag]} {inert(name)}" for name, status in sorted(workstreams.items())]
    return [context("Workstreams: " + " · ".join(lines))] if lines else []


def _show_past(status: Status, zone: str) -> str:
    said = f"{show_rag(status.rag)} · {describe_instant(status.at, zone)} · {mention(status.author_id)}"
    if status.superseded_by:
        return f"{said} · _corrected since_\n{inert(status.summary)}"
    derived = f" · facts then: {status.derived_rag}" if status.derived_rag else ""
    return f"{said}{derived}\n{inert(status.summary)}{_details(status)}"


def _details(status: Status) -> str:
    workstream = f"\nWorkstream: {inert(status.workstream)}" if status.workstream else ""
    roadblock = f"\nRoadblock: {ROADBLOCKS[status.roadblock]}" if status.roadblock else ""
    return workstream + roadblock


def _post_button(initiative: Initiative) -> sb.Button:
    return button("Post a status", "status.open", initiative.key)
