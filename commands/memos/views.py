"""How memos look to those who write them: form, card, receipt."""

from collections.abc import Mapping, Sequence

import slackblocks as sb

from commands.slack.blocks import Message, actions, button, compose, context, divider, header, sections
from commands.slack.modals import ChoiceField, Field, Modal, MultiChoiceField, TextField
from commands.slack.receipts import receipt_blocks
from commands.slack.text import inert, shorten
from storage.audiences import Audience
from storage.initiatives import Initiative
from storage.memos import Memo, MemoState
from storage.outbox import Delivery, State

FACTS_LIMIT, CHANGE_LIMIT, TIMING_LIMIT, ACTION_LIMIT = 1000, 600, 200, 400


def memo_modal(
    initiatives: Sequence[Initiative], audiences: Sequence[Audience], key: str | None, chosen: Sequence[str]
) -> Modal:
    """The form for a new memo."""
    options = [(i.key, f"{i.key} · {i.name}") for i in initiatives]
    initiative: list[Field] = [] if key else [ChoiceField("Initiative", options=options)]
    return Modal(
        callback_id="memo.new",
        title="New memo",
        submit="Save draft",
        intro="Write the facts once. Each audience gets its own version, and you can look at each before it leaves.",
        fields=[
            *initiative,
            TextField("Facts", limit=FACTS_LIMIT, is_multiline=True, hint="What is known, with numbers"),
            TextField("What changes", limit=CHANGE_LIMIT, is_multiline=True, hint="From the reader's side"),
            TextField("When", limit=TIMING_LIMIT),
            TextField("What to do", limit=ACTION_LIMIT, is_multiline=True),
            MultiChoiceField(
                "Audiences", options=[(a.name, f"{a.name} ({a.kind})") for a in audiences], initial=chosen
            ),
            TextField(
                "Send at", limit=60, is_optional=True,
                hint="Such as “monday 9am”, each recipient's own time; empty: keep as a draft",
            ),
        ],
        metadata={"key": key} if key else {},
    )  # fmt: skip


def memo_card(memo: Memo, reach: Mapping[str, int], note: str) -> Message:
    """A draft with whom it would reach, and the buttons that lead on."""
    people = ", ".join(f"{inert(name)} ({count})" for name, count in reach.items())
    return compose(
        header(f"{memo.id} · {memo.initiative_key}"),
        *sections(f"*Facts*\n{inert(memo.facts)}"),
        *sections(f"*Goes to* {people}"),
        context(note),
        actions(*_buttons(memo)),
    )


def memo_preview_message(memo: Memo, kind: str, rendered: Message, reader: str) -> Message:
    """The memo as one recipient gets it, framed so that nobody takes the preview for the memo."""
    preview = [dict(block, block_id=f"preview-{block['block_id']}") for block in rendered.blocks]
    frame = compose(context(f"Preview of {memo.id} as {inert(reader)} ({kind}) sees it"), divider(), prefix="frame")
    ending = compose(divider(), actions(*_buttons(memo)), prefix="end")
    return Message(f"{frame.text}\n{rendered.text}", [*frame.blocks, *preview, *ending.blocks])


def memo_list_message(initiative: Initiative, memos: Sequence[Memo]) -> Message:
    """An initiative's memos, a line each."""
    lines = [f"*{memo.id}* {memo.state} · {inert(shorten(' '.join(memo.facts.split()), 80))}" for memo in memos[:20]]
    empty = f"None yet. `/change memo new {initiative.key}`"
    return compose(header(f"{initiative.key} · Memos"), *sections("\n".join(lines) or empty))


def receipt_message(memo: Memo, deliveries: Sequence[Delivery], names: Mapping[str, str]) -> Message:
    """The memo's receipt, and a way to take back what has not left."""
    is_leaving = any(delivery.state == State.PLANNED for delivery in deliveries)
    take_back = [button("Take back what has not left", "memo.cancel", memo.id)] if is_leaving else []
    return compose(*receipt_blocks(f"{memo.id} · {memo.state}", deliveries, names), actions(*take_back))


def _buttons(memo: Memo) -> list[sb.Button]:
    if memo.state == MemoState.DRAFT:
        return [
            button("Send now", "memo.send", memo.id, style="primary"),
            button("Preview", "memo.preview", memo.id),
        ]
    if memo.state in (MemoState.SENT, MemoState.SCHEDULED):
        return [button("Take back what has not left", "memo.cancel", memo.id), button("Receipt", "memo.show", memo.id)]
    return []
