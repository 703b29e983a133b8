"""Delivery windows: when the rules of an audience let a message reach somebody, by the clock on their own wall."""

import re
from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import count
from zoneinfo import ZoneInfo

from storage.audiences import Audience
from storage.recurrence import find_clock_change, to_instant

DAY_CODES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
EVERY_DAY = frozenset(range(7))
_COUNTRY = re.compile("[A-Z]{2}(?:-[A-Z0-9]{1,3})?")


@dataclass(frozen=True, slots=True)
class DeliveryRules:
    """From when to when (both included, wall time), on which weekdays (Monday is 0), and whose holidays are kept.

    `country` is an ISO 3166 code, of a country ("DE") or a part of one ("DE-BY"); None keeps no holidays. The time
    outside of this are the quiet hours.
    """

    opens: time = time.min
    closes: time = time.max
    workdays: frozenset[int] = EVERY_DAY
    country: str | None = None

    def __post_init__(self) -> None:
        if not self.workdays or self.opens >= self.closes:
            raise ValueError("rules that nothing can satisfy")

    def allow_day(self, day: date) -> bool:
        """Whether messages may arrive on this day at all."""
        if day.weekday() not in self.workdays:
            return False
        return self.country is None or day not in list_holidays(self.country, day.year)

    def allow(self, local: datetime) -> bool:
        """Whether a message may arrive when the recipient's wall shows `local`."""
        return self.opens <= local.time() <= self.closes and self.allow_day(local.date())


def rules_of(audience: Audience) -> DeliveryRules:
    """The delivery rules that an audience was given; what it leaves open forbids nothing."""
    return DeliveryRules(
        opens=time.fromisoformat(audience.window_opens) if audience.window_opens else time.min,
        closes=time.fromisoformat(audience.window_closes) if audience.window_closes else time.max,
        workdays=frozenset(map(DAY_CODES.index, audience.workdays.split(","))) if audience.workdays else EVERY_DAY,
        country=audience.country,
    )


def find_delivery_moment(rules: DeliveryRules, zone: str, earliest: datetime) -> datetime:
    """The first instant (aware, UTC) from `earliest` on at which the rules let a message reach somebody in `zone`."""
    here = ZoneInfo(zone)
    start = earliest.astimezone(here).date()
    for days in count():
        day = start + timedelta(days=days)
        if not rules.allow_day(day):
            continue
        for instant in sorted(max(earliest, opening) for opening in _list_openings(rules, zone, day)):
            local = instant.astimezone(here)
            if local.date() == day and rules.allow(local):
                return instant.astimezone(UTC)
    raise AssertionError("a year has working days")


@cache
def list_holidays(country: str, year: int) -> frozenset[date]:
    """The public holidays of a country, or of a part of it ("DE-BY"), in a year."""
    return frozenset(_find_calendar(country, year))


def is_known_country(country: str) -> bool:
    """Whether the holidays of this country or part of one are known."""
    if not _COUNTRY.fullmatch(country):
        return False
    # Asked for this one alone: the library's list of all would load every country that it knows.
    with suppress(NotImplementedError):
        _find_calendar(country)
        return True
    return False


def load_calendars() -> None:
    """Load the calendars ahead, where that keeps nobody waiting."""
    _find_calendar("DE")


def _find_calendar(country: str, year: int | None = None) -> Collection[date]:
    # Loading every country's calendar takes half a second: only those who keep holidays are to pay for it.
    import holidays

    name, _, part = country.partition("-")
    return holidays.country_holidays(name, subdiv=part or None, years=year)


def _list_openings(rules: DeliveryRules, zone: str, day: date) -> Iterator[datetime]:
    """The instants of a day at which the window may open: where clocks go back in between, it can do so twice."""
    opening = datetime.combine(day, rules.opens)
    yield to_instant(opening, zone)
    yield opening.replace(tzinfo=ZoneInfo(zone), fold=1).astimezone(UTC)
    midnight = datetime.combine(day, time.min)
    change = find_clock_change(to_instant(midnight, zone), to_instant(midnight + timedelta(days=1), zone), zone)
    if change is not None:
        yield change
