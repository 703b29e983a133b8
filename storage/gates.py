"""Gates: the sponsor's go or no-go at the end of a phase, on a report that stays as it was when it was asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Column, ForeignKeyConstraint, Index, String, Table, insert, select, update

from storage.errors import BadInput, NotFound
from storage.numbers import next_id, number_of
from storage.phases import phases
from storage.schema import Document, Moment, metadata, team_column
from storage.units import Unit

gates = Table(
    "gates",
    metadata,
    team_column(),
    Column("id", String(16), primary_key=True),
    Column("phase_id", String(16), nullable=False),
    Column("asked_by", String(32), nullable=False),
    Column("asked_at", Moment, nullable=False),
    Column("report", Document, nullable=False),
    Column("decision", String(8)),
    Column("decided_by", String(32)),
    Column("decided_at", Moment),
    Column("reason", String(500)),
    ForeignKeyConstraint(["team_id", "phase_id"], [phases.c.team_id, phases.c.id]),
    Index(None, "team_id", "phase_id"),
)


class Decision(StrEnum):
    """What a sponsor says at a gate."""

    GO = "go"
    NO_GO = "no-go"


@dataclass(frozen=True, slots=True)
class Gate:
    """One question to the sponsor; `report` is what they were shown, `decision` None while it is open."""

    id: str
    phase_id: str
    asked_by: str
    asked_at: datetime
    report: dict[str, Any]
    decision: str | None
    decided_by: str | None
    decided_at: datetime | None
    reason: str | None

    @property
    def is_open(self) -> bool:
        """Whether the sponsor has yet to decide."""
        return self.decision is None


_columns = [gates.c[name] for name in Gate.__dataclass_fields__]


def add_gate(unit: Unit, phase_id: str, report: dict[str, Any]) -> Gate:
    """Ask for a decision on this report; BadInput while an earlier question of the phase is open."""
    waiting = [gate.id for gate in list_gates(unit, phase_id) if gate.is_open]
    if waiting:
        raise BadInput(
            "Phase", f"{phase_id} waits for the decision on {waiting[0]} already", f"/change gate show {waiting[0]}"
        )
    gate_id = next_id(unit, "G")
    unit.connection.execute(
        insert(gates).values(
            team_id=unit.team_id,
            id=gate_id,
            phase_id=phase_id,
            asked_by=unit.actor_id,
            asked_at=unit.now,
            report=report,
        )
    )
    unit.audit("gate.asked", gate_id, phase=phase_id)
    return get_gate(unit, gate_id)


def decide_gate(unit: Unit, gate_id: str, decision: Decision, reason: str | None) -> Gate:
    """Record the decision of the unit's actor; BadInput when there is one already."""
    gate = get_gate(unit, gate_id)
    check_open(gate)
    unit.connection.execute(
        update(gates)
        .where(gates.c.team_id == unit.team_id, gates.c.id == gate_id)
        .values(decision=decision, decided_by=unit.actor_id, decided_at=unit.now, reason=reason)
    )
    unit.audit("gate.decided", gate_id, phase=gate.phase_id, decision=[None, decision], reason=[None, reason])
    return get_gate(unit, gate_id)


def check_open(gate: Gate) -> None:
    """Raise BadInput when the gate was decided."""
    if not gate.is_open:
        raise BadInput("Gate", f"{gate.id} was decided already: {gate.decision}", f"/change gate show {gate.id}")


def get_gate(unit: Unit, gate_id: str) -> Gate:
    """The gate with this id; raises NotFound."""
    query = select(*_columns).where(gates.c.team_id == unit.team_id, gates.c.id == gate_id)
    row = unit.connection.execute(query).first()
    if row is None:
        raise NotFound("Gate", gate_id)
    return Gate(*row)


def list_gates(unit: Unit, phase_id: str) -> Sequence[Gate]:
    """Every time that leaving this phase was asked for, the first one first."""
    query = select(*_columns).where(gates.c.team_id == unit.team_id, gates.c.phase_id == phase_id)
    return sorted((Gate(*row) for row in unit.connection.execute(query)), key=lambda gate: number_of(gate.id))


def list_open_gates(unit: Unit) -> Sequence[Gate]:
    """All gates that wait for a decision, the one asked first coming first."""
    query = select(*_columns).where(gates.c.team_id == unit.team_id, gates.c.decision.is_(None))
    return sorted((Gate(*row) for row in unit.connection.execute(query)), key=lambda gate: number_of(gate.id))
