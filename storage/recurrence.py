"""When a schedule is due: RRULE on wall time, turned to instants zone by zone, through both clock changes."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr

LATE_LIMIT = timedelta(hours=12)
"""A slot found later than this is skipped, and said to be missed: Monday's digest on Tuesday helps nobody."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One due moment: wall time in a zone, the instant it stands for, and its name in the claims."""

    wall: datetime
    zone: str
    due_at: datetime

    @property
    def name(self) -> str:
        """What the slot is claimed under, stable whenever it is computed again."""
        return f"{self.wall.isoformat(timespec='minutes')}@{self.zone}"

    def is_missed(self, now: datetime, set_at: datetime) -> bool:
        """Whether it is too late to make up for this slot of a schedule that was set at `set_at`."""
        return now - max(self.due_at, set_at) > LATE_LIMIT


def to_instant(wall: datetime, zone: str) -> datetime:
    """The instant of a wall time: inside a gap the first valid moment after it, inside a fold the first of the two."""
    local = wall.replace(tzinfo=ZoneInfo(zone), fold=0)
    instant = local.astimezone(UTC)
    if instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == wall:
        return instant
    return _end_of_gap(wall, zone)


def find_clock_change(start: datetime, end: datetime, zone: str) -> datetime | None:
    """The instant (to the second) between two others at which a zone's clocks change, or None."""
    rules = ZoneInfo(zone)
    low, high = start, end
    offset_after = high.astimezone(rules).utcoffset()
    if low.astimezone(rules).utcoffset() == offset_after:
        return None
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) / 2
        if middle.astimezone(rules).utcoffset() == offset_after:
            high = middle
        else:
            low = middle
    return high.replace(microsecond=0)


def _end_of_gap(wall: datetime, zone: str) -> datetime:
    # In a gap the two readings of the same wall time differ by its length; the clocks jump in between.
    local = wall.replace(tzinfo=ZoneInfo(zone))
    readings = [local.replace(fold=fold).astimezone(UTC) for fold in (0, 1)]
    change = find_clock_change(min(readings), max(readings), zone)
    assert change is not None
    return change


def find_due_slots(rule: str | None, starts: datetime, zone: str, *, since: datetime, now: datetime) -> list[Slot]:
    """The slots between `since` and `now` (instants, both included), oldest first."""
    horizon = now.astimezone(ZoneInfo(zone)).replace(tzinfo=None) + timedelta(days=1)
    floor = since.astimezone(ZoneInfo(zone)).replace(tzinfo=None) - timedelta(days=1)
    if rule is None:
        walls = [starts] if floor <= starts <= horizon else []
    else:
        walls = rrulestr(rule, dtstart=starts).between(floor, horizon, inc=True)
    candidates = [Slot(wall, zone, to_instant(wall, zone)) for wall in walls]
    return [slot for slot in candidates if since <= slot.due_at <= now]


def find_next_slot(rule: str | None, starts: datetime, zone: str, after: datetime) -> Slot | None:
    """The first slot later than the instant `after`, or None when there is none any more."""
    wall_after = after.astimezone(ZoneInfo(zone)).replace(tzinfo=None) - timedelta(days=1)
    walls = iter([starts]) if rule is None else rrulestr(rule, dtstart=starts).xafter(wall_after, inc=True)
    for wall in walls:
        slot = Slot(wall, zone, to_instant(wall, zone))
        if slot.due_at > after:
            return slot
    return None
