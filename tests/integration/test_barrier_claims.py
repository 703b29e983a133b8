"""Barriers on both databases: handed over, asked about again and judged once, whichever process comes first."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from storage.barriers import (
    claim_again,
    claim_pulse,
    list_barriers,
    list_due_again,
    list_unjudged,
    list_unrouted,
    note_again,
    note_barrier,
    note_verdict,
)
from storage.followups import add_followup, finish_followup, reopen_followup
from storage.units import Unit
from surveys.questions import make_agreement
from tests.stores import KINDS, TEAM, open_store, reopen
from tests.surveyed import StandingClock, Survey

PEOPLE = [f"U{number:03}" for number in range(8)]
CAN = make_agreement("I can work in the CRM")


@pytest.fixture(params=KINDS)
def survey(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Survey]:
    """People who have answered one pulse, P-1."""
    clock = StandingClock()
    with open_store(request.param, tmp_path, clock) as store:
        made = Survey(store, clock, PEOPLE)
        made.ask("staff", {user_id: [2] for user_id in PEOPLE}, [CAN])
        yield made


def race(survey: Survey, work: Callable[[Unit], bool]) -> list[bool]:
    """What two processes get that do the same at once."""
    url = survey.store.engine.url.render_as_string(hide_password=False)
    with reopen(url, survey.clock) as other, ThreadPoolExecutor(2) as pool:
        return sorted(pool.map(lambda store: store.write_now(TEAM, work), [survey.store, other]))


def find(survey: Survey) -> str:
    """A barrier found in P-1; gives its follow-up."""

    def work(unit: Unit) -> str:
        claim_pulse(unit, "P-1", "CRM", "staff")
        followup = add_followup(unit, "CRM", "Practise", "U000", unit.now.date())
        note_barrier(unit, "P-1", "ability", 8, 8, followup.id)
        return followup.id

    return survey.store.write_now(TEAM, work)


def count_due(survey: Survey) -> int:
    return len(survey.store.read_now(TEAM, list_due_again))


def test_a_pulse_is_looked_at_once(survey: Survey):
    assert survey.store.read_now(TEAM, list_unrouted) == ["P-1"]
    assert race(survey, lambda unit: claim_pulse(unit, "P-1", "CRM", "staff")) == [False, True]
    assert survey.store.read_now(TEAM, list_unrouted) == []
    assert survey.store.read_now(TEAM, lambda unit: list_barriers(unit, "CRM")) == []


def test_a_pulse_that_closed_long_ago_is_left_alone(survey: Survey):
    survey.pass_days(15)
    assert survey.store.read_now(TEAM, list_unrouted) == []


def test_it_is_asked_again_two_weeks_after_it_is_done_and_tried_once_a_day(survey: Survey):
    followup = find(survey)
    assert count_due(survey) == 0
    survey.store.write_now(TEAM, lambda unit: finish_followup(unit, followup))
    survey.pass_days(14)
    assert count_due(survey) == 1
    assert race(survey, lambda unit: claim_again(unit, "P-1")) == [False, True]
    assert count_due(survey) == 0
    survey.pass_days(1)
    assert count_due(survey) == 1
    survey.store.write_now(TEAM, lambda unit: reopen_followup(unit, followup))
    assert count_due(survey) == 0, "it was not done after all"


def test_the_verdict_is_kept_once_and_after_the_second_pulse_has_closed(survey: Survey):
    find(survey)
    survey.clock.moment += timedelta(days=20)
    again = survey.open("staff", PEOPLE, [CAN])
    survey.store.write_now(TEAM, lambda unit: note_again(unit, "P-1", again.id))
    assert survey.store.read_now(TEAM, list_unjudged) == []
    survey.close(again)
    assert [each.again_id for each in survey.store.read_now(TEAM, list_unjudged)] == [again.id]
    assert race(survey, lambda unit: note_verdict(unit, "P-1", "better", "It rose.")) == [False, True]
    assert survey.store.read_now(TEAM, list_unjudged) == []
