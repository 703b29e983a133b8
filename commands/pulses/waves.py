"""Waves: what a question's answers say beside those of the round before that asked the same of the same audience."""

from collections.abc import Mapping

from commands.slack.results import find_result, find_score, read_questions
from storage.pulses import Pulse, PulseState, list_pulses
from storage.units import Unit
from surveys.ledger import identify_question
from surveys.questions import Question
from surveys.results import PulseResult, QuestionResult, Scores
from surveys.statistics import Enps, Proportion
from surveys.trends import compare, compare_enps
from surveys.waves import Tendency, compare_waves


def compare_with_before(unit: Unit, pulse: Pulse, result: PulseResult) -> Mapping[int, str]:
    """What has changed since the latest round that closed before, by question (from 0); only of what may be shown."""
    known: dict[str, PulseResult] = {}
    said: dict[int, str] = {}
    earlier = _list_earlier(unit, pulse)
    for index, (question, answer) in enumerate(zip(result.questions, result.overall, strict=True)):
        found = _find_round(earlier, question) if find_score(answer) is not None else None
        if found is not None:
            before, place = found
            if before.id not in known:
                known[before.id] = find_result(unit, before)
            sentences = _compare(known[before.id].overall[place], answer)
            if sentences:
                said[index] = f"Since {before.id}: {sentences}"
    return said


def _list_earlier(unit: Unit, pulse: Pulse) -> list[Pulse]:
    closed = list_pulses(unit, pulse.initiative_key, state=PulseState.CLOSED)
    same = [each for each in closed if each.audience == pulse.audience and each.closes_at < pulse.closes_at]
    return sorted(same, key=lambda each: each.closes_at, reverse=True)


def _find_round(earlier: list[Pulse], question: Question) -> tuple[Pulse, int] | None:
    """The latest round with this question, and its place there."""
    key = identify_question(question)
    for pulse in earlier:
        for place, asked in enumerate(read_questions(pulse)):
            if identify_question(asked) == key:
                return pulse, place
    return None


def _compare(before: QuestionResult, after: QuestionResult) -> str:
    then, now = find_score(before), find_score(after)
    if isinstance(then, Enps) and isinstance(now, Enps):
        sentence = compare_enps(then, now).sentence
    elif isinstance(then, Proportion) and isinstance(now, Proportion):
        sentence = compare(then, now).sentence
    else:
        return ""
    if isinstance(before, Scores) and isinstance(after, Scores):
        sentence += f" {_say_tendency(compare_waves(before.distribution, after.distribution))}"
    return sentence


def _say_tendency(tendency: Tendency) -> str:
    low, high = (round(100 * end) for end in tendency.interval)
    p = "p < 0.001" if tendency.p_value < 0.001 else f"p = {tendency.p_value:.3f}"
    return (
        f"Mean {tendency.mean_before:.1f} then, {tendency.mean_after:.1f} now; of two answers the one of now is higher "
        f"in {round(100 * tendency.superiority)} % of pairs, where 50 % is no change (95 % interval {low}–{high} %, "
        f"Mann–Whitney {p})."
    )
