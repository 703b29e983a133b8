"""Trainings: sessions at a time, for an audience; who comes and who came stand in `storage.training_seats`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Column, ForeignKeyConstraint, Index, Integer, String, Table, insert, or_, select, update

from storage.changes import pair_changes, to_plain_values
from storage.errors import BadInput, NotFound
from storage.initiatives import initiatives
from storage.numbers import next_id, number_of
from storage.schema import Moment, metadata, team_column
from storage.units import Unit

REMINDED_BEFORE = timedelta(days=1)

trainings = Table(
    "trainings",
    metadata,
    team_column(),
    Column("id", String(16), primary_key=True),
    Column("initiative_key", String(10), nullable=False),
    Column("name", String(120), nullable=False),
    Column("starts_at", Moment, nullable=False),
    Column("dated_at", Moment, nullable=False),
    Column("place", String(120)),
    Column("seats", Integer),
    Column("link", String(500)),
    Column("audience", String(64), nullable=False),
    Column("trainer_id", String(32), nullable=False),
    Column("author_id", String(32), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("cancelled_at", Moment),
    Column("reason", String(500)),
    Column("done_at", Moment),
    Column("reminded_for", Moment),
    Column("turns", Integer, nullable=False),
    ForeignKeyConstraint(["team_id", "initiative_key"], [initiatives.c.team_id, initiatives.c.key]),
    Index(None, "team_id", "initiative_key"),
    Index(None, "team_id", "starts_at"),
)


@dataclass(frozen=True, slots=True)
class Training:
    """One session: when it starts (`dated_at` is when that was set), for whom, and with how many seats (None: enough).

    `done_at` is when it was first kept who came; `reason` is why it was cancelled.
    """

    id: str
    initiative_key: str
    name: str
    starts_at: datetime
    dated_at: datetime
    place: str | None
    seats: int | None
    link: str | None
    audience: str
    trainer_id: str
    author_id: str
    created_at: datetime
    cancelled_at: datetime | None
    reason: str | None
    done_at: datetime | None

    @property
    def is_cancelled(self) -> bool:
        """Whether it does not take place."""
        return self.cancelled_at is not None

    @property
    def send_key(self) -> str:
        """The key of its invitations in the outbox."""
        return f"training:{self.id}"

    def takes_answers(self, now: datetime) -> bool:
        """Whether people may still say that they come."""
        return not self.is_cancelled and now < self.starts_at


_columns = [trainings.c[name] for name in Training.__dataclass_fields__]
_takes_place = trainings.c.cancelled_at.is_(None)


def add_training(
    unit: Unit, initiative_key: str, name: str, starts_at: datetime, audience: str, trainer_id: str, **optional: Any
) -> Training:
    """Plan a session; `optional` takes place, seats and link."""
    training_id = next_id(unit, "T")
    values = {"name": name, "starts_at": starts_at, "audience": audience, "trainer_id": trainer_id, **optional}
    unit.connection.execute(
        insert(trainings).values(
            team_id=unit.team_id,
            id=training_id,
            initiative_key=initiative_key,
            author_id=unit.actor_id,
            created_at=unit.now,
            dated_at=unit.now,
            turns=0,
            **values,
        )
    )
    unit.audit("training.added", training_id, initiative_key=initiative_key, **to_plain_values(values))
    return get_training(unit, training_id)


def edit_training(unit: Unit, training_id: str, **changes: Any) -> Training:
    """Correct a session; the log keeps both."""
    before = get_training(unit, training_id)
    changed = {name: value for name, value in changes.items() if getattr(before, name) != value}
    if changed:
        dated = {"dated_at": unit.now} if "starts_at" in changed else {}
        _update(unit, training_id, {**changed, **dated})
        unit.audit("training.edited", training_id, **pair_changes(before, changed))
    return get_training(unit, training_id)


def cancel_training(unit: Unit, training_id: str, reason: str | None) -> Training:
    """It does not take place; BadInput when that is known already, or when it has taken place."""
    before = get_training(unit, training_id)
    if before.is_cancelled or before.done_at is not None:
        state = "cancelled already" if before.is_cancelled else "done"
        raise BadInput("Training", f"{training_id} is {state}", f"/change training show {training_id}")
    _update(unit, training_id, {"cancelled_at": unit.now, "reason": reason})
    unit.audit("training.cancelled", training_id, state=["planned", "cancelled"], reason=[None, reason])
    return get_training(unit, training_id)


def reopen_training(unit: Unit, training_id: str) -> Training:
    """It takes place after all; BadInput when it is not cancelled."""
    before = get_training(unit, training_id)
    if not before.is_cancelled:
        raise BadInput("Training", f"{training_id} is not cancelled", f"/change training show {training_id}")
    _update(unit, training_id, {"cancelled_at": None, "reason": None})
    unit.audit("training.reopened", training_id, state=["cancelled", "planned"], reason=[before.reason, None])
    return get_training(unit, training_id)


def finish_training(unit: Unit, training_id: str) -> None:
    """Note that it is known who came."""
    _update(unit, training_id, {"done_at": unit.now})


def take_turn(unit: Unit, training_id: str) -> int:
    """The next number in the order of answers; whoever takes one has the session to themselves until the unit ends."""
    statement = update(trainings).where(_is(unit, training_id)).values(turns=trainings.c.turns + 1)
    turn = unit.connection.execute(statement.returning(trainings.c.turns)).scalar_one_or_none()
    if turn is None:
        raise NotFound("Training", training_id)
    return int(turn)


def get_training(unit: Unit, training_id: str) -> Training:
    """The session with this id; raises NotFound."""
    row = unit.connection.execute(select(*_columns).where(_is(unit, training_id))).first()
    if row is None:
        raise NotFound("Training", training_id)
    return Training(*row)


def list_trainings(unit: Unit, initiative_key: str) -> Sequence[Training]:
    """An initiative's sessions: those to come, the next first, then those before, the latest first."""
    found = _list(unit, trainings.c.initiative_key == initiative_key)
    coming = [each for each in found if each.takes_answers(unit.now)]
    return [*coming, *reversed([each for each in found if not each.takes_answers(unit.now)])]


