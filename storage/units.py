"""The unit of work: what a storage function is given to read and write with."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

SYSTEM = "system"
"""The actor of work that no person asked for."""


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One change of a fact, to be chained into the audit log when the unit commits."""

    team_id: str
    at: datetime
    actor_id: str
    action: str
    subject: str
    facts: dict[str, Any]


@dataclass(slots=True)
class Unit:
    """One gesture's or job's view of the database: a connection in a transaction, the workspace, who acts, and when."""

    connection: Connection
    team_id: str
    actor_id: str
    now: datetime
    entries: list[AuditEntry] = field(default_factory=list)
    keeps_audit: bool = True
    seen: dict[tuple[str, ...], Any] = field(default_factory=dict)
    """Rows that nearly every command reads, shared by the units of one commit; who changes such a row forgets it."""

    def audit(self, action: str, subject: str, **facts: Any) -> None:
        """Note a change for the audit log (`action` like "risk.added", `subject` like "R-3"); never a survey answer."""
        if not self.keeps_audit:
            raise RuntimeError("a ballot's unit of work must write nothing but the ballot")
        self.entries.append(AuditEntry(self.team_id, self.now, self.actor_id, action, subject, facts))
