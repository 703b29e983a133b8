"""Missed cadences: noticed once a slot, told to those who write to the audience, and on their Home until made good."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

import slackblocks as sb

from commands.audiences.dossiers import describe_promise
from commands.audiences.promising import find_next
from commands.slack.access import list_admins
from commands.slack.ask import Ask, House
from commands.slack.blocks import Message, button, compose, local_time, section
from commands.slack.features import Round, Task
from commands.slack.telling import tell
from commands.slack.text import inert
from storage.audiences import get_audience
from storage.cadences import Cadence, Miss, close_slot, list_due_cadences, list_misses, list_tellers
from storage.outbox import Priority
from storage.units import Unit

KIND = "cadence"


async def notice_missed(tick: Round) -> None:
    """Close every slot that has come; of those missed, the latest of each audience is told."""
    store, team_id = tick.house.store, tick.team_id
    if await store.read(team_id, list_due_cadences):
        await store.write(team_id, lambda unit: _close_due(unit, tick.house))


async def list_missed(ask: Ask) -> Sequence[Task]:
    """The promises that were not kept to audiences that the asker writes to."""
    zone = ZoneInfo(await ask.find_zone())

    def find(unit: Unit) -> list[Task]:
        found = [miss for miss in list_misses(unit) if ask.user_id in _list_told(unit, ask.house, miss.audience)]
        return [
            Task(_missed_line(miss, number), miss.due_at.astimezone(zone).date()) for number, miss in enumerate(found)
        ]

    return await ask.read(find)


def _close_due(unit: Unit, house: House) -> None:
    for cadence in list_due_cadences(unit):
        audience, current, missed = get_audience(unit, cadence.audience), cadence, None
        # After a standstill several slots may have come: each is written down, and the last one told.
        while current.due_at <= unit.now:
            following = find_next(current, audience)
            is_kept = close_slot(unit, current, following.slot_at, following.due_at)
            if is_kept is None:
                break
            missed = None if is_kept else current
            current = following
        if missed is not None:
            _tell_missed(unit, house, missed)


def _tell_missed(unit: Unit, house: House, cadence: Cadence) -> None:
    tell(
        unit,
        _missed_message(cadence),
        _list_told(unit, house, cadence.audience),
        key=f"{KIND}:{cadence.audience}:{cadence.due_at.isoformat()}",
        kind=KIND,
        subject=cadence.audience,
        priority=Priority.NUDGE,
    )


def _list_told(unit: Unit, house: House, audience: str) -> list[str]:
    """Who writes to the audience; where nobody does, an admin."""
    return list_tellers(unit, audience) or list_admins(unit, house)[:1]


def _missed_line(miss: Miss, number: int) -> sb.SectionBlock:
    opener = button("Open", f"audience.show:missed-{number}", miss.audience)
    line = f":hourglass: *{inert(miss.audience)}* was promised a memo by {local_time(miss.due_at)} and got none"
    return section(line, accessory=opener)


def _missed_message(cadence: Cadence) -> Message:
    name, since = inert(cadence.audience), local_time(cadence.since_at)
    promised = f"*{name}* is promised a memo {describe_promise(cadence)} and has had none since {since}."
    return compose(
        section(f":hourglass: {promised}"),
        section(
            "It stays on your Home tab until a memo has gone, or until an admin changes the cadence.",
            accessory=button("Open", "audience.show", cadence.audience),
        ),
    )
