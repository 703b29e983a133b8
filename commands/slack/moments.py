"""Moments in plain words: an instant where a zone is given or meant, else a wall time that is each recipient's own.

A day as in `commands.slack.dates`, then a time as in `commands.slack.times`; also `now`, `in 2 hours`, and a time
alone, which is the next one. "Today" is today where the asker is.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from commands.slack.dates import describe_date, find_date, to_words
from commands.slack.times import TimedPhrase, describe_time, split_time
from storage.errors import BadInput
from storage.recurrence import to_instant

_IN = re.compile(r"in ([0-9]{1,4}) (minute|hour)s?")


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time: aware (UTC) it is one instant for everybody, naive it is a wall time, each recipient's own."""

    at: datetime

    @property
    def is_wall(self) -> bool:
        """Whether everybody has this moment at another instant, by the own clock."""
        return self.at.tzinfo is None

    def to_instant(self, zone: str) -> datetime:
        """When this is for somebody in `zone` (aware, UTC); a wall time in a gap is the first valid moment after it."""
        return to_instant(self.at, zone) if self.is_wall else self.at


def parse_moment(text: str, now: datetime, zone: str, field: str, *, default: time | None = None) -> Moment:
    """The moment meant, not before `now`; a wall time unless `Z`, an offset or a duration makes it an instant.

    `zone` is the asker's; `default` stands in for a missing time of day. BadInput when unclear, impossible or past.
    """
    words, here = to_words(text), now.astimezone(ZoneInfo(zone))
    if words == "now":
        return Moment(now)
    if match := _IN.fullmatch(words):
        return Moment(now + timedelta(**{f"{match[2]}s": int(match[1])}))
    try:
        moment = _find_moment(split_time(words), here, default)
        if moment.to_instant(zone) < now:
            raise ValueError(f"{_describe(moment.at)} is past")
    except ValueError as refusal:
        raise BadInput(field, str(refusal), f"{describe_date(here.date() + timedelta(days=7))} 09:00") from None
    return moment


def parse_instant(text: str, now: datetime, zone: str, field: str, *, default: time | None = None) -> datetime:
    """The instant meant (aware, UTC), a time without a zone being the asker's own.

    As `parse_moment`, but BadInput also for a time that the asker's clock skips, with the next one that it shows.
    """
    moment = parse_moment(text, now, zone, field, default=default)
    instant = moment.to_instant(zone)
    shown = instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    if moment.is_wall and shown != moment.at:
        skipped = f"{describe_time(moment.at.time())} is skipped on {describe_date(moment.at.date())} in {zone}"
        valid = f"{describe_date(shown.date())} {describe_time(shown.time())}"
        raise BadInput(field, f"{skipped}; the next time is {describe_time(shown.time())}", valid)
    return instant


def describe_instant(instant: datetime, zone: str) -> str:
    """An instant for a reader in `zone`: "Fri 4 Dec 2026, 09:00"."""
    return _describe(instant.astimezone(ZoneInfo(zone)))


def describe_moment(moment: Moment, zone: str) -> str:
    """A moment for a reader in `zone`; of a wall time it says that it is each recipient's own."""
    if moment.is_wall:
        return f"{_describe(moment.at)} in each recipient's own time"
    return describe_instant(moment.at, zone)


def _find_moment(phrase: TimedPhrase, here: datetime, default: time | None) -> Moment:
    local = here.astimezone(phrase.offset or here.tzinfo)
    at = phrase.at or default
    if phrase.day or at is None:
        day = find_date(phrase.day, local.date())
    else:
        day = local.date() + timedelta(days=0 if at >= local.time() else 1)
    if at is None:
        raise ValueError("a time of day is missing")
    wall = datetime.combine(day, at)
    return Moment(wall.replace(tzinfo=phrase.offset).astimezone(UTC) if phrase.offset else wall)


def _describe(local: datetime) -> str:
    return f"{describe_date(local.date())}, {describe_time(local.time())}"
