"""Buffers: used ÷ granted against elapsed ÷ planned."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.slack.buffers import Buffer, measure_buffer, measure_phase_buffer, show_buffer
from storage.phases import Phase, PhaseSlip

START = date(2027, 1, 11)
END = date(2027, 1, 31)
days = st.integers(-400, 400)
day = st.dates(date(2020, 1, 1), date(2040, 1, 1))


@given(st.lists(days), st.integers(0, 365), day, day, day)
def test_nothing_is_given_back_and_time_stays_between_none_and_all(slips, granted, starts_on, ends_on, today):
    buffer = measure_buffer(slips, granted, starts_on, ends_on, today)
    assert buffer.used_days == sum(slip for slip in slips if slip > 0)
    assert 0 <= buffer.elapsed_share <= 1
    assert (buffer.burn is None) == (granted == 0)
    assert buffer.burn is None or buffer.burn >= 0
    assert show_buffer(buffer).endswith("% of the time gone")


@given(st.lists(days), st.integers(0, 365), days)
def test_a_further_slip_never_uses_less(slips, granted, further):
    before = measure_buffer(slips, granted, START, END, START)
    after = measure_buffer([*slips, further], granted, START, END, START)
    assert after.used_days - before.used_days == max(further, 0)


@given(day, st.integers(1, 1000), st.integers(-2000, 2000), st.integers(0, 500))
def test_time_only_goes_on(starts_on, planned, elapsed, later):
    ends_on, today = starts_on + timedelta(planned), starts_on + timedelta(elapsed)
    earlier = measure_buffer([], 5, starts_on, ends_on, today)
    assert earlier.elapsed_share <= measure_buffer([], 5, starts_on, ends_on, today + timedelta(later)).elapsed_share


@pytest.mark.parametrize(
    ("slips", "granted", "today", "shown"),
    [
        ([3], 5, date(2027, 1, 19), "buffer 3 of 5 days used (60 %), 40 % of the time gone"),
        ([], 5, START, "buffer 0 of 5 days used (0 %), 0 % of the time gone"),
        ([3, -3, 4], 5, END, "buffer 7 of 5 days used (140 %), 100 % of the time gone"),
        ([1], 1, date(2030, 1, 1), "buffer 1 of 1 day used (100 %), 100 % of the time gone"),
        ([2], 0, START, "no buffer left: 2 days used and none granted, 0 % of the time gone"),
        ([], 0, date(2020, 1, 1), "no buffer granted, 0 % of the time gone"),
        ([-4], 0, START, "no buffer granted, 0 % of the time gone"),
    ],
)
def test_it_is_said_in_one_sentence(slips, granted, today, shown):
    assert show_buffer(measure_buffer(slips, granted, START, END, today)) == shown


def test_a_plan_of_one_day_has_gone_once_its_day_is_there():
    assert measure_buffer([], 0, START, START, START - timedelta(1)).elapsed_share == 0
    assert measure_buffer([], 0, START, START, START).elapsed_share == 1


def test_the_time_of_a_phase_is_that_first_planned_and_not_where_its_end_has_slipped_to():
    phase = Phase("PH-1", "CRM", "Pilot", "pilot", None, START, date(2027, 2, 20), 10, "running", None, None)
    at = datetime(2027, 1, 20, tzinfo=UTC)
    slips = [
        PhaseSlip("a", "PH-1", END, date(2027, 2, 28), "late", "U1", at),
        PhaseSlip("b", "PH-1", date(2027, 2, 28), date(2027, 2, 20), "found time", "U1", at),
    ]
    assert measure_phase_buffer(phase, slips, date(2027, 1, 21)) == Buffer(28, 10, 0.5)
