"""Champion care: what a load says that its lead may do, and when an audience has too few."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.champions.care import HEAVY_TASKS, LONG, QUIET, REACH, UNTHANKED, Coverage, Load

NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)
MOMENTS = st.none() | st.timedeltas(timedelta(), timedelta(days=600)).map(lambda span: NOW - span)


def make_load(**values) -> Load:
    fresh = NOW - timedelta(days=1)
    well = {"since": fresh, "initiatives": 1, "tasks": 0, "spoke_at": fresh, "thanked_at": fresh}
    return Load("U1", None, **{**well, **values})


@pytest.mark.parametrize(
    ("values", "need"),
    [
        ({"tasks": HEAVY_TASKS}, "carries much"),
        ({"initiatives": 3}, "carries much"),
        ({"spoke_at": NOW - QUIET - timedelta(hours=1)}, "gone quiet"),
        ({"spoke_at": None, "since": NOW - QUIET - timedelta(hours=1)}, "gone quiet"),
        ({"thanked_at": NOW - UNTHANKED - timedelta(hours=1)}, "not thanked"),
        ({"since": NOW - LONG - timedelta(hours=1)}, "handing over"),
    ],
)
def test_each_need_by_itself(values, need):
    (only,) = make_load(**values).list_needs(NOW)
    assert need in only


def test_nothing_is_needed_where_all_is_well_or_the_log_does_not_say():
    assert make_load().list_needs(NOW) == []
    assert make_load(since=None, spoke_at=None, thanked_at=None).list_needs(NOW) == []
    assert make_load(tasks=HEAVY_TASKS - 1, spoke_at=NOW - QUIET).list_needs(NOW) == []


@given(MOMENTS, MOMENTS, MOMENTS, st.integers(0, 20))
def test_who_is_heard_and_thanked_never_needs_more(since, spoke_at, thanked_at, tasks):
    before = make_load(since=since, spoke_at=spoke_at, thanked_at=thanked_at, tasks=tasks).list_needs(NOW)
    after = make_load(since=since, spoke_at=NOW, thanked_at=NOW, tasks=tasks).list_needs(NOW)
    assert set(after) <= set(before)


@pytest.mark.parametrize(
    ("people", "champions", "is_thin"),
    [(0, 0, False), (1, 0, True), (REACH, 1, False), (REACH + 1, 1, True), (2 * REACH, 2, False)],
)
def test_one_for_every_fifty_people(people, champions, is_thin):
    assert Coverage("sales", people, champions).is_thin is is_thin
