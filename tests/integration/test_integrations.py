"""Integrations in storage: what is accepted never goes in a circle, and the list puts what is needed first."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.errors import BadInput
from storage.integrations import (
    add_integration,
    edit_integration,
    find_circle,
    get_integration,
    list_integrations,
    order_integrations,
)
from tests.units import NOW, open_unit

NAMES = ["ERP", "CRM", "Billing", "Web shop", "Payroll"]
LINKS = st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)), max_size=20)


def needs_of(unit):
    known = {each.id: each for each in list_integrations(unit, "CRM", with_dropped=True)}
    return {each.name: {known[needed].name for needed in each.needs} for each in known.values()}


def reaches(needs, start, goal):
    """Whether `goal` is needed by `start` or by what that needs; spelled out, so that it owes nothing to graphlib."""
    seen, waiting = set(), [start]
    while waiting:
        for needed in needs[waiting.pop()] - seen:
            seen.add(needed)
            waiting.append(needed)
    return goal in seen


@settings(max_examples=40)
@given(LINKS)
def test_accepted_links_have_no_circle_and_refused_ones_change_nothing(links):
    with open_unit() as unit:
        for name in NAMES:
            add_integration(unit, "CRM", name)
        for name, needed_name in links:
            integration, needed = get_integration(unit, "CRM", name), get_integration(unit, "CRM", needed_name)
            before = needs_of(unit)
            closes = name == needed_name or reaches(before, needed_name, name)
            others = [each for each in list_integrations(unit, "CRM") if each.id in integration.needs]
            try:
                edit_integration(unit, integration, needs=[*others, needed])
            except BadInput as refusal:
                assert closes
                assert needs_of(unit) == before
                path = refusal.reason.removeprefix("this closes a circle: ").split(" → ")
                assert path[0] == path[-1] == name
                wanted = before | {name: before[name] | {needed_name}}
                assert all(after in wanted[here] for here, after in pairwise(path))
            else:
                assert not closes
            needs = needs_of(unit)
            assert not any(reaches(needs, each, each) for each in NAMES)
            listed = [each.name for each in list_integrations(unit, "CRM")]
            assert sorted(listed) == sorted(NAMES)
            assert all(listed.index(needed) < listed.index(each) for each in NAMES for needed in needs[each])


def test_where_no_need_decides_the_earlier_start_comes_first():
    with open_unit() as unit:
        late = add_integration(unit, "CRM", "Late", starts_on=date(2027, 5, 1))
        add_integration(unit, "CRM", "Whenever")
        early = add_integration(unit, "CRM", "Early", starts_on=date(2027, 1, 1))
        add_integration(unit, "CRM", "First", starts_on=date(2026, 12, 1), needs=[late])
        assert [each.name for each in list_integrations(unit, "CRM")] == ["Early", "Late", "First", "Whenever"]
        assert order_integrations([early]) == [early]


def test_a_circle_is_told_from_where_it_was_closed():
    assert find_circle({"a": ["b"], "b": ["c"], "c": ["a"]}, "b") == ["b", "c", "a", "b"]
    assert find_circle({"a": ["a"]}, "a") == ["a", "a"]
    assert find_circle({"a": ["b"], "b": []}, "a") == []


def test_the_state_follows_from_what_happened_and_the_log_says_so():
    with open_unit() as unit:
        integration = add_integration(unit, "CRM", "ERP")
        assert integration.state == "planned"
        started = edit_integration(unit, integration, action="integration.started", started_at=NOW)
        done = edit_integration(unit, started, action="integration.done", done_at=NOW)
        assert (started.state, done.state) == ("under way", "done")
        assert [(entry.action, entry.facts.get("state")) for entry in unit.entries[-2:]] == [
            ("integration.started", ["planned", "under way"]),
            ("integration.done", ["under way", "done"]),
        ]


def test_one_name_is_one_system():
    with open_unit() as unit:
        add_integration(unit, "CRM", "ERP")
        with pytest.raises(BadInput, match="has a system “erp” already"):
            add_integration(unit, "CRM", "erp")
