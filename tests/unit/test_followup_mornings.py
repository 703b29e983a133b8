"""When a follow-up's owner is reminded: on its morning by their own clock, and not of a day set after that morning."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from commands.followups.notices import EARLIEST_ZONE, is_morning, needs_reminder
from storage.followups import Followup

ZONES = st.sampled_from(
    ["Pacific/Auckland", "Pacific/Kiritimati", "Europe/Berlin", "America/Los_Angeles", "Etc/GMT+12"]
)
MOMENTS = st.integers(0, 700 * 24 * 60).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
DAYS = st.dates(date(2026, 1, 2), date(2027, 12, 30))


def promise(due: date, dated_at: datetime) -> Followup:
    return Followup("F-1", "CRM", "U2", "Call", "U3", due, None, None, None, None, dated_at, dated_at)


@given(DAYS, MOMENTS, ZONES)
def test_a_morning_is_never_before_eight_nor_before_the_day(due: date, now: datetime, zone: str):
    local = now.astimezone(ZoneInfo(zone))
    expected = local.date() >= due and local.hour >= 8
    assert is_morning(promise(due, now), zone, now) == expected


@given(DAYS, MOMENTS, ZONES)
def test_whoever_has_a_morning_is_among_those_asked_for(due: date, now: datetime, zone: str):
    # The sweep asks for what is due by this day; nobody's morning may fall outside.
    if is_morning(promise(due, now), zone, now):
        assert due <= (now + EARLIEST_ZONE).date()


@given(DAYS, ZONES, st.integers(1, 48 * 60))
def test_a_day_set_before_its_morning_is_reminded_and_one_set_after_it_is_not(due: date, zone: str, minutes: int):
    morning = datetime.combine(due, time(8), ZoneInfo(zone)).astimezone(UTC)
    assert needs_reminder(promise(due, morning - timedelta(minutes=minutes)), zone)
    assert not needs_reminder(promise(due, morning + timedelta(minutes=minutes - 1)), zone)
