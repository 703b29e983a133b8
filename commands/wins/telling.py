"""Telling a win: whom it credits is asked first, and only then does the home channel read of it, once."""

from datetime import timedelta

from commands.slack.features import Round
from commands.slack.figures import count_people
from commands.slack.telling import tell
from commands.wins.views import channel_message, consent_message
from storage.initiatives import Initiative, get_initiative
from storage.milestones import get_milestone_by_id
from storage.units import Unit
from storage.wins import Consent, Win, list_wins_unanswered, note_silence

PATIENCE = timedelta(days=5)
"""Whoever was asked and has not answered by then is not named, so that one silent person does not keep a win back."""


def tell_win(unit: Unit, win: Win, initiative: Initiative) -> str:
    """Promise whatever message is next about this win, and say in a sentence what happens."""
    if not win.is_settled:
        _ask(unit, win, initiative)
        waiting = f"{count_people(len(win.asked_ids))} {'is' if len(win.asked_ids) == 1 else 'are'} asked first."
        return f"{waiting} Nothing is posted before they answer, or {PATIENCE.days} days have passed."
    if initiative.channel_id is None:
        return f"{initiative.key} has no home channel: it is kept for memos and the digest."
    channel = f"<#{initiative.channel_id}>"
    if not initiative.is_open:
        return f"{initiative.key} is closed: nothing is posted to {channel} any more."
    milestone = get_milestone_by_id(unit, win.milestone_id) if win.milestone_id else None
    message = channel_message(win, initiative, milestone)
    if tell(unit, message, [initiative.channel_id], key=f"win:{win.id}", kind="win", subject=win.id):
        return f"Posted to {channel}."
    return f"What was posted to {channel} before stays as it is; memos and the digest follow the change."


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
            message = consent_message(win, initiative, credit)
            key = f"win:{win.id}:ask:{credit.ask}"
            tell(unit, message, [credit.user_id], key=key, kind="win", subject=win.id)
