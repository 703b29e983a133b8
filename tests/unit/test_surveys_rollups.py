"""What a round adds to its week, and that weeks add up to the same figures as their answers."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.drift import Week
from surveys.questions import Kind, Question, make_agreement, make_choice, make_comment, make_enps
from surveys.results import summarise_pulse
from surveys.rollups import Figures, find_monday, roll_up
from surveys.sealing import seal_ballots
from surveys.statistics import enps, favourable, mean

AGREEMENT, ENPS = make_agreement("I know."), make_enps("Would you recommend it?")


def roll_up_answers(question: Question, answers: Sequence[int]) -> Figures | None:
    result = summarise_pulse([question], seal_ballots([("All", {"0": answer}) for answer in answers]), invited=99)
    return roll_up(question, result.overall[0])


def test_agreement_by_hand() -> None:
    assert roll_up_answers(AGREEMENT, [1, 2, 4, 5, 5]) == Figures(5, 17, 71, favourable=3)


def test_enps_by_hand() -> None:
    figures = roll_up_answers(ENPS, [0, 6, 7, 8, 9, 10, 10])
    assert figures == Figures(7, 50, 430, promoters=3, detractors=2)
    assert figures is not None
    assert figures.enps == enps(Counter([0, 6, 7, 8, 9, 10, 10]))


@pytest.mark.parametrize("answers", [[], [4], [1, 2, 3, 4]])
def test_hidden_rounds_add_nothing(answers: list[int]) -> None:
    assert roll_up_answers(AGREEMENT, answers) is None


def test_choices_and_comments_have_no_trend() -> None:
    assert roll_up_answers(make_choice("Which?", ["A", "B"]), [0, 1, 0, 1, 0, 1]) is None
    result = summarise_pulse([make_comment("What?")], seal_ballots([("All", {"0": "x"})] * 20), invited=99)
    assert roll_up(result.questions[0], result.overall[0]) is None


def test_unanimous_round_tells_its_band_and_no_sum() -> None:
    assert roll_up_answers(AGREEMENT, [5] * 6) == Figures(6, None, None, favourable=6)
    assert roll_up_answers(AGREEMENT, [3] * 6) == Figures(6, None, None)
    assert roll_up_answers(ENPS, [10] * 6) == Figures(6, None, None, promoters=6)
    assert roll_up_answers(ENPS, [7] * 6) == Figures(6, None, None)
    assert roll_up_answers(ENPS, [0] * 6) == Figures(6, None, None, detractors=6)


def test_sum_that_is_unknown_stays_so_when_a_known_one_is_added() -> None:
    unanimous, mixed = Figures(6, None, None, favourable=6), Figures(5, 17, 71, favourable=3)
    assert unanimous + mixed == mixed + unanimous == Figures(11, None, None, favourable=9)


scores = st.lists(st.integers(1, 5), min_size=5, max_size=40).filter(lambda answers: len(set(answers)) > 1)


@given(scores, scores)
def test_weeks_add_up_like_their_answers(first: list[int], second: list[int]) -> None:
    one, other, both = (roll_up_answers(AGREEMENT, answers) for answers in (first, second, first + second))
    assert one is not None
    assert other is not None
    assert both is not None
    assert one + other == both
    counts = Counter(first + second)
    assert both.share == favourable(counts)
    assert both.total is not None
    assert both.total / both.n == pytest.approx(mean(counts))


def test_week_for_the_chart() -> None:
    monday = date(2026, 11, 2)
    assert Figures(9, 30, 120, favourable=4).to_week(Kind.AGREEMENT, monday) == Week(monday, 9, 4, 4)
    assert Figures(9, 70, 600, promoters=4, detractors=3).to_week(Kind.ENPS, monday) == Week(monday, 9, 1, 7)


@pytest.mark.parametrize("day", range(2, 9))
def test_weeks_begin_on_mondays(day: int) -> None:
    assert find_monday(date(2026, 11, day)) == date(2026, 11, 2)
