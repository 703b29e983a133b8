"""Digests that were missed: the admins are told who has none, and send it by a button if it is still wanted."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

from commands.slack.access import list_admins
from commands.slack.ask import House
from commands.slack.blocks import Message, button, compose, section
from commands.slack.executives import find_executives
from commands.slack.features import Round
from commands.slack.figures import show_count
from commands.slack.moments import Moment, describe_moment
from commands.slack.telling import tell
from storage.outbox import is_promised
from storage.people import Person
from storage.schedules import list_missed_slots, list_schedules
from storage.units import Unit

KIND = "digest"
FRESH = timedelta(days=6)
"""Longer ago than this the next digest is nearer than the missed one."""


async def tell_missed(tick: Round) -> None:
    """Tell the admins once of each edition that some executives did not get because the bot was not running."""
    store, team_id = tick.house.store, tick.team_id
    missed = await store.read(team_id, _list_missed)
    if not missed:
        return
    executives = await find_executives(tick.house, team_id)
    for wall, zones in missed.items():
        left_out = [person for person in executives if person.zone in zones]
        if left_out:
            await store.write(team_id, partial(_tell, house=tick.house, wall=wall, left_out=left_out))


def _list_missed(unit: Unit) -> dict[datetime, set[str]]:
    """The zones that missed an edition, by its wall time; of those that nobody has been told of."""
    missed: dict[datetime, set[str]] = {}
    for schedule in list_schedules(unit, KIND):
        for name in list_missed_slots(unit, schedule.id):
            words, _, zone = name.partition("@")
            wall = datetime.fromisoformat(words)
            if wall > unit.now.replace(tzinfo=None) - FRESH and not is_promised(unit, _name_notice(wall)):
                missed.setdefault(wall, set()).add(zone)
    return missed


def _tell(unit: Unit, house: House, wall: datetime, left_out: Sequence[Person]) -> None:
    key = _name_notice(wall)
    tell(unit, missed_message(wall, left_out), list_admins(unit, house), key=key, kind="overdue", subject=key)


def missed_message(wall: datetime, left_out: Sequence[Person]) -> Message:
    """What the admins get."""
    where = ", ".join(sorted({person.zone for person in left_out}))
    when = describe_moment(Moment(wall), "UTC")
    return compose(
        section(
            f":warning: *The digest* of {when} has not reached {show_count(len(left_out), 'executive')} in {where}: "
            "I was not running then."
        ),
        section(
            "*Send it now* sends the page as it stands to every executive.",
            accessory=button("Send it now", "digest.send", "now", spoken="Send the digest now"),
        ),
    )


def _name_notice(wall: datetime) -> str:
    return f"overdue:{KIND}:{wall.isoformat(timespec='minutes')}"
