"""The condition of a database, as the doctor sees it, on both kinds."""

import pytest

from storage.condition import examine_database
from storage.engine import make_engine
from storage.upgrade import head_revision, upgrade


def test_postgresql_before_and_after_its_first_start(postgres_url):
    empty = examine_database(postgres_url)
    assert (empty.revision, empty.is_current, empty.sqlite) == (None, False, None)
    engine = make_engine(postgres_url)
    upgrade(engine)
    engine.dispose()
    current = examine_database(postgres_url)
    assert (current.revision, current.is_current, current.has_pulses) == (head_revision(), True, False)


def test_sqlite_tells_its_journal_mode_once_there_is_a_file(tmp_path):
    url = f"sqlite:///{tmp_path}/groundswell.db"
    fresh = examine_database(url)
    assert fresh.sqlite is not None
    assert (fresh.revision, fresh.sqlite.journal_mode, list(tmp_path.iterdir())) == (None, "none yet", [])
    engine = make_engine(url)
    upgrade(engine)
    engine.dispose()
    current = examine_database(url)
    assert current.sqlite is not None
    assert current.is_current
    assert current.sqlite.journal_mode == ("wal" if current.sqlite.is_wal_safe else "delete")


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///"])
def test_a_database_in_memory_is_always_fresh(url):
    assert examine_database(url).revision is None
