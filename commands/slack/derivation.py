"""The derived RAG: what the facts say of an initiative, by written rules; pure.

Each area gives a signal, green, amber or red, with its evidence; the derived RAG is the worst of them, and grey while
there is none. No fact that gets worse can make it better: every rule compares one number with rising thresholds.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from commands.slack.buffers import Buffer
from commands.slack.dates import describe_date
from commands.slack.figures import measure_progress, show_count, show_percent
from commands.slack.scoring import Bands
from storage.adoptions import AdoptionReading
from storage.kpis import Kpi, KpiReading
from storage.risks import Risk

SEVERITY = ("green", "amber", "red")
BEHIND = (0.15, 0.3)
"""Of the way that a KPI should have gone by now, evenly over its time, so much may be missing: else amber, else red."""
LATE_DAYS = (0, 7)
"""More days late than these: amber, red."""
BURN_AHEAD = (0.1, 0.25)
"""Used share of the buffer ahead of the gone share of the time by more: amber, red; red also when used up."""
UNFAVOURABLE = (0.4, 0.6)
"""Share of answers that are not favourable, above these: amber, red."""
ADOPTION_LOST = (0.05, 0.15)
"""Adoption below its own best by more than these: amber, red."""
UNREAD_AFTER = timedelta(days=30)
"""A KPI without any reading for so long is amber: nobody knows."""


@dataclass(frozen=True, slots=True)
class Signal:
    """What one area says: its RAG, and the evidence in a few words (plain text)."""

    area: str
    rag: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Promise:
    """Something promised for a day that is not kept yet: a checkpoint or a milestone."""

    name: str
    due_on: date


def derive_rag(signals: Iterable[Signal]) -> str:
    """The worst of the signals; grey when there is none."""
    levels = [SEVERITY.index(signal.rag) for signal in signals]
    return SEVERITY[max(levels)] if levels else "grey"


def judge_kpi(kpi: Kpi, readings: Sequence[KpiReading], today: date) -> Signal | None:
    """A KPI against an even way from baseline to target; readings are oldest first."""
    begun = kpi.created_at.date()
    if not readings:
        is_unread = today - begun >= UNREAD_AFTER
        return Signal("KPI", "amber", f"{kpi.name}: no reading since {describe_date(begun)}") if is_unread else None
    progress, gone = measure_course(kpi, readings, today)
    evidence = f"{kpi.name}: {show_percent(progress)} of the way, {show_percent(gone)} of the time gone"
    if today > kpi.by_on and progress < 1:
        return Signal("KPI", "red", evidence)
    return Signal("KPI", _grade(gone - progress, BEHIND), evidence)


def measure_course(kpi: Kpi, readings: Sequence[KpiReading], today: date) -> tuple[float, float]:
    """The share of a KPI's way that is done, by its latest reading, and the share of its time that has gone."""
    return measure_progress(kpi.baseline, kpi.target, readings[-1].value), measure_gone(kpi, today)


def measure_gone(kpi: Kpi, day: date) -> float:
    """The share of a KPI's time that is gone by `day`, from 0 when it was set to 1 on the day of its target."""
    begun = kpi.created_at.date()
    span = (kpi.by_on - begun).days
    return min(max((day - begun).days / span, 0.0), 1.0) if span > 0 else float(day >= kpi.by_on)


def judge_schedule(promises: Sequence[Promise], buffers: Sequence[tuple[str, Buffer]], today: date) -> list[Signal]:
    """Promises by how late they are, and buffers by whether they burn faster than the time."""
    signals = []
    for promise in promises:
        late = (today - promise.due_on).days
        evidence = f"{promise.name}: {show_count(late, 'day')} overdue" if late > 0 else f"{promise.name} is not due"
        signals.append(Signal("Schedule", _grade(late, LATE_DAYS), evidence))
    return signals + [_judge_buffer(name, buffer) for name, buffer in buffers]


def judge_risks(risks: Sequence[Risk], bands: Bands) -> Signal | None:
    """Live risks and open issues by their bands; an issue counts a band higher than the same risk."""
    open_risks = [risk for risk in risks if risk.is_live or risk.is_issue]
    if not open_risks:
        return None
    worst = max(open_risks, key=lambda risk: bands.rank(risk.score) + risk.is_issue)
    level = bands.rank(worst.score) + worst.is_issue
    kind = "issue" if worst.is_issue else "risk"
    evidence = f"{worst.id}: {bands.find(worst.score)} {kind}"
    return Signal("Risk", _grade(level, (1, 2)), evidence)


def judge_sentiment(favourable: float, n: int) -> Signal:
    """The share of favourable answers (0 to 1) to the first question of the latest pulse that may be shown."""
    return Signal("Sentiment", _grade(1 - favourable, UNFAVOURABLE), f"{show_percent(favourable)} favourable (n = {n})")


def judge_adoption(course: Sequence[AdoptionReading]) -> Signal | None:
    """One metric's readings, oldest first, against the best they ever were."""
    if not course:
        return None
    rates = [reading.active / reading.eligible for reading in course]
    evidence = f"{course[-1].metric}: {show_percent(rates[-1])}, best {show_percent(max(rates))}"
    return Signal("Adoption", _grade(max(rates) - rates[-1], ADOPTION_LOST), evidence)


def _judge_buffer(name: str, buffer: Buffer) -> Signal:
    used_up = buffer.used_days > buffer.granted_days
    evidence = f"{name}: {buffer.used_days} of {show_count(buffer.granted_days, 'buffer day')} used"
    if used_up:
        return Signal("Schedule", "red", evidence)
    return Signal("Schedule", _grade((buffer.burn or 0.0) - buffer.elapsed_share, BURN_AHEAD), evidence)


def _grade(value: float, thresholds: tuple[float, float]) -> str:
    """Green up to the first threshold, amber up to the second, red above."""
    return SEVERITY[sum(value > threshold for threshold in thresholds)]