def list_upcoming(unit: Unit, initiative_key: str, audience: str) -> Sequence[Training]:
    """The sessions that an audience may still come to, the next first."""
    of_audience = (trainings.c.initiative_key == initiative_key) & (trainings.c.audience == audience)
    return _list(unit, of_audience, _takes_place, trainings.c.starts_at > unit.now)


def list_unattended(unit: Unit) -> Sequence[Training]:
    """The sessions of the workspace that have begun and of which it is not kept who came, the oldest first."""
    return _list(unit, _takes_place, trainings.c.done_at.is_(None), trainings.c.starts_at <= unit.now)


def find_trainer(unit: Unit, initiative_key: str) -> str | None:
    """Who gives the initiative's next session, or else gave the latest one; None while there is none."""
    sessions = [each for each in list_trainings(unit, initiative_key) if not each.is_cancelled]
    return sessions[0].trainer_id if sessions else None


def list_unreminded(unit: Unit) -> Sequence[Training]:
    """The sessions within a day of which nobody has been reminded at this time of theirs."""
    is_unreminded = or_(trainings.c.reminded_for.is_(None), trainings.c.reminded_for != trainings.c.starts_at)
    is_near = (trainings.c.starts_at > unit.now) & (trainings.c.starts_at <= unit.now + REMINDED_BEFORE)
    return _list(unit, _takes_place, is_near, is_unreminded)


def note_reminded(unit: Unit, training: Training) -> None:
    """Keep that those who come need not be reminded of this time again."""
    _update(unit, training.id, {"reminded_for": training.starts_at})


def _list(unit: Unit, *conditions: Any) -> list[Training]:
    query = select(*_columns).where(trainings.c.team_id == unit.team_id, *conditions)
    found = [Training(*row) for row in unit.connection.execute(query)]
    return sorted(found, key=lambda each: (each.starts_at, number_of(each.id)))


def _is(unit: Unit, training_id: str) -> Any:
    return (trainings.c.team_id == unit.team_id) & (trainings.c.id == training_id)


def _update(unit: Unit, training_id: str, values: dict[str, Any]) -> None:
    unit.connection.execute(update(trainings).where(_is(unit, training_id)).values(**values))
