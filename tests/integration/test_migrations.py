"""Migrations: the schema they make is the one the program means, and a kill leaves the old one or the new one."""

import importlib
import pkgutil
import signal
import subprocess
import sys

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect

import storage
from storage.engine import make_engine
from storage.schema import metadata
from storage.tables import metadata as complete
from storage.upgrade import NewerSchema, current_revision, head_revision, upgrade
from tests.stores import KINDS, make_url

KILLED_UPGRADE = """
import os, signal, sys
from sqlalchemy import event
from storage.engine import make_engine
from storage.upgrade import upgrade

engine, left = make_engine(sys.argv[1]), [int(sys.argv[2])]

@event.listens_for(engine, "before_cursor_execute")
def count(connection, cursor, statement, *_):
    if statement.lstrip().startswith(("CREATE", "INSERT", "UPDATE", "ALTER")):
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)

upgrade(engine)
"""


@pytest.mark.parametrize("kind", KINDS)
def test_migrated_schema_is_the_one_in_the_metadata(kind, tmp_path):
    engine = make_engine(make_url(kind, tmp_path))
    upgrade(engine)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), complete) == []
    assert current_revision(engine) == head_revision()
    engine.dispose()


def test_complete_metadata_has_the_tables_of_every_module():
    assert complete is metadata
    found = {"workspaces", "oauth_states", "deliveries", "ballots", "sealed_ballots", "audit_log"}
    assert found <= set(complete.tables)
    for module in pkgutil.iter_modules(storage.__path__, "storage."):
        assert module.ispkg or importlib.import_module(module.name)


@pytest.mark.parametrize("kind", KINDS)
def test_upgrading_twice_changes_nothing(kind, tmp_path):
    engine = make_engine(make_url(kind, tmp_path))
    upgrade(engine)
    tables = inspect(engine).get_table_names()
    upgrade(engine)
    assert inspect(engine).get_table_names() == tables
    engine.dispose()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("statement", [2, 17, 40])
def test_killed_upgrade_leaves_nothing_half_done(kind, statement, tmp_path):
    url = make_url(kind, tmp_path)
    killed = subprocess.run([sys.executable, "-c", KILLED_UPGRADE, url, str(statement)], check=False)
    assert killed.returncode == -signal.SIGKILL
    engine = make_engine(url)
    assert inspect(engine).get_table_names() == []
    upgrade(engine)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), complete) == []
    engine.dispose()


@pytest.mark.parametrize("kind", KINDS)
def test_newer_schema_is_refused_and_left_alone(kind, tmp_path):
    engine = make_engine(make_url(kind, tmp_path))
    upgrade(engine)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(NewerSchema):
        upgrade(engine)
    assert current_revision(engine) == "9999"
    engine.dispose()
