"""Backups: verified copies of the database, and putting one back without sending anything twice."""

import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import Connection, Engine, make_url

from storage.clock import Clock
from storage.condition import MissingDatabase, require_database
from storage.deliveries import hold_planned, release_held
from storage.engine import fold_journal, make_engine
from storage.failures import DatabaseFailure, describe_failure
from storage.holds import set_hold
from storage.units import SYSTEM, Unit
from storage.upgrade import DamagedDatabase, NewerSchema, current_revision, upgrade
from storage.workspaces import list_workspaces

OWNER_ONLY = 0o600
JOURNALS = ("-wal", "-shm", "-journal")
UNCHANGED = "Nothing was changed."


class BackupError(Exception):
    """A backup could not be made or cannot be trusted; the message says why. The database is as it was."""


def back_up(database_url: str, target: Path) -> str:
    """Write a verified copy to `target`, which must not exist, with its checksum beside it; gives a line for people."""
    require_database(database_url)
    try:
        target.touch(OWNER_ONLY, exist_ok=False)
    except FileExistsError:
        raise BackupError(f"{target} exists already; choose another name.") from None
    try:
        revision = _copy(database_url, target)
    except BaseException:
        target.unlink()
        raise
    facts = {"sha256": _hash(target), "revision": revision}
    _sidecar(target).write_text(json.dumps(facts) + "\n")
    return f"{target}: {target.stat().st_size:,} bytes, revision {revision}, sha256 {facts['sha256']}"


def restore(database_url: str, source: Path) -> str:
    """Put a verified copy in the database's place and hold what it had promised; gives a line for people."""
    _check_sum(source)
    if make_url(database_url).get_backend_name() == "sqlite":
        held, aside = _swap_sqlite(Path(make_url(database_url).database or ""), source)
    else:
        name = make_url(database_url).database or ""
        command = ["pg_restore", "--clean", "--if-exists", "--single-transaction", f"--dbname={name}", str(source)]
        _run(command, database_url)
        held, aside = _make_ready(database_url), None
    kept = f" What stood there before is kept as {aside}." if aside else ""
    return (
        f"Restored from {source}. {held} unsent messages are held until `groundswell release`, "
        f"and so is what falls due by itself until then.{kept}"
    )


def release(database_url: str) -> str:
    """Let the messages that a restore held go out after all; gives a line for people."""
    require_database(database_url)
    engine = make_engine(database_url)
    with engine.execution_options(writes=True).connect() as connection, connection.begin():
        count = release_held(Unit(connection, "", SYSTEM, Clock().now()))
        _set_holds(connection, is_on=False)
    engine.dispose()
    return f"{count} messages are on their way again."


def _copy(database_url: str, target: Path) -> str | None:
    """Fill `target`; gives the revision of what was copied."""
    engine = make_engine(database_url)
    try:
        if engine.dialect.name == "sqlite":
            _copy_sqlite(engine, target)
        else:
            _run(["pg_dump", "--format=custom", f"--file={target}"], database_url)
        return current_revision(engine)
    finally:
        engine.dispose()


def _copy_sqlite(engine: Engine, target: Path) -> None:
    connection = engine.raw_connection()
    try:
        connection.cursor().execute("VACUUM INTO ?", (str(target),))
    except engine.dialect.loaded_dbapi.Error as error:
        raise BackupError(f"{target} could not be written: {error}.") from error
    finally:
        connection.close()
    copy = make_engine(f"sqlite:///{target}")
    with copy.connect() as checked:
        verdict = checked.exec_driver_sql("PRAGMA integrity_check").scalar_one()
    copy.dispose()
    if verdict != "ok":
        raise BackupError(f"the copy is damaged: {verdict}")


def _swap_sqlite(database: Path, source: Path) -> tuple[int, Path | None]:
    """Make a copy ready beside the database, then change places: a kill in between sends nothing twice."""
    candidate = database.with_name(f"{database.name}.restoring")
    _remove(candidate)
    candidate.touch(OWNER_ONLY)
    try:
        shutil.copyfile(source, candidate)
        held = _make_candidate_ready(candidate, source)
        aside = _set_aside(database)
        os.replace(candidate, database)
    finally:
        _remove(candidate)
    return held, aside


