"""What a pulse asks: question kinds, the options each offers, and the limits every question keeps."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

from storage.errors import BadInput

MAX_QUESTIONS = 5
MAX_TEXT = 300  # characters; still fits a Slack section after every "&" became "&amp;"
MAX_CHOICES = 10
MAX_CHOICE_TEXT = 75  # characters; Slack's limit for a button
CHOICE_MARK = "|"
"""Parts a question and its choices where they are written in one line, so none of them may hold it."""
EXAMPLE = "I know what changes for me"


class Kind(StrEnum):
    """How a question is answered."""

    AGREEMENT = "agreement"
    ENPS = "enps"
    CHOICE = "choice"
    MULTI = "multi"
    COMMENT = "comment"


class Element(StrEnum):
    """The five ADKAR elements in the order in which a change is taken up (Hiatt 2006)."""

    AWARENESS = "awareness"
    DESIRE = "desire"
    KNOWLEDGE = "knowledge"
    ABILITY = "ability"
    REINFORCEMENT = "reinforcement"


class Option(NamedTuple):
    """One answer that a question offers: the stored number and the words on its button."""

    value: int
    label: str


class Band(NamedTuple):
    """A run of neighbouring scores, lowest and highest included, that are reported as one."""

    low: int
    high: int

    @property
    def label(self) -> str:
        """The band in digits, such as "4–5"."""
        return f"{self.low}–{self.high}"


AGREEMENT_OPTIONS = (
    Option(1, "1 Strongly disagree"),
    Option(2, "2 Disagree"),
    Option(3, "3 Neither agree nor disagree"),
    Option(4, "4 Agree"),
    Option(5, "5 Strongly agree"),
)
ENPS_OPTIONS = (
    Option(0, "0 Not at all likely"),
    *(Option(score, str(score)) for score in range(1, 10)),
    Option(10, "10 Extremely likely"),
)
AGREEMENT_BANDS = (Band(1, 3), Band(4, 5))
ENPS_BANDS = (Band(0, 6), Band(7, 8), Band(9, 10))


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a pulse; `choices` only for a choice of one or several, `element` only for an ADKAR item."""

    kind: Kind
    text: str
    choices: tuple[str, ...] = ()
    element: Element | None = None

    @property
    def options(self) -> tuple[Option, ...]:
        """The answers on offer, in the order shown; none for a comment. A choice's value is its position from 0."""
        match self.kind:
            case Kind.AGREEMENT:
                return AGREEMENT_OPTIONS
            case Kind.ENPS:
                return ENPS_OPTIONS
            case Kind.CHOICE | Kind.MULTI:
                return tuple(Option(position, choice) for position, choice in enumerate(self.choices))
            case Kind.COMMENT:
                return ()

    @property
    def bands(self) -> tuple[Band, ...]:
        """The bands its scores fall into, lowest first; none where the answers are not an ordered scale."""
        match self.kind:
            case Kind.AGREEMENT:
                return AGREEMENT_BANDS
            case Kind.ENPS:
                return ENPS_BANDS
            case Kind.CHOICE | Kind.MULTI | Kind.COMMENT:
                return ()

    def to_json(self) -> dict[str, Any]:
        """The question as plain JSON values, without what is empty."""
        plain: dict[str, Any] = {"kind": self.kind.value, "text": self.text}
        if self.choices:
            plain["choices"] = list(self.choices)
        if self.element:
            plain["element"] = self.element.value
        return plain

    @classmethod
    def from_json(cls, plain: Mapping[str, Any]) -> "Question":
        """The question that `to_json` wrote; ValueError or KeyError when it is none."""
        element = plain.get("element")
        return cls(
            kind=Kind(plain["kind"]),
            text=plain["text"],
            choices=tuple(plain.get("choices", ())),
            element=Element(element) if element else None,
        )


def make_agreement(text: str, element: Element | None = None) -> Question:
    """A statement to agree with from 1 to 5; BadInput when the text is empty or too long."""
    return Question(Kind.AGREEMENT, _check_text(text), element=element)


def make_enps(text: str) -> Question:
    """A "how likely are you to recommend" question from 0 to 10; BadInput when the text is empty or too long."""
    return Question(Kind.ENPS, _check_text(text))


def make_comment(text: str) -> Question:
    """A question answered in free words, which may be skipped; BadInput when the text is empty or too long."""
    return Question(Kind.COMMENT, _check_text(text))


def make_choice(text: str, choices: Sequence[str]) -> Question:
    """A question with one answer out of 2 to 10 different ones; BadInput when there are fewer, more or alike."""
    return Question(Kind.CHOICE, _check_unmarked(text), choices=_check_choices(choices))


def make_multi(text: str, choices: Sequence[str]) -> Question:
    """A question with one or more answers out of 2 to 10 different ones; BadInput as for a choice of one."""
    return Question(Kind.MULTI, _check_unmarked(text), choices=_check_choices(choices))


def check_questions(questions: Sequence[Question]) -> tuple[Question, ...]:
    """The questions of one pulse as given; BadInput unless there are 1 to 5 different ones."""
    if not questions:
        raise BadInput("Questions", "a pulse needs at least one question", EXAMPLE)
    if len(questions) > MAX_QUESTIONS:
        raise BadInput("Questions", f"{len(questions)} given; a pulse has at most {MAX_QUESTIONS}", EXAMPLE)
    if len({question.text.casefold() for question in questions}) < len(questions):
        raise BadInput("Questions", "two of them are the same", EXAMPLE)
    return tuple(questions)


def _check_choices(choices: Sequence[str]) -> tuple[str, ...]:
    trimmed = tuple(choice.strip() for choice in choices)
    example = "Which help? | Classroom | Video | A colleague"
    if not 2 <= len(trimmed) <= MAX_CHOICES:
        raise BadInput("Choices", f"{len(trimmed)} given; a choice needs 2 to {MAX_CHOICES}", example)
    for choice in trimmed:
        if not 1 <= len(choice) <= MAX_CHOICE_TEXT:
            raise BadInput("Choices", f"each needs 1 to {MAX_CHOICE_TEXT} characters", example)
        _check_unmarked(choice)
    if len({choice.casefold() for choice in trimmed}) < len(trimmed):
        raise BadInput("Choices", "two of them are the same", example)
    return trimmed


def _check_unmarked(text: str) -> str:
    if CHOICE_MARK in text:
        reason = f"“{CHOICE_MARK}” parts the choices, so none of them may hold it"
        raise BadInput("Choices", reason, "Which help? | Classroom | Video")
    return _check_text(text)


def _check_text(text: str) -> str:
    trimmed = text.strip()
    if not trimmed:
        raise BadInput("Question", "it is empty", EXAMPLE)
    if len(trimmed) > MAX_TEXT:
        raise BadInput("Question", f"{len(trimmed):,} characters; limit {MAX_TEXT}", EXAMPLE)
    return trimmed
