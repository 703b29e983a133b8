"""Sixty days later: the lead is reminded once to look back again."""

from collections.abc import Iterator
from datetime import timedelta

from commands.retros.views import later_message
from commands.retros.worksheet import KIND
from commands.slack.features import Round
from commands.slack.telling import tell
from storage.initiatives import Initiative, list_initiatives
from storage.outbox import is_promised
from storage.units import Unit

LATER = timedelta(days=60)
WINDOW = timedelta(days=30)
"""How long after that it may still be told; of an end longer ago nobody is reminded out of the blue."""


async def remind_later(tick: Round) -> None:
    """A sweep: tell the leads of what ended sixty days ago."""
    if await tick.house.store.read(tick.team_id, lambda unit: list(_list_due(unit))):
        await tick.house.store.write(tick.team_id, _tell)


def _tell(unit: Unit) -> None:
    for each in _list_due(unit):
        tell(unit, later_message(each), [each.lead_id], key=_name_send(each), kind=KIND, subject=each.key)


def _list_due(unit: Unit) -> Iterator[Initiative]:
    for each in list_initiatives(unit):
        is_due = each.closed_at is not None and LATER <= unit.now - each.closed_at < LATER + WINDOW
        if is_due and not is_promised(unit, _name_send(each)):
            yield each


def _name_send(initiative: Initiative) -> str:
    return f"{KIND}:{initiative.key}:later:{initiative.closed_at:%Y-%m-%d}"
