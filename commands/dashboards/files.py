"""An initiative's facts as files: a workbook with a sheet for each table, CSV, and all CSV files in one ZIP.

No text in them is ever run: in CSV what begins like a formula gets a quote in front, in a workbook every text is
written as text. See https://owasp.org/www-community/attacks/CSV_Injection.
"""

import csv
import io
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from commands.dashboards.facts import InitiativeFacts
from commands.dashboards.figures import FactTable, Value
from commands.slack.parcels import File
from storage.exports import disarm

CELL_LIMIT = 32_767
"""Characters that a workbook's cell may hold."""
WIDEST = 60
FORMATS = {"share": "0.0%", "day": "yyyy-mm-dd", "moment": "yyyy-mm-dd hh:mm"}
CSV_TYPE, ZIP_TYPE = "text/csv; charset=utf-8", "application/zip"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def write_csv(table: FactTable, stem: str) -> File:
    """One table as CSV in UTF-8, with the mark by which spreadsheets know that; times are UTC."""
    return File(f"{stem}-{table.name}.csv", CSV_TYPE, _to_csv(table))


def write_zip(tables: Sequence[FactTable], stem: str) -> File:
    """All tables as CSV in a ZIP."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for table in tables:
            archive.writestr(f"{stem}-{table.name}.csv", _to_csv(table))
    return File(f"{stem}-csv.zip", ZIP_TYPE, buffer.getvalue())


def write_workbook(tables: Sequence[FactTable], stem: str) -> File:
    """All tables in a workbook, a sheet each; times are UTC."""
    # A start need not wait for what few ever ask for.
    from xlsxwriter import Workbook

    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
               "remove_timezone": True}  # fmt: skip
    with Workbook(buffer, options) as workbook:
        for table in tables:
            _fill_sheet(workbook, workbook.add_worksheet(table.name), table)
    return File(f"{stem}.xlsx", XLSX_TYPE, buffer.getvalue())


def name_stem(facts: InitiativeFacts) -> str:
    """What the names of an initiative's files begin with: "CRM-2026-10-05"."""
    return f"{facts.initiative.key}-{facts.now:%Y-%m-%d}"


def _to_csv(table: FactTable) -> bytes:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, quoting=csv.QUOTE_NONNUMERIC)
    writer.writerow([column.title for column in table.columns])
    for row in table.rows:
        writer.writerow([disarm(_to_plain(value)) for value in row])
    return buffer.getvalue().encode("utf-8-sig")


def _to_plain(value: Value) -> Any:
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%dT%H:%M:%SZ}"
    return value.isoformat() if isinstance(value, date) else "" if value is None else value


def _fill_sheet(workbook: Any, sheet: Any, table: FactTable) -> None:
    bold = workbook.add_format({"bold": True})
    forms = [workbook.add_format({"num_format": FORMATS.get(column.kind, "General")}) for column in table.columns]
    for position, column in enumerate(table.columns):
        sheet.write_string(0, position, column.title, bold)
    for number, row in enumerate(table.rows, 1):
        for position, value in enumerate(row):
            _fill_cell(sheet, number, position, value, forms[position])
    sheet.freeze_panes(1, 0)
    sheet.autofit(WIDEST * 7)


def _fill_cell(sheet: Any, row: int, column: int, value: Value, form: Any) -> None:
    if isinstance(value, str):
        sheet.write_string(row, column, value[:CELL_LIMIT])
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value, form)
    elif value is not None:
        sheet.write_number(row, column, value, form)
