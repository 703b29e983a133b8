"""Ballots of open pulses: keyed by a token that only pepper and salt together lead back to a person. No time, no order.

There is no table of who took part: whether somebody has answered is found out by making their token and looking for it.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Column, String, Table, delete, select

from storage.schema import Document, metadata, team_column
from storage.units import Unit
from storage.upserts import upsert

ballots = Table(
    "ballots",
    metadata,
    team_column(),
    Column("token", String(64), primary_key=True),
    Column("pulse_id", String(16), nullable=False, index=True),
    Column("segment", String(64), nullable=False),
    Column("answers", Document, nullable=False),
    sqlite_with_rowid=False,
)


def put_ballot(unit: Unit, pulse_id: str, token: str, segment: str, answers: dict[str, Any]) -> None:
    """Store a ballot, over the same person's earlier one."""
    values = {"pulse_id": pulse_id, "segment": segment, "answers": answers}
    upsert(unit, ballots, {"team_id": unit.team_id, "token": token}, values)


def find_ballot(unit: Unit, token: str) -> dict[str, Any] | None:
    """The answers under this token, if there are any."""
    query = select(ballots.c.answers).where(ballots.c.team_id == unit.team_id, ballots.c.token == token)
    return unit.connection.execute(query).scalar_one_or_none()


def take_ballots(unit: Unit, pulse_id: str) -> Sequence[tuple[str, dict[str, Any]]]:
    """Every ballot of a pulse as (segment, answers), deleted here: what is not sealed in the same unit is gone."""
    condition = (ballots.c.team_id == unit.team_id) & (ballots.c.pulse_id == pulse_id)
    query = select(ballots.c.segment, ballots.c.answers).where(condition).order_by(ballots.c.token)
    taken = [(row.segment, row.answers) for row in unit.connection.execute(query)]
    unit.connection.execute(delete(ballots).where(condition))
    return taken
