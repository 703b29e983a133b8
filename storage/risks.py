"""Risks: what could go wrong, how likely and how badly, whose it is, and what is done about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Column, Date, ForeignKeyConstraint, Index, Integer, String, Table, insert, select, update

from storage.assessments import add_assessment
from storage.changes import pair_changes, to_plain_values
from storage.errors import BadInput, NotFound
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
    Column("sensitivity", String(16)),
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
NEXT_STATES = {
    RiskState.OPEN: (RiskState.MITIGATING, RiskState.ACCEPTED, RiskState.CLOSED, RiskState.MATERIALISED),
    RiskState.MITIGATING: (RiskState.OPEN, RiskState.ACCEPTED, RiskState.CLOSED, RiskState.MATERIALISED),
    RiskState.ACCEPTED: (RiskState.OPEN, RiskState.CLOSED, RiskState.MATERIALISED),
    RiskState.MATERIALISED: (RiskState.CLOSED,),
    RiskState.CLOSED: (RiskState.OPEN,),
}
"""Where a risk may go from each state: what came true is dealt with and closed, and what was ended may be reopened."""
SENSITIVITIES = ("security", "compliance")
"""What makes a risk private: shown to the lead, the sponsor, its owner and its reporter alone."""


@dataclass(frozen=True, slots=True)
class Risk:
    """One risk; its score is likelihood × impact, 1 to 25; a materialised one is an issue until it is closed."""

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
    sensitivity: str | None
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
        """Whether it may still come true, and somebody has to do something about it."""
        return self.state in LIVE_STATES

    @property
    def is_issue(self) -> bool:
        """Whether it has come true and is not dealt with yet."""
        return self.state == RiskState.MATERIALISED

    @property
    def is_private(self) -> bool:
        """Whether only the lead, the sponsor, its owner and its reporter may know of it."""
        return self.sensitivity is not None


_columns = [risks.c[name] for name in Risk.__dataclass_fields__]


def add_risk(unit: Unit, initiative_key: str, title: str, likelihood: int, impact: int, **optional: Any) -> Risk:
    """Record a risk by the unit's actor; `optional` takes category, owner_id, review_on, mitigation, sensitivity."""
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
    unit.audit("risk.added", risk_id, **to_plain_values(values))
    risk = get_risk(unit, risk_id)
    add_assessment(unit, risk_id, likelihood, impact, risk.state)
    return risk


def edit_risk(unit: Unit, risk_id: str, **changes: Any) -> Risk:
    """Change fields of a risk; the audit log keeps old and new. BadInput for a state that cannot follow its own."""
    before = get_risk(unit, risk_id)
    changed = {name: value for name, value in changes.items() if getattr(before, name) != value}
    _check_state(before, changes.get("state"))
    if changed:
        condition = (risks.c.team_id == unit.team_id) & (risks.c.id == risk_id)
        unit.connection.execute(update(risks).where(condition).values(changed_at=unit.now, **changed))
        old_and_new = pair_changes(before, changed)
        unit.audit("risk.edited", risk_id, **old_and_new)
    after = get_risk(unit, risk_id)
    if (after.likelihood, after.impact, after.state) != (before.likelihood, before.impact, before.state):
        add_assessment(unit, risk_id, after.likelihood, after.impact, after.state)
    return after


def get_risk(unit: Unit, risk_id: str) -> Risk:
    """The risk with this id; raises NotFound."""
    query = select(*_columns).where(risks.c.team_id == unit.team_id, risks.c.id == risk_id)
    row = unit.connection.execute(query).first()
    if row is None:
        raise NotFound("Risk", risk_id)
    return Risk(*row)


def list_risks(
    unit: Unit, initiative_key: str | None = None, *, live_only: bool = False, with_private: bool = False
) -> Sequence[Risk]:
    """Risks of one initiative or all: issues first, then the live ones with the highest score.

    Private ones are left out unless asked for: what is told to many must not hint at them.
    """
    query = select(*_columns).where(risks.c.team_id == unit.team_id)
    if not with_private:
        query = query.where(risks.c.sensitivity.is_(None))
    if initiative_key is not None:
        query = query.where(risks.c.initiative_key == initiative_key)
    if live_only:
        query = query.where(risks.c.state.in_(LIVE_STATES))
    found = [Risk(*row) for row in unit.connection.execute(query)]
    return sorted(found, key=_urgency)


def list_reviews_due(unit: Unit, owner_id: str) -> Sequence[Risk]:
    """This owner's live risks whose review date has come, the longest overdue first."""
    return [risk for risk in list_reviews(unit, unit.now.date()) if risk.owner_id == owner_id]


def list_reviews(unit: Unit, until: date) -> Sequence[Risk]:
    """Live risks, private ones too, that have an owner and a review date not after `until`, the earliest first."""
    query = select(*_columns).where(
        risks.c.team_id == unit.team_id,
        risks.c.state.in_(LIVE_STATES),
        risks.c.owner_id.is_not(None),
        risks.c.review_on <= until,
    )
    return [Risk(*row) for row in unit.connection.execute(query.order_by(risks.c.review_on, risks.c.created_at))]


def _check_state(before: Risk, state: str | None) -> None:
    following = NEXT_STATES[RiskState(before.state)]
    if state is None or state == before.state or state in following:
        return
    reason = f"{before.id} is {before.state}; from there it can only become {' or '.join(following)}"
    raise BadInput("State", reason, f"/change risk show {before.id}")


def _urgency(risk: Risk) -> tuple[int, int, int]:
    rank = 0 if risk.is_issue else 1 if risk.is_live else 2
    return rank, -risk.score, number_of(risk.id)
