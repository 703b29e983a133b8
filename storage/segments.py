"""Segments: the part of the audience that each person asked belongs to in one pulse, frozen when it opens."""

from collections.abc import Mapping

from sqlalchemy import Column, ForeignKeyConstraint, String, Table, insert, select

from storage.pulses import pulses
from storage.schema import metadata, team_column
from storage.units import Unit

pulse_segments = Table(
    "pulse_segments",
    metadata,
    team_column(),
    Column("pulse_id", String(16), primary_key=True),
    Column("user_id", String(32), primary_key=True),
    Column("segment", String(64), nullable=False),
    ForeignKeyConstraint(["team_id", "pulse_id"], [pulses.c.team_id, pulses.c.id]),
)


def add_segments(unit: Unit, pulse_id: str, segments: Mapping[str, str]) -> None:
    """Freeze a pulse's segments, from a mapping user id → segment."""
    rows = [
        {"team_id": unit.team_id, "pulse_id": pulse_id, "user_id": user_id, "segment": segment}
        for user_id, segment in segments.items()
    ]
    if rows:
        unit.connection.execute(insert(pulse_segments), rows)


def find_segment(unit: Unit, pulse_id: str, user_id: str) -> str | None:
    """The segment of one person asked; None in a pulse without segments."""
    query = select(pulse_segments.c.segment).where(
        pulse_segments.c.team_id == unit.team_id,
        pulse_segments.c.pulse_id == pulse_id,
        pulse_segments.c.user_id == user_id,
    )
    return unit.connection.execute(query).scalar_one_or_none()


def map_segments(unit: Unit, pulse_id: str) -> dict[str, str]:
    """Everybody's segment in a pulse by user id; empty in a pulse without segments."""
    query = select(pulse_segments.c.user_id, pulse_segments.c.segment).where(
        pulse_segments.c.team_id == unit.team_id, pulse_segments.c.pulse_id == pulse_id
    )
    return {row.user_id: row.segment for row in unit.connection.execute(query)}
