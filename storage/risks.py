"""Risks: what could go wrong, how likely and how badly, whose it is, and what is done about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Column, Date, ForeignKeyConstraint, Index, Integer, String, Table, insert, select, update

from storage.errors import NotFound
from storage.initiatives import initiatives
from storage.numbers import next_id, number_of
from storage.schema import Moment, metadata, team_column
from storage.units import Unit

risks = Table(
    "risks",
    metadata,
    team_column(),
    Column("id", String(16), primary_key=True),
    Column("initiative_key", String(10), nullable=False),
    Column("author_id", String(32), nullable=False),
    Column("title", String(200), nullable=False),
    Column("category", String(20)),
    Column("likelihood", Integer, nullable=False),
    Column("impact", Integer, nullable=False),
    Column("first_score", Integer, nullable=False),
    Column("owner_id", String(32)),
    Column("review_on", Date),
    Column("mitigation", String(1000)),
    Column("state", String(16), nullable=False),
    Column("reason", String(500)),
    Column("created_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
    ForeignKeyConstraint(["team_id", "initiative_key"], [initiatives.c.team_id, initiatives.c.key]),
    Index(None, "team_id", "initiative_key", "state"),
)


class RiskState(StrEnum):
    """How a risk stands; a materialised one has come true."""

    OPEN = "open"
    MITIGATING = "mitigating"
    ACCEPTED = "accepted"
    CLOSED = "closed"
    MATERIALISED = "materialised"


LIVE_STATES = (RiskState.OPEN, RiskState.MITIGATING)


@dataclass(frozen=True, slots=True)
class Risk:
    """One risk; its score is likelihood × impact, 1 to 25."""

    id: str
    initiative_key: str
    author_id: str
    title: str
    category: str | None
    likelihood: int
    impact: int
    first_score: int
    owner_id: str | None
    review_on: date | None
    mitigation: str | None
    state: str
    reason: str | None
    created_at: datetime
    changed_at: datetime

    @property
    def score(self) -> int:
        """Likelihood × impact."""
        return self.likelihood * self.impact

    @property
    def is_live(self) -> bool:
        """Whether somebody still has to do something about it."""
        return self.state in LIVE_STATES


_columns = [risks.c[name] for name in Risk.__dataclass_fields__]


def add_risk(unit: Unit, initiative_key: str, title: str, likelihood: int, impact: int, **optional: Any) -> Risk:
    """Record a risk by the unit's actor; `optional` takes category, owner_id, review_on and mitigation."""
    risk_id = next_id(unit, "R")
    values = {"initiative_key": initiative_key, "title": title, "likelihood": likelihood, "impact": impact, **optional}
    unit.connection.execute(
        insert(risks).values(
            team_id=unit.team_id,
            id=risk_id,
            author_id=unit.actor_id,
            first_score=likelihood * impact,
            state=RiskState.OPEN,
            created_at=unit.now,
            changed_at=unit.now,
            **values,
        )
    )
    unit.audit("risk.added", risk_id, **{name: _plain(value) for name, value in values.items()})
    return get_risk(unit, risk_id)


def edit_risk(unit: Unit, risk_id: str, **changes: Any) -> Risk:
    """Change fields of a risk; the audit log keeps old and new."""
    before = get_risk(unit, risk_id)
    changed = {name: value for name, value in changes.items() if getattr(before, name) != value}
    if changed:
        condition = (risks.c.team_id == unit.team_id) & (risks.c.id == risk_id)
        unit.connection.execute(update(risks).where(condition).values(changed_at=unit.now, **changed))
        old_and_new = {name: [_plain(getattr(before, name)), _plain(value)] for name, value in changed.items()}
        unit.audit("risk.edited", risk_id, **old_and_new)
    return get_risk(unit, risk_id)


def get_risk(unit: Unit, risk_id: str) -> Risk:
    """The risk with this id; raises NotFound."""
    query = select(*_columns).where(risks.c.team_id == unit.team_id, risks.c.id == risk_id)
    row = unit.connection.execute(query).first()
    if row is None:
        raise NotFound("Risk", risk_id)
    return Risk(*row)


def list_risks(unit: Unit, initiative_key: str | None = None, *, live_only: bool = False) -> Sequence[Risk]:
    """Risks of one initiative or all, the highest score first."""
    query = select(*_columns).where(risks.c.team_id == unit.team_id)
    if initiative_key is not None:
        query = query.where(risks.c.initiative_key == initiative_key)
    if live_only:
        query = query.where(risks.c.state.in_(LIVE_STATES))
    found = [Risk(*row) for row in unit.connection.execute(query)]
    return sorted(found, key=lambda risk: (not risk.is_live, -risk.score, number_of(risk.id)))


def list_reviews_due(unit: Unit, owner_id: str) -> Sequence[Risk]:
    """This owner's live risks whose review date has come, the longest overdue first."""
    due = [
        risk
        for risk in list_risks(unit, live_only=True)
        if risk.owner_id == owner_id and risk.review_on is not None and risk.review_on <= unit.now.date()
    ]
    return sorted(due, key=lambda risk: str(risk.review_on))


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
