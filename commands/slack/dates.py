"""Days in plain words: a small strict grammar that never guesses; docs/decisions/0002 says why no library does this.

- `2026-12-04`, `4 dec 2026`, `dec 4`, `Fri 4 Dec 2026`; without a year the coming one (the last one where only the past
  makes sense).
- `yesterday`, `today`, `tomorrow`, `in 3 days`, `in 2 weeks`.
- `friday` is the first Friday after today; `this friday` the one of this week; `next friday` the one of next week.
  Weeks begin on Monday.
- 02/03, 02.03. and the like are refused, as people read them in two ways.
"""

import re
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from commands.slack.inputs import trim
from storage.errors import BadInput

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_HORIZON_YEARS = 5
_HORIZON = relativedelta(years=_HORIZON_YEARS)
_TOO_FAR = f"Within {_HORIZON_YEARS} years"
_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_DAY_MONTH = re.compile(r"(?:([a-z]+) )?([0-9]{1,2})(?:st|nd|rd|th)? (?:of )?([a-z]+)(?: ([0-9]{4}))?")
_MONTH_DAY = re.compile(r"(?:([a-z]+) )?([a-z]+) ([0-9]{1,2})(?:st|nd|rd|th)?(?: ([0-9]{4}))?")
_FIGURES = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})(?:[/.-](?:[0-9]{4}|[0-9]{2})?)?")
_IN = re.compile(r"in ([0-9]{1,4}) (day|week)s?")
_BEGINNINGS = {"next": "next friday", "this": "this friday", "in": "in 2 weeks"}
_RELATIVE = {"yesterday": -1, "today": 0, "tomorrow": 1}


def parse_date(text: str, today: date, field: str, *, future: bool | None = None) -> date:
    """The day meant, at most 5 years from `today` (where the asker is); BadInput when unclear or impossible.

    With `future=True` only today and later is accepted, with `future=False` only today and earlier.
    """
    try:
        return find_date(to_words(text), today, future=future)
    except ValueError as refusal:
        sign = -1 if future is False else 1
        raise BadInput(field, str(refusal), (today + sign * timedelta(days=14)).isoformat()) from None


def find_date(words: str, today: date, *, future: bool | None = None) -> date:
    """The day meant by words from `to_words`, as `parse_date` has it; ValueError with the reason."""
    day = _find_day(words, today, latest=future is False)
    if future is True and day < today:
        raise ValueError(f"{describe_date(day)} is past")
    if future is False and day > today:
        raise ValueError(f"{describe_date(day)} has not come yet")
    if not today - _HORIZON <= day <= today + _HORIZON:
        raise ValueError(_TOO_FAR)
    return day


def describe_date(day: date) -> str:
    """A day for readers, with weekday and year: "Fri 4 Dec 2026"."""
    return f"{WEEKDAYS[day.weekday()][:3].title()} {day.day} {MONTHS[day.month - 1][:3].title()} {day.year}"


def to_words(text: str) -> str:
    """The text in lower case with single spaces and without commas."""
    return " ".join(trim(text).casefold().replace(",", " ").split())


def find_weekday(word: str) -> int | None:
    """The weekday (Monday is 0) of its English name or of its first three letters or more."""
    return _find_name(word, WEEKDAYS)


def _find_name(word: str, names: tuple[str, ...]) -> int | None:
    found = [position for position, name in enumerate(names) if len(word) >= 3 and name.startswith(word)]
    return found[0] if found else None


def _find_day(words: str, today: date, *, latest: bool) -> date:
    if not words:
        raise ValueError("it is missing")
    if words in _RELATIVE:
        return today + timedelta(days=_RELATIVE[words])
    if match := _ISO.fullmatch(words):
        return _make_day(int(match[1]), int(match[2]), int(match[3]))
    if match := _IN.fullmatch(words):
        return today + timedelta(days=int(match[1]) * (7 if match[2] == "week" else 1))
    if match := _FIGURES.fullmatch(words):
        raise ValueError(_explain_figures(int(match[1]), int(match[2])))
    if words in _BEGINNINGS:
        raise ValueError(f'“{words}” begins a day of several words, which stand in quotes: "{_BEGINNINGS[words]}"')
    named = _find_named_day(words, today, latest=latest) or _find_coming_weekday(words, today)
    if named is None:
        raise ValueError(f"“{words}” is not a date; use YYYY-MM-DD or words like “next friday”")
    return named


def _find_coming_weekday(words: str, today: date) -> date | None:
    which, _, name = words.rpartition(" ")
    weekday = find_weekday(name)
    if weekday is None or which not in ("", "this", "next"):
        return None
    if not which:
        return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)
    monday = today - timedelta(days=today.weekday())
    return monday + timedelta(days=weekday + (7 if which == "next" else 0))


def _find_named_day(words: str, today: date, *, latest: bool) -> date | None:
    if match := _DAY_MONTH.fullmatch(words):
        weekday_name, day, month_name, year = match.groups()
    elif match := _MONTH_DAY.fullmatch(words):
        weekday_name, month_name, day, year = match.groups()
    else:
        return None
    month = _find_name(month_name, MONTHS)
    weekday = find_weekday(weekday_name) if weekday_name else None
    if month is None or (weekday_name and weekday is None):
        return None
    given = _make_day(int(year), month + 1, int(day)) if year else None
    named = given or _find_year(month + 1, int(day), today, latest=latest)
    if weekday not in (None, named.weekday()):
        raise ValueError(f"{describe_date(named)[4:]} is a {WEEKDAYS[named.weekday()].title()}")
    return named


def _find_year(month: int, day: int, today: date, *, latest: bool) -> date:
    _make_day(2024, month, day)  # a leap year: what fails here exists in no year
    direction = -1 if latest else 1
    for year in range(today.year, today.year + direction * (_HORIZON_YEARS + 2), direction):
        if month == 2 and day == 29 and year % 4:
            continue
        found = date(year, month, day)
        if found == today or (found > today) is not latest:
            return found
    raise ValueError(_TOO_FAR)


def _make_day(year: int, month: int, day: int) -> date:
    if year == 0:
        raise ValueError(_TOO_FAR)
    if not 1 <= month <= 12:
        raise ValueError(f"No month {month}")
    try:
        return date(year, month, day)
    except ValueError:
        in_year = f" in {year}" if (month, day) == (2, 29) else ""
        raise ValueError(f"No {day} {MONTHS[month - 1].title()}{in_year}") from None


def _explain_figures(first: int, second: int) -> str:
    day, month = (first, second) if first > 12 else (second, first)
    if day > 12:
        _make_day(2024, month, day)
    return "Ambiguous: use YYYY-MM-DD"
