"""Asking: every Friday the owner of a line is asked for the week's figure, once; on the Home tab all week long."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from commands.resources.views import ask_section, weekly_ask_message
from commands.slack.ask import Ask
from commands.slack.features import Round, Task
from commands.slack.telling import tell
from storage.initiatives import get_initiative
from storage.outbox import Priority, is_promised
from storage.people import Person, find_person
from storage.resources import Resource, list_awaited_resources
from storage.units import Unit

ASK_FROM = time(9)
"""Not before this hour on Friday where the one who is asked lives."""
THURSDAY, FRIDAY, SATURDAY = 3, 4, 5
SINCE_MONDAY = timedelta(days=4)
MOST_SHOWN = 10


async def ask_owners(tick: Round) -> None:
    """Ask everybody whose Friday morning it is for the figures that are missing this week."""
    friday = find_friday(tick.now)
    if friday is None:
        return
    store = tick.house.store
    for asked_id in await store.read(tick.team_id, lambda unit: list(_find_due(unit, friday))):
        await store.write(tick.team_id, partial(_ask, friday=friday, asked_id=asked_id))


async def list_awaited_figures(ask: Ask) -> Sequence[Task]:
    """The asker's lines without a figure this week, due on Friday, each with the button that takes it."""
    today = await ask.find_today()
    monday = today - timedelta(days=today.weekday())
    awaited = await ask.read(lambda unit: list_awaited_resources(unit, monday, ask.user_id))
    return [Task(ask_section(resource), monday + SINCE_MONDAY) for resource in awaited[:MOST_SHOWN]]


def find_friday(now: datetime) -> date | None:
    """The day that is Friday somewhere on earth at this instant (aware, UTC), or None; zones span 26 hours."""
    shift = {THURSDAY: 1, FRIDAY: 0, SATURDAY: -1}.get(now.weekday())
    return None if shift is None else now.date() + timedelta(days=shift)


def is_time_to_ask(now: datetime, zone: str, friday: date) -> bool:
    """Whether it is that Friday in `zone`, and 09:00 or later."""
    here = now.astimezone(ZoneInfo(zone))
    return here.date() == friday and here.time() >= ASK_FROM


def _find_due(unit: Unit, friday: date) -> dict[str, list[Resource]]:
    """Who is to be asked now for which lines."""
    due: dict[str, list[Resource]] = {}
    for resource in list_awaited_resources(unit, friday - SINCE_MONDAY):
        asked = _find_asked(unit, resource)
        if asked and is_time_to_ask(unit.now, asked.zone, friday):
            due.setdefault(asked.user_id, []).append(resource)
    return {asked_id: lines for asked_id, lines in due.items() if not is_promised(unit, _key(asked_id, friday))}


def _find_asked(unit: Unit, resource: Resource) -> Person | None:
    """The owner, or the lead in place of one who has left."""
    for user_id in (resource.owner_id, get_initiative(unit, resource.initiative_key).lead_id):
        person = find_person(unit, user_id)
        if person is not None and person.is_addressable:
            return person
    return None


def _ask(unit: Unit, friday: date, asked_id: str) -> None:
    if lines := _find_due(unit, friday).get(asked_id):
        tell(
            unit,
            weekly_ask_message(lines),
            [asked_id],
            key=_key(asked_id, friday),
            kind="resource",
            subject=lines[0].initiative_key,
            priority=Priority.NUDGE,
        )


def _key(asked_id: str, friday: date) -> str:
    year, week, _ = friday.isocalendar()
    return f"resources:{asked_id}:{year}-W{week:02}"
