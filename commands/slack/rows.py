"""Rows that come many at once, as CSV with a header or otherwise: read strictly, and everything wrong is said at once.

A CSV is read as RFC 4180 has it, with or without a byte order mark, in UTF-8 and with commas.
"""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from commands.slack.inputs import is_blank, is_storable
from storage.errors import BadInput, TooMany

MOST_SHOWN = 20
BYTE_ORDER_MARK = "\ufeff"


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its line in a CSV, the header being 1, or its index in a list; and its values by column."""

    position: int
    cells: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong with one value of the row at `position`."""

    position: int
    field: str
    reason: str
    example: str


class BadRows(BadInput):
    """{field}: {reason} For example: `{example}`. Nothing was saved."""

    def __init__(self, flaws: Sequence[Flaw], example: str) -> None:
        self.flaws = sorted(flaws, key=lambda flaw: flaw.position)
        lines = [f"line {flaw.position}, {flaw.field}: {flaw.reason.rstrip('.')}" for flaw in self.shown]
        if self.more:
            lines.append(f"and {self.more:,} more")
        super().__init__("CSV", "; ".join(lines), example)
        self.sentence = self.sentence.replace("; ", ";\n")

    @property
    def shown(self) -> Sequence[Flaw]:
        """The first 20."""
        return self.flaws[:MOST_SHOWN]

    @property
    def more(self) -> int:
        """How many there are beyond those."""
        return len(self.flaws) - len(self.shown)


def read_csv(text: str, shapes: Sequence[Sequence[str]], most: int) -> tuple[list[Row], list[Flaw]]:
    """The rows under a header that names the columns of one shape, in any order; and the rows that do not fit it.

    Raises BadInput where the whole cannot be read, TooMany beyond `most` rows. Empty lines are passed over.
    """
    example = ",".join(shapes[0])
    if is_blank(text):
        raise BadInput("CSV", "it is empty", example)
    if not is_storable(text.replace("\r", "").removeprefix(BYTE_ORDER_MARK)):
        raise BadInput("CSV", "it holds characters that are no text; save it as UTF-8", example)
    lines = _read_lines(text.removeprefix(BYTE_ORDER_MARK), example)
    _, header = next(lines)
    columns = _check_header(header, shapes)
    rows: list[Row] = []
    flaws: list[Flaw] = []
    for line, cells in lines:
        if len(rows) + len(flaws) == most:
            raise TooMany("CSV", f"more than {most:,} rows; send them in parts", example)
        if len(cells) == len(columns):
            rows.append(Row(line, dict(zip(columns, cells, strict=True))))
        else:
            reason = f"{len(cells)} values under {len(columns)} columns"
            flaws.append(Flaw(line, "row", reason, ",".join(columns)))
    if not rows and not flaws:
        raise BadInput("CSV", "nothing stands below the header", example)
    return rows, flaws


def _read_lines(text: str, example: str) -> Iterator[tuple[int, list[str]]]:
    """Each record with the line that it begins on."""
    reader = csv.reader(text.splitlines(keepends=True), strict=True)
    begins = 1
    try:
        for cells in reader:
            if any(not is_blank(cell) for cell in cells):
                yield begins, [cell.strip() for cell in cells]
            begins = reader.line_num + 1
    except csv.Error as error:
        raise BadInput("CSV", f"line {begins} cannot be read ({error})", example) from error


def _check_header(header: Sequence[str], shapes: Sequence[Sequence[str]]) -> Sequence[str]:
    example, *others = (",".join(shape) for shape in shapes)
    if len(header) == 1 and ";" in header[0]:
        reason = (
            "its columns are parted by “;”, as some spreadsheets do where numbers have a comma; "
            "save it as “CSV UTF-8 (comma delimited)”, or put “,” between the columns"
        )
        raise BadInput("CSV", reason, example)
    columns = [column.lower() for column in header]
    if sorted(columns) not in [sorted(shape) for shape in shapes]:
        raise BadInput("CSV", f"line 1 is to be the header {' or '.join([example, *others])}", example)
    return columns
