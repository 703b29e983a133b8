"""Resources in storage: when a line is short, which plan and reading count, and which lines wait for a figure."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.resources.asking import find_friday, is_time_to_ask
from storage.errors import BadInput
from storage.initiatives import close_initiative
from storage.resource_figures import list_plans
from storage.resources import (
    add_resource,
    add_resource_reading,
    edit_resource,
    list_awaited_resources,
    plan_resource,
)
from tests.units import NOW, open_unit

FRIDAY = date(2026, 11, 27)
ZONES = ["Pacific/Kiritimati", "Pacific/Auckland", "Europe/Berlin", "UTC", "America/Los_Angeles", "Etc/GMT+12"]


def plan_line(unit, planned=10.0, **facts):
    given_facts = {"kind": "people", "measured_in": "FTE", "owner_id": "U1", "threshold": 20, **facts}
    return add_resource(unit, "CRM", given_facts.pop("name", "Developers"), planned, **given_facts)


@pytest.mark.parametrize(
    ("kind", "value", "is_short"),
    [
        *(("people", value, is_short) for value, is_short in [(8, False), (7.99, True), (99, False), (0, True)]),
        *(("budget", value, is_short) for value, is_short in [(12, False), (12.01, True), (0, False)]),
    ],
)
def test_a_line_is_short_only_beyond_its_threshold(kind, value, is_short):
    with open_unit() as unit:
        line = plan_line(unit, kind=kind)
        assert not line.is_short
        assert add_resource_reading(unit, line, value, FRIDAY).is_short is is_short


@given(planned=st.integers(1, 10_000), threshold=st.integers(0, 100))
def test_exactly_at_the_threshold_nothing_is_short(planned, threshold):
    with open_unit() as unit:
        people = plan_line(unit, planned, threshold=threshold)
        budget = plan_line(unit, planned, threshold=threshold, name="Licences", kind="budget")
        assert not add_resource_reading(unit, people, planned * (100 - threshold) / 100, FRIDAY).is_short
        assert not add_resource_reading(unit, budget, planned * (100 + threshold) / 100, FRIDAY).is_short


def test_the_newest_day_counts_and_of_one_day_the_later_reading():
    with open_unit() as unit:
        line = plan_line(unit)
        add_resource_reading(unit, line, 5, FRIDAY)
        assert add_resource_reading(unit, line, 9, FRIDAY - timedelta(days=1)).latest.value == 5
        unit.now += timedelta(minutes=1)
        assert add_resource_reading(unit, line, 7, FRIDAY).latest.value == 7


def test_a_plan_is_versioned():
    with open_unit() as unit:
        line = plan_line(unit, 6)
        with pytest.raises(BadInput, match="that is planned already"):
            plan_resource(unit, line, 6, "same")
        assert plan_resource(unit, plan_resource(unit, line, 8, "more data"), 7, "one left").planned == 7
        assert [(plan.planned, plan.reason) for plan in list_plans(unit, line.id)] == [
            (6, None), (8, "more data"), (7, "one left"),
        ]  # fmt: skip


def test_a_line_waits_until_it_has_a_reading_of_that_week():
    with open_unit() as unit:
        monday = FRIDAY - timedelta(days=4)
        line, other = plan_line(unit), plan_line(unit, name="Testers", owner_id="U2")
        add_resource_reading(unit, line, 5, monday - timedelta(days=1))
        assert [each.name for each in list_awaited_resources(unit, monday)] == ["Developers", "Testers"]
        assert [each.name for each in list_awaited_resources(unit, monday, "U2")] == ["Testers"]
        add_resource_reading(unit, line, 5, monday)
        assert [each.name for each in list_awaited_resources(unit, monday)] == ["Testers"]
        edit_resource(unit, other, dropped_because="The vendor does it")
        assert list_awaited_resources(unit, monday) == []
        edit_resource(unit, other, dropped_because=None)
        close_initiative(unit, "CRM")
        assert list_awaited_resources(unit, monday) == []


@given(minutes=st.integers(0, 14 * 24 * 60), zone=st.sampled_from(ZONES))
def test_it_is_time_to_ask_on_the_zones_friday_from_nine_and_never_else(minutes, zone):
    now = NOW + timedelta(minutes=minutes)
    here, friday = now.astimezone(ZoneInfo(zone)), find_friday(now)
    is_friday_morning = here.weekday() == 4 and here.hour >= 9
    assert (friday is not None and is_time_to_ask(now, zone, friday)) == is_friday_morning
    assert not is_friday_morning or friday == here.date()
