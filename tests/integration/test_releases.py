"""The ledger and the weekly rollups, as sealing writes them and as everything that shows results reads them."""

import random
from collections.abc import Iterator
from dataclasses import replace

import pytest

from bot.rebuilding import rebuild_trends
from commands.pulses.rolling import Rebuilt, rebuild_rollups
from commands.pulses.rounds import publish_round
from commands.slack.results import find_result, publish_result
from storage.pulses import get_pulse
from storage.releases import list_releases, list_undecided, releases
from storage.rollups import list_rollups, list_series, list_trend, put_rollup, rollups
from storage.workspaces import put_workspace
from surveys.disclosure import Hidden
from surveys.ledger import TOO_CLOSE, identify_question
from surveys.questions import make_agreement, make_choice, make_comment, make_enps
from surveys.results import Scores
from tests.stores import KINDS, TEAM, open_store
from tests.surveyed import START, StandingClock, Survey

PEOPLE = [f"U{n:03}" for n in range(60)]
KNOW, RECOMMEND = make_agreement("I know what changes for me."), make_enps("Would you recommend it?")
chance = random.Random(5)


@pytest.fixture(params=KINDS)
def survey(request, tmp_path) -> Iterator[Survey]:
    clock = StandingClock()
    with open_store(request.param, tmp_path, clock) as store:
        yield Survey(store, clock, PEOPLE)


def draw(people: list[str], most: int = 5) -> dict[str, list[int]]:
    return {user_id: [chance.randint(1, most)] for user_id in people}


def test_same_question_to_everybody_but_one_is_refused_and_says_so(survey: Survey) -> None:
    assert isinstance(survey.ask("sales", draw(PEOPLE[:20]), [KNOW]).overall[0], Scores)
    survey.pass_days(7)
    assert survey.ask("sales2", draw(PEOPLE[:19]), [KNOW]).overall == (TOO_CLOSE,)
    assert isinstance(survey.ask("sales3", draw(PEOPLE[:15]), [KNOW]).overall[0], Scores)
    decided = survey.store.read_now(TEAM, lambda unit: list_releases(unit, "P-2"))
    assert [(each.cut, each.cells, each.is_shown) for each in decided] == [("", {"All": 19}, False)]
    shown = {each.audience for each in survey.store.read_now(TEAM, lambda unit: list_series(unit, "CRM"))}
    assert shown == {"sales", "sales3"}


def test_other_words_another_time_and_the_same_audience_are_not_held_against(survey: Survey) -> None:
    survey.ask("sales", draw(PEOPLE[:20]), [KNOW])
    assert isinstance(survey.ask("sales2", draw(PEOPLE[:19]), [make_agreement("I feel ready.")]).overall[0], Scores)
    survey.pass_days(7)
    assert isinstance(survey.ask("sales", draw(PEOPLE[1:21]), [KNOW]).overall[0], Scores)
    survey.pass_days(29)
    assert isinstance(survey.ask("sales2", draw(PEOPLE[:19]), [KNOW]).overall[0], Scores)


def test_rounds_of_one_audience_at_the_same_time_are_held_against_each_other(survey: Survey) -> None:
    first = survey.open("sales", PEOPLE[:20], [KNOW])
    second = survey.open("sales", PEOPLE[1:20], [KNOW])
    for pulse, people in ((first, PEOPLE[:20]), (second, PEOPLE[1:20])):
        survey.answer(pulse, draw(people))
    survey.pass_days(1)
    assert isinstance(survey.close(first).overall[0], Scores)
    assert survey.close(second).overall == (TOO_CLOSE,)


def test_everybody_after_the_departments_is_refused_when_few_are_left(survey: Survey) -> None:
    survey.ask("sales", draw(PEOPLE[:20]), [KNOW])
    survey.ask("field", draw(PEOPLE[20:47]), [KNOW])
    assert survey.ask("everybody", draw(PEOPLE[:50]), [KNOW]).overall == (TOO_CLOSE,)
    assert isinstance(survey.ask("all", draw(PEOPLE), [KNOW]).overall[0], Scores)


def test_segment_like_an_audience_asked_before_is_refused_with_what_would_give_it_away(survey: Survey) -> None:
    survey.ask("sales", draw(PEOPLE[:20]), [KNOW])
    segments = {user_id: "#sales" if n < 22 else "#field" if n < 42 else "#plant" for n, user_id in enumerate(PEOPLE)}
    result = survey.ask("everybody", draw(PEOPLE), [KNOW], segments)
    assert isinstance(result.overall[0], Scores)
    assert isinstance(result.segments["#field"][0], Scores)
    assert result.segments["#sales"] == (TOO_CLOSE,)
    assert result.segments["#plant"] == (TOO_CLOSE,), "everybody less field less plant are sales"
    decided = survey.store.read_now(TEAM, lambda unit: list_releases(unit, "P-2"))
    assert {each.cut: (each.cells, each.is_shown) for each in decided} == {
        "": ({"#field": 20, "#plant": 18, "#sales": 22}, True),
        "#field": ({"#field": 20}, True),
        "#plant": ({"#plant": 18}, False),
        "#sales": ({"#sales": 22}, False),
    }


