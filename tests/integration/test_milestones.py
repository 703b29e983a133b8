"""Milestones in storage: whatever is promised and moved, the earlier dates stay as they were, and slips add up."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.errors import BadInput, NotFound
from storage.milestones import (
    add_milestone,
    drop_milestone,
    finish_milestone,
    get_milestone,
    list_milestone_dates,
    list_milestones,
    list_pending_milestones,
    move_milestone,
    rename_milestone,
    reopen_milestone,
)
from tests.units import open_unit

DAYS = st.dates(date(2026, 1, 1), date(2028, 12, 31))
DAY = date(2027, 1, 10)


@settings(max_examples=40)
@given(first=DAYS, moves=st.lists(st.tuples(st.integers(0, 2), DAYS), max_size=12))
def test_earlier_dates_never_change_and_the_slip_is_the_last_less_the_first(first, moves):
    with open_unit() as unit:
        names = [add_milestone(unit, "CRM", f"Milestone {number}", first).name for number in range(3)]
        seen = {name: [] for name in names}
        for which, day in moves:
            milestone = get_milestone(unit, "CRM", names[which])
            history = list(list_milestone_dates(unit, milestone.id))
            assert history[: len(seen[milestone.name])] == seen[milestone.name]
            seen[milestone.name] = history
            if day == milestone.due_on:
                with pytest.raises(BadInput, match="for that day already"):
                    move_milestone(unit, milestone, day, "why not")
                assert list(list_milestone_dates(unit, milestone.id)) == history
                continue
            moved = move_milestone(unit, milestone, day, f"because of {day}")
            assert moved.due_on == day
            assert moved.first_on == first
        for milestone in list_milestones(unit, "CRM"):
            history = list(list_milestone_dates(unit, milestone.id))
            assert history[: len(seen[milestone.name])] == seen[milestone.name]
            assert milestone.slip_days == (history[-1].due_on - history[0].due_on).days
            assert [each.position for each in history] == list(range(1, len(history) + 1))
            assert history[0].reason is None
            assert all(each.reason for each in history[1:])


def test_overdue_is_what_is_pending_after_its_last_date():
    with open_unit() as unit:
        milestone = add_milestone(unit, "CRM", "Go-live", DAY)
        assert not milestone.is_overdue_on(DAY)
        assert milestone.is_overdue_on(DAY + timedelta(days=1))
        assert not move_milestone(unit, milestone, DAY + timedelta(days=9), "late").is_overdue_on(DAY)
        done = finish_milestone(unit, get_milestone(unit, "CRM", "go-live"), DAY + timedelta(days=30))
        assert not done.is_overdue_on(DAY + timedelta(days=60))


def test_a_dropped_one_is_listed_only_when_asked_for_and_may_come_back():
    with open_unit() as unit:
        milestone = drop_milestone(unit, add_milestone(unit, "CRM", "Go-live", DAY), "Berlin is sold")
        assert list_milestones(unit, "CRM") == []
        assert list_milestones(unit, "CRM", with_dropped=True) == [milestone]
        assert list_pending_milestones(unit, "U1") == []
        with pytest.raises(BadInput, match="is dropped already"):
            move_milestone(unit, milestone, DAY + timedelta(days=1), "why not")
        with pytest.raises(BadInput, match="is dropped already"):
            finish_milestone(unit, milestone, DAY)
        reopened = reopen_milestone(unit, milestone)
        assert list_pending_milestones(unit, "U1") == [reopened]
        assert list_pending_milestones(unit, "U2") == []


def test_names_are_one_whatever_their_case():
    with open_unit() as unit:
        add_milestone(unit, "CRM", "Go-live", DAY)
        pilot = add_milestone(unit, "CRM", "Pilot", DAY)
        with pytest.raises(BadInput, match="has a milestone “GO-LIVE” already"):
            add_milestone(unit, "CRM", "GO-LIVE", DAY)
        with pytest.raises(BadInput, match="has a milestone “go-live” already"):
            rename_milestone(unit, pilot, "go-live")
        assert rename_milestone(unit, pilot, "PILOT").name == "PILOT"
        with pytest.raises(NotFound, match="Did you mean Go-live"):
            get_milestone(unit, "CRM", "Golive")
