"""Trainings on the Home tab: sessions I am invited to, and those of which I am to say who came."""

from collections.abc import Sequence

from commands.slack.ask import Ask
from commands.slack.features import Task
from commands.slack.language import find_language, translate
from commands.trainings.notices import own_session
from commands.trainings.views import unattended_session
from storage.initiatives import list_initiatives
from storage.training_seats import list_own_seats
from storage.trainings import get_training, list_unattended
from storage.units import Unit

MOST_SHOWN = 5


async def list_my_sessions(ask: Ask) -> Sequence[Task]:
    """The asker's next sessions, each with the button that changes their mind."""

    def find(unit: Unit) -> list[Task]:
        say = translate(find_language(unit, ask.user_id))
        seats = list_own_seats(unit, ask.user_id)[:MOST_SHOWN]
        sessions = [(get_training(unit, seat.training_id), seat) for seat in seats]
        return [Task(own_session(training, seat, say), training.starts_at.date()) for training, seat in sessions]

    return await ask.read(find)


async def list_my_unattended(ask: Ask) -> Sequence[Task]:
    """Sessions that are over, for those who gave them or lead the initiative: who came?"""

    def find(unit: Unit) -> list[Task]:
        led = {each.key: each.lead_id for each in list_initiatives(unit, open_only=True)}
        mine = [
            training
            for training in list_unattended(unit)
            if training.initiative_key in led and ask.user_id in (training.trainer_id, led[training.initiative_key])
        ]
        return [Task(unattended_session(training), training.starts_at.date()) for training in mine[:MOST_SHOWN]]

    return await ask.read(find)
