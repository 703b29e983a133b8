"""Memos on the Home tab: those that wait for the asker's yes, and the asker's own that are held or drafts."""

from collections.abc import Sequence

from commands.memos.approvals import may_approve
from commands.slack.ask import Ask
from commands.slack.blocks import button, section
from commands.slack.features import Task
from storage.initiatives import list_initiatives
from storage.memo_approvals import list_open_approvals
from storage.memos import Memo, MemoState, get_memo, list_memos_in
from storage.units import Unit

MOST_DRAFTS = 5


async def list_waiting(ask: Ask) -> Sequence[Task]:
    """A line with its button for each."""

    def find(unit: Unit) -> list[Task]:
        return [*_list_questions(unit, ask), *_list_held(unit, ask), *_list_drafts(unit, ask)]

    return await ask.read(find)


def _list_questions(unit: Unit, ask: Ask) -> list[Task]:
    tasks = []
    for approval in list_open_approvals(unit):
        memo = get_memo(unit, approval.memo_id)
        if may_approve(unit, ask, memo):
            to = f"{approval.recipients:,} people"
            words = f":envelope: *{memo.id}* {memo.initiative_key} goes to {to} and needs your yes"
            value = f"{memo.id} {approval.round}"
            approve = button("Approve", f"memo.approve:{memo.id}", value, spoken=f"Approve {memo.id}")
            tasks.append(Task(section(words, accessory=approve)))
    return tasks


def _list_held(unit: Unit, ask: Ask) -> list[Task]:
    return [_show(memo, ":warning:", "is held and waits for you") for memo in _list_own(unit, ask, MemoState.HELD)]


def _list_drafts(unit: Unit, ask: Ask) -> list[Task]:
    drafts = _list_own(unit, ask, MemoState.DRAFT)[:MOST_DRAFTS]
    return [_show(memo, ":pencil:", "is a draft and has not left") for memo in drafts]


def _list_own(unit: Unit, ask: Ask, state: MemoState) -> list[Memo]:
    """The memos in this state of the open initiatives that the asker leads."""
    led = {each.key for each in list_initiatives(unit, open_only=True) if each.lead_id == ask.user_id}
    return [memo for memo in list_memos_in(unit, state) if memo.initiative_key in led] if led else []


def _show(memo: Memo, mark: str, how: str) -> Task:
    look = button("Open", f"memo.show:{memo.id}", memo.id, spoken=f"Open {memo.id}")
    return Task(section(f"{mark} *{memo.id}* {memo.initiative_key} {how}", accessory=look))
