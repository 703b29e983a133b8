"""The agenda: which of an initiative's matters belong on the table today, by a rule without opinion.

What is to be decided comes first, overdue decisions at its head; then what is red or amber; then what is late.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from commands.slack.dates import describe_date
from commands.slack.figures import show_count, show_number
from commands.slack.rag import show_rag
from commands.slack.scoring import Bands
from storage.checkpoints import Checkpoint, Direction
from storage.decisions import Decision
from storage.followups import Followup
from storage.milestones import Milestone
from storage.risks import Risk
from storage.statuses import Status

LOWEST_BAND = "high"


@dataclass(frozen=True, slots=True)
class Matters:
    """Everything of one initiative that may come on the agenda."""

    decisions: Sequence[Decision]
    status: Status | None
    risks: Sequence[Risk]
    checkpoints: Sequence[Checkpoint]
    followups: Sequence[Followup]
    milestones: Sequence[Milestone]


@dataclass(frozen=True, slots=True)
class Point:
    """One line in plain text: what it is and how it stands, whose it is, and the id and action that open its card."""

    text: str
    note: str
    id: str | None = None
    action: str = ""
    owner_id: str | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Topic:
    """Points of one kind under their heading."""

    title: str
    points: Sequence[Point]


def make_agenda(matters: Matters, bands: Bands, today: date) -> list[Topic]:
    """The topics that have anything in them, in the order in which to talk of them; none when there is nothing."""
    topics = [
        Topic("To decide", [_decide(each, today) for each in _sort_decisions(matters.decisions, today)]),
        Topic("Red and amber", [*_flag_status(matters.status), *_flag_risks(matters.risks, bands)]),
        Topic("Checkpoints overdue", [_miss(each, today) for each in matters.checkpoints if each.is_overdue_on(today)]),
        Topic("Follow-ups overdue", [_chase(each, today) for each in matters.followups if each.is_overdue_on(today)]),
        Topic("Milestones slipped", [_slip(each, today) for each in matters.milestones if each.is_overdue_on(today)]),
    ]
    return [topic for topic in topics if topic.points]


def count_points(topics: Iterable[Topic]) -> int:
    """How many points there are to talk of."""
    return sum(len(topic.points) for topic in topics)


def _sort_decisions(decisions: Sequence[Decision], today: date) -> list[Decision]:
    waiting = [decision for decision in decisions if decision.is_open]
    return sorted(waiting, key=lambda each: (not each.is_overdue_on(today), each.due_on or date.max))


def _decide(decision: Decision, today: date) -> Point:
    late = _late(decision.due_on, today) if decision.due_on and decision.is_overdue_on(today) else ""
    until = late or (f"by {describe_date(decision.due_on)}" if decision.due_on else "no day set")
    return Point(decision.question or "", until, decision.id, "decision.show", decision.owner_id)


def _flag_status(status: Status | None) -> list[Point]:
    if status is None or status.rag == "green":
        return []
    return [Point(status.summary, f"status {show_rag(status.rag)}", owner_id=status.author_id)]


def _flag_risks(risks: Sequence[Risk], bands: Bands) -> list[Point]:
    lowest = getattr(bands, LOWEST_BAND)
    # A private risk is never told to a round: it would reach people who may not know of it.
    public = [risk for risk in risks if not risk.is_private]
    flagged = [risk for risk in public if risk.is_issue or (risk.is_live and risk.score >= lowest)]
    return [
        Point(
            risk.title,
            "has come true" if risk.is_issue else bands.show(risk.likelihood, risk.impact),
            risk.id,
            "risk.show",
            risk.owner_id,
        )
        for risk in flagged
    ]


def _miss(checkpoint: Checkpoint, today: date) -> Point:
    least = "at most" if checkpoint.direction == Direction.AT_MOST else "at least"
    target = f"{least} {show_number(checkpoint.target, checkpoint.unit)}"
    value = "no reading" if checkpoint.value is None else f"is {show_number(checkpoint.value, checkpoint.unit)}"
    note = f"{value}, target {target} · {_late(checkpoint.due_on, today)}"
    return Point(checkpoint.measure, note, checkpoint.id, "checkpoint.show", checkpoint.owner_id)


def _chase(followup: Followup, today: date) -> Point:
    return Point(followup.text, _late(followup.due_on, today), followup.id, "followup.show", followup.owner_id)


def _slip(milestone: Milestone, today: date) -> Point:
    moved = f", moved by {show_count(milestone.slip_days, 'day')} before" if milestone.slip_days > 0 else ""
    note = f"{_late(milestone.due_on, today)}{moved}"
    return Point(milestone.name, note, milestone.id, "milestone.show", name=milestone.name)


def _late(due_on: date, today: date) -> str:
    return f"overdue by {show_count((today - due_on).days, 'day')}, since {describe_date(due_on)}"
