"""Figures for readers: numbers, percentages, sparklines, progress."""

from collections.abc import Sequence

from surveys.statistics import Enps, Interval, Proportion

BARS = "▁▂▃▄▅▆▇█"
SPARKLINE_POINTS = 8


def show_number(value: float, unit: str | None = None) -> str:
    """A number without needless decimals, thousands set apart, with its unit."""
    text = f"{value:,.0f}" if value == round(value) else f"{value:,.2f}".rstrip("0")
    return f"{text} {unit}" if unit else text


def write_number(value: float) -> str:
    """A number as one would type it: digits only, "." before decimals."""
    return f"{value:.0f}" if value == round(value) else repr(value)


def show_count(count: int, one: str, many: str | None = None) -> str:
    """How many of something, in the right number: "1 question", "2 questions", "1,200 people"."""
    return f"{count:,} {one if count == 1 else many or f'{one}s'}"


def count_people(count: int) -> str:
    """How many people: "1 person", "2 people"."""
    return show_count(count, "person", "people")


def show_percent(share: float) -> str:
    """A proportion from 0 to 1 as a whole percentage."""
    return f"{round(100 * share)} %"


def show_range(interval: Interval) -> str:
    """The ends of a proportion's interval as whole percentages: "10–37 %"."""
    return f"{round(100 * interval.low)}–{round(100 * interval.high)} %"


def show_points(points: float) -> str:
    """Whole points with their sign: "+27", "−4", "0"."""
    whole = round(points)
    return f"{whole:+d}".replace("-", "−") if whole else "0"


def show_favourable(share: Proportion) -> str:
    """The share of 4 and 5 with what it rests on: "20 % favourable (n = 30, 95 % interval 10–37 %)"."""
    return f"{show_percent(share.value)} favourable (n = {share.n:,}, 95 % interval {show_range(share.interval)})"


def show_enps(enps: Enps) -> str:
    """A net promoter score with what it rests on: "eNPS −27 (n = 30, 95 % interval −56 to +6)"."""
    low, high = (show_points(end) for end in enps.interval)
    return f"eNPS {show_points(enps.score)} (n = {enps.n:,}, 95 % interval {low} to {high})"


def draw_sparkline(values: Sequence[float]) -> str:
    """The last eight values as bars of eight heights; empty for fewer than two."""
    shown = list(values)[-SPARKLINE_POINTS:]
    if len(shown) < 2:
        return ""
    low, span = min(shown), max(shown) - min(shown)
    return "".join(BARS[round((value - low) / span * (len(BARS) - 1)) if span else 3] for value in shown)


def measure_progress(baseline: float, target: float, value: float) -> float:
    """How far from baseline to target, 0 to 1 and beyond; the direction follows from the two."""
    return (value - baseline) / (target - baseline) if target != baseline else 1.0
