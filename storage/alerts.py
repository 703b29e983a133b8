"""Alerts: raised signals, each with its evidence, and what the lead did with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Column, ForeignKeyConstraint, Index, String, Table, insert, select, update

from storage.errors import NotFound
from storage.initiatives import initiatives
from storage.numbers import next_id, number_of
from storage.schema import Moment, metadata, team_column
from storage.units import Unit
from storage.upserts import upsert

alerts = Table(
    "alerts",
    metadata,
    team_column(),
    Column("id", String(16), primary_key=True),
    Column("initiative_key", String(10), nullable=False),
    Column("rule", String(32), nullable=False),
    Column("subject", String(120), nullable=False),
    Column("evidence", String(500), nullable=False),
    Column("state", String(16), nullable=False),
    Column("raised_at", Moment, nullable=False),
    Column("snoozed_until", Moment),
    Column("answered_by", String(32)),
    Column("followup_id", String(16)),
    ForeignKeyConstraint(["team_id", "initiative_key"], [initiatives.c.team_id, initiatives.c.key]),
    Index(None, "team_id", "initiative_key", "raised_at"),
)


alert_looks = Table(
    "alert_looks",
    metadata,
    team_column(),
    Column("at", Moment, nullable=False),
)


class AlertState(StrEnum):
    """What became of an alert; a snoozed one is raised again when its time is over and its cause is not."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    SNOOZED = "snoozed"
    FOLLOWED = "followed up"


@dataclass(frozen=True, slots=True)
class Alert:
    """One raised signal: by which rule, about what, on what evidence."""

    id: str
    initiative_key: str
    rule: str
    subject: str
    evidence: str
    state: str
    raised_at: datetime
    snoozed_until: datetime | None
    answered_by: str | None
    followup_id: str | None


_columns = [alerts.c[name] for name in Alert.__dataclass_fields__]


def add_alert(unit: Unit, initiative_key: str, rule: str, subject: str, evidence: str) -> Alert:
    """Raise a signal now."""
    alert_id = next_id(unit, "A")
    alert = Alert(
        alert_id, initiative_key, rule, subject, evidence, AlertState.OPEN, unit.now, None, None, None
    )  # fmt: skip
    values = {name: getattr(alert, name) for name in Alert.__dataclass_fields__}
    unit.connection.execute(insert(alerts).values(team_id=unit.team_id, **values))
    unit.audit("alert.added", alert_id, rule=rule, about=subject, evidence=evidence)
    return alert


def answer_alert(unit: Unit, alert: Alert, state: AlertState, **changes: Any) -> Alert:
    """Note what the unit's actor does with an alert; `changes` may give snoozed_until or followup_id."""
    this = (alerts.c.team_id == unit.team_id) & (alerts.c.id == alert.id)
    unit.connection.execute(update(alerts).where(this).values(state=state, answered_by=unit.actor_id, **changes))
    unit.audit("alert.answered", alert.id, state=[alert.state, state])
    return get_alert(unit, alert.id)


def get_alert(unit: Unit, alert_id: str) -> Alert:
    """The alert with this id; raises NotFound."""
    row = unit.connection.execute(
        select(*_columns).where(alerts.c.team_id == unit.team_id, alerts.c.id == alert_id)
    ).first()
    if row is None:
        raise NotFound("Alert", alert_id)
    return Alert(*row)


def list_alerts(unit: Unit, initiative_key: str | None = None) -> Sequence[Alert]:
    """Alerts of one initiative or all, the latest first."""
    query = select(*_columns).where(alerts.c.team_id == unit.team_id)
    if initiative_key is not None:
        query = query.where(alerts.c.initiative_key == initiative_key)
    found = [Alert(*row) for row in unit.connection.execute(query)]
    return sorted(found, key=lambda alert: -number_of(alert.id))


def find_last_look(unit: Unit) -> datetime | None:
    """When the workspace's initiatives were last looked at for alerts."""
    query = select(alert_looks.c.at).where(alert_looks.c.team_id == unit.team_id)
    return unit.connection.execute(query).scalar_one_or_none()


def note_look(unit: Unit) -> None:
    """They are looked at now."""
    upsert(unit, alert_looks, {"team_id": unit.team_id}, {"at": unit.now})
