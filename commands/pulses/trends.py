"""Trends: what weeks of answers say, in sentences that carry n, interval and the smallest change that could be seen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from commands.pulses.rolling import read_figures
from commands.slack.dates import describe_date
from commands.slack.figures import show_enps, show_favourable
from storage.rollups import Rollup, Series, list_series, list_trend
from storage.units import Unit
from surveys.drift import BASELINE_WEEKS, RUN_LENGTH_WEEKS, Drift, chart_drift
from surveys.questions import Kind
from surveys.rollups import Figures
from surveys.trends import Verdict, compare, compare_enps

ALL_WEEKS = 520
"""Ten years: the chart's first level is that of the first weeks, wherever a reader's year begins."""


@dataclass(frozen=True, slots=True)
class Point:
    """One week's value with the ends of its 95 % interval, rounded as shown."""

    monday: date
    value: int
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Trend:
    """A question's weeks, the earliest first, and what may be said of them (plain text)."""

    series: Series
    weeks: Sequence[Rollup]
    sentences: Sequence[str]

    @property
    def measure(self) -> str:
        """What is measured, in a word or two."""
        return "eNPS" if self.series.kind == Kind.ENPS else "Favourable %"

    def list_points(self) -> list[Point]:
        """Each week with its value and interval: percent favourable, or the net promoter score."""
        if self.series.kind == Kind.ENPS:
            scores = [(week.week_on, read_figures(week).enps) for week in self.weeks]
            return [Point(monday, round(score.score), *map(round, score.interval)) for monday, score in scores]
        shares = [(week.week_on, read_figures(week).share) for week in self.weeks]
        return [
            Point(monday, round(100 * share.value), *(round(100 * end) for end in share.interval))
            for monday, share in shares
        ]


def find_trends(unit: Unit, initiative_key: str, audience: str | None) -> list[Trend]:
    """The trends of an initiative, of one audience if given (whatever its case); the one answered last comes first."""
    chosen = [
        series
        for series in list_series(unit, initiative_key)
        if audience is None or series.audience.casefold() == audience.casefold()
    ]
    return [_find_trend(unit, initiative_key, series) for series in chosen]


def _find_trend(unit: Unit, initiative_key: str, series: Series) -> Trend:
    weeks = list_trend(unit, initiative_key, series.audience, series.question_key, ALL_WEEKS)
    return Trend(series, weeks, [_say_latest(series, weeks), _say_drift(series, weeks)])


def _say_latest(series: Series, weeks: Sequence[Rollup]) -> str:
    """The last week, or what has become of the one before it."""
    latest = read_figures(weeks[-1])
    if len(weeks) > 1:
        since = describe_date(weeks[-2].week_on)
        return f"Since the week of {since}: {_compare(series, read_figures(weeks[-2]), latest).sentence}"
    value = show_enps(latest.enps) if series.kind == Kind.ENPS else show_favourable(latest.share)
    return f"{value}. One week so far."


def find_drift(series: Series, weeks: Sequence[Rollup]) -> tuple[Drift, Verdict] | None:
    """The drift that goes on at the end of these weeks, and all since it began held against all before; else None."""
    drift = chart_drift([read_figures(week).to_week(Kind(series.kind), week.week_on) for week in weeks]).current
    return None if drift is None else (drift, _compare(series, *_part_weeks(weeks, drift)))


def _say_drift(series: Series, weeks: Sequence[Rollup]) -> str:
    """The drift that goes on, once, however many weeks it lasts; or that there is none, or cannot be yet."""
    if len(weeks) <= BASELINE_WEEKS:
        return f"Drift can be told after {BASELINE_WEEKS} weeks with answers; there are {len(weeks)}."
    chance = f"Without any change the chart would say so about once in {RUN_LENGTH_WEEKS} weeks."
    found = find_drift(series, weeks)
    if found is None:
        return f"No drift in {len(weeks)} weeks. {chance}"
    drift, verdict = found
    return f"Drift since the week of {describe_date(drift.began_on)}: {verdict.sentence} {chance}"


def _part_weeks(weeks: Sequence[Rollup], drift: Drift) -> tuple[Figures, Figures]:
    """All weeks before the drift began, and all since."""
    before = [read_figures(week) for week in weeks if week.week_on < drift.began_on]
    since = [read_figures(week) for week in weeks if week.week_on >= drift.began_on]
    nothing = Figures(0, 0, 0)
    return sum(before, nothing), sum(since, nothing)


def _compare(series: Series, before: Figures, after: Figures) -> Verdict:
    if series.kind == Kind.ENPS:
        return compare_enps(before.enps, after.enps)
    return compare(before.share, after.share)
