"""Questions are written in one line and read back as they were."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.errors import BadInput
from surveys.question_bank import QUESTION_BANK
from surveys.question_grammar import format_question, parse_question
from surveys.questions import (
    Element,
    Kind,
    Question,
    make_agreement,
    make_choice,
    make_comment,
    make_enps,
    make_multi,
)

WORDS = st.one_of(
    st.text(min_size=1, max_size=60),
    st.sampled_from(["agree: yes", "comment: x", "eNPS:", "desire : a", "multi: a | b", "Choice:b"]),
).filter(lambda text: text.strip() != "")
UNMARKED = WORDS.filter(lambda text: "|" not in text)
CHOICES = st.lists(UNMARKED, min_size=2, max_size=10, unique_by=lambda text: text.strip().casefold())
QUESTIONS = st.one_of(
    st.builds(make_agreement, WORDS, st.none() | st.sampled_from(Element)),
    st.builds(make_enps, WORDS),
    st.builds(make_comment, WORDS),
    st.builds(make_choice, UNMARKED, CHOICES),
    st.builds(make_multi, UNMARKED, CHOICES),
)


@given(QUESTIONS)
def test_what_is_written_is_read_as_the_same_question(question: Question) -> None:
    assert parse_question(format_question(question)) == question


@pytest.mark.parametrize("question", [question for topic in QUESTION_BANK.values() for question in topic])
def test_every_question_of_the_bank_can_be_written(question: Question) -> None:
    assert parse_question(format_question(question)) == question


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("I know what changes for me", Kind.AGREEMENT),
        ("Note: it is late", Kind.AGREEMENT),
        ("enps: Would you recommend it?", Kind.ENPS),
        ("CHOICE : Which? | a | b", Kind.CHOICE),
        ("multi: Which? | a | b", Kind.MULTI),
        ("Comment: What else?", Kind.COMMENT),
    ],
)
def test_a_prefix_in_any_case_says_the_kind(line: str, kind: Kind) -> None:
    assert parse_question(line).kind is kind


@pytest.mark.parametrize("line", ["", "enps:", "choice: Which?", "multi: Which? | a", "choice: Which? | a | A"])
def test_what_is_no_question_is_refused(line: str) -> None:
    with pytest.raises(BadInput):
        parse_question(line)
