"""Readings that come many at once, by file or from another system: every row is checked, then all are kept or none."""

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from commands.slack.dates import parse_date
from commands.slack.inputs import clean_line, is_blank
from commands.slack.rows import Flaw, Row
from commands.slack.text import shorten
from commands.slack.values import parse_key, parse_number
from storage.adoptions import METRIC_LIMIT, AdoptionReading
from storage.errors import BadInput
from surveys.adoption import check_counts

T = TypeVar("T")
ADOPTION_COLUMNS = ("metric", "active", "eligible", "on")
KPI_COLUMNS = ("kpi", "value", "on")
KPI_NAME_LIMIT = 80
MOST_PEOPLE = 999_999_999
MOST_VALUE = 10.0**15
"""Beyond this a double no longer holds every whole number."""
ECHOED = 20
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_WHOLE = re.compile(r"-?[0-9]{1,18}")


@dataclass(frozen=True, slots=True)
class KpiValue:
    """A dated value of a KPI, by the name it was sent under."""

    initiative_key: str
    kpi: str
    value: float
    read_on: date


@dataclass(slots=True)
class Batch:
    """What was read, each with its position, and what was wrong."""

    adoption: list[tuple[int, AdoptionReading]] = field(default_factory=list)
    kpis: list[tuple[int, KpiValue]] = field(default_factory=list)
    flaws: list[Flaw] = field(default_factory=list)

    def __len__(self) -> int:
        """How many readings it has."""
        return len(self.adoption) + len(self.kpis)

    @property
    def keys(self) -> list[tuple[int, str]]:
        """The initiative of each reading, with its position."""
        adoption = [(position, reading.initiative_key) for position, reading in self.adoption]
        return adoption + [(position, value.initiative_key) for position, value in self.kpis]


class RowChecks:
    """Reads rows one after the other into a batch; a day that one metric or KPI has twice is refused.

    `key` is the initiative of all rows; None when each row names its own. A missing day is `otherwise_on`, if given.
    """

    def __init__(self, today: date, key: str | None = None, otherwise_on: date | None = None) -> None:
        self.batch = Batch()
        self._today, self._key, self._otherwise_on = today, key, otherwise_on
        self._seen: dict[tuple[str, str, str, date], int] = {}
        self._read: dict[tuple[str, str], Any] = {}

    def read(self, rows: Sequence[Row]) -> Batch:
        """All rows; those without a flaw are in the batch as readings."""
        for row in rows:
            if "kpi" in row.cells:
                self._read_kpi(row)
            else:
                self._read_adoption(row)
        return self.batch

    def _read_adoption(self, row: Row) -> None:
        found = len(self.batch.flaws)
        key = self._take_key(row)
        metric = self._take_name(row, "metric", METRIC_LIMIT)
        active = self._take(row, "active", read_count)
        eligible = self._take(row, "eligible", read_count)
        day = self._take_day(row)
        if active is not None and eligible is not None:
            self._take(row, "active", lambda _value, _field: check_counts(active, eligible))
        if key and metric and day and self._is_new(row, key, "metric", metric, day) and found == len(self.batch.flaws):
            assert active is not None
            assert eligible is not None
            self.batch.adoption.append((row.position, AdoptionReading(key, metric, active, eligible, day)))

    def _read_kpi(self, row: Row) -> None:
        found = len(self.batch.flaws)
        key = self._take_key(row)
        kpi = self._take_name(row, "kpi", KPI_NAME_LIMIT)
        value = self._take(row, "value", read_value)
        day = self._take_day(row)
        if key and kpi and day and self._is_new(row, key, "kpi", kpi, day) and found == len(self.batch.flaws):
            assert value is not None
            self.batch.kpis.append((row.position, KpiValue(key, kpi, value, day)))

    def _take(self, row: Row, column: str, read: Callable[[Any, str], T]) -> T | None:
        try:
            return read(row.cells.get(column), column)
        except BadInput as error:
            self.batch.flaws.append(Flaw(row.position, column, error.reason, error.example))
            return None

    def _take_once(self, row: Row, column: str, read: Callable[[Any, str], T]) -> T | None:
        """The same for what many rows have alike: it is read once."""
        value = row.cells.get(column)
        if not isinstance(value, str):
            return self._take(row, column, read)
        if (column, value) not in self._read:
            taken = self._take(row, column, read)
            if taken is None:
                return None
            self._read[column, value] = taken
        found: T = self._read[column, value]
        return found

    def _take_key(self, row: Row) -> str | None:
        return self._key or self._take_once(row, "initiative", read_key)

    def _take_name(self, row: Row, column: str, limit: int) -> str | None:
        return self._take_once(row, column, lambda value, name: read_name(value, name, limit))

    def _take_day(self, row: Row) -> date | None:
        if self._otherwise_on and row.cells.get("on") is None:
            return self._otherwise_on
        return self._take_once(row, "on", lambda value, name: read_day(value, name, self._today))

    def _is_new(self, row: Row, key: str, kind: str, name: str, day: date) -> bool:
        first = self._seen.setdefault((key, kind, name.casefold(), day), row.position)
        if first == row.position:
            return True
        reason = f"the same {kind} has this day at {first} already"
        self.batch.flaws.append(Flaw(row.position, "on", reason, self._today.isoformat()))
        return False


def read_key(value: Any, column: str) -> str:
    """An initiative's key."""
    return parse_key(_read_text(value, column, "CRM"), column)


def read_name(value: Any, column: str, limit: int) -> str:
    """The name of a metric or KPI."""
    return clean_line(_read_text(value, column, "logins"), column, limit, example="logins")


def read_count(value: Any, column: str) -> int:
    """A whole number of people from 0 on, written in digits or as a JSON number."""
    if isinstance(value, str) and _WHOLE.fullmatch(value):
        value = int(value)
    if value is None or value == "":
        raise BadInput(column, "it is missing", "412")
    if isinstance(value, bool) or not isinstance(value, int):
        raise BadInput(column, f"{_echo(value)} is no whole number", "412")
    if value < 0:
        raise BadInput(column, f"{value:,} is below zero", "412")
    if value > MOST_PEOPLE:
        raise BadInput(column, f"at most {MOST_PEOPLE:,}", "412")
    return value


def read_value(value: Any, column: str) -> float:
    """A finite number with "." before decimals, or as a JSON number."""
    if value is None or value == "":
        raise BadInput(column, "it is missing", "412.5")
    if isinstance(value, str):
        return float(parse_number(value, column, "412.5"))
    if isinstance(value, bool) or not isinstance(value, int | float) or not _is_measurable(value):
        raise BadInput(column, f"{_echo(value)} is no number that can be kept", "412.5")
    return float(value)


def read_day(value: Any, column: str, today: date) -> date:
    """A day as YYYY-MM-DD, not after `today` and at most five years before it."""
    text = _read_text(value, column, today.isoformat())
    if not _ISO.fullmatch(text):
        raise BadInput(column, f"{_echo(text)} is no day as YYYY-MM-DD", today.isoformat())
    return parse_date(text, today, column, future=False)


def _is_measurable(value: float) -> bool:
    return math.isfinite(value) and abs(value) <= MOST_VALUE


def _read_text(value: Any, column: str, example: str) -> str:
    if value is None or (isinstance(value, str) and is_blank(value)):
        raise BadInput(column, "it is missing", example)
    if not isinstance(value, str):
        raise BadInput(column, f"{_echo(value)} is no text", example)
    return value


def _echo(value: Any) -> str:
    return f"“{shorten(str(value), ECHOED)}”"
