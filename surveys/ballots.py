"""A ballot: one person's answers to one pulse as plain JSON values, built up a tap at a time.

Keys are the question's position from 0 as a string, because JSON knows no other keys, and "comment" for the words
that may be added at the end. An answer is the number of the option taken; where several may be taken, the sum of 2 to
the power of each one's number; to a comment question it is the text, empty when the question was skipped. A ballot
holds no time, no name and no order of answering.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from storage.errors import BadInput, OutOfDate
from surveys.questions import Kind, Question

Ballot: TypeAlias = Mapping[str, int | str]

COMMENT_KEY = "comment"
MAX_COMMENT = 3000  # characters; Slack's limit for a text input


def put_answer(ballot: Ballot, questions: Sequence[Question], index: int, answer: int | str) -> dict[str, int | str]:
    """The ballot with this answer to question `index` (from 0) in place of an earlier one; the old is left as it was.

    OutOfDate when the question or the option is not offered, as from a button of an older message; BadInput when
    a comment is too long. An empty text skips a comment question.
    """
    if not 0 <= index < len(questions):
        raise OutOfDate
    question = questions[index]
    if question.kind is Kind.COMMENT:
        if not isinstance(answer, str):
            raise OutOfDate
        return {**ballot, str(index): _check_comment(answer)}
    if isinstance(answer, bool) or not isinstance(answer, int) or not _is_offered(question, answer):
        raise OutOfDate
    return {**ballot, str(index): answer}


def tick(options: Iterable[int]) -> int:
    """The answer that takes all of these options of a question with several choices."""
    return sum(1 << option for option in set(options))


def has_ticked(answer: int, option: int) -> bool:
    """Whether such an answer takes this option."""
    return bool(answer >> option & 1)


def put_comment(ballot: Ballot, text: str) -> dict[str, int | str]:
    """The ballot with these words added in place of earlier ones; an empty text removes them. BadInput if too long."""
    kept = {key: answer for key, answer in ballot.items() if key != COMMENT_KEY}
    comment = _check_comment(text)
    return {**kept, COMMENT_KEY: comment} if comment else kept


def next_open_question(ballot: Ballot, questions: Sequence[Question]) -> int | None:
    """The position from 0 of the first question without an answer, or None when all have one."""
    return next((index for index in range(len(questions)) if str(index) not in ballot), None)


def is_complete(ballot: Ballot, questions: Sequence[Question]) -> bool:
    """Whether every question is answered, or skipped where it may be."""
    return next_open_question(ballot, questions) is None


def _is_offered(question: Question, answer: int) -> bool:
    values = {option.value for option in question.options}
    return 0 < answer <= tick(values) if question.kind is Kind.MULTI else answer in values


def _check_comment(text: str) -> str:
    trimmed = text.strip()
    if len(trimmed) > MAX_COMMENT:
        raise BadInput("Comment", f"{len(trimmed):,} characters; limit {MAX_COMMENT:,}", "The old reports are missing")
    return trimmed
