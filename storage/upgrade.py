"""Bringing a database to the schema that this program knows, or refusing one that is newer."""

from pathlib import Path

from sqlalchemy import Engine, inspect

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
    if current_revision(engine) != head_revision():
        _migrate(engine)


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
        if not inspect(connection).has_table("alembic_version"):
            return None
        revision = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one_or_none()
        return None if revision is None else str(revision)


def head_revision() -> str:
    """The newest revision that this program knows."""
    return _list_revisions()[-1]


def check_not_newer(engine: Engine) -> None:
    """Raise NewerSchema when the database is at a revision that this program does not know."""
    revision = current_revision(engine)
    if revision is not None and revision not in _list_revisions():
        raise NewerSchema(revision)


def _list_revisions() -> list[str]:
    """Every revision, the oldest first; their files' names begin with them."""
    return sorted(path.name.partition("_")[0] for path in MIGRATIONS.glob("versions/[0-9]*_*.py"))


def _migrate(engine: Engine) -> None:
    # Half a second that a start with a current database need not wait for.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.execution_options(writes=True).connect() as connection, connection.begin():
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
