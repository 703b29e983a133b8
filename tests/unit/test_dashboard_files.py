"""Files of facts: no text is ever run, numbers stay numbers, and nothing is lost."""

import csv
import io
import re
import zipfile
from datetime import UTC, date, datetime
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from commands.dashboards.figures import Column, FactTable, Value
from commands.dashboards.files import write_csv, write_workbook, write_zip

SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
COLUMNS = [Column("Text"), Column("Number", "number"), Column("Share", "share"), Column("Day", "day")]
characters = st.characters(exclude_categories=("Cs",), exclude_characters="\x00")
texts = st.text(characters, max_size=40) | st.builds(
    "{}{}".format, st.sampled_from(FORMULA_STARTS), st.text(characters, max_size=20)
)
numbers = st.integers(-(10**9), 10**9) | st.floats(-1e9, 1e9, allow_nan=False)
rows = st.lists(st.tuples(texts, numbers, st.floats(0, 1), st.dates(date(2000, 1, 1), date(2100, 1, 1))), max_size=8)


def make_table(*table_rows: tuple[Value, ...]) -> FactTable:
    return FactTable("facts", "Facts", COLUMNS, table_rows)


def read_csv(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@given(rows)
def test_no_text_in_csv_begins_like_a_formula_and_numbers_are_as_they_were(found):
    content = write_csv(make_table(*found), "CRM").content
    header, *read = read_csv(content)
    assert header == [column.title for column in COLUMNS]
    assert len(read) == len(found)
    for (text, number, share, day), row in zip(found, read, strict=True):
        assert not row[0].startswith(FORMULA_STARTS)
        assert row[0].removeprefix("'") == text.removeprefix("'")
        assert (float(row[1]), float(row[2]), row[3]) == (float(number), share, day.isoformat())


@given(rows)
def test_no_cell_of_a_workbook_is_a_formula_or_a_link_and_numbers_stay_numbers(found):
    content = write_workbook([make_table(*found)], "CRM").content
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        assert not any("hyperlink" in name or "external" in name.lower() for name in parts.namelist())
        sheet = ElementTree.fromstring(parts.read("xl/worksheets/sheet1.xml"))
        assert sheet.find(f".//{SHEET}f") is None
        assert sheet.find(f".//{SHEET}hyperlink") is None
        cells = {cell.get("r"): cell for cell in sheet.iter(f"{SHEET}c")}
    for position, (text, number, share, _) in enumerate(found, 2):
        assert cells[f"A{position}"].get("t") == "s" if text else True
        for column, value in (("B", number), ("C", share)):
            cell = cells[f"{column}{position}"]
            assert cell.get("t") is None
            assert float(cell.findtext(f"{SHEET}v") or "nan") == float(f"{value:.16G}")


def test_what_is_absent_stays_empty_and_moments_are_utc():
    moment = datetime(2026, 12, 4, 9, 30, tzinfo=UTC)
    table = FactTable("facts", "Facts", [Column("Text"), Column("Posted", "moment")], [(None, moment), ("a", None)])
    assert read_csv(write_csv(table, "CRM").content)[1:] == [["", "2026-12-04T09:30:00Z"], ["a", ""]]
    assert write_workbook([table], "CRM").name == "CRM.xlsx"


def test_archive_has_a_file_for_each_table():
    file = write_zip([make_table(("a", 1, 0.5, date(2026, 1, 1)))], "CRM-2026-12-04")
    with zipfile.ZipFile(io.BytesIO(file.content)) as archive:
        assert archive.namelist() == ["CRM-2026-12-04-facts.csv"]
        assert re.fullmatch(
            rb'"Text".*\r\n"a",1,0.5,"2026-01-01"\r\n', archive.read(archive.namelist()[0])[3:], re.DOTALL
        )
