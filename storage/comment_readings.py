"""Comment readings: how many of a closed pulse's comments have each theme and tone, never which of them does."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Column, ForeignKeyConstraint, String, Table, select

from storage.pulses import PulseState, pulses
from storage.schema import Document, Moment, metadata, team_column
from storage.units import Unit
from storage.upserts import upsert

comment_readings = Table(
    "comment_readings",
    metadata,
    team_column(),
    Column("pulse_id", String(16), primary_key=True),
    Column("tallies", Document, nullable=False),
    Column("read_at", Moment, nullable=False),
    ForeignKeyConstraint(["team_id", "pulse_id"], [pulses.c.team_id, pulses.c.id]),
)

Tallies = Mapping[str, Mapping[str, Mapping[str, int]]]
"""By question ("" for comments beside the questions), then "themes" or "tones", then name: how many."""


def put_reading(unit: Unit, pulse_id: str, tallies: Tallies) -> None:
    """Keep what may be shown of a pulse's comments; a second reading takes the place of the first."""
    key = {"team_id": unit.team_id, "pulse_id": pulse_id}
    upsert(unit, comment_readings, key, {"tallies": dict(tallies), "read_at": unit.now})


def find_reading(unit: Unit, pulse_id: str) -> Tallies | None:
    """What may be shown of a pulse's comments; None while they have not been read."""
    condition = (comment_readings.c.team_id == unit.team_id) & (comment_readings.c.pulse_id == pulse_id)
    tallies: dict[str, Any] | None = unit.connection.execute(
        select(comment_readings.c.tallies).where(condition)
    ).scalar_one_or_none()
    return tallies


def find_unread(unit: Unit) -> str | None:
    """A closed pulse whose comments have not been read, the oldest first; None when there is none."""
    is_read = (
        select(comment_readings.c.pulse_id)
        .where(comment_readings.c.team_id == pulses.c.team_id, comment_readings.c.pulse_id == pulses.c.id)
        .exists()
    )
    query = (
        select(pulses.c.id)
        .where(pulses.c.team_id == unit.team_id, pulses.c.state == PulseState.CLOSED, ~is_read)
        .order_by(pulses.c.closes_at)
        .limit(1)
    )
    found: str | None = unit.connection.execute(query).scalar_one_or_none()
    return found
