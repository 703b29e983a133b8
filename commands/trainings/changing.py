"""What becomes of a session: people are invited, it is corrected or moved, cancelled, or takes place after all."""

from collections.abc import Callable, Collection
from functools import partial

from commands.slack.arguments import parse
from commands.slack.ask import Answer, Ask, Reply
from commands.slack.blocks import Message
from commands.slack.conflicts import check_unchanged, save_or_reopen
from commands.slack.inputs import clean_text
from commands.slack.language import Say
from commands.slack.membership import resolve_audience
from commands.slack.reasons import REASON_LIMIT
from commands.slack.subjects import take_id, take_only_id
from commands.slack.telling import tell_each
from commands.trainings.answering import tell_seated
from commands.trainings.dossiers import gather_dossier, get_own_training
from commands.trainings.forms import cancel_modal, edit_modal, read_facts
from commands.trainings.notices import cancelled_message, invitation_message, moved_message, reopened_message
from commands.trainings.views import invited_message, training_card
from storage.audiences import get_audience
from storage.deliveries import cancel_send
from storage.errors import BadInput
from storage.outbox import Priority
from storage.training_seats import Answer as Wish
from storage.training_seats import check_seats, fill_seats, invite, list_seats, list_trained
from storage.trainings import Training, cancel_training, edit_training, get_training, reopen_training, take_turn
from storage.units import Unit

INVITE_EXAMPLE = "/change training invite T-1"
EDIT_EXAMPLE = "/change training edit T-1"
REOPEN_EXAMPLE = "/change training reopen T-1"
CANCEL_EXAMPLE = "/change training cancel T-1 The trainer is ill"


async def on_invite(ask: Ask) -> Answer:
    """`/change training invite ID`: everybody in its audience who has not been to it, and not been invited yet."""
    return await _invite(ask, take_only_id(ask.text, "T", "Training", INVITE_EXAMPLE))


async def on_invite_button(ask: Ask) -> Answer:
    """Invite, on a card."""
    return await _invite(ask, ask.value)


async def on_edit(ask: Ask) -> Answer:
    """`/change training edit ID`: its form."""
    return await _open_edit(ask, take_only_id(ask.text, "T", "Training", EDIT_EXAMPLE))


async def on_edit_button(ask: Ask) -> Answer:
    """Edit, on a card."""
    return await _open_edit(ask, ask.value)


async def on_edit_form(ask: Ask) -> Answer:
    """The submitted correction; who comes is told of a new time, and more seats go to those who wait."""
    training_id, zone, form = ask.metadata["id"], await ask.find_zone(), ask.form
    known = await ask.read(lambda unit: get_own_training(unit, ask, training_id))
    when = f"{form['date']} {form['time'] or ''}"
    facts = await read_facts(ask, {**form, "when": when, "trainer": f"<@{form['trainer']}>"}, known)

    def save(unit: Unit) -> Answer:
        take_turn(unit, training_id)
        before = get_own_training(unit, ask, training_id)
        check_unchanged(ask, before)
        check_seats(unit, before, facts["seats"])
        after = edit_training(unit, training_id, **facts)
        if after.takes_answers(unit.now):
            if after.starts_at != before.starts_at:
                _tell_expected(unit, after, partial(moved_message, after), "moved")
            tell_seated(unit, after, fill_seats(unit, after))
        return Reply(training_card(gather_dossier(unit, ask, after), zone))

    return await save_or_reopen(ask, save, lambda unit: edit_modal(get_training(unit, training_id), zone))


async def on_cancel(ask: Ask) -> Answer:
    """`/change training cancel ID [REASON]`."""
    arguments = parse(ask.text)
    training_id = take_id(arguments, "T", "Training", CANCEL_EXAMPLE)
    return await _cancel(ask, training_id, arguments.take_rest())


async def on_cancel_button(ask: Ask) -> Answer:
    """Cancel it, on a card: the form that asks why."""
    return await ask.read(lambda unit: cancel_modal(get_own_training(unit, ask, ask.value)))


