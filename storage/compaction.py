"""Compaction: what was deleted leaves the database file, its journal and its dead rows too."""

from typing import Any

from sqlalchemy import Engine

from storage.errors import Busy


def compact(engine: Engine) -> None:
    """Rewrite what ballots were deleted from: the whole file on SQLite, the tables of answers on PostgreSQL.

    `secure_delete` has overwritten the rows already; rewriting also ends the order in which pages were filled.
    Raises Busy while a reader keeps SQLite's journal from being emptied.
    """
    connection = engine.raw_connection()
    try:
        if engine.dialect.name == "sqlite":
            _compact_file(connection.driver_connection)
        else:
            _compact_tables(connection.driver_connection)
    finally:
        connection.close()


def _compact_file(driver: Any) -> None:
    driver.execute("VACUUM")
    is_blocked, *_ = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if is_blocked:
        raise Busy


def _compact_tables(driver: Any) -> None:
    driver.autocommit = True
    try:
        # The pulse's own row held the salt.
        driver.execute("VACUUM (FULL) ballots, sealed_ballots, sealed_comments, pulses")
    finally:
        driver.autocommit = False
