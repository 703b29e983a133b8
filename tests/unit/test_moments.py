"""Moments: instants and wall times in plain words, through clock changes, and said back."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.slack.moments import Moment, describe_instant, describe_moment, parse_instant, parse_moment
from storage.errors import BadInput

NOW = datetime(2026, 11, 24, 10, 30, tzinfo=UTC)  # a Tuesday, 11:30 in Berlin
BERLIN = "Europe/Berlin"


def reason(parse, text, **kwargs):
    with pytest.raises(BadInput) as caught:
        parse(text, NOW, BERLIN, "Send at", **kwargs)
    assert parse(caught.value.example, NOW, BERLIN, "Send at")
    return caught.value.reason


def wall(text):
    """A naive time as a clock on a wall shows it."""
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("next friday 9am", "2026-12-04T09:00"),
        ("friday 14:30", "2026-11-27T14:30"),
        ("2026-12-04 09:00", "2026-12-04T09:00"),
        ("2026-12-04T09:00:00", "2026-12-04T09:00"),
        ("Fri 4 Dec 2026, 09:00", "2026-12-04T09:00"),
        ("4 dec at 9:30 PM", "2026-12-04T21:30"),
        ("4 dec 9:30 p.m.", "2026-12-04T21:30"),
        ("tomorrow at noon", "2026-11-25T12:00"),
        ("tomorrow 12am", "2026-11-25T00:00"),
        ("tomorrow 12pm", "2026-11-25T12:00"),
        ("in 3 days 8am", "2026-11-27T08:00"),
        ("11:45", "2026-11-24T11:45"),
        ("11:15", "2026-11-25T11:15"),
        ("at 9am", "2026-11-25T09:00"),
        ("2027-03-28 02:30", "2027-03-28T02:30"),
    ],
)
def test_a_time_without_a_zone_is_a_wall_time(text, shown):
    moment = parse_moment(text, NOW, BERLIN, "Send at")
    assert moment == Moment(wall(shown))
    assert moment.is_wall


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("now", "2026-11-24T10:30Z"),
        ("in 2 hours", "2026-11-24T12:30Z"),
        ("in 45 minutes", "2026-11-24T11:15Z"),
        ("2026-12-04T09:00Z", "2026-12-04T09:00Z"),
        ("2026-12-04T09:00:00+02:00", "2026-12-04T07:00Z"),
        ("next friday 9am utc", "2026-12-04T09:00Z"),
        ("monday 9 pm -0500", "2026-12-01T02:00Z"),
        ("monday 9:00 +5:45", "2026-11-30T03:15Z"),
        ("10:45Z", "2026-11-24T10:45Z"),
        ("10:15Z", "2026-11-25T10:15Z"),
    ],
)
def test_a_zone_or_a_duration_makes_it_an_instant(text, instant):
    moment = parse_moment(text, NOW, BERLIN, "Send at")
    assert not moment.is_wall
    assert moment.at == datetime.fromisoformat(instant)
    assert parse_instant(text, NOW, BERLIN, "Send at") == moment.at


def test_a_wall_time_is_another_instant_in_another_zone():
    moment = parse_moment("2026-12-04 09:00", NOW, BERLIN, "Send at")
    assert moment.to_instant(BERLIN) == datetime(2026, 12, 4, 8, tzinfo=UTC)
    assert moment.to_instant("Asia/Tokyo") == datetime(2026, 12, 4, tzinfo=UTC)


def test_a_skipped_time_waits_for_the_clock_or_is_refused_with_the_next_one():
    assert parse_moment("2027-03-28 02:30", NOW, BERLIN, "Send at").to_instant(BERLIN).hour == 1
    why = reason(parse_instant, "2027-03-28 02:30")
    assert why == "02:30 is skipped on Sun 28 Mar 2027 in Europe/Berlin; the next time is 03:00"
    assert parse_instant("2027-03-28 02:30", NOW, "Asia/Tokyo", "Send at")


def test_a_time_shown_twice_is_the_first():
    assert parse_instant("2027-10-31 02:30", NOW, BERLIN, "Send at") == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("tomorrow", "a time of day is missing"),
        ("today 9am", "Tue 24 Nov 2026, 09:00 is past"),
        ("2026-11-24T10:29Z", "is past"),
        ("13pm", "No 13pm"),
        ("0am", "No 0am"),
        ("monday 25:00", "No 25:00"),
        ("monday 9:60", "No 9:60"),
        ("dec 4 at 9", "9 in the morning or evening?"),
        ("02/03 09:00", "Ambiguous: use YYYY-MM-DD"),
        ("31 feb 09:00", "No 31 February"),
        ("monday 09:00 cst", "is not a date"),
        ("monday 09:00 +15:00", "No offset +15:00"),
        ("2033-01-01 09:00", "Within 5 years"),
        ("", "it is missing"),
    ],
)
def test_refusals_give_the_reason(text, why):
    assert why in reason(parse_moment, text)


def test_a_default_time_stands_in_for_a_missing_one():
    nine = time(9)
    assert parse_moment("friday", NOW, BERLIN, "Send at", default=nine).at == wall("2026-11-27 09:00")
    assert parse_moment("friday 8am", NOW, BERLIN, "Send at", default=nine).at == wall("2026-11-27 08:00")
    assert "is not a date" in reason(parse_moment, "soon", default=nine)


def test_today_is_today_where_the_asker_is():
    late = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)
    assert parse_moment("today 09:00", late, "Asia/Tokyo", "Send at").at.day == 25


def test_readers_see_their_own_zone():
    assert describe_instant(NOW, BERLIN) == "Tue 24 Nov 2026, 11:30"
    assert describe_moment(Moment(NOW), "America/New_York") == "Tue 24 Nov 2026, 05:30"
    assert describe_moment(Moment(wall("2026-12-04 09:00")), BERLIN) == (
        "Fri 4 Dec 2026, 09:00 in each recipient's own time"
    )


@given(st.integers(0, 60 * 24 * 1_800), st.sampled_from([BERLIN, "America/Los_Angeles", "Asia/Kolkata"]))
def test_what_is_said_is_understood(minutes, zone):
    instant = NOW + timedelta(days=1, minutes=minutes)
    moment = parse_moment(describe_instant(instant, zone), NOW, zone, "Send at")
    assert describe_instant(moment.to_instant(zone), zone) == describe_instant(instant, zone)
