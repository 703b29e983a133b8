"""The condition of the database: whether it can be reached, its schema, and how SQLite keeps it safe."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine, make_url

from storage.clock import Clock
from storage.engine import is_wal_safe, make_engine, sqlite_version
from storage.holds import is_any_held
from storage.pulses import has_pulses
from storage.units import SYSTEM, Unit
from storage.upgrade import check_not_newer, check_sound, current_revision, head_revision


class MissingDatabase(Exception):
    """There is no database yet. `groundswell migrate` makes one, and `groundswell run` does so by itself."""

    def __str__(self) -> str:
        return str(self.__doc__)


@dataclass(frozen=True, slots=True)
class Sqlite:
    """The SQLite in use: its version, whether that can keep a WAL file whole, and the journal mode of the file."""

    version: str
    is_wal_safe: bool
    journal_mode: str


@dataclass(frozen=True, slots=True)
class Condition:
    """What was found; `revision` is None for an empty or missing database, `sqlite` None for PostgreSQL.

    `is_held`: a restore holds back what the bot would send by itself.
    """

    revision: str | None
    newest_revision: str
    has_pulses: bool
    sqlite: Sqlite | None
    is_held: bool = False

    @property
    def is_current(self) -> bool:
        """Whether the schema is the one that this program knows."""
        return self.revision == self.newest_revision


def examine_database(url: str) -> Condition:
    """Look without changing anything.

    Raises DatabaseFailure where it cannot be reached, NewerSchema or DamagedDatabase where it must not be used.
    """
    path = make_url(url).database
    if make_url(url).get_backend_name() == "sqlite" and not (path and Path(path).exists()):
        # Connecting would make the file.
        return Condition(None, head_revision(), False, _examine_sqlite(None))
    engine = make_engine(url)
    try:
        check_sound(engine)
        check_not_newer(engine)
        revision = current_revision(engine)
        sqlite = _examine_sqlite(engine) if engine.dialect.name == "sqlite" else None
        if revision != head_revision():
            return Condition(revision, head_revision(), False, sqlite)
        with engine.connect() as connection:
            unit = Unit(connection, "", SYSTEM, Clock().now())
            return Condition(revision, head_revision(), has_pulses(unit), sqlite, is_any_held(unit))
    finally:
        engine.dispose()


def _examine_sqlite(engine: Engine | None) -> Sqlite:
    version = sqlite_version()
    mode = "none yet"
    if engine is not None:
        with engine.connect() as connection:
            mode = str(connection.exec_driver_sql("PRAGMA journal_mode").scalar_one())
    return Sqlite(".".join(map(str, version)), is_wal_safe(version), mode)


def require_database(url: str) -> None:
    """Raise MissingDatabase unless there is a database with tables at `url`; nothing is made."""
    if examine_database(url).revision is None:
        raise MissingDatabase
