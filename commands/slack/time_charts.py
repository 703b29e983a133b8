"""Charts over time: measured courses with their intervals and targets, and how a state changed.

Days are drawn as UTC, so that a chart is the same wherever it is drawn.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from commands.slack.charts import HEIGHT, INK, PALETTE, make_frame

LONG = timedelta(days=300)
"""Over more than this the axis names months with their years."""
NARROW = 400
"""Pixels below which there is room for fewer labels."""
ROW_HEIGHT = 44
LABELLED_SHARE = {True: 0.2, False: 0.1}
"""A run gets its word where it takes so much of the width, by whether that is narrow."""


@dataclass(frozen=True, slots=True)
class Point:
    """A value on a day, with both ends of its interval where it has one."""

    on: date
    value: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Series:
    """Points in order of time; a target holds from each point to the next and is drawn in dashes."""

    name: str
    points: Sequence[Point]
    is_target: bool = False


@dataclass(frozen=True, slots=True)
class TimeChart:
    """Up to five series over the same days; shares run from 0 to 1 and are shown in per cent."""

    title: str
    measured_in: str
    series: Sequence[Series]
    is_share: bool = False

    def to_spec(self, width: int) -> dict[str, Any]:
        """The chart to be drawn `width` pixels wide."""
        values = [
            {"series": each.name, "is_target": each.is_target, "on": _to_milliseconds(point.on),
             "value": point.value, "low": point.low, "high": point.high}
            for each in self.series for point in each.points
        ]  # fmt: skip
        days = [point.on for each in self.series for point in each.points]
        encoding = {"x": _time_axis(days, width), "y": self._value_axis(), "color": self._colours()}
        return {
            **make_frame(width, HEIGHT),
            "data": {"values": values},
            "encoding": encoding,
            "layer": list(self._layers()),
        }

    def _layers(self) -> Iterator[dict[str, Any]]:
        measured, target = {"filter": "!datum.is_target"}, {"filter": "datum.is_target"}
        dashes = {"type": "line", "interpolate": "step-after", "strokeDash": [5, 4], "strokeWidth": 1.5}
        yield {"transform": [target], "mark": dashes}
        whisker = {"y": {"field": "low", "type": "quantitative"}, "y2": {"field": "high"}}
        has_interval = {"filter": "datum.low !== null"}
        yield {
            "transform": [has_interval],
            "mark": {"type": "rule", "strokeWidth": 5, "opacity": 0.3},
            "encoding": whisker,
        }
        yield {"transform": [measured], "mark": {"type": "line", "strokeWidth": 2}}
        yield {"transform": [measured], "mark": {"type": "point", "filled": True, "size": 45, "opacity": 1}}

    def _value_axis(self) -> dict[str, Any]:
        axis = {"format": "%", "tickCount": 5} if self.is_share else {"tickCount": 5}
        return {"field": "value", "type": "quantitative", "title": self.measured_in or None, "axis": axis,
                "scale": self._value_scale()}  # fmt: skip

    def _value_scale(self) -> dict[str, Any]:
        """From nothing where values come near it, else with room around them: no target lies on the frame unseen."""
        if self.is_share:
            return {"domain": [0, 1]}
        values = [point.value for each in self.series for point in each.points]
        if values and 0 <= min(values) <= max(values) / 2:
            return {"zero": True, "nice": True}
        return {"zero": False, "nice": True, "padding": 10}

    def _colours(self) -> dict[str, Any]:
        names = [each.name for each in self.series]
        legend = {"orient": "top", "title": None, "columns": 1} if len(names) > 1 else None
        scale = {"domain": names, "range": list(PALETTE[: len(names)])}
        return {"field": "series", "type": "nominal", "scale": scale, "legend": legend}


@dataclass(frozen=True, slots=True)
class Run:
    """A state that held from one day up to, but not including, another."""

    state: str
    from_on: date
    until_on: date


@dataclass(frozen=True, slots=True)
class StateChart:
    """How states changed, a row each; `colours` has the colour of every state."""

    title: str
    rows: Sequence[tuple[str, Sequence[Run]]]
    colours: Mapping[str, str]

    def to_spec(self, width: int) -> dict[str, Any]:
        """The chart to be drawn `width` pixels wide."""
        runs = [(name, run) for name, row in self.rows for run in row]
        days = [day for _, run in runs for day in (run.from_on, run.until_on)]
        least = (max(days) - min(days)) * LABELLED_SHARE[width < NARROW] if days else timedelta()
        values = [
            {"row": name, "state": run.state, "from": _to_milliseconds(run.from_on),
             "until": _to_milliseconds(run.until_on),
             "middle": (_to_milliseconds(run.from_on) + _to_milliseconds(run.until_on)) / 2,
             "word": run.state if run.until_on - run.from_on >= least else ""}
            for name, run in runs
        ]  # fmt: skip
        rows = {"field": "row", "type": "ordinal", "title": None, "sort": [name for name, _ in self.rows]}
        axis = _time_axis(days, width)
        states = list(self.colours)
        scale = {"domain": states, "range": [self.colours[state] for state in states]}
        bars = {
            "x": {**axis, "field": "from"}, "x2": {"field": "until"}, "y": rows,
            "color": {"field": "state", "type": "nominal", "scale": scale, "legend": None},
        }  # fmt: skip
        words = {"x": {**axis, "field": "middle"}, "y": rows, "text": {"field": "word"}}
        layers = [
            {"mark": {"type": "bar", "height": {"band": 0.7}}, "encoding": bars},
            {"mark": {"type": "text", "fontSize": 12, "fill": INK}, "encoding": words},
        ]
        height = ROW_HEIGHT * (len(self.rows) + 1)
        return {**make_frame(width, height), "data": {"values": values}, "layer": layers}


def join_runs(days: Sequence[tuple[date, str]], until_on: date) -> list[Run]:
    """Runs of the same state, from (first day, state) in order of time; the last one goes on until `until_on`."""
    runs: list[Run] = []
    for position, (day, state) in enumerate(days):
        end = days[position + 1][0] if position + 1 < len(days) else until_on
        if end <= day:
            continue
        if runs and runs[-1].state == state and runs[-1].until_on == day:
            runs[-1] = Run(state, runs[-1].from_on, end)
        else:
            runs.append(Run(state, day, end))
    return runs


def _time_axis(days: Sequence[date], width: int) -> dict[str, Any]:
    first, last = (min(days), max(days)) if days else (date(2000, 1, 1), date(2000, 1, 2))
    if first == last:
        first, last = first - timedelta(days=1), last + timedelta(days=1)
    form = "%b %Y" if last - first > LONG else "%-d %b"
    count = min(3 if width < NARROW else 4, (last - first).days)
    return {
        "field": "on", "type": "temporal", "title": None,
        "scale": {"type": "utc", "domain": [_to_milliseconds(first), _to_milliseconds(last)], "padding": 6},
        "axis": {"format": form, "tickCount": count, "grid": False, "labelFlush": True},
    }  # fmt: skip


def _to_milliseconds(day: date) -> float:
    return datetime.combine(day, time(), UTC).timestamp() * 1000
