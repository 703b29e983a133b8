"""The times of a run: parts that add up to the total, and gaps that are never negative."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.playbooks.timing import find_gaps, measure_run
from storage.runs import RunStep

START = datetime(2026, 12, 7, 8, tzinfo=UTC)
SECONDS = st.integers(-3_600, 30 * 24 * 3_600)


def after(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def make_step(position: int, minutes: int, done_seconds: float | None) -> RunStep:
    done_at = None if done_seconds is None else after(done_seconds)
    return RunStep("RUN-1", position, "Do it", "lead", minutes, None if done_at is None else "U1", done_at)


@st.composite
def runs_of_steps(draw):
    planned_and_done = draw(st.lists(st.tuples(st.integers(1, 43_200), st.none() | SECONDS), min_size=1, max_size=12))
    return [make_step(position, *each) for position, each in enumerate(planned_and_done, 1)]


@given(steps=runs_of_steps(), end=SECONDS)
def test_the_parts_add_up_to_the_total(steps, end):
    timing = measure_run(START, after(end), steps)
    assert sum(timing.spent.values()) + timing.rest == timing.total
    assert min([*timing.spent.values(), timing.rest]) >= 0
    assert set(timing.spent) == {step.position for step in steps if step.is_done}


@given(steps=runs_of_steps(), end=SECONDS)
def test_gaps_are_what_was_skipped_or_took_over_twice_its_time_and_never_negative(steps, end):
    timing = measure_run(START, after(end), steps)
    gaps = find_gaps(steps, timing)
    assert all(gap.over >= 0 for gap in gaps)
    assert all((gap.spent is None) == (gap.over == 0) for gap in gaps)
    in_time = {step.position for step in steps} - {gap.step.position for gap in gaps}
    assert all(timing.spent[step.position] <= 2 * step.minutes for step in steps if step.position in in_time)


@given(steps=runs_of_steps(), end=st.integers(0, 30 * 24 * 3_600))
def test_the_total_is_the_time_from_the_start_to_whatever_came_last(steps, end):
    last = max([end, *((step.done_at - START).total_seconds() for step in steps if step.done_at)])
    assert measure_run(START, after(end), steps).total == last // 60


def test_steps_are_measured_in_the_order_in_which_they_were_done():
    steps = [make_step(1, 30, 40 * 60), make_step(2, 30, 10 * 60 + 59), make_step(3, 30, None)]
    timing = measure_run(START, after(45 * 60), steps)
    assert (timing.spent, timing.rest, timing.total) == ({2: 10, 1: 30}, 5, 45)


@pytest.mark.parametrize(("minutes", "is_gap"), [(60, False), (61, True)])
def test_twice_the_planned_time_is_not_a_gap_yet(minutes, is_gap):
    steps = [make_step(1, 30, minutes * 60)]
    gaps = find_gaps(steps, measure_run(START, after(minutes * 60), steps))
    assert bool(gaps) == is_gap
    assert all((gap.spent, gap.over) == (61, 31) for gap in gaps)
