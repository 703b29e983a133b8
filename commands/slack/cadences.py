"""Cadences in plain words, and back: "every 2 weeks on Friday at 10:00" is an RFC 5545 rule and a wall time.

`daily 08:00`, `every 3 days 08:00`, `weekdays 09:00`, `weekly monday 09:00`, `every mon and thu 9am`, `every 2 weeks
friday 10:00`, `every other friday 10:00`, `monthly 1st 09:00`, `every 3 months on the last friday at 16:00`, `monthly
last day 17:00`. The word "every" may be left out. Days 29–31 of a month are refused, as not every month has them.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time

from dateutil.rrule import rrulestr

from commands.slack.dates import WEEKDAYS, find_weekday, to_words
from commands.slack.inputs import is_blank
from commands.slack.times import describe_time, split_time
from storage.errors import BadInput, Missing

EXAMPLE = "every monday 09:00"
_CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_WORKDAYS = "MO,TU,WE,TH,FR"
_UNITS = {"day": "DAILY", "week": "WEEKLY", "month": "MONTHLY"}
_ADVERBS = {"daily": "day", "weekly": "week", "monthly": "month"}
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": -1}
_FILLERS = {"every", "each", "on", "at", "the", "and", "of"}
_NUMBERED = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th)")
_LAST_COMMON_DAY = 28
_LONGEST_INTERVAL = 52


@dataclass(frozen=True, slots=True)
class Cadence:
    """How often and when: an RRULE without times, and the wall time of day, each recipient's own."""

    rule: str
    at: time

    def find_first(self, after: datetime) -> datetime:
        """The first wall time of this cadence later than the wall time `after`, for the schedule to start with."""
        every_time = re.sub(";INTERVAL=[0-9]+", "", self.rule)
        return next(iter(rrulestr(every_time, dtstart=datetime.combine(after.date(), self.at)).xafter(after)))


def parse_rule(text: str, field: str, *, anchor: date | None = None, default: time | None = None) -> Cadence:
    """The cadence meant; BadInput when unclear or missing: what nobody typed changes no schedule.

    Where no weekday or day of the month is given, the one of `anchor` is meant; where no time is given, `default`.
    """
    if is_blank(text):
        raise Missing(field, "it is missing", EXAMPLE)
    try:
        phrase = split_time(to_words(text))
        if phrase.offset:
            raise ValueError("a repeated time is each recipient's own, so leave out the zone")
        words = [word for word in phrase.day.split() if word not in _FILLERS]
        rule = _find_rule(words, anchor)
        if phrase.at is None and default is None:
            raise ValueError("a time of day is missing")
    except ValueError as refusal:
        raise BadInput(field, str(refusal), EXAMPLE) from None
    return Cadence(rule, phrase.at or default or time())


def describe_rule(cadence: Cadence) -> str:
    """A cadence for readers, which `parse_rule` understands: "every 2 weeks on Friday at 10:00"."""
    parts = dict(part.split("=") for part in cadence.rule.split(";"))
    interval = int(parts.get("INTERVAL", 1))
    unit = next(unit for unit, frequency in _UNITS.items() if frequency == parts["FREQ"])
    often = f"every {unit}" if interval == 1 else f"every {interval} {unit}s"
    if unit == "week" and interval == 1:
        days = "weekday" if parts["BYDAY"] == _WORKDAYS else _name_weekdays(parts["BYDAY"])
        often = f"every {days}"
    elif unit == "week":
        often += f" on {_name_weekdays(parts['BYDAY'])}"
    elif unit == "month":
        often += f" on the {_name_day_of_month(parts)}"
    return f"{often} at {describe_time(cadence.at)}"


def _find_rule(words: list[str], anchor: date | None) -> str:
    interval, unit, rest = _take_interval(words)
    if not 1 <= interval <= _LONGEST_INTERVAL:
        raise ValueError(f"every 1 to {_LONGEST_INTERVAL} {unit}s")
    if unit == "week":
        days = f";BYDAY={_find_weekdays(rest, anchor)}"
    elif unit == "month":
        days = f";{_find_day_of_month(rest, anchor)}"
    elif not rest:
        days = ""
    else:
        raise _unclear(rest)
    return f"FREQ={_UNITS[unit]}" + (f";INTERVAL={interval}" if interval > 1 else "") + days


def _take_interval(words: list[str]) -> tuple[int, str, list[str]]:
    match words:
        case [adverb, *rest] if adverb in _ADVERBS:
            return 1, _ADVERBS[adverb], rest
        case [unit, *rest] if unit in _UNITS:
            return 1, unit, rest
        case ["other", unit, *rest] if unit in _UNITS:
            return 2, unit, rest
        case ["other", *rest]:
            return 2, "week", rest
        case [count, unit, *rest] if re.fullmatch("[0-9]{1,3}", count) and unit.removesuffix("s") in _UNITS:
            return int(count), unit.removesuffix("s"), rest
        case [ordinal, *_] if ordinal in _ORDINALS or _NUMBERED.fullmatch(ordinal):
            return 1, "month", words
    return 1, "week", words


def _find_weekdays(words: list[str], anchor: date | None) -> str:
    if words in (["weekday"], ["weekdays"]):
        return _WORKDAYS
    days = [find_weekday(word.removesuffix("s")) for word in words] or ([anchor.weekday()] if anchor else [])
    if not days:
        raise ValueError("which day of the week?")
    if None in days:
        raise _unclear(words)
    return ",".join(code for day, code in enumerate(_CODES) if day in days)


def _find_day_of_month(words: list[str], anchor: date | None) -> str:
    match words:
        case []:
            number, weekday = (anchor.day if anchor else 0), None
        case [ordinal] | [ordinal, "day"]:
            number, weekday = _find_ordinal(ordinal), None
        case [ordinal, name] if find_weekday(name) is not None:
            number, weekday = _find_ordinal(ordinal), find_weekday(name)
        case _:
            raise _unclear(words)
    if number == 0:
        raise ValueError("which day of the month?")
    if number > (_LAST_COMMON_DAY if weekday is None else 4):
        raise ValueError(f"not every month has a {' '.join([_name_number(number), *words[1:]])}; write “last”")
    return f"BYMONTHDAY={number}" if weekday is None else f"BYDAY={number:+d}{_CODES[weekday]}"


def _find_ordinal(word: str) -> int:
    if word in _ORDINALS:
        return _ORDINALS[word]
    if match := _NUMBERED.fullmatch(word):
        return int(match[1])
    raise _unclear([word])


def _unclear(words: list[str]) -> ValueError:
    return ValueError(f"“{' '.join(words)}” is not clear")


def _name_weekdays(codes: str) -> str:
    *others, last = [WEEKDAYS[_CODES.index(code)].title() for code in codes.split(",")]
    return f"{', '.join(others)} and {last}" if others else last


def _name_day_of_month(parts: dict[str, str]) -> str:
    if "BYMONTHDAY" in parts:
        return "last day" if parts["BYMONTHDAY"] == "-1" else _name_number(int(parts["BYMONTHDAY"]))
    number, code = int(parts["BYDAY"][:-2]), parts["BYDAY"][-2:]
    ordinal = next(word for word, value in _ORDINALS.items() if value == number)
    return f"{ordinal} {WEEKDAYS[_CODES.index(code)].title()}"


def _name_number(number: int) -> str:
    ending = "th" if 11 <= number <= 13 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"
