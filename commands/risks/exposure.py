"""Exposure: the sum of the scores of all live risks at a moment, and its course over the last weeks; pure."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from storage.assessments import Assessment
from storage.risks import LIVE_STATES

WEEKS = 12


def list_week_ends(now: datetime, weeks: int = WEEKS) -> list[datetime]:
    """The moments at which exposure is read: now, and so many weeks back from it, the earliest first."""
    return [now - timedelta(weeks=back) for back in range(weeks - 1, -1, -1)]


def trace_exposure(assessments: Sequence[Assessment], moments: Sequence[datetime]) -> list[int]:
    """The exposure at each moment, from assessments that are in order of time."""
    return [_sum_scores(assessments, moment) for moment in moments]


def _sum_scores(assessments: Sequence[Assessment], moment: datetime) -> int:
    latest = {each.risk_id: each for each in assessments if each.at <= moment}
    return sum(each.score for each in latest.values() if each.state in LIVE_STATES)
