"""What may be said of sentiment: the latest pulse with n and interval, and of its change only what is clear."""

from collections.abc import Mapping, Sequence

from commands.slack.results import find_favourable
from storage.pulses import Pulse
from surveys.disclosure import Hidden
from surveys.results import PulseResult
from surveys.statistics import Proportion
from surveys.trends import compare


def describe_sentiment(pulses: Sequence[Pulse], results: Mapping[str, PulseResult]) -> str:
    """The first question of the newest pulse that may be shown, against the one before where that asked the same."""
    if not pulses:
        return "No pulse has closed yet."
    shown = [pulse for pulse in pulses if find_favourable(results[pulse.id].overall[0]) is not None]
    pulses = shown or pulses
    latest = pulses[0]
    result = results[latest.id]
    question, answer = result.questions[0], result.overall[0]
    said = f"“{question.text}” ({latest.audience})"
    share = find_favourable(answer)
    if share is None:
        return f"{said}: {answer.reason if isinstance(answer, Hidden) else 'nothing to show'}"
    low, high = share.interval
    figures = f"{100 * share.value:.0f} % favourable (n = {share.n}, 95 % interval {100 * low:.0f}–{100 * high:.0f} %)"
    return f"{said}: {figures}.{_trend(pulses, results, share)}"


def _trend(pulses: Sequence[Pulse], results: Mapping[str, PulseResult], share: Proportion) -> str:
    if len(pulses) < 2 or not _is_comparable(pulses[0], pulses[1]):
        return ""
    before = find_favourable(results[pulses[1].id].overall[0])
    return f" {compare(before, share).sentence}"


def _is_comparable(latest: Pulse, before: Pulse) -> bool:
    return latest.audience == before.audience and latest.questions[0] == before.questions[0]
