"""Questions keep their limits, survive JSON and fit Slack's buttons."""

import json

import pytest

from storage.errors import BadInput
from surveys.question_bank import QUESTION_BANK
from surveys.questions import (
    Element,
    Kind,
    Question,
    check_questions,
    make_agreement,
    make_choice,
    make_comment,
    make_enps,
    make_multi,
)

SLACK_BUTTON_TEXT = 75
EVERY_KIND = (
    make_agreement("I know what changes for me."),
    make_agreement("I want this.", Element.DESIRE),
    make_enps("Would you recommend it?"),
    make_choice("Which help?", ["Video", "Class"]),
    make_multi("Which tools?", ["Phone", "Laptop"]),
    make_comment("What else?"),
)


@pytest.mark.parametrize("question", EVERY_KIND, ids=lambda question: question.text)
def test_question_survives_json(question: Question) -> None:
    assert Question.from_json(json.loads(json.dumps(question.to_json()))) == question


def test_unknown_kind_in_stored_json_is_refused() -> None:
    with pytest.raises(ValueError, match="slider"):
        Question.from_json({"kind": "slider", "text": "How far?"})


@pytest.mark.parametrize("question", [question for topic in QUESTION_BANK.values() for question in topic])
def test_every_ready_answer_fits_a_button_and_starts_with_its_number(question: Question) -> None:
    for option in question.options:
        assert len(option.label) <= SLACK_BUTTON_TEXT
        if question.kind in (Kind.AGREEMENT, Kind.ENPS):
            assert option.label.split()[0] == str(option.value)


def test_agreement_runs_from_1_to_5_and_enps_from_0_to_10() -> None:
    assert [option.value for option in make_agreement("x").options] == [1, 2, 3, 4, 5]
    assert [option.value for option in make_enps("x").options] == list(range(11))


@pytest.mark.parametrize("question", EVERY_KIND)
def test_bands_cover_each_score_once(question: Question) -> None:
    covered = [score for band in question.bands for score in range(band.low, band.high + 1)]
    assert covered == ([option.value for option in question.options] if question.bands else [])


@pytest.mark.parametrize("topic", QUESTION_BANK)
def test_every_topic_of_the_bank_is_a_valid_pulse(topic: str) -> None:
    assert check_questions(QUESTION_BANK[topic]) == QUESTION_BANK[topic]


def test_bank_asks_the_five_adkar_elements_in_order() -> None:
    assert [question.element for question in QUESTION_BANK["adkar"]] == list(Element)


@pytest.mark.parametrize("count", [0, 6])
def test_pulse_needs_one_to_five_questions(count: int) -> None:
    with pytest.raises(BadInput):
        check_questions([make_agreement(f"Statement {number}") for number in range(count)])


def test_pulse_refuses_the_same_question_twice() -> None:
    with pytest.raises(BadInput):
        check_questions([make_agreement("Same"), make_enps("same")])


@pytest.mark.parametrize("text", ["", "  \n", "x" * 301])
def test_text_is_neither_empty_nor_longer_than_300(text: str) -> None:
    with pytest.raises(BadInput):
        make_agreement(text)


def test_text_of_300_is_accepted_and_trimmed() -> None:
    assert make_comment(f"  {'x' * 300} ").text == "x" * 300


@pytest.mark.parametrize("choices", [["one"], [str(n) for n in range(11)], ["a", "A "], ["a", " "], ["a", "b" * 76]])
def test_choices_are_two_to_ten_different_ones(choices: list[str]) -> None:
    with pytest.raises(BadInput):
        make_choice("Which?", choices)
