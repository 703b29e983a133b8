"""A sealed pulse's results: what may be shown of each question, overall and by segment, and nothing else."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from surveys.disclosure import (
    ALL_ALIKE,
    FLOOR_COMMENTS,
    FLOOR_SCORES,
    NO_COMMENTS_BY_GROUP,
    PROTECTED_GROUP,
    TOO_FEW_ANSWERS,
    TOO_FEW_COMMENTS,
    Distribution,
    Hidden,
    conceal_groups,
    is_unanimous,
)
from surveys.questions import Kind, Question
from surveys.sealing import Sealed, SealedComment, SealedRow
from surveys.statistics import Enps, Proportion, enps, favourable, mean, response_rate


@dataclass(frozen=True, slots=True)
class Scores:
    """What at least 5 people answered: every option's count, and the measures that its kind of question has."""

    n: int
    distribution: Mapping[int, int]
    favourable: Proportion | None = None
    mean: float | None = None
    enps: Enps | None = None


@dataclass(frozen=True, slots=True)
class Unanimous:
    """All of at least 5 people gave one score, of which only the band is shown, such as "4–5".

    `favourable` is all or none of n, as the band says already, and only there for agreement.
    """

    n: int
    band: str
    favourable: Proportion | None = None


@dataclass(frozen=True, slots=True)
class Comments:
    """At least 10 people's words in random order."""

    texts: tuple[str, ...]


QuestionResult = Scores | Unanimous | Comments | Hidden


@dataclass(frozen=True, slots=True)
class PulseResult:
    """All that is ever shown of one pulse; each tuple of results follows the order of `questions`."""

    questions: tuple[Question, ...]
    invited: int
    answered: int
    overall: tuple[QuestionResult, ...]
    segments: Mapping[str, tuple[QuestionResult, ...]]
    comments: Comments | Hidden

    @property
    def response_rate(self) -> float:
        """Answered ÷ invited, from 0 to 1."""
        return response_rate(self.answered, self.invited)


def summarise_pulse(questions: Sequence[Question], sealed: Sealed, invited: int) -> PulseResult:
    """The result of a sealed pulse to `invited` people; segments only where there are two or more of them.

    Floors hold for every question by itself: 5 answers for numbers, 10 comments for comments, which have no segment.
    """
    names = sorted({row.segment for row in sealed.rows})
    by_question = [_split_by_segment(index, question, sealed.rows) for index, question in enumerate(questions)]
    return PulseResult(
        questions=tuple(questions),
        invited=invited,
        answered=len(sealed.rows),
        overall=tuple(_overall(index, question, sealed) for index, question in enumerate(questions)),
        segments={name: tuple(split[name] for split in by_question) for name in names} if len(names) > 1 else {},
        comments=_show_comments(sealed.comments, None),
    )


def count_scores(rows: Sequence[SealedRow], index: int) -> Counter[int]:
    """The answers to question `index` (from 0) by score; who did not answer it is not counted."""
    return Counter(row.scores[str(index)] for row in rows if str(index) in row.scores)


def split_scores(rows: Sequence[SealedRow], index: int) -> dict[str, Counter[int]]:
    """The same by segment, in alphabetical order; for `conceal_groups`, not for showing."""
    names = sorted({row.segment for row in rows})
    return {name: count_scores([row for row in rows if row.segment == name], index) for name in names}


def _overall(index: int, question: Question, sealed: Sealed) -> QuestionResult:
    if question.kind is Kind.COMMENT:
        return _show_comments(sealed.comments, index)
    distribution = count_scores(sealed.rows, index)
    if distribution.total() < FLOOR_SCORES:
        return TOO_FEW_ANSWERS
    if is_unanimous(distribution):
        return _show_band(question, distribution)
    return _show_scores(question, distribution)


def _split_by_segment(index: int, question: Question, rows: Sequence[SealedRow]) -> dict[str, QuestionResult]:
    groups = split_scores(rows, index)
    if question.kind is Kind.COMMENT:
        return dict.fromkeys(groups, NO_COMMENTS_BY_GROUP)
    concealed = conceal_groups(groups, question.bands)
    results: dict[str, QuestionResult] = {}
    for name, distribution in groups.items():
        if name in concealed.hidden or not distribution:
            results[name] = PROTECTED_GROUP
        elif name in concealed.banded:
            results[name] = _show_band(question, distribution)
        else:
            results[name] = _show_scores(question, distribution)
    return results


def _show_scores(question: Question, distribution: Distribution) -> Scores:
    counts = {option.value: distribution.get(option.value, 0) for option in question.options}
    n = sum(counts.values())
    match question.kind:
        case Kind.AGREEMENT:
            return Scores(n, counts, favourable=favourable(counts), mean=mean(counts))
        case Kind.ENPS:
            return Scores(n, counts, mean=mean(counts), enps=enps(counts))
        case _:
            return Scores(n, counts)


def _show_band(question: Question, distribution: Distribution) -> Unanimous | Hidden:
    (score,) = (value for value, count in distribution.items() if count)
    for band in question.bands:
        if band.low <= score <= band.high:
            share = favourable(distribution) if question.kind is Kind.AGREEMENT else None
            return Unanimous(sum(distribution.values()), band.label, share)
    return ALL_ALIKE


def _show_comments(comments: Sequence[SealedComment], question: int | None) -> Comments | Hidden:
    """Ordered by random id, which is as good as shuffled and the same at every look."""
    chosen = sorted((comment for comment in comments if comment.question == question), key=lambda comment: comment.id)
    if len(chosen) < FLOOR_COMMENTS:
        return TOO_FEW_COMMENTS
    return Comments(tuple(comment.text for comment in chosen))
