"""Escalations: why a risk was taken to its lead and sponsor, who was told when, and who took it on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, ForeignKeyConstraint, Index, Integer, String, Table, func, insert, select, update

from storage.risks import risks
from storage.schema import Moment, metadata, team_column
from storage.units import Unit

escalations = Table(
    "escalations",
    metadata,
    team_column(),
    Column("risk_id", String(16), primary_key=True),
    Column("round", Integer, primary_key=True, autoincrement=False),
    Column("clock", String(24), nullable=False),
    Column("cause", String(120), nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("acknowledged_at", Moment),
    Column("acknowledged_by", String(32)),
    Column("slowed_at", Moment),
    Column("ended_at", Moment),
    Column("ended_because", String(120)),
    ForeignKeyConstraint(["team_id", "risk_id"], [risks.c.team_id, risks.c.id]),
    Index(None, "team_id", "acknowledged_at"),
)

escalation_steps = Table(
    "escalation_steps",
    metadata,
    team_column(),
    Column("risk_id", String(16), primary_key=True),
    Column("round", Integer, primary_key=True, autoincrement=False),
    Column("role", String(16), primary_key=True),
    Column("recipient", String(32), nullable=False),
    Column("at", Moment, nullable=False),
    ForeignKeyConstraint(
        ["team_id", "risk_id", "round"], [escalations.c.team_id, escalations.c.risk_id, escalations.c.round]
    ),
)


@dataclass(frozen=True, slots=True)
class Escalation:
    """One round: by which clock it goes, what caused it, and whether somebody has taken the risk on.

    Since `slowed_at`, if it was, it goes by a slower clock than it began with; it may end without anybody taking it on.
    """

    risk_id: str
    round: int
    clock: str
    cause: str
    started_at: datetime
    acknowledged_at: datetime | None
    acknowledged_by: str | None
    slowed_at: datetime | None = None
    ended_at: datetime | None = None
    ended_because: str | None = None

    @property
    def counts_from(self) -> datetime:
        """From when its clock counts."""
        return self.slowed_at or self.started_at

    @property
    def is_open(self) -> bool:
        """Whether somebody may still be told."""
        return self.acknowledged_at is None and self.ended_at is None


@dataclass(frozen=True, slots=True)
class EscalationStep:
    """Who was told in which role, and when."""

    risk_id: str
    round: int
    role: str
    recipient: str
    at: datetime


_columns = [escalations.c[name] for name in Escalation.__dataclass_fields__]
_step_columns = [escalation_steps.c[name] for name in EscalationStep.__dataclass_fields__]


def start_escalation(unit: Unit, risk_id: str, clock: str, cause: str) -> Escalation:
    """Begin the next round for a risk, now."""
    same = (escalations.c.team_id == unit.team_id) & (escalations.c.risk_id == risk_id)
    last = unit.connection.execute(select(func.max(escalations.c.round)).where(same)).scalar_one() or 0
    values = {"risk_id": risk_id, "round": last + 1, "clock": clock, "cause": cause, "started_at": unit.now}
    unit.connection.execute(insert(escalations).values(team_id=unit.team_id, **values))
    unit.audit("risk.escalation_started", risk_id, round=last + 1, clock=clock, cause=cause)
    return Escalation(risk_id, last + 1, clock, cause, unit.now, None, None)


def add_step(unit: Unit, escalation: Escalation, role: str, recipient: str) -> None:
    """Note that somebody is told now."""
    step = {"risk_id": escalation.risk_id, "round": escalation.round, "role": role, "recipient": recipient}
    unit.connection.execute(insert(escalation_steps).values(team_id=unit.team_id, at=unit.now, **step))
    unit.audit("risk.escalated", escalation.risk_id, round=escalation.round, role=role, to=recipient)


def acknowledge_escalations(unit: Unit, risk_id: str) -> int:
    """Note that the unit's actor takes the risk on; gives how many rounds were still open."""
    statement = (
        update(escalations)
        .where(
            escalations.c.team_id == unit.team_id,
            escalations.c.risk_id == risk_id,
            escalations.c.acknowledged_at.is_(None),
        )
        .values(acknowledged_at=unit.now, acknowledged_by=unit.actor_id)
    )
    count = unit.connection.execute(statement).rowcount
    if count:
        unit.audit("risk.acknowledged", risk_id)
    return count


def slow_escalation(unit: Unit, escalation: Escalation, clock: str) -> None:
    """Let a round go by a slower clock, which counts from now."""
    _update(unit, escalation, clock=clock, slowed_at=unit.now)
    clocks = [escalation.clock, clock]
    unit.audit("risk.escalation_slowed", escalation.risk_id, round=escalation.round, clock=clocks)


def end_escalation(unit: Unit, escalation: Escalation, because: str) -> None:
    """End a round: its cause is gone, and nobody else is told."""
    _update(unit, escalation, ended_at=unit.now, ended_because=because)
    unit.audit("risk.escalation_ended", escalation.risk_id, round=escalation.round, because=because)


def list_open_escalations(unit: Unit) -> list[Escalation]:
    """Every round that nobody has acknowledged and that has not ended, of all risks, the earliest first."""
    is_open = escalations.c.acknowledged_at.is_(None) & escalations.c.ended_at.is_(None)
    query = select(*_columns).where(escalations.c.team_id == unit.team_id, is_open)
    return [Escalation(*row) for row in unit.connection.execute(query.order_by(escalations.c.started_at))]


def list_escalations(unit: Unit, risk_id: str) -> list[Escalation]:
    """A risk's rounds, the earliest first."""
    query = select(*_columns).where(escalations.c.team_id == unit.team_id, escalations.c.risk_id == risk_id)
    return [Escalation(*row) for row in unit.connection.execute(query.order_by(escalations.c.round))]


def list_steps(unit: Unit, risk_ids: Sequence[str]) -> list[EscalationStep]:
    """Who was told of these risks, the earliest first."""
    query = select(*_step_columns).where(
        escalation_steps.c.team_id == unit.team_id, escalation_steps.c.risk_id.in_(risk_ids)
    )
    return [EscalationStep(*row) for row in unit.connection.execute(query.order_by(escalation_steps.c.at))]


def _update(unit: Unit, escalation: Escalation, **values: Any) -> None:
    same = (escalations.c.risk_id == escalation.risk_id) & (escalations.c.round == escalation.round)
    unit.connection.execute(update(escalations).where(escalations.c.team_id == unit.team_id, same).values(**values))
