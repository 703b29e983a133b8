"""Notices of follow-ups: the owner hears when one becomes theirs, and again on the morning it is due.

Whoever adds a follow-up only writes its row; this sweep tells the owner, so that there is one place that does.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from commands.followups.views import followup_due_message, followup_new_message
from commands.slack.features import Round
from commands.slack.telling import tell
from storage.followups import Followup, Notice, list_notices, note_reminded, note_told
from storage.outbox import Priority
from storage.people import find_person, list_people
from storage.recurrence import to_instant
from storage.units import Unit

MORNING = time(8)
"""No owner is reminded before this time of their day."""
EARLIEST_ZONE = timedelta(hours=14)


async def tell_owners(tick: Round) -> None:
    """Promise every owner what they do not know yet; the rows remember, so that a repeated tick adds nothing."""
    until = (tick.now + EARLIEST_ZONE).date()
    notices = await tick.house.store.read(tick.team_id, lambda unit: list_notices(unit, until))
    if not notices:
        return
    owners = [notice.followup.owner_id for notice in notices]
    people = await tick.house.store.read(tick.team_id, lambda unit: list_people(unit, owners))
    zones = {person.user_id: person.zone for person in people}
    if any(notice.is_new or is_morning(notice.followup, _zone_of(notice, zones), tick.now) for notice in notices):
        await tick.house.store.write(tick.team_id, lambda unit: _tell(unit, list_notices(unit, until)))


def is_morning(followup: Followup, zone: str, now: datetime) -> bool:
    """Whether it is the day it is due, or a later one, and not before eight o'clock where the owner lives."""
    local = now.astimezone(ZoneInfo(zone))
    return local.date() >= followup.due_on and local.time() >= MORNING


def needs_reminder(followup: Followup, zone: str) -> bool:
    """Whether the day was promised before its morning; who promises today for today has it in mind."""
    return followup.dated_at < to_instant(datetime.combine(followup.due_on, MORNING), zone)


def _tell(unit: Unit, notices: Sequence[Notice]) -> None:
    for notice in notices:
        followup = notice.followup
        person = find_person(unit, followup.owner_id)
        zone = person.zone if person else "UTC"
        if notice.is_new:
            _promise_new(unit, followup)
        if notice.is_due and is_morning(followup, zone, unit.now):
            _promise_reminder(unit, followup, zone)


def _promise_new(unit: Unit, followup: Followup) -> None:
    key = f"followup:{followup.id}:owner:{unit.now.isoformat()}"
    tell(unit, followup_new_message(followup), [followup.owner_id], key=key, kind="followup", subject=followup.id)
    note_told(unit, followup)


def _promise_reminder(unit: Unit, followup: Followup, zone: str) -> None:
    if needs_reminder(followup, zone):
        tell(
            unit,
            followup_due_message(followup),
            [followup.owner_id],
            key=f"followup:{followup.id}:due:{followup.due_on.isoformat()}",
            kind="followup",
            subject=followup.id,
            priority=Priority.NUDGE,
        )
    note_reminded(unit, followup)


def _zone_of(notice: Notice, zones: Mapping[str, str]) -> str:
    return zones.get(notice.followup.owner_id, "UTC")
