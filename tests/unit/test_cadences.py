"""Cadences: plain words become rules, rules become words, and both mean the same."""

from datetime import date, datetime, time

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given
from hypothesis import strategies as st

from commands.slack.cadences import Cadence, describe_rule, parse_rule
from storage.errors import BadInput

CODES = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
intervals = st.integers(1, 52).map(lambda number: f";INTERVAL={number}" if number > 1 else "")
weekly_days = st.sets(st.sampled_from(CODES), min_size=1).map(lambda days: ",".join(sorted(days, key=CODES.index)))
monthly_days = st.one_of(
    st.integers(1, 28).map("BYMONTHDAY={}".format),
    st.just("BYMONTHDAY=-1"),
    st.builds("BYDAY={:+d}{}".format, st.sampled_from([1, 2, 3, 4, -1]), st.sampled_from(CODES)),
)
rules = st.one_of(
    intervals.map("FREQ=DAILY{}".format),
    st.builds("FREQ=WEEKLY{};BYDAY={}".format, intervals, weekly_days),
    st.builds("FREQ=MONTHLY{};{}".format, intervals, monthly_days),
)
times = st.builds(time, st.integers(0, 23), st.integers(0, 59))


def wall(text):
    """A naive time as a clock on a wall shows it."""
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("weekly monday 09:00", "FREQ=WEEKLY;BYDAY=MO"),
        ("every monday 9am", "FREQ=WEEKLY;BYDAY=MO"),
        ("Mondays at 9am", "FREQ=WEEKLY;BYDAY=MO"),
        ("daily 09:00", "FREQ=DAILY"),
        ("every 3 days 09:00", "FREQ=DAILY;INTERVAL=3"),
        ("weekdays 09:00", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
        ("every weekday at 9am", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
        ("every thu, mon and thu 09:00", "FREQ=WEEKLY;BYDAY=MO,TH"),
        ("every 2 weeks friday 09:00", "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR"),
        ("every other friday 09:00", "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR"),
        ("every other week on friday at 09:00", "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR"),
        ("2 weeks friday 09:00", "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR"),
        ("monthly 1st 09:00", "FREQ=MONTHLY;BYMONTHDAY=1"),
        ("every month on the 15th at 09:00", "FREQ=MONTHLY;BYMONTHDAY=15"),
        ("monthly last day 09:00", "FREQ=MONTHLY;BYMONTHDAY=-1"),
        ("every 3 months last friday 09:00", "FREQ=MONTHLY;INTERVAL=3;BYDAY=-1FR"),
        ("every first monday 09:00", "FREQ=MONTHLY;BYDAY=+1MO"),
    ],
)
def test_plain_words(text, rule):
    assert parse_rule(text, "Every") == Cadence(rule, time(9))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "it is missing"),
        ("09:00", "which day of the week?"),
        ("weekly 09:00", "which day of the week?"),
        ("monthly 09:00", "which day of the month?"),
        ("every monday", "a time of day is missing"),
        ("monthly 31st 09:00", "not every month has a 31st; write “last”"),
        ("monthly 5th monday 09:00", "not every month has a 5th monday; write “last”"),
        ("every 53 weeks monday 09:00", "every 1 to 52 weeks"),
        ("every 0 days 09:00", "every 1 to 52 days"),
        ("every day friday 09:00", "“friday” is not clear"),
        ("every blue moon 09:00", "“blue moon” is not clear"),
        ("daily 09:00 Z", "leave out the zone"),
        ("daily 25:00", "No 25:00"),
    ],
)
def test_refusals_give_the_reason(text, why):
    with pytest.raises(BadInput) as caught:
        parse_rule(text, "Every")
    assert why in caught.value.reason
    assert parse_rule(caught.value.example, "Every")


def test_nothing_typed_is_no_rule_whatever_the_anchor():
    with pytest.raises(BadInput, match="it is missing"):
        parse_rule(" ", "When", anchor=date(2026, 11, 24), default=time(9))


def test_what_is_left_out_is_taken_from_the_anchor_and_the_default():
    tuesday = date(2026, 11, 24)
    assert parse_rule("weekly", "Every", anchor=tuesday, default=time(9)) == Cadence("FREQ=WEEKLY;BYDAY=TU", time(9))
    assert parse_rule("2 weeks", "Every", anchor=tuesday, default=time(9)).rule == "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU"
    assert parse_rule("monthly 8am", "Every", anchor=tuesday, default=time(9)) == Cadence(
        "FREQ=MONTHLY;BYMONTHDAY=24", time(8)
    )


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("FREQ=DAILY", "every day at 09:00"),
        ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "every weekday at 09:00"),
        ("FREQ=WEEKLY;BYDAY=MO,WE,FR", "every Monday, Wednesday and Friday at 09:00"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=FR", "every 2 weeks on Friday at 09:00"),
        ("FREQ=MONTHLY;BYMONTHDAY=22", "every month on the 22nd at 09:00"),
        ("FREQ=MONTHLY;BYMONTHDAY=11", "every month on the 11th at 09:00"),
        ("FREQ=MONTHLY;INTERVAL=3;BYDAY=-1FR", "every 3 months on the last Friday at 09:00"),
    ],
)
def test_rules_in_words(rule, words):
    assert describe_rule(Cadence(rule, time(9))) == words


@given(st.builds(Cadence, rules, times))
def test_what_is_said_is_understood(cadence):
    assert parse_rule(describe_rule(cadence), "Every") == cadence


@given(st.builds(Cadence, rules, times), st.datetimes(wall("2020-01-01 00:00"), wall("2040-01-01 00:00")))
def test_the_schedule_starts_with_the_first_time_that_the_rule_allows(cadence, after):
    first = cadence.find_first(after)
    assert first > after
    assert first.time() == cadence.at
    assert rrulestr(cadence.rule, dtstart=first)[0] == first


def test_every_other_friday_starts_this_friday():
    cadence = Cadence("FREQ=WEEKLY;INTERVAL=2;BYDAY=FR", time(10))
    assert cadence.find_first(wall("2026-11-24 11:30")) == wall("2026-11-27 10:00")
    assert cadence.find_first(wall("2026-11-27 10:00")) == wall("2026-12-04 10:00")
