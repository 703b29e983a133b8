"""Goals: from a number to another number by a day; what is vague about one is said part by part."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from commands.slack.dates import describe_date, parse_date
from commands.slack.figures import show_number
from commands.slack.inputs import clean_line, is_blank
from commands.slack.values import parse_choice, parse_number
from storage.errors import BadInput, Problems

OPTIONS = {"baseline": "600", "target": "300", "by": "2027-03-31", "unit": "tickets"}
UNIT_LIMIT = 20
DIRECTIONS = ("up", "down")
_VAGUE = {
    "baseline": "no number to start from",
    "target": "no number to reach",
    "by": "no day to reach it by",
}


@dataclass(frozen=True, slots=True)
class Goal:
    """A measure's way: from `baseline` to `target` by a day, in `unit`."""

    baseline: float
    target: float
    by_on: date
    unit: str | None

    def describe(self) -> str:
        """The way in words: "from 600 to 300 tickets by Wed 31 Mar 2027"."""
        return (
            f"from {show_number(self.baseline)} to {show_number(self.target, self.unit)} by {describe_date(self.by_on)}"
        )


def read_goal(texts: Mapping[str, str | None], today: date) -> Goal:
    """The goal in texts named baseline, target, by, unit and perhaps direction; BadInput(s) for what is vague."""
    problems = Problems()
    numbers: dict[str, float] = {}
    for name in ("baseline", "target"):
        with problems:
            numbers[name] = float(parse_number(_require(texts, name), name.capitalize(), f"{name}:{OPTIONS[name]}"))
    with problems:
        by_on = parse_date(_require(texts, "by"), today, "By", future=True)
    with problems:
        text = texts.get("unit")
        unit = clean_line(text, "Unit", UNIT_LIMIT, example="unit:tickets") if text else None
    problems.raise_found()
    _check_direction(numbers["baseline"], numbers["target"], texts.get("direction"))
    return Goal(numbers["baseline"], numbers["target"], by_on, unit)


def _require(texts: Mapping[str, str | None], name: str) -> str:
    text = texts.get(name)
    if text is None or is_blank(text):
        raise BadInput(name.capitalize(), _VAGUE[name], f"{name}:{OPTIONS[name]}")
    return text


def _check_direction(baseline: float, target: float, said: str | None) -> None:
    if baseline == target:
        raise BadInput("Target", "it equals the baseline, so there is no number to reach", "target:300")
    goes = "up" if target > baseline else "down"
    if said and parse_choice(said, "Direction", DIRECTIONS) != goes:
        way = f"{show_number(baseline)} → {show_number(target)}"
        raise BadInput("Direction", f"{way} goes {goes}", f"direction:{goes}")
