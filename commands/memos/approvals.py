"""Approvals: when a memo needs a second person's yes, whom to ask for it, and asking them."""

from collections.abc import Mapping
from datetime import datetime

from commands.memos.approval_views import approval_message
from commands.slack.ask import Ask, House
from commands.slack.moments import Moment
from commands.slack.telling import tell
from storage.errors import BadInput
from storage.initiatives import get_initiative
from storage.memo_approvals import Approval, ApprovalState, ask_approval, find_approval
from storage.memos import Memo, MemoState, set_memo_state
from storage.roles import WORKSPACE, Role, list_holders
from storage.units import Unit
from storage.workspaces import find_workspace

ALONE = 500
"""To so many people a lead may send without a second approver."""
DRIFT = 0.05
"""By so much the number of recipients may change before a yes to it is worth nothing any more."""


def needs_approver(recipients: int) -> bool:
    """Whether one person is not enough to send to so many."""
    return recipients > ALONE


def has_drifted(approved: int, recipients: int) -> bool:
    """Whether the number of recipients has changed by more than one in twenty since it was approved."""
    return abs(recipients - approved) > approved * DRIFT


def lacks_approval(unit: Unit, memo_id: str, recipients: int) -> bool:
    """Whether somebody has still to say yes to so many."""
    if not needs_approver(recipients):
        return False
    approval = find_approval(unit, memo_id)
    is_approved = approval is not None and approval.state == ApprovalState.APPROVED
    return not is_approved or has_drifted(approval.recipients, recipients)  # type: ignore[union-attr]  # is_approved


def list_approvers(unit: Unit, house: House, memo: Memo, asked_by: str) -> list[str]:
    """Who may say yes: the sponsor and the admins, but neither the memo's author nor whoever wants it sent."""
    workspace = find_workspace(unit)
    admins = {*house.admins, *(user_id for user_id, _ in list_holders(unit, WORKSPACE, Role.ADMIN))}
    if workspace is not None and workspace.installed_by:
        admins.add(workspace.installed_by)
    sponsor = get_initiative(unit, memo.initiative_key).sponsor_id
    return [user_id for user_id in [sponsor, *sorted(admins - {sponsor})] if user_id not in (memo.author_id, asked_by)]


def may_approve(unit: Unit, ask: Ask, memo: Memo) -> bool:
    """Whether the asker is one of those whom the open question about the memo went to."""
    approval = find_approval(unit, memo.id)
    if approval is None or not approval.is_open:
        return False
    return ask.user_id in list_approvers(unit, ask.house, memo, approval.asked_by)


def ask_approvers(
    unit: Unit, house: House, memo: Memo, reach: Mapping[str, int], moment: Moment | None, asked_by: str
) -> Approval:
    """Ask everybody who may say yes, and let the memo wait; raises BadInput when there is nobody to ask."""
    recipients = sum(reach.values())
    approvers = list_approvers(unit, house, memo, asked_by)
    if not approvers:
        reason = f"{recipients:,} people need a second approver, and there is none besides you"
        raise BadInput("Audiences", reason, f"/change role grant {memo.initiative_key} @clara sponsor")
    approval = ask_approval(unit, memo.id, asked_by, recipients, moment.at.isoformat() if moment else None)
    set_memo_state(unit, memo.id, MemoState.WAITING, recipients=recipients)
    key = f"approval:{memo.id}:{approval.round}"
    tell(unit, approval_message(memo, approval, reach), approvers, key=key, kind="approval", subject=key)
    return approval


def read_moment(approval: Approval) -> Moment | None:
    """When the memo is to leave once it is approved; None: at once."""
    return Moment(datetime.fromisoformat(approval.send_at)) if approval.send_at else None
