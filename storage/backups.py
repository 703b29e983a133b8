"""Backups: verified copies of the database, and putting one back without sending anything twice."""

import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import Engine, make_url

from storage.clock import Clock
from storage.condition import require_database
from storage.deliveries import hold_planned, release_held
from storage.engine import make_engine
from storage.units import SYSTEM, Unit
from storage.upgrade import check_not_newer, check_sound, current_revision, upgrade


class BackupError(Exception):
    """A backup could not be made or cannot be trusted; the message says why. The database is as it was."""


def back_up(database_url: str, target: Path) -> str:
    """Write a verified copy to `target`, which must not exist, with its checksum beside it; gives a line for people."""
    if target.exists():
        raise BackupError(f"{target} exists already; choose another name.")
    require_database(database_url)
    engine = make_engine(database_url)
    revision = current_revision(engine)
    if engine.dialect.name == "sqlite":
        _copy_sqlite(engine, target)
    else:
        _run(["pg_dump", "--format=custom", f"--file={target}"], database_url)
    engine.dispose()
    target.chmod(0o600)
    facts = {"sha256": _hash(target), "revision": revision}
    _sidecar(target).write_text(json.dumps(facts) + "\n")
    return f"{target}: {target.stat().st_size:,} bytes, revision {revision}, sha256 {facts['sha256']}"


def restore(database_url: str, source: Path) -> str:
    """Put a verified copy in the database's place and hold what it had promised; gives a line for people."""
    sidecar = _sidecar(source)
    if sidecar.exists() and json.loads(sidecar.read_text())["sha256"] != _hash(source):
        raise BackupError(f"{source} is not what was written: its checksum differs. Nothing was changed.")
    if make_url(database_url).get_backend_name() == "sqlite":
        aside = _swap_sqlite(database_url, source)
    else:
        name = make_url(database_url).database or ""
        _run(["pg_restore", "--clean", "--if-exists", f"--dbname={name}", str(source)], database_url)
        aside = None
    engine = make_engine(database_url)
    upgrade(engine)
    held = _hold(engine)
    engine.dispose()
    kept = f" What stood there before is kept as {aside}." if aside else ""
    return f"Restored from {source}. {held} unsent messages are held until `groundswell release`.{kept}"


def release(database_url: str) -> str:
    """Let the messages that a restore held go out after all; gives a line for people."""
    engine = make_engine(database_url)
    with engine.execution_options(writes=True).connect() as connection, connection.begin():
        count = release_held(Unit(connection, "", SYSTEM, Clock().now()))
    engine.dispose()
    return f"{count} messages are on their way again."


def _copy_sqlite(engine: Engine, target: Path) -> None:
    connection = engine.raw_connection()
    try:
        connection.cursor().execute("VACUUM INTO ?", (str(target),))
    finally:
        connection.close()
    copy = make_engine(f"sqlite:///{target}")
    with copy.connect() as checked:
        verdict = checked.exec_driver_sql("PRAGMA integrity_check").scalar_one()
    copy.dispose()
    if verdict != "ok":
        target.unlink()
        raise BackupError(f"the copy is damaged: {verdict}")


def _swap_sqlite(database_url: str, source: Path) -> Path | None:
    database = Path(make_url(database_url).database or "")
    candidate = database.with_name(f"{database.name}.restoring")
    shutil.copyfile(source, candidate)
    candidate.chmod(0o600)
    engine = make_engine(f"sqlite:///{candidate}")
    check_sound(engine)
    check_not_newer(engine)
    engine.dispose()
    aside = database.with_name(f"{database.name}.before-restore") if database.exists() else None
    if aside is not None:
        os.replace(database, aside)
    for suffix in ("-wal", "-shm", "-journal"):
        database.with_name(database.name + suffix).unlink(missing_ok=True)
        candidate.with_name(candidate.name + suffix).unlink(missing_ok=True)
    os.replace(candidate, database)
    return aside


def _hold(engine: Engine) -> int:
    with engine.execution_options(writes=True).connect() as connection, connection.begin():
        return hold_planned(Unit(connection, "", SYSTEM, Clock().now()))


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


def _sidecar(file: Path) -> Path:
    return file.with_name(f"{file.name}.json")


def _hash(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
