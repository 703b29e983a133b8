"""What people answered, as it was known at a moment: response rates, drifts of what they say, effects of memos."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from commands.alerts.records import Records
from commands.pulses.trends import ALL_WEEKS, find_drift
from commands.slack.figures import show_percent
from storage.memo_effects import list_effect_figures
from storage.memos import MemoState, list_memos
from storage.pulses import Pulse, PulseState, count_sealed_rows, list_pulses
from storage.rollups import Series, list_series, list_trend
from surveys.disclosure import FLOOR_SCORES
from surveys.drift import Drift
from surveys.statistics import Proportion
from surveys.trends import Verdict

WEEK = timedelta(weeks=1)
MEMO_JUDGED_AFTER = timedelta(days=3)
MEMO_JUDGED_UNTIL = timedelta(days=30)
"""So long a memo takes answers."""


@dataclass(frozen=True, slots=True)
class Response:
    """How many of those asked answered one pulse; fewer than the floor are not told apart."""

    audience: str
    answered: int
    invited: int

    @property
    def is_told(self) -> bool:
        """Whether it may be said how many answered."""
        return self.answered >= FLOOR_SCORES

    @property
    def rate(self) -> Proportion:
        """Answered out of invited."""
        return Proportion(self.answered, self.invited)

    def describe(self) -> str:
        """The figures in words."""
        if not self.is_told:
            return f"fewer than {FLOOR_SCORES} of {self.invited} answered"
        return f"{self.answered} of {self.invited} answered ({show_percent(self.rate.value)})"


@dataclass(frozen=True, slots=True)
class Shift:
    """A drift that goes on in what an audience answers, and what may be said of it."""

    series: Series
    drift: Drift
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Effect:
    """How many of an audience who answered know what a memo changes for them."""

    memo_id: str
    audience: str
    known: Proportion


def list_responses(records: Records, key: str, moment: datetime) -> list[Response]:
    """The last two pulses of each audience that had closed, the earliest first."""
    latest: dict[str, list[Pulse]] = {}
    for pulse in records.read(list_pulses, key, state=PulseState.CLOSED):
        if pulse.closes_at <= moment:
            latest.setdefault(pulse.audience, []).append(pulse)
    return [
        Response(pulse.audience, records.read(count_sealed_rows, pulse.id), pulse.invited)
        for pulses in latest.values()
        for pulse in reversed(pulses[:2])
    ]


def list_shifts(records: Records, key: str, day: date) -> list[Shift]:
    """Drifts by the weeks that were over: a week that goes on says another thing every day."""
    shifts = []
    for series in records.read(list_series, key):
        trend = records.read(list_trend, key, series.audience, series.question_key, ALL_WEEKS)
        over = [week for week in trend if week.week_on + WEEK <= day]
        found = records.keep((series, len(over)), partial(find_drift, series, over))
        if found is not None:
            shifts.append(Shift(series, *found))
    return shifts


def list_effects(records: Records, key: str, moment: datetime) -> list[Effect]:
    """Released figures of memos that left three to thirty days before; what they were on an earlier day is not kept."""
    judged = tuple(
        memo.id
        for memo in records.read(list_memos, key)
        if memo.state == MemoState.SENT and MEMO_JUDGED_AFTER <= moment - memo.changed_at <= MEMO_JUDGED_UNTIL
    )
    return [
        Effect(figure.memo_id, figure.audience, Proportion(figure.known, figure.answered))
        for figure in (records.read(list_effect_figures, judged) if judged else [])
        if figure.answered >= FLOOR_SCORES
    ]
