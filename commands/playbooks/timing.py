"""How long each step of a run took, in whole minutes that add up, and what fell short of the plan."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from storage.runs import RunStep

FAR_OVER = 2
"""A step that took more than this many times its planned minutes is a gap."""


@dataclass(frozen=True, slots=True)
class Timing:
    """Minutes by position of each step that was done, those after the last one, and all of them: the parts' sum."""

    spent: dict[int, int]
    rest: int
    total: int


@dataclass(frozen=True, slots=True)
class Gap:
    """A step that was skipped (`spent` is None), or took `over` minutes more than planned."""

    step: RunStep
    spent: int | None
    over: int


def measure_run(started_at: datetime, ended_at: datetime, steps: Sequence[RunStep]) -> Timing:
    """Each step's minutes from the check-off before it, the first one's from the start, in the order of check-offs.

    Minutes are differences of whole minutes since the start, so that they add up to the total for whoever adds them.
    A check-off before the start, by another machine's clock, counts as at the start.
    """
    spent: dict[int, int] = {}
    before = 0
    for at, position in sorted((step.done_at, step.position) for step in steps if step.done_at is not None):
        since_start = _count_minutes(started_at, at)
        spent[position] = since_start - before
        before = since_start
    total = max(before, _count_minutes(started_at, ended_at))
    return Timing(spent, total - before, total)


def find_gaps(steps: Sequence[RunStep], timing: Timing) -> list[Gap]:
    """The steps that were skipped, or took more than twice their planned time, in their order."""
    gaps = []
    for step in steps:
        spent = timing.spent.get(step.position)
        if spent is None or spent > FAR_OVER * step.minutes:
            gaps.append(Gap(step, spent, max(0, (spent or 0) - step.minutes)))
    return gaps


def _count_minutes(start: datetime, moment: datetime) -> int:
    return max(0, (moment - start) // timedelta(minutes=1))
