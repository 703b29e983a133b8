"""When schedules are due: through both clock changes, in every zone there is."""

from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.recurrence import LATE_LIMIT, Slot, find_due_slots, find_next_slot, to_instant

ZONES = sorted(available_timezones() - {"localtime", "Factory"})
FIRST, LAST = datetime(2026, 1, 1, tzinfo=UTC), datetime(2036, 12, 31, tzinfo=UTC)
DAILY = "FREQ=DAILY"
MONDAYS = "FREQ=WEEKLY;BYDAY=MO"


def wall(*parts: int) -> datetime:
    """What a clock on the wall shows, wherever it hangs."""
    return datetime(*parts)  # noqa: DTZ001 - wall time has no zone


def at(zone: str, *parts: int) -> datetime:
    """The instant of a wall time that exists once."""
    return datetime(*parts, tzinfo=ZoneInfo(zone)).astimezone(UTC)


@cache
def list_changes(zone: str) -> list[datetime]:
    """The instants (to the minute) at which a zone's clocks change between 2026 and 2036."""
    rules, changes, moment = ZoneInfo(zone), [], FIRST
    while moment < LAST:
        following = moment + timedelta(days=7)
        if _offset(rules, moment) != _offset(rules, following):
            low, high = moment, following
            while high - low > timedelta(minutes=1):
                middle = low + (high - low) / 2
                low, high = (low, middle) if _offset(rules, middle) != _offset(rules, low) else (middle, high)
            changes.append(high.replace(second=0, microsecond=0))
        moment = following
    return changes


def _offset(rules: ZoneInfo, moment: datetime) -> timedelta:
    offset = moment.astimezone(rules).utcoffset()
    assert offset is not None
    return offset


# Zones with the same changes are the same test: about seventy differ.
DISTINCT = sorted({(tuple(list_changes(zone)), _offset(ZoneInfo(zone), FIRST)): zone for zone in ZONES}.values())
CHANGING = [zone for zone in DISTINCT if list_changes(zone)]


def test_the_zones_are_the_worlds():
    assert len(ZONES) > 400
    assert len(CHANGING) > 20


@pytest.mark.parametrize("zone", CHANGING)
def test_daily_slots_through_every_clock_change(zone):
    for change in list_changes(zone):
        since, now = change - timedelta(days=3), change + timedelta(days=3)
        day = since.astimezone(ZoneInfo(zone)).replace(tzinfo=None, hour=0, minute=0, second=0, microsecond=0)
        for hour, minute in ((0, 0), (0, 30), (1, 30), (2, 0), (2, 30), (3, 0), (9, 0), (23, 30)):
            starts = day.replace(hour=hour, minute=minute) - timedelta(days=2)
            slots = find_due_slots(DAILY, starts, zone, since=since, now=now)
            walls = [slot.wall for slot in slots]
            assert len(set(walls)) == len(walls)
            assert {(b - a).days for a, b in pairwise(walls)} == {1}, "a day was skipped"
            for slot in slots:
                check_instant(slot)


def check_instant(slot: Slot) -> None:
    """A wall time stands for its first instant, and inside a gap for the first one after it."""
    rules = ZoneInfo(slot.zone)
    shown = slot.due_at.astimezone(rules).replace(tzinfo=None)
    second_before = (slot.due_at - timedelta(seconds=1)).astimezone(rules).replace(tzinfo=None)
    if shown == slot.wall:
        readings = {slot.wall.replace(tzinfo=rules, fold=fold).astimezone(UTC) for fold in (0, 1)}
        assert slot.due_at == min(readings)
    else:
        assert second_before < slot.wall < shown


def test_gap_fold_and_midnight_by_name():
    berlin, york, havana = "Europe/Berlin", "America/New_York", "America/Havana"
    assert to_instant(wall(2026, 3, 29, 2, 30), berlin) == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)
    assert to_instant(wall(2026, 10, 25, 2, 30), berlin) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert to_instant(wall(2026, 3, 9, 0, 0), york) == at(york, 2026, 3, 9)
    assert to_instant(wall(2027, 3, 14, 0, 0), havana) == datetime(2027, 3, 14, 5, 0, tzinfo=UTC)


