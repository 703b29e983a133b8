"""What a page of the dashboard is made of: sections of figures, each said in words, drawn and tabulated."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from commands.slack.charts import Chart

Value = str | int | float | date | datetime | None
Kind = Literal["text", "number", "share", "day", "moment"]


@dataclass(frozen=True, slots=True)
class Column:
    """A named column; a share runs from 0 to 1, a moment is in UTC."""

    title: str
    kind: Kind = "text"


@dataclass(frozen=True, slots=True)
class FactTable:
    """Facts as they are kept, a row each; `name` is that of its file and sheet."""

    name: str
    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Value]]


@dataclass(frozen=True, slots=True)
class Figure:
    """One thing shown: what it says in a sentence or two, its chart if there is enough to draw, and its facts."""

    title: str
    said: str
    table: FactTable
    chart: Chart | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a page under its heading: a sentence where there is something to say of it, and its figures."""

    anchor: str
    title: str
    figures: Sequence[Figure]
    note: str = ""
