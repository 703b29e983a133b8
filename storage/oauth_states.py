"""OAuth states: single-use secrets that tie an installation's redirect to its start."""

import secrets
from datetime import timedelta

from sqlalchemy import Column, String, Table, delete, insert

from storage.schema import Moment, metadata
from storage.units import Unit

oauth_states = Table(
    "oauth_states",
    metadata,
    Column("state", String(64), primary_key=True),
    Column("issued_at", Moment, nullable=False),
)


def issue_state(unit: Unit) -> str:
    """A fresh state."""
    state = secrets.token_urlsafe(32)
    unit.connection.execute(insert(oauth_states).values(state=state, issued_at=unit.now))
    return state


def redeem_state(unit: Unit, state: str, lifetime_seconds: int) -> bool:
    """Use a state up; whether it was good. Stale ones go with it."""
    oldest = unit.now - timedelta(seconds=lifetime_seconds)
    unit.connection.execute(delete(oauth_states).where(oauth_states.c.issued_at < oldest))
    return unit.connection.execute(delete(oauth_states).where(oauth_states.c.state == state)).rowcount == 1