@pytest.mark.parametrize("zone", DISTINCT)
def test_every_monday_of_ten_years_comes_once(zone):
    starts = wall(2026, 1, 5)
    slots = find_due_slots(MONDAYS, starts, zone, since=at(zone, 2026, 1, 1), now=at(zone, 2036, 12, 31))
    assert len(slots) == 574
    assert all(slot.wall.weekday() == 0 and slot.wall.hour == 0 for slot in slots)


def test_three_recipients_have_their_own_monday_morning():
    monday = wall(2026, 12, 7, 9)
    moments = {zone: to_instant(monday, zone) for zone in ("Pacific/Auckland", "Europe/Berlin", "America/Los_Angeles")}
    assert list(moments.values()) == [
        datetime(2026, 12, 6, 20, tzinfo=UTC),
        datetime(2026, 12, 7, 8, tzinfo=UTC),
        datetime(2026, 12, 7, 17, tzinfo=UTC),
    ]


@settings(max_examples=300, deadline=None)
@given(
    zone=st.sampled_from(ZONES),
    start=st.datetimes(wall(2026, 1, 1), wall(2036, 1, 1)),
    rule=st.sampled_from([None, DAILY, MONDAYS, "FREQ=MONTHLY;BYMONTHDAY=1", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,FR"]),
    hours=st.lists(st.floats(0.1, 400), min_size=1, max_size=12),
)
def test_however_often_one_looks_each_slot_is_found_once(zone, start, rule, hours):
    starts = start.replace(second=0, microsecond=0)
    begin = to_instant(starts, zone) - timedelta(hours=1)
    looks = [begin]
    for pause in hours:
        looks.append(looks[-1] + timedelta(hours=pause))
    whole = find_due_slots(rule, starts, zone, since=begin, now=looks[-1])
    pieces = [
        slot
        for earlier, later in pairwise(looks)
        for slot in find_due_slots(rule, starts, zone, since=earlier, now=later)
        if slot.due_at > earlier or earlier == begin
    ]
    assert [slot.name for slot in pieces] == [slot.name for slot in whole]
    assert [slot.due_at for slot in whole] == sorted(slot.due_at for slot in whole)


@settings(max_examples=200, deadline=None)
@given(
    zone=st.sampled_from(CHANGING),
    after=st.datetimes(wall(2026, 1, 1), wall(2036, 1, 1), timezones=st.just(UTC)),
    hour=st.integers(0, 23),
)
def test_next_slot_is_the_first_that_will_be_due(zone, after, hour):
    starts = wall(2026, 1, 1, hour, 30)
    following = find_next_slot(DAILY, starts, zone, after)
    assert following is not None
    assert find_due_slots(DAILY, starts, zone, since=following.due_at, now=following.due_at) == [following]
    between = find_due_slots(DAILY, starts, zone, since=after, now=following.due_at)
    assert [slot for slot in between if slot.due_at > after] == [following]


def test_single_moment_has_no_next_one_afterwards():
    starts = wall(2026, 12, 7, 9)
    due = to_instant(starts, "Europe/Berlin")
    assert find_next_slot(None, starts, "Europe/Berlin", due - timedelta(seconds=1)) == Slot(
        starts, "Europe/Berlin", due
    )
    assert find_next_slot(None, starts, "Europe/Berlin", due) is None


def test_twelve_hours_are_still_in_time():
    slot = Slot(wall(2026, 12, 7, 9), "UTC", datetime(2026, 12, 7, 9, tzinfo=UTC))
    assert not slot.is_missed(slot.due_at + LATE_LIMIT, slot.due_at)
    assert slot.is_missed(slot.due_at + LATE_LIMIT + timedelta(seconds=1), slot.due_at)
    set_at = slot.due_at + timedelta(hours=20)
    assert not slot.is_missed(set_at + LATE_LIMIT, set_at), "it was past already when it was set"
