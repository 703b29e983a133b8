"""Attending: who came to a session, kept once and corrected as often as need be."""

from commands.slack.arguments import parse
from commands.slack.ask import Answer, Ask, Reply
from commands.slack.conflicts import check_unchanged, save_or_reopen
from commands.slack.modals import Modal
from commands.slack.moments import describe_instant
from commands.slack.subjects import take_id
from commands.trainings.dossiers import gather_dossier, get_own_training
from commands.trainings.forms import attendance_modal, read_people, split_people
from commands.trainings.views import training_card
from storage.errors import BadInput
from storage.training_seats import Answer as Wish
from storage.training_seats import list_seats, set_attendance
from storage.trainings import Training, get_training
from storage.units import Unit

DONE_EXAMPLE = "/change training done T-1 @ana @ben"


async def on_done(ask: Ask) -> Answer:
    """`/change training done ID [@x …]`: who came, or without anybody the form."""
    arguments, zone = parse(ask.text), await ask.find_zone()
    training_id = take_id(arguments, "T", "Training", DONE_EXAMPLE)
    references = []
    while arguments:
        references += split_people(arguments.take_reference("Who came", DONE_EXAMPLE))
    if not references:
        return await _open_form(ask, training_id)
    await ask.read(lambda unit: _get_begun(unit, ask, training_id, zone))
    user_ids = await read_people(ask, references)

    def save(unit: Unit) -> Answer:
        return _save(unit, ask, _get_begun(unit, ask, training_id, zone), user_ids, zone)

    return await ask.write(save)


async def on_done_button(ask: Ask) -> Answer:
    """Who came, on a card or the Home tab."""
    return await _open_form(ask, ask.value)


async def on_done_form(ask: Ask) -> Answer:
    """The submitted form."""
    training_id, zone = ask.metadata["id"], await ask.find_zone()
    listed = await read_people(ask, split_people(ask.form["also_came"]))
    user_ids = list(dict.fromkeys([*(ask.form["who_came"] or []), *listed]))
    if not user_ids:
        raise BadInput("Who came", "nobody is named; a session that nobody came to is cancelled", "@ana")

    def save(unit: Unit) -> Answer:
        training = _get_begun(unit, ask, training_id, zone)
        check_unchanged(ask, training)
        return _save(unit, ask, training, user_ids, zone)

    return await save_or_reopen(ask, save, lambda unit: _make_form(unit, get_training(unit, training_id)))


async def _open_form(ask: Ask, training_id: str) -> Answer:
    zone = await ask.find_zone()
    return await ask.read(lambda unit: _make_form(unit, _get_begun(unit, ask, training_id, zone)))


def _make_form(unit: Unit, training: Training) -> Modal:
    seats = list_seats(unit, training.id)
    is_known = training.done_at is not None
    return attendance_modal(
        training, [seat.user_id for seat in seats if (seat.attended if is_known else seat.answer == Wish.COMING)]
    )


def _save(unit: Unit, ask: Ask, training: Training, user_ids: list[str], zone: str) -> Answer:
    set_attendance(unit, training, user_ids)
    return Reply(training_card(gather_dossier(unit, ask, get_training(unit, training.id)), zone))


def _get_begun(unit: Unit, ask: Ask, training_id: str, zone: str) -> Training:
    training = get_own_training(unit, ask, training_id)
    if training.is_cancelled:
        raise BadInput("Training", f"{training_id} is cancelled", f"/change training show {training_id}")
    if unit.now < training.starts_at:
        reason = f"{training_id} begins {describe_instant(training.starts_at, zone)}"
        raise BadInput("Training", reason, f"/change training show {training_id}")
    return training
