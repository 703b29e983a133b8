"""Telling a win: whom it credits is asked first, and only then does the home channel read of it, once."""

from datetime import timedelta
from functools import partial

from commands.slack.features import Round
from commands.slack.language import DEFAULT, Say, translate
from commands.slack.telling import tell, tell_each
from commands.wins.views import channel_message, consent_message
from storage.initiatives import Initiative, get_initiative
from storage.milestones import get_milestone_by_id
from storage.units import Unit
from storage.wins import Consent, Win, list_wins_unanswered, note_silence

ENGLISH = translate(DEFAULT)
PATIENCE = timedelta(days=5)
"""Whoever was asked and has not answered by then is not named, so that one silent person does not keep a win back."""


def tell_win(unit: Unit, win: Win, initiative: Initiative, say: Say = ENGLISH) -> str:
    """Promise whatever message is next about this win, and say in a sentence what happens."""
    if not win.is_settled:
        _ask(unit, win, initiative)
        return say.count(
            len(win.asked_ids),
            "{number} person is asked first. Nothing is posted before they answer, or {days} days have passed.",
            "{number} people are asked first. Nothing is posted before they answer, or {days} days have passed.",
            days=PATIENCE.days,
        )
    if initiative.channel_id is None:
        return say("{key} has no home channel: it is kept for memos and the digest.", key=initiative.key)
    channel = f"<#{initiative.channel_id}>"
    if not initiative.is_open:
        return say("{key} is closed: nothing is posted to {channel} any more.", key=initiative.key, channel=channel)
    milestone = get_milestone_by_id(unit, win.milestone_id) if win.milestone_id else None
    message = channel_message(win, initiative, milestone)
    if tell(unit, message, [initiative.channel_id], key=f"win:{win.id}", kind="win", subject=win.id):
        return say("Posted to {channel}.", channel=channel)
    return say(
        "What was posted to {channel} before stays as it is; memos and the digest follow the change.", channel=channel
    )


async def tell_unanswered(round_: Round) -> None:
    """A sweep: what has waited long enough for an answer is told without that name."""
    before = round_.now - PATIENCE
    if not await round_.house.store.read(round_.team_id, lambda unit: list_wins_unanswered(unit, before)):
        return

    def work(unit: Unit) -> None:
        for win_id in list_wins_unanswered(unit, before):
            win = note_silence(unit, win_id, before)
            tell_win(unit, win, get_initiative(unit, win.initiative_key))

    await round_.house.store.write(round_.team_id, work)


def _ask(unit: Unit, win: Win, initiative: Initiative) -> None:
    """Ask everybody whose word is waited for, each once for the words as they are."""
    for credit in win.credits:
        if credit.consent == Consent.ASKED:
            write = partial(consent_message, win, initiative, credit)
            key = f"win:{win.id}:ask:{credit.ask}"
            tell_each(unit, write, [credit.user_id], key=key, kind="win", subject=win.id)
