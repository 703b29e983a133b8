"""Responses to pulses: what people said, and what is done about it, told to those who were asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, ForeignKeyConstraint, Select, String, Table, Text, exists, insert, select, update

from storage.initiatives import initiatives
from storage.invitations import KIND
from storage.outbox import deliveries, sends
from storage.pulses import Pulse, PulseState, pulse_columns, pulses
from storage.releases import releases
from storage.schema import Moment, metadata, team_column
from storage.units import Unit

pulse_responses = Table(
    "pulse_responses",
    metadata,
    team_column(),
    Column("pulse_id", String(16), primary_key=True),
    Column("said", Text, nullable=False),
    Column("doing", Text, nullable=False),
    Column("author_id", String(32), nullable=False),
    Column("responded_at", Moment, nullable=False),
    ForeignKeyConstraint(["team_id", "pulse_id"], [pulses.c.team_id, pulses.c.id]),
)


@dataclass(frozen=True, slots=True)
class Response:
    """What a closed pulse led to: in short what people said (may be empty), and what is done."""

    pulse_id: str
    said: str
    doing: str
    author_id: str
    responded_at: datetime


_columns = [pulse_responses.c[name] for name in Response.__dataclass_fields__]


def put_response(unit: Unit, pulse_id: str, said: str, doing: str) -> Response | None:
    """Write down the response, over an earlier one; gives the earlier one, whose time and author stay."""
    before = find_response(unit, pulse_id)
    if before is None:
        author = {"author_id": unit.actor_id, "responded_at": unit.now}
        statement = insert(pulse_responses).values(
            team_id=unit.team_id, pulse_id=pulse_id, said=said, doing=doing, **author
        )
        unit.connection.execute(statement)
    else:
        condition = (pulse_responses.c.team_id == unit.team_id) & (pulse_responses.c.pulse_id == pulse_id)
        unit.connection.execute(update(pulse_responses).where(condition).values(said=said, doing=doing))
    old = (before.said, before.doing) if before else (None, None)
    if old != (said, doing):
        unit.audit("pulse.responded", pulse_id, said=[old[0], said], doing=[old[1], doing])
    return before


def find_response(unit: Unit, pulse_id: str) -> Response | None:
    """The response to a pulse, if there is one."""
    query = select(*_columns).where(pulse_responses.c.team_id == unit.team_id, pulse_responses.c.pulse_id == pulse_id)
    row = unit.connection.execute(query).first()
    return Response(*row) if row else None


def find_owed(unit: Unit, initiative_key: str, audience: str) -> Pulse | None:
    """The last closed pulse to this audience of which something was published, if nobody has responded to it."""
    query = _select_published().where(
        pulses.c.team_id == unit.team_id, pulses.c.initiative_key == initiative_key, pulses.c.audience == audience
    )
    row = unit.connection.execute(query.limit(1)).first()
    last = Pulse(*row) if row else None
    return last if last and find_response(unit, last.id) is None else None


def list_owed(unit: Unit, lead_id: str) -> list[Pulse]:
    """The same for each audience of the open initiatives that somebody leads, the latest closed first."""
    led = (initiatives.c.team_id == pulses.c.team_id) & (initiatives.c.key == pulses.c.initiative_key)
    query = (
        _select_published()
        .join(initiatives, led)
        .where(pulses.c.team_id == unit.team_id, initiatives.c.lead_id == lead_id, initiatives.c.closed_at.is_(None))
    )
    latest: dict[tuple[str, str], Pulse] = {}
    for pulse in (Pulse(*row) for row in unit.connection.execute(query)):
        latest.setdefault((pulse.initiative_key, pulse.audience), pulse)
    return [pulse for pulse in latest.values() if find_response(unit, pulse.id) is None]


def list_heard(unit: Unit, user_id: str, since: datetime, limit: int) -> Sequence[tuple[Pulse, Response]]:
    """Responses since a moment to pulses that asked this person, the latest first."""
    query = (
        select(*pulse_columns, *_columns)
        .join(
            pulse_responses,
            (pulse_responses.c.team_id == pulses.c.team_id) & (pulse_responses.c.pulse_id == pulses.c.id),
        )
        .join(sends, (sends.c.team_id == pulses.c.team_id) & (sends.c.subject == pulses.c.id))
        .join(deliveries, (deliveries.c.team_id == sends.c.team_id) & (deliveries.c.send_id == sends.c.id))
        .where(pulses.c.team_id == unit.team_id, sends.c.kind == KIND, deliveries.c.recipient == user_id)
        .where(pulse_responses.c.responded_at > since)
        .order_by(pulse_responses.c.responded_at.desc())
        .limit(limit)
    )
    width = len(pulse_columns)
    return [(Pulse(*row[:width]), Response(*row[width:])) for row in unit.connection.execute(query)]


def _select_published() -> Select[Any]:
    is_shown = exists().where(
        releases.c.team_id == pulses.c.team_id, releases.c.pulse_id == pulses.c.id, releases.c.is_shown
    )
    return (
        select(*pulse_columns)
        .where(pulses.c.state == PulseState.CLOSED, is_shown)
        .order_by(pulses.c.closes_at.desc(), pulses.c.opened_at.desc())
    )
