"""Receipts: one row per gesture already carried out, so that a repeated envelope has no second effect."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Column, Connection, String, Table, delete
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

# Statements on the path of every command are built once: building one costs more than running it.
_claim = {
    "sqlite": sqlite.insert(receipts).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(receipts).on_conflict_do_nothing(),
}


def claim_receipt(unit: Unit, key: str) -> bool:
    """Whether `key` is seen for the first time; commits or vanishes together with the effect that it guards."""
    return bool(claim_receipts(unit.connection, [(unit.team_id, key, unit.now)]))


def claim_receipts(connection: Connection, wanted: Sequence[tuple[str, str, datetime]]) -> set[tuple[str, str]]:
    """Those of the (team, key, at) receipts that are seen for the first time, claimed in one statement."""
    if not wanted:
        return set()
    rows = [{"team_id": team_id, "key": key, "at": at} for team_id, key, at in wanted]
    statement = _claim[connection.dialect.name].returning(receipts.c.team_id, receipts.c.key)
    return {(row.team_id, row.key) for row in connection.execute(statement, rows)}


def forget_receipts(unit: Unit, before: datetime) -> int:
    """Drop receipts older than `before` (Slack repeats nothing after an hour) and say how many."""
    condition = (receipts.c.team_id == unit.team_id) & (receipts.c.at < before)
    return unit.connection.execute(delete(receipts).where(condition)).rowcount
