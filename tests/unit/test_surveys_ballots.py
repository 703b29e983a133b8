"""A ballot takes only what was offered, changes without side effects and survives JSON."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.errors import BadInput, OutOfDate
from surveys.ballots import has_ticked, is_complete, next_open_question, put_answer, put_comment, tick
from surveys.questions import make_agreement, make_choice, make_comment, make_enps, make_multi

QUESTIONS = (make_agreement("A"), make_enps("B"), make_choice("C", ["x", "y"]), make_comment("D"))


def test_answers_are_taken_one_question_after_the_other_until_complete() -> None:
    ballot: dict[str, int | str] = {}
    answers: list[int | str] = [4, 10, 1, "Thank you"]
    for expected, answer in enumerate(answers):
        assert next_open_question(ballot, QUESTIONS) == expected
        assert not is_complete(ballot, QUESTIONS)
        ballot = put_answer(ballot, QUESTIONS, expected, answer)
    assert ballot == {"0": 4, "1": 10, "2": 1, "3": "Thank you"}
    assert next_open_question(ballot, QUESTIONS) is None
    assert is_complete(ballot, QUESTIONS)


def test_later_answer_replaces_the_earlier_and_leaves_the_old_ballot_alone() -> None:
    first = put_answer({}, QUESTIONS, 0, 2)
    assert put_answer(first, QUESTIONS, 0, 5) == {"0": 5}
    assert first == {"0": 2}


@pytest.mark.parametrize(
    ("index", "answer"), [(-1, 3), (4, 3), (0, 0), (0, 6), (0, True), (0, "4"), (1, 11), (2, 2), (3, 1)]
)
def test_what_is_not_offered_is_out_of_date(index: int, answer: int | str) -> None:
    with pytest.raises(OutOfDate):
        put_answer({}, QUESTIONS, index, answer)


def test_comment_question_may_be_skipped() -> None:
    ballot = put_answer({"0": 4, "1": 10, "2": 1}, QUESTIONS, 3, "")
    assert is_complete(ballot, QUESTIONS)


def test_added_comment_is_trimmed_replaced_and_removed() -> None:
    ballot = put_comment({"0": 4}, "  more time please ")
    assert ballot == {"0": 4, "comment": "more time please"}
    assert put_comment(ballot, "all good")["comment"] == "all good"
    assert put_comment(ballot, " ") == {"0": 4}


def test_comment_alone_completes_nothing() -> None:
    assert next_open_question(put_comment({}, "words"), QUESTIONS) == 0


def test_comments_longer_than_3000_are_refused() -> None:
    with pytest.raises(BadInput):
        put_comment({}, "x" * 3001)
    with pytest.raises(BadInput):
        put_answer({}, QUESTIONS, 3, "x" * 3001)


@given(st.lists(st.tuples(st.integers(0, 1), st.integers(1, 5)), max_size=12))
def test_last_answer_wins_in_whatever_order_people_tap(taps: list[tuple[int, int]]) -> None:
    ballot: dict[str, int | str] = {}
    for index, answer in taps:
        ballot = json.loads(json.dumps(put_answer(ballot, QUESTIONS, index, answer)))
    assert ballot == {str(index): answer for index, answer in taps}


MULTI = (make_multi("Which tools?", ["Phone", "Laptop", "Paper"]),)


@given(st.sets(st.integers(0, 2), min_size=1))
def test_several_choices_are_kept_in_one_number(chosen: set[int]) -> None:
    answer = put_answer({}, MULTI, 0, tick(chosen))["0"]
    assert isinstance(answer, int)
    assert {option for option in range(3) if has_ticked(answer, option)} == chosen


@pytest.mark.parametrize("answer", [0, -1, 8, "1", True])
def test_no_choice_at_all_and_choices_that_are_not_offered_are_out_of_date(answer: int | str) -> None:
    with pytest.raises(OutOfDate):
        put_answer({}, MULTI, 0, answer)
