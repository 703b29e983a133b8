"""Delivery windows: by the recipient's wall clock, on working days, through both clock changes, and never too late."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commands.slack.windows import DeliveryRules, find_delivery_moment, is_known_country, list_holidays, rules_of
from storage.audiences import Audience

OFFICE = DeliveryRules(time(8), time(18), frozenset(range(5)), "DE")
MINUTE = timedelta(minutes=1)
MOST_MINUTES = 4 * 24 * 60
"""So far back from a result is every minute tried."""
ZONES = (
    "UTC", "Europe/Berlin", "America/Los_Angeles", "America/New_York", "Pacific/Auckland", "Australia/Lord_Howe",
    "America/Nuuk", "Atlantic/Azores", "America/Havana", "Asia/Beirut", "Africa/Cairo", "Africa/Casablanca",
    "Antarctica/Troll", "Asia/Kolkata", "Pacific/Chatham", "Pacific/Kiritimati", "America/St_Johns",
)  # fmt: skip
CHANGES = [
    datetime.fromisoformat(text)
    for text in (
        "2026-03-29T01:00Z", "2026-09-26T14:00Z", "2026-10-25T01:00Z", "2026-11-01T09:00Z",
        "2027-03-14T10:00Z", "2027-03-28T01:00Z", "2027-04-03T14:00Z", "2028-10-29T01:00Z",
    )
]  # fmt: skip

times = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 59]))
windows = st.one_of(
    st.just((time.min, time.max)),
    st.just((time(8), time(18))),
    st.tuples(times, times).filter(lambda pair: pair[0] < pair[1]),
)
rules_of_all_kinds = st.builds(
    lambda window, days, country: DeliveryRules(*window, days, country),
    windows,
    st.sets(st.integers(0, 6), min_size=1).map(frozenset),
    st.sampled_from([None, "DE", "US", "NZ", "BR", "DE-BY"]),
)
any_moment = st.integers(0, 5 * 365 * 24 * 60).map(lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + minutes * MINUTE)
near_changes = st.builds(
    lambda change, minutes: change + timedelta(minutes=minutes), st.sampled_from(CHANGES), st.integers(-3000, 3000)
)
moments = st.one_of(any_moment, near_changes)


def at(zone: str, *parts: int) -> datetime:
    """The instant of a wall time that exists once."""
    return datetime(*parts, tzinfo=ZoneInfo(zone)).astimezone(UTC)


def is_allowed(rules: DeliveryRules, zone: str, instant: datetime) -> bool:
    """The rules read once more, from the wall clock and the calendar alone."""
    local = instant.astimezone(ZoneInfo(zone))
    is_holiday = rules.country is not None and local.date() in list_holidays(rules.country, local.year)
    return rules.opens <= local.time() <= rules.closes and local.weekday() in rules.workdays and not is_holiday


@settings(max_examples=150, deadline=None)
@given(rules_of_all_kinds, st.sampled_from(ZONES), moments)
def test_the_first_moment_that_the_rules_allow(rules, zone, earliest):
    found = find_delivery_moment(rules, zone, earliest)
    assert found >= earliest
    assert found.utcoffset() == timedelta()
    assert is_allowed(rules, zone, found)
    assert find_delivery_moment(rules, zone, found) == found, "asking again must not move it"
    before = max(earliest, found - MOST_MINUTES * MINUTE)
    while before < found:
        assert not is_allowed(rules, zone, before), f"{before} would have been earlier"
        before += MINUTE


@pytest.mark.parametrize(
    ("earliest", "expected"),
    [
        ((2026, 11, 23, 7, 0), (2026, 11, 23, 8, 0)),
        ((2026, 11, 23, 8, 0), (2026, 11, 23, 8, 0)),
        ((2026, 11, 23, 18, 0), (2026, 11, 23, 18, 0)),
        ((2026, 11, 23, 18, 1), (2026, 11, 24, 8, 0)),
        ((2026, 11, 27, 20, 0), (2026, 11, 30, 8, 0)),
        ((2026, 12, 24, 19, 0), (2026, 12, 28, 8, 0)),
    ],
    ids=["early", "at opening", "at closing", "in the evening", "over the weekend", "over Christmas"],
)
def test_what_is_too_early_or_too_late_waits_for_the_next_opening(earliest, expected):
    moment = find_delivery_moment(OFFICE, "Europe/Berlin", at("Europe/Berlin", *earliest))
    assert moment == at("Europe/Berlin", *expected)


def test_a_window_inside_a_gap_is_not_there_that_day():
    night = DeliveryRules(time(2, 10), time(2, 50))
    moment = find_delivery_moment(night, "Europe/Berlin", at("Europe/Berlin", 2026, 3, 29, 1, 0))
    assert moment == at("Europe/Berlin", 2026, 3, 30, 2, 10)


def test_a_window_across_a_gap_opens_when_the_gap_ends():
    night = DeliveryRules(time(2, 30), time(4))
    moment = find_delivery_moment(night, "Europe/Berlin", at("Europe/Berlin", 2026, 3, 29, 1, 0))
    assert moment == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)


def test_a_window_in_a_fold_is_open_twice():
    night = DeliveryRules(time(2, 0), time(2, 30))
    assert find_delivery_moment(night, "Europe/Berlin", datetime(2026, 10, 25, 0, 45, tzinfo=UTC)) == datetime(
        2026, 10, 25, 1, 0, tzinfo=UTC
    )


def test_holidays_of_a_part_of_a_country_are_its_own():
    epiphany = date(2027, 1, 6)
    assert epiphany in list_holidays("DE-BY", 2027)
    assert epiphany not in list_holidays("DE", 2027)
    assert is_known_country("DE-BY")
    for unknown in ("DE-XX", "XX", "de", "Germany", "DE-", "", "HolidayBase", "__all__"):
        assert not is_known_country(unknown)


def make_audience(**rules: str) -> Audience:
    return Audience("staff", "custom", [], [], "U1", datetime(2026, 11, 1, tzinfo=UTC), **rules)


def test_an_audience_without_rules_may_hear_at_any_time():
    now = datetime(2026, 11, 29, 3, 33, 33, tzinfo=UTC)
    assert rules_of(make_audience()) == DeliveryRules()
    assert find_delivery_moment(rules_of(make_audience()), "UTC", now) == now


def test_an_audience_has_the_rules_it_was_given():
    audience = make_audience(window_opens="08:00", window_closes="18:00", workdays="mon,tue,wed,thu,fri", country="DE")
    assert rules_of(audience) == OFFICE


@pytest.mark.parametrize("broken", [{"workdays": frozenset()}, {"opens": time(9), "closes": time(9)}])
def test_rules_that_nothing_satisfies_cannot_be_made(broken):
    with pytest.raises(ValueError, match="nothing can satisfy"):
        DeliveryRules(**broken)
