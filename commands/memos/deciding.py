"""Deciding: the second approver looks at a memo for many, types how many they are, and says yes or no."""

import re
from datetime import timedelta

from commands.memos.approval_views import REASON_LIMIT, approve_modal, decided_message, decline_modal
from commands.memos.approvals import ask_approvers, has_drifted, may_approve, read_moment
from commands.memos.sending import Batch, Launch, gather_batch, launch
from commands.slack.ask import Answer, Ask, Reply
from commands.slack.blocks import compose, section
from commands.slack.inputs import clean_text
from commands.slack.telling import tell
from commands.slack.text import inert
from commands.slack.values import parse_whole
from storage.errors import BadInput, Conflict, NotAllowed, OutOfDate
from storage.initiatives import get_initiative
from storage.memo_approvals import Approval, ApprovalState, decide_approval, find_approval
from storage.memos import Memo, MemoState, get_memo, set_memo_state
from storage.units import Unit

MOST_RECIPIENTS = 1_000_000
_VALUE = re.compile("(M-[0-9]+) ([0-9]+)")


async def on_approve_button(ask: Ask) -> Answer:
    """Approve, under the question: the form in which the number of recipients is typed."""
    memo_id, number = _read_value(ask.value)

    def find(unit: Unit) -> Answer:
        return approve_modal(*get_question(unit, ask, memo_id, number))

    return await ask.read(find)


async def on_decline_button(ask: Ask) -> Answer:
    """Decline, under the question: the form for the reason."""
    memo_id, number = _read_value(ask.value)

    def find(unit: Unit) -> Answer:
        return decline_modal(*get_question(unit, ask, memo_id, number))

    return await ask.read(find)


async def on_approve_form(ask: Ask) -> Answer:
    """The typed number: the memo leaves, unless its audience is another by now."""
    memo_id, number = ask.metadata["id"], ask.metadata["round"]
    _, approval = await ask.read(lambda unit: get_question(unit, ask, memo_id, number))
    typed = parse_whole((ask.form["recipients"] or "").replace(",", ""), "Recipients", 1, MOST_RECIPIENTS, "612")
    if typed != approval.recipients:
        raise BadInput("Recipients", f"{memo_id} does not go to {typed:,} people", f"{approval.recipients}")
    batch = await gather_batch(ask.house, ask.team_id, memo_id)

    def approve(unit: Unit) -> str:
        memo, asked = get_question(unit, ask, memo_id, number)
        if has_drifted(asked.recipients, batch.total):
            ask_approvers(unit, ask.house, memo, batch.reach, read_moment(asked), asked.asked_by)
            return f"Its audience has changed from {asked.recipients:,} to {batch.total:,} people: you are asked again."
        return _approve(unit, ask, batch, asked)

    note = await ask.write(approve)
    return Reply(compose(section(f"*{memo_id}* {inert(note)}")))


async def on_decline_form(ask: Ask) -> Answer:
    """The typed reason: the memo is a draft again, and the lead hears why."""
    memo_id, number = ask.metadata["id"], ask.metadata["round"]
    reason = clean_text(ask.form["reason"] or "", "Reason", REASON_LIMIT, example="The date is not settled yet")

    def decline(unit: Unit) -> None:
        memo, asked = get_question(unit, ask, memo_id, number)
        decided = decide_approval(unit, asked, ApprovalState.DECLINED, reason)
        set_memo_state(unit, memo_id, MemoState.DRAFT, reason=reason)
        _tell_lead(unit, memo, decided, "It is a draft again.")

    await ask.write(decline)
    return Reply(compose(section(f"*{memo_id}* is a draft again; the lead reads your reason.")))


def get_question(unit: Unit, ask: Ask, memo_id: str, number: int) -> tuple[Memo, Approval]:
    """The open question, for one of those who may answer it; raises Conflict when it is answered or another by now."""
    memo, approval = get_memo(unit, memo_id), find_approval(unit, memo_id)
    if approval is None or approval.round != number or not approval.is_open:
        raise Conflict(f"This question about {memo_id} is answered, or has been asked anew.")
    if not may_approve(unit, ask, memo):
        raise NotAllowed("sponsor or admin other than the author", get_initiative(unit, memo.initiative_key).sponsor_id)
    return memo, approval


def _approve(unit: Unit, ask: Ask, batch: Batch, asked: Approval) -> str:
    decided = decide_approval(unit, asked, ApprovalState.APPROVED)
    undo = timedelta(seconds=ask.house.undo_seconds)
    note = launch(unit, ask.house, batch, Launch(asked.asked_by, undo, read_moment(asked)))
    _tell_lead(unit, batch.memo, decided, note)
    return f"Approved. {note}"


def _tell_lead(unit: Unit, memo: Memo, decided: Approval, note: str) -> None:
    lead = get_initiative(unit, memo.initiative_key).lead_id
    key = f"decided:{memo.id}:{decided.round}"
    message = decided_message(get_memo(unit, memo.id), decided, note)
    tell(unit, message, {lead, decided.asked_by}, key=key, kind="approval", subject=key)


def _read_value(value: str) -> tuple[str, int]:
    match = _VALUE.fullmatch(value)
    if match is None:
        raise OutOfDate
    return match[1], int(match[2])
