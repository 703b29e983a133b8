"""How memos look to those who write them: forms, card, list, and what the lead is told."""

from collections.abc import Mapping, Sequence
from typing import Any

import slackblocks as sb

from commands.slack.blocks import (
    Message,
    actions,
    button,
    compose,
    context,
    divider,
    header,
    local_time,
    section,
    sections,
    select,
)
from commands.slack.choices import OPTIONS_LIMIT
from commands.slack.conflicts import stamp
from commands.slack.figures import count_people
from commands.slack.modals import ChoiceField, Field, Modal, MultiChoiceField, TextField
from commands.slack.moments import Moment, describe_moment
from commands.slack.pages import Line, Listing
from commands.slack.text import inert, shorten
from storage.audiences import Audience
from storage.initiatives import Initiative
from storage.memos import Memo, MemoState
from storage.people import Person

FACTS_LIMIT, CHANGE_LIMIT, TIMING_LIMIT, ACTION_LIMIT = 1000, 600, 200, 400
LINE_SHOWN = 80
WHEN_HINT = "Such as “monday 9am”, each recipient's own time"
MANDATORY = (("no", "No: people may have opted out of it"), ("yes", "Yes: it reaches everybody"))


def memo_modal(
    initiatives: Sequence[Initiative],
    audiences: Sequence[Audience],
    key: str | None,
    chosen: Sequence[str],
    pattern: Memo | None = None,
) -> Modal:
    """The form for a new memo, with the texts of `pattern` where there is one."""
    options = [(i.key, f"{i.key} · {i.name}") for i in initiatives]
    initiative: list[Field] = [] if key else [ChoiceField("Initiative", options=options)]
    is_mandatory = pattern.is_mandatory if pattern else None
    send_at = TextField(
        "Send at", limit=60, is_optional=True,
        hint=f"{WHEN_HINT}; empty: keep as a draft",
    )  # fmt: skip
    return Modal(
        callback_id="memo.new",
        title="New memo",
        submit="Save draft",
        intro="Write the facts once. Each audience gets its own version, and you can look at each before it leaves.",
        fields=[*initiative, *text_fields(pattern), *_choice_fields(audiences, chosen, is_mandatory), send_at],
        metadata={"key": key} if key else {},
    )


def edit_modal(memo: Memo, audiences: Sequence[Audience]) -> Modal:
    """The form that changes a draft, filled in."""
    return Modal(
        callback_id="memo.edit",
        title=f"Edit {memo.id}",
        submit="Save",
        fields=[*text_fields(memo), *_choice_fields(audiences, memo.audiences, memo.is_mandatory)],
        metadata={"id": memo.id, "stamp": stamp(memo)},
    )


def text_fields(memo: Memo | None) -> list[Field]:
    """The inputs for a memo's four texts, filled in where there is a memo."""
    return [
        TextField(
            "Facts", limit=FACTS_LIMIT, is_multiline=True, hint="What is known, with numbers",
            initial=memo.facts if memo else None,
        ),
        TextField(
            "What changes", limit=CHANGE_LIMIT, is_multiline=True, hint="From the reader's side",
            initial=memo.change if memo else None,
        ),
        TextField("When", limit=TIMING_LIMIT, initial=memo.timing if memo else None),
        TextField("What to do", limit=ACTION_LIMIT, is_multiline=True, initial=memo.action if memo else None),
    ]  # fmt: skip


def text_blocks(memo: Memo) -> list[sb.SectionBlock]:
    """The memo's four texts, each under its label."""
    texts = [
        ("Facts", memo.facts), ("What changes", memo.change), ("When", memo.timing), ("What to do", memo.action)
    ]  # fmt: skip
    return [block for label, text in texts for block in sections(f"*{label}*\n{inert(text)}")]


def memo_card(memo: Memo, reach: Mapping[str, int], note: str, *extra: sb.Block) -> Message:
    """A memo with whom it would reach, and the buttons that lead on."""
    people = ", ".join(f"{inert(name)} ({count:,})" for name, count in reach.items())
    mandatory = " · mandatory" if memo.is_mandatory else ""
    reason = context(f"Reason: {inert(memo.reason)}") if memo.reason else None
    return compose(
        header(f"{memo.id} · {memo.initiative_key}"),
        *text_blocks(memo),
        *sections(f"*Goes to* {people}{mandatory}"),
        context(note),
        reason,
        actions(*memo_buttons(memo)),
        *extra,
    )


def memo_preview_message(memo: Memo, kind: str, rendered: Message, reader: str) -> Message:
    """The memo as one recipient gets it, framed so that nobody takes the preview for the memo.

    It leads to the other audiences' versions; a tap on a button of the memo itself is answered as one on a sample.
    """
    preview = [_make_sample(block) for block in rendered.blocks]
    frame = compose(context(f"Preview of {memo.id} as {inert(reader)} ({kind}) sees it"), divider(), prefix="frame")
    versions = [(f"{memo.id} {name}", name) for name in memo.audiences[:OPTIONS_LIMIT]]
    choice = [select("See it as …", "memo.version", versions)] if len(versions) > 1 else []
    buttons = [each for each in memo_buttons(memo) if each.text.text != "Preview"]
    ending = compose(
        divider(),
        actions(*choice, *buttons),
        context(f"As one person gets it: `/change memo preview {memo.id} as @ana`"),
        prefix="end",
    )
    return Message(f"{frame.text}\n{rendered.text}\n{ending.text}", [*frame.blocks, *preview, *ending.blocks])