def _make_candidate_ready(candidate: Path, source: Path) -> int:
    url = f"sqlite:///{candidate}"
    try:
        require_database(url)
        return _make_ready(url)
    except MissingDatabase:
        raise BackupError(f"{source} is no backup: there is nothing of Groundswell in it. {UNCHANGED}") from None
    except NewerSchema as error:
        raise BackupError(f"{source} is at revision {error}, of a newer Groundswell. {UNCHANGED}") from None
    except (DamagedDatabase, DatabaseFailure) as error:
        reason = describe_failure(error) if isinstance(error, DatabaseFailure) else error
        raise BackupError(f"{source} is damaged, or no backup: {reason}. {UNCHANGED}") from error


def _make_ready(database_url: str) -> int:
    """Bring it to this program's schema and hold what it had promised; gives how many messages that are."""
    engine = make_engine(database_url)
    try:
        upgrade(engine)
        with engine.execution_options(writes=True).connect() as connection, connection.begin():
            _set_holds(connection, is_on=True)
            return hold_planned(Unit(connection, "", SYSTEM, Clock().now()))
    finally:
        engine.dispose()


def _set_holds(connection: Connection, *, is_on: bool) -> None:
    """What falls due by itself is held too: the copy does not know what was sent after it was made."""
    now = Clock().now()
    for workspace in list_workspaces(Unit(connection, "", SYSTEM, now)):
        set_hold(Unit(connection, workspace.team_id, SYSTEM, now), is_on=is_on)


def _set_aside(database: Path) -> Path | None:
    """Move the database with its journal to a name that is free; gives that, None when there was no database."""
    if not database.exists():
        return None
    if not fold_journal(database):
        raise BackupError(f"{database} is in use: stop the bot first. {UNCHANGED}")
    aside, number = database.with_name(f"{database.name}.before-restore"), 1
    while aside.exists():
        number += 1
        aside = database.with_name(f"{database.name}.before-restore-{number}")
    for suffix in (*JOURNALS, ""):
        if (part := database.with_name(database.name + suffix)).exists():
            os.replace(part, aside.with_name(aside.name + suffix))
    return aside


def _remove(database: Path) -> None:
    for suffix in ("", *JOURNALS):
        database.with_name(database.name + suffix).unlink(missing_ok=True)


def _run(command: Sequence[str], database_url: str) -> None:
    """Run one of PostgreSQL's programs; where and who goes through its environment, since arguments can be listed."""
    program = shutil.which(command[0])
    if program is None:
        raise BackupError(f"{command[0]} is missing; it comes with PostgreSQL's client programs.")
    environment = _libpq_environment(database_url)
    outcome = subprocess.run(  # noqa: S603 - a fixed program
        [program, *command[1:]], env=environment, capture_output=True, text=True, check=False
    )
    if outcome.returncode != 0:
        raise BackupError(f"{command[0]} failed: {outcome.stderr.strip()}")


def _libpq_environment(database_url: str) -> dict[str, str]:
    url = make_url(database_url)
    parts = {
        "PGHOST": url.host,
        "PGPORT": str(url.port) if url.port else None,
        "PGUSER": url.username,
        "PGPASSWORD": url.password,
        "PGDATABASE": url.database,
    }
    return {name: value for name, value in parts.items() if value}


def _check_sum(source: Path) -> None:
    """Raise BackupError when the checksum beside `source` is another than its own; one that came alone is taken."""
    sidecar = _sidecar(source)
    if not sidecar.exists():
        return
    try:
        expected = json.loads(sidecar.read_text())["sha256"]
    except (ValueError, KeyError, TypeError):
        raise BackupError(f"{sidecar} does not hold the checksum of {source}. {UNCHANGED}") from None
    if expected != _hash(source):
        raise BackupError(f"{source} is not what was written: its checksum differs. {UNCHANGED}")


def _sidecar(file: Path) -> Path:
    return file.with_name(f"{file.name}.json")


def _hash(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
