"""The rules of early warning: pure functions over facts, each with a threshold and a cool-down."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple

from commands.alerts.facts import Facts
from commands.slack.dates import describe_date
from commands.slack.derivation import measure_course
from commands.slack.figures import show_count, show_number, show_percent, show_points, show_range
from commands.slack.text import shorten
from surveys.statistics import Difference, newcombe_difference

QUESTION_SHOWN = 100


class Finding(NamedTuple):
    """What a rule found: about what (part of what the alert is known by), and the evidence in plain text."""

    subject: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: beyond `threshold` (in `measured_in`) it fires; the same finding again only after the cool-down.

    Without a cool-down a finding is raised once.
    """

    name: str
    title: str
    threshold: float
    measured_in: str
    cool_down: timedelta | None
    judge: Callable[[Facts, float], list[Finding]]

    def describe_threshold(self) -> str:
        """The threshold in words: "14 days", "0.3 of the way"."""
        if self.threshold == round(self.threshold) and not self.measured_in.startswith("of "):
            return show_count(round(self.threshold), self.measured_in)
        return f"{show_number(self.threshold)} {self.measured_in}"

    def describe_cool_down(self) -> str:
        """When the same is raised again, in words."""
        return f"again after {show_count(self.cool_down.days, 'day')}" if self.cool_down else "once"

    def is_over(self, since: timedelta) -> bool:
        """Whether a finding that was raised so long ago may be raised again."""
        return self.cool_down is not None and since >= self.cool_down


def find_stale_status(facts: Facts, days: float) -> list[Finding]:
    """Champions silent: no status for more than so many days."""
    since = facts.status.at if facts.status else facts.initiative.created_at
    silent = (facts.moment - since) / timedelta(days=1)
    if silent <= days:
        return []
    return [Finding("status", f"no status since {describe_date(since.date())}, {show_count(int(silent), 'day')} ago")]


def find_lagging_kpis(facts: Facts, share: float) -> list[Finding]:
    """KPIs farther behind an even course than this share of the way."""
    findings = []
    for kpi, readings in facts.kpis:
        progress, gone = measure_course(kpi, readings, facts.today) if readings else (0.0, 0.0)
        if gone - progress > share:
            evidence = f"{show_percent(progress)} of the way after {show_percent(gone)} of the time"
            findings.append(Finding(kpi.name, f"{kpi.name} has gone {evidence}"))
    return findings


def find_overdue(facts: Facts, days: float) -> list[Finding]:
    """Checkpoints and milestones overdue by more than so many days."""
    return [
        Finding(promise.name, f"{promise.name} was due {describe_date(promise.due_on)}, {show_count(late, 'day')} ago")
        for promise in facts.promises
        if (late := (facts.today - promise.due_on).days) > days
    ]


def find_burning_buffers(facts: Facts, share: float) -> list[Finding]:
    """Phases whose used share of the buffer is ahead of the gone share of the time by more than this."""
    findings = []
    for name, buffer in facts.buffers:
        if buffer.burn is not None and buffer.burn - buffer.elapsed_share > share:
            evidence = f"{show_percent(buffer.burn)} of its buffer in {show_percent(buffer.elapsed_share)} of its time"
            findings.append(Finding(name, f"{name} has used {evidence}"))
    return findings


def find_growing_risks(facts: Facts, points: float) -> list[Finding]:
    """Live risks whose score is above their first by at least so many points."""
    return [
        Finding(risk.id, f"{risk.id} {risk.title} grew from {risk.first_score} to {risk.score}")
        for risk in facts.risks
        if risk.is_live and risk.score - risk.first_score >= points
    ]


def find_watermelon(facts: Facts, days: float) -> list[Finding]:
    """Declared green and derived red, so many days after it was declared."""
    if facts.status is None or facts.declared != "green" or facts.derived != "red":
        return []
    if facts.moment - facts.status.at < timedelta(days=days):
        return []
    return [Finding("watermelon", "declared green, but the facts say red")]