async def on_cancel_form(ask: Ask) -> Answer:
    """The submitted reason."""
    return await _cancel(ask, ask.metadata["id"], ask.form["reason"] or "")


async def on_reopen(ask: Ask) -> Answer:
    """`/change training reopen ID`."""
    return await _reopen(ask, take_only_id(ask.text, "T", "Training", REOPEN_EXAMPLE))


async def on_reopen_button(ask: Ask) -> Answer:
    """Reopen, on a card."""
    return await _reopen(ask, ask.value)


async def _open_edit(ask: Ask, training_id: str) -> Answer:
    zone = await ask.find_zone()
    return await ask.read(lambda unit: edit_modal(_get_planned(unit, ask, training_id), zone))


async def _invite(ask: Ask, training_id: str) -> Answer:
    training = await ask.read(lambda unit: _get_answerable(unit, ask, training_id))
    audience = await ask.read(lambda unit: get_audience(unit, training.audience))
    members = (await resolve_audience(ask.house, ask.team_id, audience)).members

    def send(unit: Unit) -> Answer:
        current = _get_answerable(unit, ask, training_id)
        been = list_trained(unit, current.initiative_key, current.name)
        fresh = invite(unit, training_id, [person.user_id for person in members if person.user_id not in been])
        tell_each(
            unit,
            partial(invitation_message, current),
            fresh,
            key=current.send_key,
            kind="training",
            subject=training_id,
            priority=Priority.NUDGE,
            audience=current.audience,
        )
        return Reply(invited_message(current, len(fresh)))

    return await ask.write(send)


async def _cancel(ask: Ask, training_id: str, reason: str) -> Answer:
    zone = await ask.find_zone()
    why = clean_text(reason, "Reason", REASON_LIMIT, example="The trainer is ill", required=False) or None

    def cancel(unit: Unit) -> Answer:
        get_own_training(unit, ask, training_id)
        training = cancel_training(unit, training_id, why)
        cancel_send(unit, training.send_key, "the training was cancelled first")
        _tell_expected(unit, training, partial(cancelled_message, training), "cancelled")
        return Reply(training_card(gather_dossier(unit, ask, training), zone))

    return await ask.write(cancel)


async def _reopen(ask: Ask, training_id: str) -> Answer:
    """Let it take place after all; those who have not answered are told too, for some invitations did not leave."""
    zone = await ask.find_zone()

    def reopen(unit: Unit) -> Answer:
        get_own_training(unit, ask, training_id)
        training = reopen_training(unit, training_id)
        if training.takes_answers(unit.now):
            write = partial(reopened_message, training)
            _tell_expected(unit, training, write, "reopened", (Wish.COMING, Wish.WAITING, None))
        return Reply(training_card(gather_dossier(unit, ask, training), zone))

    return await ask.write(reopen)


def _tell_expected(
    unit: Unit,
    training: Training,
    write: Callable[[Say], Message],
    what: str,
    answers: Collection[Wish | None] = (Wish.COMING, Wish.WAITING),
) -> None:
    """Tell those who come or wait that it is cancelled, has a new time, or takes place after all."""
    expected = [seat.user_id for seat in list_seats(unit, training.id) if seat.answer in answers]
    key = f"training:{training.id}:{what}:{unit.now.isoformat()}"
    tell_each(unit, write, expected, key=key, kind="training", subject=training.id)


def _get_planned(unit: Unit, ask: Ask, training_id: str) -> Training:
    training = get_own_training(unit, ask, training_id)
    if training.is_cancelled:
        raise BadInput("Training", f"{training_id} is cancelled", f"/change training show {training_id}")
    return training


def _get_answerable(unit: Unit, ask: Ask, training_id: str) -> Training:
    training = _get_planned(unit, ask, training_id)
    if not training.takes_answers(unit.now):
        raise BadInput("Training", f"{training_id} has begun already", f"/change training show {training_id}")
    return training
