"""Times of day at the end of a phrase: `09:00`, `14:30`, `9am`, `9:30 pm`, `noon`, with or without `Z` or an offset."""

import re
from datetime import UTC, time, timedelta, timezone
from typing import NamedTuple

_TIME = re.compile(
    r"(?:^|\s|(?<=[0-9])t)"
    r"(?:(?P<hour>[0-9]{1,2})(?::(?P<minute>[0-9]{2}))?(?::00)?\s?(?P<half>[ap]m)?|noon)"
    r"\s?(?P<zone>z|utc|(?P<sign>[+-])(?P<offset_hours>[0-9]{1,2})(?::?(?P<offset_minutes>[0-9]{2}))?)?$"
)
_FURTHEST_OFFSET = timedelta(hours=14)


class TimedPhrase(NamedTuple):
    """A phrase without its time of day, that time, and the offset from UTC given with it; None where there is none."""

    day: str
    at: time | None
    offset: timezone | None


def split_time(words: str) -> TimedPhrase:
    """Take the time off the end of a phrase in lower case; ValueError with the reason for one that no clock shows."""
    match = _TIME.search(words.replace("a.m.", "am").replace("p.m.", "pm"))
    if match is None:
        return TimedPhrase(words, None, None)
    before = match.string[: match.start()]
    day = before.removesuffix("at").rstrip() if before == "at" or before.endswith(" at") else before
    if match["hour"] and not match["minute"] and not match["half"]:
        if day != before:
            raise ValueError(f"{match['hour']} in the morning or evening? Write 09:00, 9am or 9pm")
        return TimedPhrase(words, None, None)
    return TimedPhrase(day, _read_time(match), _read_offset(match))


def describe_time(at: time) -> str:
    """A time of day for readers: "09:00"."""
    return at.isoformat(timespec="minutes")


def _read_time(match: re.Match[str]) -> time:
    if match["hour"] is None:
        return time(12)
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    shown = match[0].removeprefix("t").strip()
    if match["half"] and not 1 <= hour <= 12:
        raise ValueError(f"No {shown}")
    if match["half"]:
        hour = hour % 12 + (12 if match["half"] == "pm" else 0)
    try:
        return time(hour, minute)
    except ValueError:
        raise ValueError(f"No {shown}") from None


def _read_offset(match: re.Match[str]) -> timezone | None:
    if match["zone"] is None or match["sign"] is None:
        return UTC if match["zone"] else None
    hours, minutes = int(match["offset_hours"]), int(match["offset_minutes"] or 0)
    offset = timedelta(hours=hours, minutes=minutes)
    if offset > _FURTHEST_OFFSET or minutes > 59:
        raise ValueError(f"No offset {match['zone']}")
    return timezone(-offset if match["sign"] == "-" else offset)
