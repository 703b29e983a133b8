"""Seats in trainings: who was invited, what they answered in which order, who came, and who was nudged when."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Boolean, Column, ForeignKeyConstraint, Index, Integer, String, Table, insert, select, update

from storage.errors import BadInput, Conflict
from storage.schema import Moment, metadata, team_column
from storage.trainings import Training, finish_training, get_training, take_turn, trainings
from storage.units import Unit
from storage.upserts import upsert

NUDGED_EVERY = timedelta(days=14)

training_seats = Table(
    "training_seats",
    metadata,
    team_column(),
    Column("training_id", String(16), primary_key=True),
    Column("user_id", String(32), primary_key=True),
    Column("answer", String(16)),
    Column("turn", Integer, nullable=False),
    Column("attended", Boolean, nullable=False),
    ForeignKeyConstraint(["team_id", "training_id"], [trainings.c.team_id, trainings.c.id]),
    Index(None, "team_id", "user_id"),
)

training_nudges = Table(
    "training_nudges",
    metadata,
    team_column(),
    Column("initiative_key", String(10), primary_key=True),
    Column("user_id", String(32), primary_key=True),
    Column("nudged_at", Moment, nullable=False),
)


class Answer(StrEnum):
    """What somebody who is invited said; who says that they come waits where there is no seat."""

    COMING = "coming"
    WAITING = "waiting"
    DECLINED = "can't come"
    ANOTHER = "another time"


@dataclass(frozen=True, slots=True)
class Seat:
    """One person invited to one session: their answer (None: not yet), its place in the order, whether they came."""

    training_id: str
    user_id: str
    answer: str | None
    turn: int
    attended: bool


_columns = [training_seats.c[name] for name in Seat.__dataclass_fields__]
_of_session = (trainings.c.team_id == training_seats.c.team_id) & (trainings.c.id == training_seats.c.training_id)


def invite(unit: Unit, training_id: str, user_ids: Iterable[str]) -> list[str]:
    """Let these people answer; gives those who could not before."""
    take_turn(unit, training_id)
    known = {seat.user_id for seat in list_seats(unit, training_id)}
    fresh = sorted(set(user_ids) - known)
    _insert(unit, training_id, fresh, attended=False)
    if fresh:
        unit.audit("training.invited", training_id, invited=[len(known), len(known) + len(fresh)])
    return fresh


def answer_invitation(unit: Unit, training_id: str, user_id: str, wish: Answer) -> tuple[Seat, list[str]]:
    """Take an answer, in its turn: a seat while there is one, else a place on the waiting list.

    Gives what became of it, and who got a seat that was given up. Who comes or waits already keeps their place. Raises
    Conflict for whom nobody invited, and when it is too late.
    """
    turn = take_turn(unit, training_id)
    training, before = get_training(unit, training_id), find_seat(unit, training_id, user_id)
    if before is None:
        raise Conflict("This invitation went to other people.")
    if not training.takes_answers(unit.now):
        raise Conflict("This session is cancelled." if training.is_cancelled else "This session has begun.")
    if wish is Answer.COMING and before.answer in (Answer.COMING, Answer.WAITING):
        return before, []
    answer = wish
    if wish is Answer.COMING and count_free(training, list_seats(unit, training_id)) == 0:
        answer = Answer.WAITING
    _update(unit, training_id, user_id, {"answer": answer, "turn": turn})
    unit.audit("training.answered", training_id, answer=[before.answer, answer])
    return Seat(training_id, user_id, answer, turn, before.attended), fill_seats(unit, training)


def fill_seats(unit: Unit, training: Training) -> list[str]:
    """Give seats that are free to those who wait, in the order in which they came to wait; gives who got one."""
    seats = list_seats(unit, training.id)
    free, waiting = count_free(training, seats), list_waiting(seats)
    given = waiting if free is None else waiting[:free]
    for seat in given:
        _update(unit, training.id, seat.user_id, {"answer": Answer.COMING})
    if given:
        unit.audit("training.seated", training.id, people=[None, len(given)])
    return [seat.user_id for seat in given]


def check_seats(unit: Unit, training: Training, seats: int | None) -> None:
    """Raise BadInput unless everybody who has a seat would keep it."""
    taken = sum(seat.answer == Answer.COMING for seat in list_seats(unit, training.id))
    if seats is not None and seats < taken:
        raise BadInput("Seats", f"{taken} people have a seat already", f"seats:{taken}")


def set_attendance(unit: Unit, training: Training, user_ids: Collection[str]) -> None:
    """Keep who came, and that nobody else did; the log keeps how many that was before."""
    take_turn(unit, training.id)
    seats = {seat.user_id: seat for seat in list_seats(unit, training.id)}
    for seat in seats.values():
        if seat.attended is not (seat.user_id in user_ids):
            _update(unit, training.id, seat.user_id, {"attended": not seat.attended})
    _insert(unit, training.id, sorted(set(user_ids) - set(seats)), attended=True)
    finish_training(unit, training.id)
    before = sum(seat.attended for seat in seats.values()) if training.done_at else None
    unit.audit("training.attended", training.id, came=[before, len(set(user_ids))])


def count_free(training: Training, seats: Sequence[Seat]) -> int | None:
    """How many seats nobody has; None where there are enough for everybody."""
    if training.seats is None:
        return None
    return max(training.seats - sum(seat.answer == Answer.COMING for seat in seats), 0)


def list_waiting(seats: Sequence[Seat]) -> list[Seat]:
    """Those who wait for a seat, in the order of their answers."""
    return sorted((seat for seat in seats if seat.answer == Answer.WAITING), key=lambda seat: seat.turn)


def find_seat(unit: Unit, training_id: str, user_id: str) -> Seat | None:
    """What somebody answered, or None for whom nobody invited."""
    found = _list(unit, training_seats.c.training_id == training_id, training_seats.c.user_id == user_id)
    return found[0] if found else None


def list_seats(unit: Unit, training_id: str) -> Sequence[Seat]:
    """Everybody who was invited to a session or came to it, in the order of their answers."""
    return _list(unit, training_seats.c.training_id == training_id)


def list_own_seats(unit: Unit, user_id: str) -> Sequence[Seat]:
    """What somebody is invited to, over all sessions that are to come and take place, the next first."""
    query = (
        select(*_columns)
        .join(trainings, _of_session)
        .where(
            training_seats.c.team_id == unit.team_id,
            training_seats.c.user_id == user_id,
            trainings.c.starts_at > unit.now,
            trainings.c.cancelled_at.is_(None),
        )
        .order_by(trainings.c.starts_at)
    )
    return [Seat(*row) for row in unit.connection.execute(query)]


def list_trained(unit: Unit, initiative_key: str, name: str | None = None) -> set[str]:
    """Who came to a session of an initiative, or to one of this name."""
    query = (
        select(training_seats.c.user_id)
        .join(trainings, _of_session)
        .where(
            training_seats.c.team_id == unit.team_id,
            trainings.c.initiative_key == initiative_key,
            training_seats.c.attended.is_(True),
        )
    )
    if name is not None:
        query = query.where(trainings.c.name == name)
    return set(unit.connection.execute(query).scalars())


def list_nudged(unit: Unit, initiative_key: str) -> set[str]:
    """Who was nudged to a training of an initiative so lately that they are left alone."""
    query = select(training_nudges.c.user_id).where(
        training_nudges.c.team_id == unit.team_id,
        training_nudges.c.initiative_key == initiative_key,
        training_nudges.c.nudged_at > unit.now - NUDGED_EVERY,
    )
    return set(unit.connection.execute(query).scalars())


def note_nudged(unit: Unit, initiative_key: str, user_ids: Iterable[str]) -> None:
    """Keep that these people are nudged now."""
    for user_id in user_ids:
        key = {"team_id": unit.team_id, "initiative_key": initiative_key, "user_id": user_id}
        upsert(unit, training_nudges, key, {"nudged_at": unit.now})


def _insert(unit: Unit, training_id: str, user_ids: Sequence[str], *, attended: bool) -> None:
    key = {"team_id": unit.team_id, "training_id": training_id}
    rows = [{**key, "user_id": user_id, "turn": 0, "attended": attended} for user_id in user_ids]
    if rows:
        unit.connection.execute(insert(training_seats), rows)


def _update(unit: Unit, training_id: str, user_id: str, values: dict[str, Any]) -> None:
    condition = (training_seats.c.team_id == unit.team_id) & (training_seats.c.training_id == training_id)
    unit.connection.execute(
        update(training_seats).where(condition, training_seats.c.user_id == user_id).values(**values)
    )


def _list(unit: Unit, *conditions: Any) -> list[Seat]:
    query = select(*_columns).where(training_seats.c.team_id == unit.team_id, *conditions)
    return [
        Seat(*row) for row in unit.connection.execute(query.order_by(training_seats.c.turn, training_seats.c.user_id))
    ]
