"""Dates: plain words mean one day, what has two readings is refused, and what is said is understood again."""

from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.slack.dates import describe_date, parse_date
from storage.errors import BadInput

TODAY = date(2026, 11, 24)  # a Tuesday


def reason(text, today=TODAY, **kwargs):
    with pytest.raises(BadInput) as caught:
        parse_date(text, today, "Review date", **kwargs)
    assert caught.value.field == "Review date"
    assert parse_date(caught.value.example, today, "Review date", **kwargs)
    return caught.value.reason


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-12-04", "2026-12-04"),
        ("2026-12-4", "2026-12-04"),
        ("Today", "2026-11-24"),
        ("tomorrow", "2026-11-25"),
        ("yesterday", "2026-11-23"),
        ("in 3 days", "2026-11-27"),
        ("in 1 week", "2026-12-01"),
        ("in 2 weeks", "2026-12-08"),
        ("monday", "2026-11-30"),
        ("Tuesday", "2026-12-01"),
        ("wed", "2026-11-25"),
        ("next friday", "2026-12-04"),
        ("next monday", "2026-11-30"),
        ("this friday", "2026-11-27"),
        ("this monday", "2026-11-23"),
        ("4 dec 2026", "2026-12-04"),
        ("dec 4", "2026-12-04"),
        ("4th of December", "2026-12-04"),
        ("december 4th, 2026", "2026-12-04"),
        ("Fri, 4 Dec 2026", "2026-12-04"),
        ("24 nov", "2026-11-24"),
        ("23 nov", "2027-11-23"),
        ("sept 1", "2027-09-01"),
        ("29 feb", "2028-02-29"),
        (" \u200b2026-12-04 ", "2026-12-04"),
    ],
)
def test_plain_words(text, day):
    assert parse_date(text, TODAY, "Review date").isoformat() == day


def test_on_a_sunday_next_week_begins_tomorrow():
    sunday = date(2026, 11, 29)
    assert parse_date("next monday", sunday, "Date") == date(2026, 11, 30)
    assert parse_date("next sunday", sunday, "Date") == date(2026, 12, 6)


@pytest.mark.parametrize("text", ["02/03", "02.03", "02.03.", "2/3/2027", "02-03-2027", "02-03", "31/12", "12.31.26"])
def test_figures_with_two_readings_are_refused(text):
    assert reason(text) == "Ambiguous: use YYYY-MM-DD"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("31/02", "No 31 February"),
        ("2027-02-30", "No 30 February"),
        ("30 feb", "No 30 February"),
        ("2027-02-29", "No 29 February in 2027"),
        ("31 april", "No 31 April"),
        ("2026-13-01", "No month 13"),
        ("2026-00-10", "No month 0"),
        ("0 dec", "No 0 December"),
        ("9999-01-01", "Within 5 years"),
        ("0000-01-01", "Within 5 years"),
        ("2000-01-01", "Within 5 years"),
        ("in 9999 weeks", "Within 5 years"),
        ("Mon 4 Dec 2026", "4 Dec 2026 is a Friday"),
        ("", "it is missing"),
    ],
)
def test_days_that_cannot_be(text, why):
    assert reason(text) == why


@pytest.mark.parametrize("text", ["soon", "9", "may", "march on", "monday foo", "٤ dec", "last friday", "20261204"])
def test_what_is_no_date_is_refused(text):
    assert "is not a date" in reason(text)


def test_past_and_future_where_only_one_makes_sense():
    assert reason("yesterday", future=True) == "Mon 23 Nov 2026 is past"
    assert reason("tomorrow", future=False) == "Wed 25 Nov 2026 has not come yet"
    assert parse_date("today", TODAY, "Date", future=True) == parse_date("today", TODAY, "Date", future=False)
    assert parse_date("dec 4", TODAY, "Date", future=False) == date(2025, 12, 4)
    assert parse_date("29 feb", TODAY, "Date", future=False) == date(2024, 2, 29)


def test_the_last_day_within_five_years():
    leap_day = date(2024, 2, 29)
    assert parse_date("2029-02-28", leap_day, "Date")
    assert reason("2029-03-01", leap_day) == "Within 5 years"


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(-1_800, 1_800))
def test_what_is_said_is_understood(today, distance):
    day = today + timedelta(days=distance)
    assert parse_date(describe_date(day), today, "Date") == day
    assert parse_date(day.isoformat(), today, "Date") == day


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(0, 6))
def test_weekdays_keep_their_order(today, weekday):
    name = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"][weekday]
    coming, this, following = (parse_date(f"{word} {name}", today, "Date") for word in ("", "this", "next"))
    assert {coming.weekday(), this.weekday(), following.weekday()} == {weekday}
    assert today < coming <= today + timedelta(days=7)
    assert following - this == timedelta(days=7)
    assert coming in (this, following)


@given(st.text("0123456789 /.-adefinorstuy", max_size=14))
def test_anything_typed_is_understood_or_refused(text):
    with suppress(BadInput):
        assert abs(parse_date(text, TODAY, "Date") - TODAY) < timedelta(days=5 * 366)


def test_of_several_words_the_first_alone_asks_for_quotes():
    assert reason("next") == '“next” begins a day of several words, which stand in quotes: "next friday"'
    assert "in quotes" in reason("in")
