"""What may be said of sentiment: the latest pulse with n and interval, and of its change only what is clear."""

from collections.abc import Iterator, Mapping, Sequence

from commands.slack.figures import show_enps, show_favourable
from commands.slack.results import find_score
from storage.pulses import Pulse
from surveys.disclosure import Hidden
from surveys.ledger import identify_question
from surveys.questions import Question
from surveys.results import PulseResult
from surveys.statistics import Enps, Proportion
from surveys.trends import compare, compare_enps

Score = tuple[Pulse, Question, Proportion | Enps]


def describe_sentiment(pulses: Sequence[Pulse], results: Mapping[str, PulseResult]) -> str:
    """The first question with a score of the newest pulse that may be shown, against when that was last asked.

    Only the same question to the same audience is compared, whatever was asked of others in between.
    """
    if not pulses:
        return "No pulse has closed yet."
    scores = list(_list_scores(pulses, results))
    if not scores:
        question, answer = results[pulses[0].id].questions[0], results[pulses[0].id].overall[0]
        reason = answer.reason if isinstance(answer, Hidden) else "nothing to show"
        return f"“{question.text}” ({pulses[0].audience}): {reason}"
    pulse, question, score = scores[0]
    figures = show_enps(score) if isinstance(score, Enps) else show_favourable(score)
    since = "" if pulse is pulses[0] else f" Asked in {pulse.id}; nothing later has a score that may be shown."
    return f"“{question.text}” ({pulse.audience}): {figures}.{since}{_trend(scores)}"


def _list_scores(pulses: Sequence[Pulse], results: Mapping[str, PulseResult]) -> Iterator[Score]:
    """What may be shown of each question, the newest pulse first."""
    for pulse in pulses:
        result = results[pulse.id]
        for question, answer in zip(result.questions, result.overall, strict=True):
            score = find_score(answer)
            if score is not None:
                yield pulse, question, score


def _trend(scores: Sequence[Score]) -> str:
    pulse, question, score = scores[0]
    key = identify_question(question)
    for earlier, asked, before in scores[1:]:
        if earlier.audience == pulse.audience and identify_question(asked) == key:
            if isinstance(score, Enps) and isinstance(before, Enps):
                return f" {compare_enps(before, score).sentence}"
            if isinstance(score, Proportion) and isinstance(before, Proportion):
                return f" {compare(before, score).sentence}"
    return ""
