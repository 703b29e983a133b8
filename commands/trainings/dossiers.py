"""A session with everything that its card shows, and who may do what with it."""

from collections.abc import Sequence
from dataclasses import dataclass

from commands.slack.access import permit, roles_of
from commands.slack.ask import Ask
from storage.audit import list_entries
from storage.initiatives import get_initiative, get_open_initiative
from storage.roles import Role
from storage.training_seats import Answer, Seat, count_free, list_seats, list_waiting
from storage.trainings import Training, get_training
from storage.units import AuditEntry, Unit

MAY_PLAN = (Role.LEAD,)
MAY_READ = (Role.LEAD, Role.SPONSOR)


@dataclass(frozen=True, slots=True)
class Dossier:
    """One session as the asker sees it: names and history are for those who run it alone."""

    training: Training
    seats: Sequence[Seat]
    entries: Sequence[AuditEntry]
    mine: Seat | None
    is_run_by_asker: bool
    takes_answers: bool

    @property
    def coming(self) -> list[Seat]:
        """Who has a seat."""
        return [seat for seat in self.seats if seat.answer == Answer.COMING]

    @property
    def waiting(self) -> list[Seat]:
        """Who waits for one, in order."""
        return list_waiting(self.seats)

    @property
    def attended(self) -> list[Seat]:
        """Who came."""
        return [seat for seat in self.seats if seat.attended]

    @property
    def free(self) -> int | None:
        """How many seats nobody has; None where there are enough for everybody."""
        return count_free(self.training, self.seats)

    def count(self, answer: Answer | None) -> int:
        """How many gave this answer."""
        return sum(seat.answer == answer for seat in self.seats)


def gather_dossier(unit: Unit, ask: Ask, training: Training) -> Dossier:
    """Everything about one session for the asker."""
    seats = list_seats(unit, training.id)
    is_run = is_run_by(unit, ask, training)
    return Dossier(
        training=training,
        seats=seats,
        entries=list_entries(unit, training.id) if is_run else [],
        mine=next((seat for seat in seats if seat.user_id == ask.user_id), None),
        is_run_by_asker=is_run,
        takes_answers=training.takes_answers(unit.now),
    )


def is_run_by(unit: Unit, ask: Ask, training: Training) -> bool:
    """Whether the asker gives this session or leads its initiative."""
    initiative = get_initiative(unit, training.initiative_key)
    return ask.user_id == training.trainer_id or not roles_of(unit, ask, initiative).isdisjoint(MAY_PLAN)


def get_own_training(unit: Unit, ask: Ask, training_id: str) -> Training:
    """The session, for its trainer and the lead; raises NotAllowed for others, and when the initiative is closed."""
    training = get_training(unit, training_id)
    if ask.user_id != training.trainer_id:
        permit(unit, ask, get_initiative(unit, training.initiative_key), MAY_PLAN)
    get_open_initiative(unit, training.initiative_key)
    return training
