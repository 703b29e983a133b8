"""Verdicts say "rose" and "fell" only when it is clear and matters, and always say how sure they are."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.statistics import Enps, Proportion, enps
from surveys.trends import Word, compare, compare_enps


@st.composite
def proportions(draw: st.DrawFn, least: int = 5) -> Proportion:
    n = draw(st.integers(least, 3000))
    return Proportion(draw(st.integers(0, n)), n)


@pytest.mark.parametrize(
    ("before", "after", "word"),
    [
        ((40, 80), (60, 80), Word.ROSE),
        ((60, 80), (40, 80), Word.FELL),
        ((40, 80), (43, 80), Word.NO_CLEAR_CHANGE),  # within chance
        ((4000, 8000), (4300, 8000), Word.NO_CLEAR_CHANGE),  # clear, but under 5 points
        ((5, 10), (8, 10), Word.NO_CLEAR_CHANGE),  # 30 points, but ten people
        ((4, 4), (60, 80), Word.TOO_FEW),
        ((60, 80), (0, 4), Word.TOO_FEW),
    ],
)
def test_word_needs_both_clarity_and_size(before: tuple[int, int], after: tuple[int, int], word: Word) -> None:
    assert compare(Proportion(*before), Proportion(*after)).word is word


def test_hidden_side_is_too_few_and_its_numbers_are_not_told() -> None:
    assert compare(None, Proportion(60, 80)).word is Word.TOO_FEW
    verdict = compare(Proportion(3, 4), Proportion(60, 80))
    assert verdict.difference is None
    assert set(re.findall(r"\d+", verdict.sentence)) == {"5"}


def test_change_of_exactly_the_practical_size_is_not_larger_than_it() -> None:
    assert compare(Proportion(60000, 100000), Proportion(65000, 100000)).word is Word.NO_CLEAR_CHANGE
    assert compare(Proportion(60000, 100000), Proportion(65001, 100000)).word is Word.ROSE


def test_sentence_carries_n_interval_and_smallest_change() -> None:
    sentence = compare(Proportion(40, 80), Proportion(60, 80), measure="Readiness").sentence
    assert sentence == (
        "Readiness rose from 50 % (n = 80) to 75 % (n = 80): +25 points, 95 % interval +10 to +38. "
        "Smallest change that would have been seen 4 times in 5: 21 points."
    )


def test_sentence_says_when_a_clear_change_is_too_small_to_matter() -> None:
    assert "not more than the 5 points that matter" in compare(Proportion(4000, 8000), Proportion(4300, 8000)).sentence
    assert "that matter" not in compare(Proportion(40, 80), Proportion(43, 80)).sentence


@given(proportions(), proportions())
def test_rose_and_fell_only_with_interval_off_zero_and_beyond_the_practical_size(
    before: Proportion, after: Proportion
) -> None:
    verdict = compare(before, after)
    assert verdict.difference is not None
    low, high = verdict.difference.interval
    if verdict.word is Word.NO_CLEAR_CHANGE:
        assert low <= 0 <= high or abs(verdict.difference.value) <= 0.05 + 1e-9
        assert "rose" not in verdict.sentence
        assert "fell" not in verdict.sentence
    else:
        assert abs(verdict.difference.value) > 0.05
        assert (low > 0) if verdict.word is Word.ROSE else (high < 0)
        assert verdict.word in verdict.sentence


@given(proportions(), proportions())
def test_change_told_backwards_is_the_opposite(before: Proportion, after: Proportion) -> None:
    opposite = {Word.ROSE: Word.FELL, Word.FELL: Word.ROSE}
    word = compare(before, after).word
    assert compare(after, before).word is opposite.get(word, word)


@given(proportions(), proportions())
def test_every_verdict_names_both_n_and_a_detectable_change_above_zero(before: Proportion, after: Proportion) -> None:
    verdict = compare(before, after)
    assert f"(n = {before.n:,})" in verdict.sentence
    assert f"(n = {after.n:,})" in verdict.sentence
    assert verdict.detectable is not None
    assert 0 < verdict.detectable <= 1


@given(proportions())
def test_no_change_is_never_called_one(proportion: Proportion) -> None:
    assert compare(proportion, proportion).word is Word.NO_CLEAR_CHANGE


def make_enps(detractors: int, passives: int, promoters: int) -> Enps:
    return enps({3: detractors, 8: passives, 10: promoters})


def test_enps_verdict_by_hand() -> None:
    # 10 of 50 against 20: −20; 25 against 10: +30. The difference's interval is Zou and Donner's of the two scores'.
    before, after = make_enps(20, 20, 10), make_enps(10, 15, 25)
    verdict = compare_enps(before, after)
    assert verdict.word is Word.ROSE
    assert verdict.difference is not None
    assert verdict.difference.value == pytest.approx(0.5)
    below = ((30 - after.interval.low) ** 2 + (before.interval.high + 20) ** 2) ** 0.5
    assert verdict.difference.interval.low == pytest.approx(0.5 - below / 100)
    assert "from −20 (n = 50) to +30 (n = 50): +50 points, 95 % interval" in verdict.sentence
    assert "Smallest change that would have been seen 4 times in 5" in verdict.sentence


@pytest.mark.parametrize(
    ("before", "after", "word"),
    [
        (make_enps(10, 15, 25), make_enps(20, 20, 10), Word.FELL),
        (make_enps(10, 15, 25), make_enps(11, 15, 24), Word.NO_CLEAR_CHANGE),
        (make_enps(2000, 4000, 4000), make_enps(2000, 3500, 4500), Word.NO_CLEAR_CHANGE),  # clear, but under 10 points
        (make_enps(1, 2, 1), make_enps(1, 2, 3), Word.TOO_FEW),
        (None, make_enps(1, 2, 3), Word.TOO_FEW),
    ],
)
def test_enps_words_are_no_stronger_than_the_numbers(before: Enps | None, after: Enps, word: Word) -> None:
    assert compare_enps(before, after).word is word
