"""Compaction: what was deleted leaves the database file, its journal and its dead rows too."""

import re
from functools import partial
from typing import Any

from sqlalchemy import Engine

from storage.errors import Busy

_DEAD_ROWS = re.compile("[1-9][0-9]* dead row versions cannot be removed yet")
"""What PostgreSQL says of a table in VACUUM VERBOSE; a server that speaks another language is taken at its word."""


def compact(engine: Engine) -> None:
    """Rewrite what ballots were deleted from: the whole file on SQLite, the tables of answers on PostgreSQL.

    `secure_delete` has overwritten the rows already; rewriting also ends the order in which pages were filled.
    Raises Busy while a reader keeps SQLite's journal from being emptied, or PostgreSQL's dead rows from being left out.
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
    kept: list[str] = []
    watcher = partial(_note_kept_rows, kept)
    driver.autocommit = True
    driver.add_notice_handler(watcher)
    try:
        # The rows of the pulse and of the memo's round held the salt.
        driver.execute(
            "VACUUM (FULL, VERBOSE) ballots, sealed_ballots, sealed_comments, pulses, memo_effects, memo_effect_rounds"
        )
    finally:
        driver.remove_notice_handler(watcher)
        driver.autocommit = False
    if kept:
        raise Busy


def _note_kept_rows(kept: list[str], notice: Any) -> None:
    """Dead rows that somebody who began to read before the deletion may still see are copied along."""
    if match := _DEAD_ROWS.search(notice.message_detail or ""):
        kept.append(match[0])
