"""Insert-or-update, spelled alike for SQLite and PostgreSQL."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite

from storage.units import Unit


def upsert(unit: Unit, table: Table, key: Mapping[str, Any], values: Mapping[str, Any]) -> None:
    """Write `values` to the row named by `key` (its primary key columns), making the row when there is none."""
    insert = postgresql.insert if unit.connection.dialect.name == "postgresql" else sqlite.insert
    statement = insert(table).values(**key, **values)
    unit.connection.execute(statement.on_conflict_do_update(index_elements=list(key), set_=dict(values)))
