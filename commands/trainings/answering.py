"""Answering an invitation: seats go in the order of answers, one that is given up to whoever has waited longest."""

from collections.abc import Sequence
from functools import partial

from commands.slack.ask import Answer, Ask, Replacement
from commands.slack.language import find_language, translate
from commands.slack.telling import tell_each
from commands.trainings.notices import answered_message, seated_message
from storage.training_seats import Answer as Wish
from storage.training_seats import answer_invitation
from storage.trainings import Training, get_training
from storage.units import Unit


async def on_come(ask: Ask) -> Answer:
    """I come."""
    return await _answer(ask, Wish.COMING)


async def on_decline(ask: Ask) -> Answer:
    """I can't."""
    return await _answer(ask, Wish.DECLINED)


async def on_another(ask: Ask) -> Answer:
    """Another time."""
    return await _answer(ask, Wish.ANOTHER)


def tell_seated(unit: Unit, training: Training, user_ids: Sequence[str]) -> None:
    """Tell those for whom a seat has become free."""
    if user_ids:
        key = f"training:{training.id}:seated:{unit.now.isoformat()}"
        tell_each(unit, partial(seated_message, training), user_ids, key=key, kind="training", subject=training.id)


async def _answer(ask: Ask, wish: Wish) -> Answer:
    def answer(unit: Unit) -> Answer:
        seat, seated = answer_invitation(unit, ask.value, ask.user_id, wish)
        training = get_training(unit, ask.value)
        tell_seated(unit, training, seated)
        say = translate(find_language(unit, ask.user_id, training.audience))
        return Replacement(answered_message(training, seat, say))

    return await ask.write(answer)
