"""How an audience is told, from what people type, and back: language, window, working days, holidays, budget."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from commands.slack.dates import find_weekday
from commands.slack.figures import show_count
from commands.slack.inputs import is_blank, trim
from commands.slack.times import describe_time, split_time
from commands.slack.values import parse_choice, parse_whole
from commands.slack.windows import DAY_CODES, is_known_country
from storage.audiences import LANGUAGES, Audience
from storage.errors import BadInput, Problems

OFFICE_HOURS = "08:00-18:00"
EXAMPLES = {
    "window": OFFICE_HOURS,
    "days": "mon-fri",
    "country": "DE",
    "language": "de",
    "budget": "3",
}
ANY, NO_COUNTRY, DEFAULT = "any", "none", "default"
MOST_A_WEEK = 50
_OPEN: dict[str, Any] = {"window_opens": None, "workdays": None, "country": None, "language": "en", "budget": None}
_WEEKDAYS = ("weekdays", "weekday")
_SEPARATOR = re.compile(r"\s*(?:,|\band\b)\s*")
_RANGE = re.compile(r"\s*(?:-|–|—|\bto\b|\buntil\b)\s*")


def read_rules(typed: Mapping[str, str | None]) -> dict[str, Any]:
    """The columns that these texts set, by the names of `EXAMPLES`; what is not given is left alone.

    All problems are told at once. “any” takes a window, working days and a budget away again, “none” the holidays.
    """
    problems, columns = Problems(), dict[str, Any]()
    for name, read in _READERS.items():
        text = typed.get(name)
        if text is None:
            continue
        with problems:
            columns |= read(text)
    problems.raise_found()
    return columns


def complete_rules(before: Audience, changes: Mapping[str, Any]) -> dict[str, Any]:
    """The changes with a window where days or holidays move messages, which would else arrive at midnight."""
    after = replace(before, **changes)
    if after.window_opens or not (after.workdays or after.country):
        return dict(changes)
    if "window_opens" in changes:
        raise BadInput("Window", "with days or a country it is needed: what moves would come at midnight", OFFICE_HOURS)
    return {**changes, **_read_window(OFFICE_HOURS)}


def write_rules(audience: Audience) -> dict[str, str]:
    """The rules as one would type them."""
    return {
        "window": f"{audience.window_opens}-{audience.window_closes}" if audience.window_opens else ANY,
        "days": _write_days(audience.workdays),
        "country": audience.country or NO_COUNTRY,
        "language": audience.language,
        "budget": str(audience.budget or DEFAULT),
    }


def describe_rules(audience: Audience, default_budget: int) -> str:
    """How an audience is told, for readers."""
    hours = f"{audience.window_opens}–{audience.window_closes}" if audience.window_opens else "at any time"
    days = f"on {_write_days(audience.workdays)}" if audience.workdays else "on every day"
    holidays = f", holidays of {audience.country} kept" if audience.country else ""
    budget = show_count(audience.budget or default_budget, "message")
    usual = "" if audience.budget else " (the workspace's budget)"
    return f"In {LANGUAGES[audience.language]}, {hours} {days}{holidays}, at most {budget} a week{usual}"


def list_rules(audience: Audience) -> list[str]:
    """What is set for an audience and not left open, as one would type it."""
    left_open = write_rules(replace(audience, **_OPEN))
    return [f"{name} {text}" for name, text in write_rules(audience).items() if text != left_open[name]]


def _read_window(text: str) -> dict[str, Any]:
    if _means(text, ANY):
        return {"window_opens": None, "window_closes": None}
    try:
        opens, closes = (_read_time(part) for part in _RANGE.split(trim(text).lower()))
    except ValueError:
        raise BadInput("Window", "from when to when on one day, or “any”", EXAMPLES["window"]) from None
    if opens >= closes:
        raise BadInput("Window", f"{opens} is not before {closes}", EXAMPLES["window"])
    return {"window_opens": opens, "window_closes": closes}


def _read_time(text: str) -> str:
    day, at, offset = split_time(text)
    if day or at is None or offset:
        raise ValueError("no time of day")
    return describe_time(at)


def _read_days(text: str) -> dict[str, Any]:
    if _means(text, ANY):
        return {"workdays": None}
    found: set[int] = set()
    for part in filter(None, _SEPARATOR.split(trim(text).lower())):
        if part in _WEEKDAYS:
            found |= set(range(5))
            continue
        first, *rest = (find_weekday(word.removesuffix("s")) for word in _RANGE.split(part))
        last = rest[0] if rest else first
        if first is None or last is None or len(rest) > 1:
            raise BadInput("Days", f"“{part}” is no day of the week, nor from one to another", EXAMPLES["days"])
        found |= {day % 7 for day in range(first, last + (1 if last >= first else 8))}
    if not found:
        raise BadInput("Days", "none is given", EXAMPLES["days"])
    return {"workdays": ",".join(DAY_CODES[day] for day in sorted(found))}


def _read_country(text: str) -> dict[str, Any]:
    country = trim(text).upper()
    if _means(text, NO_COUNTRY, ANY):
        return {"country": None}
    if not is_known_country(country):
        raise BadInput(
            "Country", f"the holidays of “{trim(text)}” are not known; write its code, or “none”", "DE, or DE-BY"
        )
    return {"country": country}


def _read_language(text: str) -> dict[str, Any]:
    by_name = {name.casefold(): code for code, name in LANGUAGES.items()}
    return {"language": parse_choice(text, "Language", tuple(LANGUAGES), by_name)}


def _read_budget(text: str) -> dict[str, Any]:
    if _means(text, DEFAULT, ANY):
        return {"budget": None}
    return {"budget": parse_whole(text, "Budget", 1, MOST_A_WEEK, EXAMPLES["budget"])}


_READERS: dict[str, Callable[[str], dict[str, Any]]] = {
    "window": _read_window,
    "days": _read_days,
    "country": _read_country,
    "language": _read_language,
    "budget": _read_budget,
}


def _means(text: str, *words: str) -> bool:
    return is_blank(text) or trim(text).casefold() in words


def _write_days(workdays: str | None) -> str:
    if workdays is None:
        return ANY
    days = workdays.split(",")
    first, last = DAY_CODES.index(days[0]), DAY_CODES.index(days[-1])
    is_run = len(days) > 2 and last - first == len(days) - 1
    return f"{days[0]}-{days[-1]}" if is_run else workdays