def test_small_segments_are_other_and_what_is_hidden_anyway_is_not_in_the_ledger(survey: Survey) -> None:
    segments = {user_id: "#sales" if n < 30 else "#field" if n < 56 else "#tiny" for n, user_id in enumerate(PEOPLE)}
    result = survey.ask("everybody", draw(PEOPLE), [KNOW], segments)
    assert set(result.segments) == {"#sales", "#field", "Other"}
    assert isinstance(result.segments["Other"][0], Hidden)
    assert isinstance(result.segments["#field"][0], Hidden), "it would give Other away"
    decided = survey.store.read_now(TEAM, lambda unit: list_releases(unit, "P-1"))
    assert [each.cut for each in decided] == ["", "#sales"]


def test_what_is_decided_once_stays_whatever_is_asked_later(survey: Survey) -> None:
    first = survey.ask("sales", draw(PEOPLE[:20]), [KNOW])
    survey.ask("sales2", draw(PEOPLE[:18]), [KNOW])
    store = survey.store
    before = store.read_now(TEAM, lambda unit: list_releases(unit, "P-1"))
    store.write_now(TEAM, lambda unit: publish_result(unit, get_pulse(unit, "P-1")))
    assert store.read_now(TEAM, lambda unit: list_releases(unit, "P-1")) == before
    assert survey.find(store.read_now(TEAM, lambda unit: get_pulse(unit, "P-1"))) == first


def test_pulse_from_before_the_ledger_is_read_as_it_would_be_published_and_then_is(survey: Survey) -> None:
    store = survey.store
    survey.ask("sales", draw(PEOPLE[:20]), [KNOW])
    survey.ask("sales2", draw(PEOPLE[:18]), [KNOW])
    store.write_now(TEAM, lambda unit: unit.connection.execute(releases.delete()))
    store.write_now(TEAM, lambda unit: unit.connection.execute(rollups.delete()))
    assert store.read_now(TEAM, list_undecided) == ["P-1", "P-2"]
    second = store.read_now(TEAM, lambda unit: get_pulse(unit, "P-2"))
    assert isinstance(survey.find(second).overall[0], Scores), "nothing else was published yet"
    assert store.read_now(TEAM, list_undecided) == ["P-1", "P-2"], "reading writes nothing"
    for pulse_id in ("P-1", "P-2", "P-1"):
        store.write_now(TEAM, lambda unit, pulse_id=pulse_id: publish_round(unit, pulse_id))
    assert store.read_now(TEAM, list_undecided) == []
    assert survey.find(second).overall == (TOO_CLOSE,)
    assert [each.n for each in store.read_now(TEAM, list_rollups)] == [20]


def test_weeks_hold_what_was_published_and_are_the_same_when_built_anew(survey: Survey) -> None:
    questions = [KNOW, RECOMMEND, make_choice("Which help?", ["Video", "Class"]), make_comment("What else?")]
    for week in range(6):
        people = chance.sample(PEOPLE, 30)
        answers = {u: [chance.randint(1, 5), chance.randint(0, 10), chance.randint(0, 1), "words"] for u in people}
        survey.ask("sales", answers, questions)
        survey.pass_days(1)
        survey.ask("sales", {user_id: [5, 10, 1, ""] for user_id in PEOPLE[:6]} if week == 3 else answers, questions)
        survey.pass_days(1)
        few = survey.open("field", PEOPLE[40:50], [KNOW])
        survey.answer(few, draw(PEOPLE[40:44]))
        survey.close(few)
        survey.pass_days(5)
    store = survey.store
    written = store.read_now(TEAM, list_rollups)
    assert len(written) == 12
    assert {each.audience for each in written} == {"sales"}
    assert {each.n for each in written} == {60, 36}
    assert {each.invited for each in written} == {60, 36}
    trend = store.read_now(TEAM, lambda unit: list_trend(unit, "CRM", "sales", identify_question(KNOW)))
    assert [(each.week_on - START.date()).days for each in trend] == [0, 7, 14, 21, 28, 35]
    assert [each.total is None for each in trend] == [False, False, False, True, False, False]
    assert trend[0].kind == "agreement"
    assert store.write_now(TEAM, rebuild_rollups) == Rebuilt(12, 0)
    assert store.read_now(TEAM, list_rollups) == written
    store.write_now(TEAM, lambda unit: put_rollup(unit, replace(written[0], n=61)))
    assert store.write_now(TEAM, rebuild_rollups) == Rebuilt(12, 1)
    assert store.read_now(TEAM, list_rollups) == written
    url = store.engine.url.render_as_string(hide_password=False)
    store.write_now(TEAM, lambda unit: put_workspace(unit, "Riverbend", "U0BOT"))
    assert rebuild_trends(url) == "12 weeks of questions added up from the sealed answers: all as they were."


def test_another_workspace_sees_none_of_it(survey: Survey) -> None:
    survey.ask("sales", draw(PEOPLE[:20]), [KNOW])
    store = survey.store
    assert store.read_now("T2", list_rollups) == []
    assert store.read_now("T2", lambda unit: list_releases(unit, "P-1")) == []
    assert store.read_now("T2", list_undecided) == []
    store.write_now("T2", rebuild_rollups)
    assert len(store.read_now(TEAM, list_rollups)) == 1
    assert store.read_now(TEAM, lambda unit: find_result(unit, get_pulse(unit, "P-1"))).answered == 20
