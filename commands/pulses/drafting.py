"""Drafting: a pulse as it was written, in one line or by form, and what is wrong with it, all of it at once."""

from collections.abc import Sequence
from dataclasses import dataclass

from commands.pulses.choosing import parse_sample
from commands.pulses.reminding import parse_days
from commands.pulses.rounds import RoundPlan
from commands.pulses.segmenting import SPLITS
from commands.slack.cadences import Cadence, parse_rule
from commands.slack.inputs import clean_line, is_blank
from commands.slack.values import parse_choice, parse_whole
from storage.errors import BadInput, Problems
from surveys.question_bank import QUESTION_BANK
from surveys.question_grammar import parse_question
from surveys.questions import EXAMPLE, Question, check_questions

LINE_LIMIT = 1200
FIELD = "Questions"
OPEN_DAYS, MOST_OPEN_DAYS = 5, 60
REASON_LIMIT, REASON_EXAMPLE = 250, "Answered in person on Monday"


@dataclass(frozen=True, slots=True)
class Draft:
    """A pulse as it was typed or chosen; its questions are counted by `place`, and `opens` is an option of the form."""

    key: str
    audience: str
    lines: Sequence[str]
    place: str
    bank: str | None = None
    open: str | None = None
    every: str | None = None
    on: str | None = None
    opens: str | None = None
    by: str | None = None
    remind: str | None = None
    sample: str | None = None
    override: str | None = None


def read_draft(draft: Draft) -> tuple[RoundPlan, Cadence | None]:
    """The round that is meant, and how it repeats; BadInputs with everything that is wrong."""
    problems, override = Problems(), draft.override
    with problems:
        questions = draft_questions(draft.lines, draft.bank, draft.place)
    with problems:
        days = parse_whole(draft.open, "Open days", 1, MOST_OPEN_DAYS, "5") if draft.open else OPEN_DAYS
        remind_days = parse_days(draft.remind, days)
    with problems:
        cadence = parse_rule(draft.every, "Every") if draft.every else None
    with problems:
        split_by = parse_choice(draft.by, "By", SPLITS) if draft.by else None
    with problems:
        percent = parse_sample(draft.sample)
    with problems:
        reason = None if override is None else clean_line(override, "Override", REASON_LIMIT, example=REASON_EXAMPLE)
    problems.raise_found()
    return RoundPlan(
        draft.key, draft.audience, questions, days,
        split_by=split_by, remind_days=remind_days, sample_percent=percent, override_reason=reason,
    ), cadence  # fmt: skip


def draft_questions(lines: Sequence[str], bank: str | None, place: str) -> Sequence[Question]:
    """The questions meant; BadInput(s) say the `place` ("line" or "question", counted from 1) of each that is wrong."""
    if bank and lines:
        reason = "a set of the bank stands by itself; leave out the set or the questions"
        raise BadInput(FIELD, reason, f"bank:{next(iter(QUESTION_BANK))}")
    if bank:
        return QUESTION_BANK[parse_choice(bank, "Bank", tuple(QUESTION_BANK))]
    problems, found = Problems(), dict[str, int]()
    questions: list[Question] = []
    for number, line in enumerate(lines, 1):
        if is_blank(line):
            continue
        with problems:
            question = _read_line(line, f"{place} {number}")
            first = found.setdefault(question.text.casefold(), number)
            if first != number:
                raise BadInput(FIELD, f"{place} {number}: the same as {place} {first}", EXAMPLE)
            questions.append(question)
    problems.raise_found()
    return check_questions(questions)


def _read_line(line: str, place: str) -> Question:
    try:
        return parse_question(clean_line(line, FIELD, LINE_LIMIT, example=EXAMPLE))
    except BadInput as refusal:
        raise BadInput(FIELD, f"{place}: {refusal.reason}", refusal.example) from None
