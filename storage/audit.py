"""The audit log: append-only and hash-chained per workspace, so that an altered or missing row shows."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, Integer, String, Table, bindparam, func, insert, select

from storage.schema import Document, Moment, metadata, team_column
from storage.units import AuditEntry, Unit

audit_log = Table(
    "audit_log",
    metadata,
    team_column(),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Column("actor_id", String(64), nullable=False),
    Column("action", String(64), nullable=False),
    Column("subject", String(64), nullable=False, index=True),
    Column("facts", Document, nullable=False),
    Column("chain", String(64), nullable=False),
)

CHAIN_START = "0" * 64
_find_head = (
    select(audit_log.c.position, audit_log.c.chain)
    .where(audit_log.c.team_id == bindparam("team"))
    .order_by(audit_log.c.position.desc())
    .limit(1)
)
_append = insert(audit_log)


@dataclass(frozen=True, slots=True)
class Break:
    """Where a workspace's chain no longer holds."""

    team_id: str
    position: int
    reason: str


def append_entries(connection: Connection, entries: Sequence[AuditEntry]) -> None:
    """Chain `entries` onto their workspaces' logs; the caller holds the writer's lock, so heads cannot move."""
    if not entries:
        return
    heads = {team_id: _head(connection, team_id) for team_id in {entry.team_id for entry in entries}}
    rows = []
    for entry in entries:
        position, chain = heads[entry.team_id]
        position, chain = position + 1, _link(chain, position + 1, entry)
        heads[entry.team_id] = (position, chain)
        rows.append(_row(entry, position, chain))
    connection.execute(_append, rows)


def find_breaks(connection: Connection) -> Iterator[Break]:
    """Walk every chain from its start and yield the first place in each that does not hold."""
    query = select(audit_log).order_by(audit_log.c.team_id, audit_log.c.position)
    team_id, position, chain, broken = None, 0, CHAIN_START, False
    for row in connection.execute(query):
        if row.team_id != team_id:
            team_id, position, chain, broken = row.team_id, 0, CHAIN_START, False
        if broken:
            continue
        position += 1
        entry = AuditEntry(row.team_id, row.at, row.actor_id, row.action, row.subject, row.facts)
        chain = _link(chain, position, entry)
        if row.position != position:
            broken = True
            yield Break(row.team_id, position, "a row is missing")
        elif row.chain != chain:
            broken = True
            yield Break(row.team_id, position, "the row does not fit the chain")


def list_entries(unit: Unit, subject: str) -> list[AuditEntry]:
    """What was noted about `subject` in this workspace, the latest first, by this very unit too."""
    query = (
        select(audit_log)
        .where(audit_log.c.team_id == unit.team_id, audit_log.c.subject == subject)
        .order_by(audit_log.c.position.desc())
    )
    rows = unit.connection.execute(query)
    chained = [AuditEntry(row.team_id, row.at, row.actor_id, row.action, row.subject, row.facts) for row in rows]
    return [entry for entry in reversed(unit.entries) if entry.subject == subject] + chained


def count_entries(connection: Connection) -> int:
    """How many rows the log holds, over all workspaces."""
    return connection.execute(select(func.count()).select_from(audit_log)).scalar_one()


def _head(connection: Connection, team_id: str) -> tuple[int, str]:
    row = connection.execute(_find_head, {"team": team_id}).first()
    return (row.position, row.chain) if row else (0, CHAIN_START)


def _link(previous: str, position: int, entry: AuditEntry) -> str:
    content = [previous, position, _stamp(entry.at), entry.actor_id, entry.action, entry.subject, entry.facts]
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _stamp(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _row(entry: AuditEntry, position: int, chain: str) -> dict[str, Any]:
    return {
        "team_id": entry.team_id,
        "position": position,
        "at": entry.at,
        "actor_id": entry.actor_id,
        "action": entry.action,
        "subject": entry.subject,
        "facts": entry.facts,
        "chain": chain,
    }
