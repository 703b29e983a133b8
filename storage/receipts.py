"""Receipts: one row per gesture already carried out, so that a repeated envelope has no second effect."""

from datetime import datetime

from sqlalchemy import Column, String, Table, delete
from sqlalchemy.dialects import postgresql, sqlite

from storage.schema import Moment, metadata, team_column
from storage.units import Unit

receipts = Table(
    "receipts",
    metadata,
    team_column(),
    Column("key", String(255), primary_key=True),
    Column("at", Moment, nullable=False, index=True),
)


def claim_receipt(unit: Unit, key: str) -> bool:
    """Whether `key` is seen for the first time; commits or vanishes together with the effect that it guards."""
    insert = postgresql.insert if unit.connection.dialect.name == "postgresql" else sqlite.insert
    statement = insert(receipts).values(team_id=unit.team_id, key=key, at=unit.now).on_conflict_do_nothing()
    return unit.connection.execute(statement).rowcount == 1


def forget_receipts(unit: Unit, before: datetime) -> int:
    """Drop receipts older than `before` (Slack repeats nothing after an hour) and say how many."""
    condition = (receipts.c.team_id == unit.team_id) & (receipts.c.at < before)
    return unit.connection.execute(delete(receipts).where(condition)).rowcount
