"""The rules of sending: when a second approver is needed, when a yes is worth nothing, when somebody's turn comes."""

from datetime import UTC, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.memos.approvals import has_drifted, needs_approver
from commands.memos.composing import Renderings, find_source
from commands.memos.effects import is_releasable
from commands.memos.sending import Launch, make_due
from commands.slack.moments import Moment
from storage.audiences import Audience
from storage.people import Person

NOW = datetime(2026, 12, 4, 20, tzinfo=UTC)  # a Friday evening
UNDO = timedelta(seconds=60)


def make_audience(**rules: str | None) -> Audience:
    open_hours = {"window_opens": "08:00", "window_closes": "18:00", "workdays": "mon,tue,wed,thu,fri"} | rules
    return Audience("staff", "employees", [], [], "U1", NOW, **open_hours)  # type: ignore[arg-type]


def due(launch: Launch, zone: str, audience: Audience | None = None) -> datetime:
    return make_due(NOW, launch)(audience or make_audience(), Person("U1", "ana", "Ana", zone))


@pytest.mark.parametrize(("recipients", "needed"), [(1, False), (500, False), (501, True), (10_000, True)])
def test_more_than_five_hundred_need_two(recipients, needed):
    assert needs_approver(recipients) is needed


@pytest.mark.parametrize(
    ("approved", "now", "drifted"),
    [(1000, 1000, False), (1000, 1050, False), (1000, 1051, True), (1000, 950, False), (1000, 949, True)],
)
def test_a_yes_holds_for_a_twentieth_more_or_fewer(approved, now, drifted):
    assert has_drifted(approved, now) is drifted


@given(st.lists(st.integers(0, 40), max_size=60))
def test_no_two_released_figures_differ_by_fewer_than_five_people(steps):
    answered, released = 0, [0]
    for step in steps:
        answered += step
        if is_releasable(answered, released[-1]):
            released.append(answered)
    assert all(later - earlier >= 5 for earlier, later in pairwise(released))


@pytest.mark.parametrize(("failures", "held"), [(0, False), (1, False), (10, False), (11, True)])
def test_more_than_one_in_a_hundred_holds_the_batch(failures, held):
    renderings = Renderings(
        variants={f"U{n}": "0" for n in range(1000 - failures)}, failures={f"V{n}": "why" for n in range(failures)}
    )
    assert renderings.count == 1000
    assert renderings.fails_too_often is held


def test_at_once_is_at_once_where_an_audience_has_no_hours():
    at_any_time = make_audience(window_opens=None, window_closes=None, workdays=None)
    assert due(Launch("U2", UNDO), "Pacific/Auckland", at_any_time) == NOW + UNDO


def test_at_once_is_the_next_working_morning_where_each_lives():
    launch = Launch("U2", UNDO)
    assert due(launch, "Europe/Berlin") == datetime(2026, 12, 7, 7, tzinfo=UTC)
    assert due(launch, "America/Los_Angeles") == NOW + UNDO
    assert due(launch, "Pacific/Auckland") == datetime(2026, 12, 6, 19, tzinfo=UTC)


def test_a_holiday_of_the_audiences_country_moves_a_wall_time():
    launch = Launch("U2", timedelta(), Moment(datetime.fromisoformat("2026-12-25 09:00")))
    assert due(launch, "Europe/Berlin") == datetime(2026, 12, 25, 8, tzinfo=UTC)
    moved = due(launch, "Europe/Berlin", make_audience(country="DE"))
    assert moved == datetime(2026, 12, 28, 7, tzinfo=UTC)
    assert moved.astimezone(UTC).time() == time(7)


def test_a_language_falls_back_to_the_default_and_then_to_ours():
    sources = {("employees", "de"): "Deutsch", ("employees", "en"): "English"}
    assert find_source(sources, "employees", "de") == "Deutsch"
    assert find_source(sources, "employees", "fr") == "English"
    assert find_source(sources, "managers", "de") is None
