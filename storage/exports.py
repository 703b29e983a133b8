"""Exports: every table as CSV, for people who want to take their facts along."""

import csv
from pathlib import Path
from typing import Any

from sqlalchemy import select

from storage.condition import require_database
from storage.engine import make_engine
from storage.tables import metadata

LEFT_OUT = frozenset({"ballots", "receipts", "oauth_states", "dashboard_links", "dashboard_sessions", "api_answers"})
"""Ballots of open pulses are nobody's to read; the others are machinery."""
SECRET_COLUMNS = frozenset({"sealed_token", "salt", "fingerprint"})
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def export_tables(database_url: str, directory: Path) -> str:
    """Write each table to `directory` as UTF-8 CSV with a header line; gives a line for people."""
    require_database(database_url)
    directory.mkdir(parents=True, exist_ok=True)
    engine = make_engine(database_url)
    rows = 0
    with engine.connect() as connection:
        for table in metadata.sorted_tables:
            if table.name in LEFT_OUT:
                continue
            columns = [column for column in table.columns if column.name not in SECRET_COLUMNS]
            with (directory / f"{table.name}.csv").open("w", newline="", encoding="utf-8") as file:
                writer = csv.writer(file)
                writer.writerow([column.name for column in columns])
                for row in connection.execute(select(*columns)):
                    writer.writerow([disarm(value) for value in row])
                    rows += 1
    engine.dispose()
    return f"{rows:,} rows in {directory}"


def disarm(value: Any) -> Any:
    """A text that a spreadsheet would run as a formula gets a quote in front; everything else stays."""
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return f"'{value}"
    return value
