"""Bringing a database to the schema that this program knows, or refusing one that is newer."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Engine

MIGRATIONS = Path(__file__).parent / "migrations"


class NewerSchema(Exception):
    """The database was made by a newer Groundswell; start that one, or restore an older backup."""


class DamagedDatabase(Exception):
    """SQLite finds the file damaged; it is left as it is."""


def upgrade(engine: Engine) -> None:
    """Apply the missing revisions in one transaction: a killed upgrade leaves the old schema whole.

    Raises DamagedDatabase or NewerSchema, having touched nothing.
    """
    check_sound(engine)
    check_not_newer(engine)
    with engine.execution_options(writes=True).connect() as connection, connection.begin():
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def check_sound(engine: Engine) -> None:
    """Raise DamagedDatabase when the pages of a SQLite file do not fit together; PostgreSQL sees to its own."""
    if engine.dialect.name != "sqlite":
        return
    with engine.connect() as connection:
        finding = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar_one()
    if finding != "ok":
        raise DamagedDatabase(finding)


def current_revision(engine: Engine) -> str | None:
    """The revision that the database is at; None for an empty one."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def head_revision() -> str:
    """The newest revision that this program knows."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    assert head is not None
    return head


def check_not_newer(engine: Engine) -> None:
    """Raise NewerSchema when the database is at a revision that this program does not know."""
    revision = current_revision(engine)
    if revision is None:
        return
    try:
        ScriptDirectory.from_config(_config()).get_revision(revision)
    except CommandError as error:
        raise NewerSchema(revision) from error


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config
