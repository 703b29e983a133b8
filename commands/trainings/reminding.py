"""Reminding: the day before, those who come are told once, unless they promised for a time that was nearer already."""

from datetime import datetime
from functools import partial

from commands.slack.features import Round
from commands.slack.telling import tell_each
from commands.trainings.notices import reminder_message
from storage.training_seats import Answer, list_seats
from storage.trainings import REMINDED_BEFORE, Training, list_unreminded, note_reminded
from storage.units import Unit


async def remind_of_trainings(tick: Round) -> None:
    """Promise the reminders of sessions within a day; the rows remember, so that a repeated tick adds nothing."""
    if await tick.house.store.read(tick.team_id, list_unreminded):
        await tick.house.store.write(tick.team_id, _remind)


def needs_reminder(starts_at: datetime, dated_at: datetime) -> bool:
    """Whether the time was set more than a day ahead; who hears of it later has it in mind."""
    return dated_at < starts_at - REMINDED_BEFORE


def _remind(unit: Unit) -> None:
    for training in list_unreminded(unit):
        if needs_reminder(training.starts_at, training.dated_at):
            _tell(unit, training)
        note_reminded(unit, training)


def _tell(unit: Unit, training: Training) -> None:
    coming = [seat.user_id for seat in list_seats(unit, training.id) if seat.answer == Answer.COMING]
    key = f"training:{training.id}:reminder:{training.starts_at.isoformat()}"
    tell_each(unit, partial(reminder_message, training), coming, key=key, kind="training", subject=training.id)
