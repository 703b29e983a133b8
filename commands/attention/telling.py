"""Telling leads what waits for the attention budget: in the morning, once a day at most."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

from commands.attention.views import told_message
from commands.slack.features import Round
from commands.slack.telling import tell
from storage.attention import Waiting, find_initiative_key, list_untold, note_told
from storage.initiatives import get_initiative
from storage.outbox import Priority, is_promised
from storage.people import find_person
from storage.recurrence import to_instant
from storage.units import Unit

KIND = "attention"
MORNING = time(8)
"""No lead is told before this time of their day."""


async def tell_leads(tick: Round) -> None:
    """Promise leads what began to wait before this morning and they have not been told of."""
    store, team_id = tick.house.store, tick.team_id
    if await store.read(team_id, lambda unit: list_untold(unit, unit.now)):
        await store.write(team_id, _tell_all)


def _tell_all(unit: Unit) -> None:
    for lead in {lead for waiting in list_untold(unit, unit.now) if (lead := _find_lead(unit, waiting))}:
        morning = _find_morning(unit, lead)
        key = f"{KIND}:{lead}:{morning.isoformat()}"
        waiting = [each for each in list_untold(unit, morning) if _find_lead(unit, each) == lead]
        if waiting and morning <= unit.now and not is_promised(unit, key):
            keys = sorted({find_initiative_key(unit, each.subject) or "" for each in waiting})
            message = told_message(waiting, keys)
            tell(unit, message, [lead], key=key, kind=KIND, subject=KIND, priority=Priority.DIGEST)
            note_told(unit, waiting, morning)


def _find_lead(unit: Unit, waiting: Waiting) -> str | None:
    key = find_initiative_key(unit, waiting.subject)
    return get_initiative(unit, key).lead_id if key else None


def _find_morning(unit: Unit, lead: str) -> datetime:
    """When the morning of this day is, or was, where the lead lives."""
    person = find_person(unit, lead)
    zone = person.zone if person else "UTC"
    return to_instant(datetime.combine(unit.now.astimezone(ZoneInfo(zone)).date(), MORNING), zone)
