"""A sealed pulse's results: what may be shown of each question, overall and by segment, and nothing else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from surveys.barriers import Barriers, asks_for_barriers, roll_up_barriers, split_barriers
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
    suppress,
)
from surveys.questions import Kind, Question
from surveys.sealing import Sealed, SealedComment
from surveys.statistics import Enps, Proportion, enps, favourable, mean, response_rate
from surveys.tallies import Tally, count_scores, count_ticks, split_scores


@dataclass(frozen=True, slots=True)
class Scores:
    """What at least 5 people answered: every option's count, and the measures that its kind of question has.

    Where several options may be taken, n is the people and the counts add up to more; an option is left out when all or
    none took it, or when a hidden group's share of it could be worked out.
    """

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
    barriers: Barriers | Hidden | None = None
    """None where not all five ADKAR elements are asked about."""
    barriers_by_segment: Mapping[str, Barriers | Hidden] = field(default_factory=dict)

    @property
    def response_rate(self) -> float:
        """Answered ÷ invited, from 0 to 1."""
        return response_rate(self.answered, self.invited)


def summarise_pulse(questions: Sequence[Question], sealed: Sealed, invited: int) -> PulseResult:
    """The result of a sealed pulse to `invited` people; segments only where there are two or more of them.

    Floors hold for every question by itself: 5 answers for numbers, 10 comments for comments, which have no segment.
    """
    names = sorted({row.segment for row in sealed.rows})
    tallies = [split_scores(sealed.rows, index) for index in range(len(questions))]
    by_question = [_split_by_segment(question, groups) for question, groups in zip(questions, tallies, strict=True)]
    has_segments, has_barriers = len(names) > 1, asks_for_barriers(questions)
    return PulseResult(
        questions=tuple(questions),
        invited=invited,
        answered=len(sealed.rows),
        overall=tuple(_overall(index, question, sealed) for index, question in enumerate(questions)),
        segments={name: tuple(split[name] for split in by_question) for name in names} if has_segments else {},
        comments=_show_comments(sealed.comments, None),
        barriers=roll_up_barriers(questions, sealed.rows) if has_barriers else None,
        barriers_by_segment=split_barriers(questions, sealed.rows) if has_barriers and has_segments else {},
    )


def _overall(index: int, question: Question, sealed: Sealed) -> QuestionResult:
    if question.kind is Kind.COMMENT:
        return _show_comments(sealed.comments, index)
    distribution = count_scores(sealed.rows, index)
    if distribution.total() < FLOOR_SCORES:
        return TOO_FEW_ANSWERS
    if is_unanimous(distribution):
        return _show_band(question, distribution)
    return _show_scores(question, distribution)


def _split_by_segment(question: Question, groups: Mapping[str, Tally]) -> dict[str, QuestionResult]:
    if question.kind is Kind.COMMENT:
        return dict.fromkeys(groups, NO_COMMENTS_BY_GROUP)
    if question.kind is Kind.MULTI:
        return _split_ticks(question, groups)
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


def _split_ticks(question: Question, groups: Mapping[str, Tally]) -> dict[str, QuestionResult]:
    """Each option by itself as a question with the answers ticked and not ticked, in the groups that are not small."""
    sizes = {name: sum(tally.values()) for name, tally in groups.items()}
    small = suppress(sizes)
    shown: dict[str, dict[int, int]] = {name: {} for name, n in sizes.items() if n and name not in small}
    for option in question.options:
        ticks = {name: count_ticks(tally, option.value) for name, tally in groups.items()}
        hidden = small | conceal_groups(ticks, ()).hidden
        for name in shown.keys() - hidden:
            shown[name][option.value] = ticks[name][1]
    return {name: Scores(sizes[name], shown[name]) if name in shown else PROTECTED_GROUP for name in groups}


def _show_scores(question: Question, distribution: Distribution) -> Scores:
    if question.kind is Kind.MULTI:
        ticks = {option.value: count_ticks(distribution, option.value) for option in question.options}
        shown = {option: counts[1] for option, counts in ticks.items() if not is_unanimous(counts)}
        return Scores(sum(distribution.values()), shown)
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
