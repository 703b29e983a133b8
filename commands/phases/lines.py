"""Checkpoints in words, as plain text."""

from datetime import date

from commands.slack.dates import describe_date
from commands.slack.figures import show_number
from storage.checkpoints import Checkpoint, Direction

MARKS = {"met": "✅", "not met": "❌", "no reading": "⚪"}


def judge(checkpoint: Checkpoint) -> str:
    """Met, not met, or no reading."""
    if checkpoint.value is None:
        return "no reading"
    return "met" if checkpoint.is_met else "not met"


def show_checkpoint(checkpoint: Checkpoint, today: date) -> str:
    """The measure with value, target, verdict and day: "Trained: 62 of at least 80 %, not met, due Fri 4 Dec 2026"."""
    side = "at most" if checkpoint.direction == Direction.AT_MOST else "at least"
    target = f"{side} {show_number(checkpoint.target, checkpoint.unit)}"
    value = "" if checkpoint.value is None else f"{show_number(checkpoint.value)} of "
    due = f"due {describe_date(checkpoint.due_on)}"
    overdue = " (overdue)" if checkpoint.is_overdue_on(today) else ""
    return f"{checkpoint.measure}: {value}{target}, {judge(checkpoint)}, {due}{overdue}"