def memo_list_message(
    initiative: Initiative, memos: Sequence[Memo], moments: Mapping[str, Moment], page: int = 0
) -> Message:
    """An initiative's memos, the newest first, with the moment of those that are scheduled."""
    return Listing(
        title=f"{initiative.key} · Memos",
        subject=initiative.key,
        lines=[Line(_show_line(memo, moments.get(memo.id)), memo.id) for memo in memos],
        empty=f"None yet. `/change memo new {initiative.key}`",
        turn_action="memo.page",
        open_action="memo.show",
    ).show(page)


def held_message(memo: Memo) -> Message:
    """What the lead gets when a memo was held."""
    return compose(
        section(f":warning: *{memo.id}* {memo.initiative_key} is held and has not left: {inert(memo.reason or '')}."),
        context("Released, it goes to those it could be written for; the others stand in the receipt as failed."),
        actions(*memo_buttons(memo)),
    )


def returned_message(memo: Memo) -> Message:
    """What the lead gets when a scheduled memo reached nobody and so is a draft again."""
    return compose(
        section(f":warning: *{memo.id}* {memo.initiative_key} has not left: {inert(memo.reason or '')}."),
        context("It is a draft again, and nobody has it."),
        actions(*memo_buttons(memo)),
    )


def left_out_message(memo: Memo, people: Sequence[Person]) -> Message:
    """What the lead gets when a scheduled memo left for some, but not for these people."""
    where = ", ".join(sorted({person.zone for person in people}))
    return compose(
        section(f":warning: *{memo.id}* {memo.initiative_key} has not reached {count_people(len(people))} in {where}."),
        context("I was not running at their time. The others have it."),
        actions(
            button("Send it to them now", "memo.rest", memo.id, style="primary", spoken=f"Send the rest of {memo.id}"),
            button("Receipt", "memo.show", memo.id),
        ),
    )


def shorten_facts(memo: Memo) -> str:
    """The beginning of a memo's facts, by which one knows it again."""
    return inert(shorten(" ".join(memo.facts.split()), LINE_SHOWN, inert))


def show_moment(moment: Moment) -> str:
    """When a memo leaves: everybody's own wall time, or an instant on the reader's clock."""
    return describe_moment(moment, "UTC") if moment.is_wall else local_time(moment.at)


def schedule_modal(memo: Memo) -> Modal:
    """The form that has a draft leave later."""
    return Modal(
        callback_id="memo.schedule",
        title=f"Schedule {memo.id}",
        submit="Schedule",
        fields=[TextField("When", limit=60, hint=WHEN_HINT)],
        metadata={"id": memo.id},
    )


def memo_buttons(memo: Memo, *, is_leaving: bool = True) -> list[sb.Button]:
    """What can be done with a memo next; of a sent one that `is_leaving` no more nothing can be taken back."""
    preview = button("Preview", "memo.preview", memo.id)
    receipt = button("Receipt", "memo.show", memo.id)
    take_back = button("Take back what has not left", "memo.cancel", memo.id)
    if memo.state == MemoState.DRAFT:
        return [
            button("Send now", "memo.send", memo.id, style="primary"),
            button("Schedule", "memo.later", memo.id),
            preview,
            button("Edit", "memo.edit", memo.id),
            button("Discard", "memo.cancel", memo.id, spoken=f"Discard {memo.id}"),
        ]
    if memo.state == MemoState.HELD:
        return [
            button("Release", "memo.release", memo.id, style="primary", spoken=f"Release {memo.id}"),
            button("Cancel", "memo.cancel", memo.id, spoken=f"Cancel {memo.id}"),
            preview,
        ]
    if memo.state == MemoState.WAITING:
        return [button("Take back", "memo.cancel", memo.id), preview]
    if memo.state == MemoState.SCHEDULED:
        return [button("Take back", "memo.cancel", memo.id), preview]
    if memo.state == MemoState.SENT:
        return [
            *([take_back] if is_leaving else []),
            receipt,
            button("Correct", "memo.correct", memo.id),
            button("Effect", "memo.figures", memo.id),
        ]
    return [button("Write it again", "memo.again", memo.id, spoken=f"Write {memo.id} again"), receipt]


def _choice_fields(audiences: Sequence[Audience], chosen: Sequence[str], is_mandatory: bool | None) -> list[Field]:
    initial = None if is_mandatory is None else MANDATORY[int(is_mandatory)][0]
    return [
        MultiChoiceField("Audiences", options=[(a.name, f"{a.name} ({a.kind})") for a in audiences], initial=chosen),
        ChoiceField("Mandatory", options=MANDATORY, is_optional=True, initial=initial, hint="No unless you say so"),
    ]


def _show_line(memo: Memo, moment: Moment | None) -> str:
    when = f" for {show_moment(moment)}" if moment and memo.state == MemoState.SCHEDULED else ""
    return f"*{memo.id}* {memo.state}{when} · {shorten_facts(memo)}"


def _make_sample(block: Mapping[str, Any]) -> dict[str, Any]:
    sample = dict(block, block_id=f"preview-{block['block_id']}")
    if block["type"] == "actions":
        elements = [dict(each, action_id=f"memo.sample:{each['value']}") for each in block["elements"]]
        sample["elements"] = elements
    return sample
