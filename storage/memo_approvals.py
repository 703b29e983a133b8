"""Approvals of memos: each time a second person is asked whether one may go to so many, and what they said."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Column, ForeignKeyConstraint, Integer, String, Table, insert, select, update

from storage.memos import memos
from storage.schema import Moment, metadata, team_column
from storage.units import Unit

memo_approvals = Table(
    "memo_approvals",
    metadata,
    team_column(),
    Column("memo_id", String(16), primary_key=True),
    Column("round", Integer, primary_key=True, autoincrement=False),
    Column("asked_by", String(32), nullable=False),
    Column("asked_at", Moment, nullable=False),
    Column("recipients", Integer, nullable=False),
    Column("send_at", String(32)),
    Column("state", String(16), nullable=False),
    Column("decided_by", String(32)),
    Column("decided_at", Moment),
    Column("reason", String(500)),
    ForeignKeyConstraint(["team_id", "memo_id"], [memos.c.team_id, memos.c.id]),
)


class ApprovalState(StrEnum):
    """What became of the question; `withdrawn` when the memo was taken back or the audience changed meanwhile."""

    ASKED = "asked"
    APPROVED = "approved"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Approval:
    """One question to a second approver: how many people the memo goes to, and when (ISO; None: as soon as approved).

    A naive `send_at` is each recipient's own wall time.
    """

    memo_id: str
    round: int
    asked_by: str
    asked_at: datetime
    recipients: int
    send_at: str | None
    state: str
    decided_by: str | None = None
    decided_at: datetime | None = None
    reason: str | None = None

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to say yes or no."""
        return self.state == ApprovalState.ASKED


_columns = [memo_approvals.c[name] for name in Approval.__dataclass_fields__]


def ask_approval(unit: Unit, memo_id: str, asked_by: str, recipients: int, send_at: str | None) -> Approval:
    """Ask for a yes to this many recipients; an earlier question that nobody has answered is withdrawn."""
    before = find_approval(unit, memo_id)
    if before is not None and before.is_open:
        decide_approval(unit, before, ApprovalState.WITHDRAWN)
    number = before.round + 1 if before else 1
    approval = Approval(memo_id, number, asked_by, unit.now, recipients, send_at, ApprovalState.ASKED)
    values = {name: getattr(approval, name) for name in Approval.__dataclass_fields__}
    unit.connection.execute(insert(memo_approvals).values(team_id=unit.team_id, **values))
    unit.audit("memo.approval_asked", memo_id, recipients=recipients, round=number)
    return approval


def decide_approval(unit: Unit, approval: Approval, state: ApprovalState, reason: str | None = None) -> Approval:
    """Write down the actor's answer."""
    decided = replace(approval, state=state, decided_by=unit.actor_id, decided_at=unit.now, reason=reason)
    values = {name: getattr(decided, name) for name in ("state", "decided_by", "decided_at", "reason")}
    condition = (memo_approvals.c.team_id == unit.team_id) & (memo_approvals.c.memo_id == approval.memo_id)
    unit.connection.execute(
        update(memo_approvals).where(condition & (memo_approvals.c.round == approval.round)).values(**values)
    )
    facts = {"reason": reason} if reason else {}
    unit.audit(
        f"memo.approval_{state}", approval.memo_id, round=approval.round, recipients=approval.recipients, **facts
    )
    return decided


def find_approval(unit: Unit, memo_id: str) -> Approval | None:
    """The newest question about a memo, or None."""
    query = (
        select(*_columns)
        .where(memo_approvals.c.team_id == unit.team_id, memo_approvals.c.memo_id == memo_id)
        .order_by(memo_approvals.c.round.desc())
        .limit(1)
    )
    row = unit.connection.execute(query).first()
    return Approval(*row) if row else None


def list_open_approvals(unit: Unit) -> Sequence[Approval]:
    """Every question of the workspace that waits for its answer, the oldest first."""
    query = (
        select(*_columns)
        .where(memo_approvals.c.team_id == unit.team_id, memo_approvals.c.state == ApprovalState.ASKED)
        .order_by(memo_approvals.c.asked_at)
    )
    return [Approval(*row) for row in unit.connection.execute(query)]
