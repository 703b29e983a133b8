"""Compaction: what was deleted leaves the database file, its journal and its dead rows too."""

from sqlalchemy import Engine


def compact(engine: Engine) -> None:
    """Rewrite what ballots were deleted from: the whole file on SQLite, the tables of answers on PostgreSQL.

    `secure_delete` has overwritten the rows already; rewriting also ends the order in which pages were filled.
    """
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        if engine.dialect.name == "sqlite":
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        else:
            connection.driver_connection.autocommit = True  # type: ignore[union-attr]
            cursor.execute("VACUUM (FULL) ballots, sealed_ballots, sealed_comments")
        cursor.close()
    finally:
        if engine.dialect.name != "sqlite":
            connection.driver_connection.autocommit = False  # type: ignore[union-attr]
        connection.close()
