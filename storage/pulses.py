"""Pulses: what is asked of whom until when, and the sealed answers; open pulses' ballots are in `storage.ballots`."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    Column,
    ForeignKeyConstraint,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    func,
    insert,
    select,
    update,
)

from storage.errors import NotFound
from storage.initiatives import initiatives
from storage.numbers import next_id, number_of
from storage.schema import Document, Moment, metadata, team_column
from storage.units import Unit

pulses = Table(
    "pulses",
    metadata,
    team_column(),
    Column("id", String(16), primary_key=True),
    Column("initiative_key", String(10), nullable=False),
    Column("author_id", String(32), nullable=False),
    Column("audience", String(64), nullable=False),
    Column("questions", Document, nullable=False),
    Column("state", String(16), nullable=False),
    Column("invited", Integer, nullable=False),
    Column("salt", LargeBinary),
    Column("opened_at", Moment, nullable=False),
    Column("closes_at", Moment, nullable=False),
    Column("split_by", String(16)),
    Column("remind_days", String(16), nullable=False, server_default=""),
    Column("sample_percent", Integer),
    Column("resting", Integer, nullable=False, server_default="0"),
    Column("later", Integer, nullable=False, server_default="0"),
    Column("override_reason", String(255)),
    ForeignKeyConstraint(["team_id", "initiative_key"], [initiatives.c.team_id, initiatives.c.key]),
)

sealed_ballots = Table(
    "sealed_ballots",
    metadata,
    team_column(),
    Column("id", String(32), primary_key=True),
    Column("pulse_id", String(16), nullable=False, index=True),
    Column("segment", String(64), nullable=False),
    Column("scores", Document, nullable=False),
    sqlite_with_rowid=False,
)

sealed_comments = Table(
    "sealed_comments",
    metadata,
    team_column(),
    Column("id", String(32), primary_key=True),
    Column("pulse_id", String(16), nullable=False, index=True),
    Column("question", Integer),
    Column("words", Text, nullable=False),
    sqlite_with_rowid=False,
)


class PulseState(StrEnum):
    """Open pulses take answers and are confidential; closed ones are sealed and anonymous."""

    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Pulse:
    """One round of questions to an audience; `salt` is gone once it is sealed.

    `split_by` names what its segments are made from, "source" for the audience's sources; None: it has no segments.
    On `remind_days` ("3,5", the day of opening is the first) those without a ballot are reminded. Of its audience
    `resting` people were left out because another pulse has asked them lately, and `later` because others' turn it was
    among the `sample_percent` asked. `override_reason` says why it did not wait for a response to an earlier one.
    """

    id: str
    initiative_key: str
    author_id: str
    audience: str
    questions: list[dict[str, Any]]
    state: str
    invited: int
    salt: bytes | None
    opened_at: datetime
    closes_at: datetime
    split_by: str | None = None
    remind_days: str = ""
    sample_percent: int | None = None
    resting: int = 0
    later: int = 0
    override_reason: str | None = None

    @property
    def is_open(self) -> bool:
        """Whether answers are still taken."""
        return self.state == PulseState.OPEN

    @property
    def send_key(self) -> str:
        """The key of its invitations in the outbox."""
        return f"pulse:{self.id}"


pulse_columns = [pulses.c[name] for name in Pulse.__dataclass_fields__]
"""What a `Pulse` is made of, in its order."""


def add_pulse(
    unit: Unit,
    initiative_key: str,
    audience: str,
    questions: Sequence[dict[str, Any]],
    *,
    invited: int,
    salt: bytes,
    open_for: timedelta,
    split_by: str | None = None,
    **care: Any,
) -> Pulse:
    """Open a pulse; invitations are promised by the caller in the same unit. `care` is what else a `Pulse` holds."""
    pulse = Pulse(
        id=next_id(unit, "P"),
        initiative_key=initiative_key,
        author_id=unit.actor_id,
        audience=audience,
        questions=list(questions),
        state=PulseState.OPEN,
        invited=invited,
        salt=salt,
        opened_at=unit.now,
        closes_at=unit.now + open_for,
        split_by=split_by,
        **care,
    )
    values = {name: getattr(pulse, name) for name in Pulse.__dataclass_fields__}
    unit.connection.execute(insert(pulses).values(team_id=unit.team_id, **values))
    unit.audit("pulse.opened", pulse.id, initiative=initiative_key, audience=audience, invited=invited)
    return pulse


def seal_pulse(
    unit: Unit,
    pulse: Pulse,
    rows: Iterable[tuple[str, str, dict[str, int]]],
    comments: Iterable[tuple[str, int | None, str]],
) -> None:
    """Close a pulse for good: shuffled rows (id, segment, scores) and comments (id, question, words), and no salt.

    The caller deletes the ballots in the same unit.
    """
    ballots = [
        {"team_id": unit.team_id, "id": row_id, "pulse_id": pulse.id, "segment": segment, "scores": scores}
        for row_id, segment, scores in rows
    ]
    if ballots:
        unit.connection.execute(insert(sealed_ballots), ballots)
    words = [
        {"team_id": unit.team_id, "id": row_id, "pulse_id": pulse.id, "question": question, "words": text}
        for row_id, question, text in comments
    ]
    if words:
        unit.connection.execute(insert(sealed_comments), words)
    condition = (pulses.c.team_id == unit.team_id) & (pulses.c.id == pulse.id)
    statement = update(pulses).where(condition).values(state=PulseState.CLOSED, salt=None, closes_at=unit.now)
    unit.connection.execute(statement)
    unit.audit("pulse.sealed", pulse.id)


def get_pulse(unit: Unit, pulse_id: str) -> Pulse:
    """The pulse with this id; raises NotFound."""
    query = select(*pulse_columns).where(pulses.c.team_id == unit.team_id, pulses.c.id == pulse_id)
    row = unit.connection.execute(query).first()
    if row is None:
        raise NotFound("Pulse", pulse_id)
    return Pulse(*row)


def list_pulses(unit: Unit, initiative_key: str | None = None, *, state: PulseState | None = None) -> Sequence[Pulse]:
    """Pulses of one initiative or all, the newest first."""
    query = select(*pulse_columns).where(pulses.c.team_id == unit.team_id)
    if initiative_key is not None:
        query = query.where(pulses.c.initiative_key == initiative_key)
    if state is not None:
        query = query.where(pulses.c.state == state)
    found = [Pulse(*row) for row in unit.connection.execute(query)]
    return sorted(found, key=lambda pulse: -number_of(pulse.id))


def list_sealed_rows(unit: Unit, pulse_id: str) -> list[tuple[str, str, dict[str, int]]]:
    """A sealed pulse's rows as (id, segment, scores), in the order of their random ids."""
    columns = (sealed_ballots.c.id, sealed_ballots.c.segment, sealed_ballots.c.scores)
    condition = (sealed_ballots.c.team_id == unit.team_id) & (sealed_ballots.c.pulse_id == pulse_id)
    query = select(*columns).where(condition).order_by(sealed_ballots.c.id)
    return [(row.id, row.segment, row.scores) for row in unit.connection.execute(query)]


def count_sealed_rows(unit: Unit, pulse_id: str) -> int:
    """How many answered a sealed pulse."""
    condition = (sealed_ballots.c.team_id == unit.team_id) & (sealed_ballots.c.pulse_id == pulse_id)
    return unit.connection.execute(select(func.count()).select_from(sealed_ballots).where(condition)).scalar_one()


def list_sealed_comments(unit: Unit, pulse_id: str) -> list[tuple[str, int | None, str]]:
    """A sealed pulse's comments as (id, question, words), in the order of their random ids."""
    columns = (sealed_comments.c.id, sealed_comments.c.question, sealed_comments.c.words)
    condition = (sealed_comments.c.team_id == unit.team_id) & (sealed_comments.c.pulse_id == pulse_id)
    query = select(*columns).where(condition).order_by(sealed_comments.c.id)
    return [(row.id, row.question, row.words) for row in unit.connection.execute(query)]


def has_pulses(unit: Unit) -> bool:
    """Whether any workspace has ever asked anything."""
    return unit.connection.execute(select(pulses.c.id).limit(1)).first() is not None
