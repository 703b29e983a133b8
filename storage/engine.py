"""The database engine: one set of rules for SQLite and PostgreSQL."""

import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url

try:
    import pysqlite3.dbapi2 as sqlite_module
except (
    ImportError
):  # no wheel for this platform: the standard library's SQLite serves, with the journal mode that suits it
    sqlite_module = sqlite3

LOCK_WAIT_SECONDS = 5
IDLE_SECONDS = 10
"""A process that is suspended inside a transaction loses it to PostgreSQL, or it would keep all others from writing."""
WRITER_LOCK = 0x67726F756E64
"""PostgreSQL advisory lock that makes all replicas take turns at writing, as SQLite's file lock does by itself."""


def sqlite_version() -> tuple[int, int, int]:
    """The version of the SQLite in use: a bundled current one where there is one."""
    major, minor, patch = sqlite_module.sqlite_version_info
    return major, minor, patch


def is_wal_safe(version: tuple[int, int, int]) -> bool:
    """Whether this SQLite has the fix of the WAL-reset bug (3.7.0 to 3.51.2, mended in 3.50.7 and 3.44.6 too)."""
    fixed_branches = {(3, 50): 7, (3, 44): 6}
    branch_fix = fixed_branches.get(version[:2])
    return version >= (3, 51, 3) or (branch_fix is not None and version[2] >= branch_fix)


def make_engine(url: str) -> Engine:
    """An engine for `url` whose write transactions begin with the lock and whose commits are on disk.

    What a statement was given stays out of its errors: they are logged, and it may be what somebody said in confidence.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return _make_sqlite_engine(url)
    engine = create_engine(
        url,
        hide_parameters=True,
        pool_size=6,
        pool_pre_ping=True,
        connect_args={"options": f"-c idle_in_transaction_session_timeout={IDLE_SECONDS}s"},
    )
    event.listen(engine, "begin", _begin_postgresql)
    return engine


def _make_sqlite_engine(url: str) -> Engine:
    engine = create_engine(
        url,
        module=sqlite_module,
        hide_parameters=True,
        connect_args={"isolation_level": None, "timeout": LOCK_WAIT_SECONDS, "check_same_thread": False},
    )
    event.listen(engine, "connect", _set_pragmas)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _set_pragmas(connection: Any, _record: object) -> None:
    wal = is_wal_safe(sqlite_version())
    connection.execute(f"PRAGMA journal_mode={'WAL' if wal else 'DELETE'}")
    connection.execute(f"PRAGMA synchronous={'FULL' if wal else 'EXTRA'}")
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA secure_delete=ON")
    connection.execute("PRAGMA temp_store=MEMORY")


def fold_journal(file: Path) -> bool:
    """Take the journal of a SQLite file into it; False while others have it open. A damaged one keeps its journal."""
    connection = sqlite_module.connect(file, timeout=0)
    try:
        connection.execute("PRAGMA journal_mode=DELETE")
    except sqlite_module.DatabaseError as error:
        return "locked" not in str(error)
    finally:
        connection.close()
    return True


def _is_writing(connection: Connection) -> bool:
    return bool(connection.get_execution_options().get("writes"))


def _begin_sqlite(connection: Connection) -> None:
    # A deferred transaction that turns to writing fails at once beside another writer; taking the lock first waits.
    connection.exec_driver_sql("BEGIN IMMEDIATE" if _is_writing(connection) else "BEGIN")


def _begin_postgresql(connection: Connection) -> None:
    if _is_writing(connection):
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITER_LOCK})")
