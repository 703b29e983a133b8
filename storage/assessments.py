"""Assessments: every likelihood and impact that a risk ever had, appended and never changed."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, Index, Integer, String, Table, insert, select

from storage.schema import Moment, metadata, team_column
from storage.units import Unit

assessments = Table(
    "assessments",
    metadata,
    team_column(),
    Column("id", String(32), primary_key=True),
    Column("risk_id", String(16), nullable=False),
    Column("likelihood", Integer, nullable=False),
    Column("impact", Integer, nullable=False),
    Column("state", String(16), nullable=False),
    Column("author_id", String(32), nullable=False),
    Column("at", Moment, nullable=False),
    Index(None, "team_id", "risk_id", "at"),
)


@dataclass(frozen=True, slots=True)
class Assessment:
    """How a risk was judged from `at` on: likelihood and impact from 1 to 5, and its state."""

    risk_id: str
    likelihood: int
    impact: int
    state: str
    at: datetime

    @property
    def score(self) -> int:
        """Likelihood × impact."""
        return self.likelihood * self.impact


_columns = [assessments.c[name] for name in Assessment.__dataclass_fields__]


def add_assessment(unit: Unit, risk_id: str, likelihood: int, impact: int, state: str) -> None:
    """Append what the unit's actor judges now."""
    unit.connection.execute(
        insert(assessments).values(
            team_id=unit.team_id,
            id=uuid.uuid4().hex,
            risk_id=risk_id,
            likelihood=likelihood,
            impact=impact,
            state=state,
            author_id=unit.actor_id,
            at=unit.now,
        )
    )


def list_assessments(unit: Unit, risk_ids: Sequence[str]) -> list[Assessment]:
    """The assessments of these risks, the earliest first."""
    query = (
        select(*_columns)
        .where(assessments.c.team_id == unit.team_id, assessments.c.risk_id.in_(risk_ids))
        .order_by(assessments.c.at)
    )
    return [Assessment(*row) for row in unit.connection.execute(query)]