def find_falling_response(facts: Facts, share: float) -> list[Finding]:
    """Audiences whose latest pulse was answered by a smaller share than the one before, by more than this.

    And not by chance alone: Newcombe's interval of the change is below 0.
    """
    findings = []
    for audience in dict.fromkeys(each.audience for each in facts.responses):
        course = [each for each in facts.responses if each.audience == audience]
        if len(course) < 2:
            continue
        before, latest = course[-2:]
        change = newcombe_difference(latest.rate, before.rate)
        if -change.value > share and change.interval.high < 0:
            evidence = f"{audience}: {latest.describe()}, after {before.describe()}"
            is_told = latest.is_told and before.is_told
            findings.append(Finding(audience, f"{evidence}{_show_change(change)}" if is_told else evidence))
    return findings


def _show_change(change: Difference) -> str:
    value, low, high = (show_points(100 * part) for part in (change.value, *change.interval))
    return f": {value} points, 95 % interval {low} to {high}"


def find_crowding(facts: Facts, most: float) -> list[Finding]:
    """Audiences that are in more running phases at once, over all initiatives, than so many."""
    return [
        Finding(audience, f"{audience} is in {len(phases)} phases at once: {', '.join(phases)}")
        for audience, phases in facts.crowded
        if len(phases) > most
    ]


def find_falling_sentiment(facts: Facts, points: float) -> list[Finding]:
    """Questions whose level has drifted down, by more than so many points from all weeks before to all since."""
    findings = []
    for series, drift, verdict in ((shift.series, shift.drift, shift.verdict) for shift in facts.shifts):
        if verdict.difference is None or drift.is_rise or -100 * verdict.difference.value <= points:
            continue
        evidence = f"{series.audience}, “{shorten(series.question, QUESTION_SHOWN)}”, since the week of "
        evidence += f"{describe_date(drift.began_on)}: {verdict.sentence}"
        findings.append(Finding(f"{series.question_key} {drift.raised_on} {series.audience}", evidence))
    return findings


def find_lagging_adoption(facts: Facts, share: float) -> list[Finding]:
    """Adoption metrics below their plan by more than this share of those eligible, and not by chance alone."""
    return [
        Finding(
            reading.metric,
            f"{reading.metric}: {reading.active:,} of {reading.eligible:,} on {describe_date(reading.read_on)}, "
            f"{show_percent(progress.actual.value)} (95 % interval {show_range(progress.actual.interval)}) where "
            f"{show_percent(progress.planned)} was planned",
        )
        for reading, progress in facts.progress
        if progress.is_behind and progress.planned - progress.actual.value > share
    ]


def find_unread_memos(facts: Facts, share: float) -> list[Finding]:
    """Memos of which, days later, more than this share of those who answered do not know what changes for them."""
    return [
        Finding(
            f"{effect.memo_id} {effect.audience}",
            f"{effect.memo_id} to {effect.audience}: {show_percent(effect.known.value)} of {effect.known.n:,} "
            f"who answered know what changes for them (95 % interval {show_range(effect.known.interval)})",
        )
        for effect in facts.effects
        if 1 - effect.known.value > share
    ]


RULES: Sequence[Rule] = (
    Rule("stale-status", "Champions are silent", 14, "day", timedelta(days=7), find_stale_status),
    Rule("kpi", "A KPI is off track", 0.3, "of the way", timedelta(days=14), find_lagging_kpis),
    Rule("adoption", "Adoption is below its plan", 0.1, "of those eligible", timedelta(days=14), find_lagging_adoption),
    Rule("overdue", "A promise is overdue", 3, "day", timedelta(days=7), find_overdue),
    Rule("buffer", "Buffer burns faster than time", 0.25, "of the buffer", timedelta(days=7), find_burning_buffers),
    Rule("risk-growth", "A risk has grown", 5, "point", timedelta(days=14), find_growing_risks),
    Rule("watermelon", "Green outside, red inside", 1, "day", timedelta(days=7), find_watermelon),
    Rule("response", "Fewer answer", 0.2, "of those asked", timedelta(days=14), find_falling_response),
    Rule("sentiment-drift", "Sentiment has drifted down", 5, "point", None, find_falling_sentiment),
    Rule("unread-memo", "A memo does not reach people", 0.5, "of those who answered", None, find_unread_memos),
    Rule("crowding", "Too much change at once", 2, "phase", timedelta(days=14), find_crowding),
)
"""In the order in which they are listed; names are what admins tune."""
