"""Backups: a copy can be trusted, and restoring one sends nothing twice."""

import csv
import json
import shutil
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from storage.backups import BackupError, back_up, release, restore
from storage.condition import MissingDatabase, examine_database
from storage.deliveries import claim_due
from storage.engine import make_engine
from storage.exports import export_tables
from storage.initiatives import add_initiative, find_initiative
from storage.outbox import Content, Priority, Recipient, count_by_state, promise
from storage.store import Store
from storage.units import Unit
from storage.workspaces import put_workspace
from tests.databases import drop_database
from tests.stores import make_migrated_url, reopen

ROOT = Path(__file__).parents[2]
TEAM = "T1"
COMMIT_AND_DIE = """
import os, signal, sys
from storage.initiatives import add_initiative
from storage.store import Store
store = Store.open(sys.argv[1])
store.write_now("T1", lambda unit: add_initiative(unit, "LAST", "Last words", sponsor_id="U1", lead_id="U1"))
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def url(tmp_path: Path) -> str:
    return make_migrated_url("sqlite", tmp_path)


def furnish(unit: Unit) -> None:
    add_initiative(unit, "CRM", "=HYPERLINK(1)", sponsor_id="U1", lead_id="U2")
    promise(
        unit,
        key="memo:M-1",
        kind="memo",
        subject="M-1",
        priority=Priority.MEMO,
        contents_by_variant={"all": Content("hello")},
        recipients=[Recipient(f"U{n}", datetime(2026, 1, 1, tzinfo=UTC)) for n in range(3)],
    )


def work(url: str, function):
    store = Store.open(url)
    try:
        return store.write_now(TEAM, function)
    finally:
        store.close()


def test_a_restored_backup_holds_what_it_had_promised_until_released(url: str, tmp_path: Path) -> None:
    work(url, furnish)
    back_up(url, tmp_path / "copy")
    work(url, lambda unit: claim_due(unit, 10))
    restore(url, tmp_path / "copy")
    assert work(url, lambda unit: count_by_state(unit, "M-1")) == {"held": 3}
    assert work(url, lambda unit: claim_due(unit, 10)) == []
    release(url)
    assert len(work(url, lambda unit: claim_due(unit, 10))) == 3


def promise_at_restart(unit: Unit, key: str) -> None:
    """Somebody's message, as a job or a gesture promises it after the restore."""
    recipients = [Recipient("U1", datetime(2026, 1, 1, tzinfo=UTC))]
    promise(
        unit, key=key, kind="memo", subject=key, priority=Priority.MEMO, contents_by_variant={"all": Content("hello")},
        recipients=recipients,
    )  # fmt: skip


def test_what_falls_due_by_itself_after_a_restore_is_held_and_what_people_send_is_not(url: str, tmp_path: Path) -> None:
    work(url, lambda unit: put_workspace(unit, "Team", "UBOT"))
    back_up(url, tmp_path / "copy")
    restore(url, tmp_path / "copy")
    assert examine_database(url).is_held
    work(url, lambda unit: promise_at_restart(unit, "due by itself"))
    work(url, lambda unit: promise_at_restart(replace(unit, actor_id="U2"), "sent by hand"))
    assert [each.reason for each in work(url, lambda unit: claim_due(unit, 10))] == [None]
    assert work(url, lambda unit: count_by_state(unit, "due by itself")) == {"held": 1}
    release(url)
    assert not examine_database(url).is_held
    assert len(work(url, lambda unit: claim_due(unit, 10))) == 1
    work(url, lambda unit: promise_at_restart(unit, "due later"))
    assert work(url, lambda unit: count_by_state(unit, "due later")) == {"planned": 1}


def test_restore_brings_the_facts_of_the_backup_back_and_keeps_what_stood_there(url: str, tmp_path: Path) -> None:
    back_up(url, tmp_path / "empty")
    work(url, furnish)
    restore(url, tmp_path / "empty")
    assert work(url, lambda unit: find_initiative(unit, "CRM")) is None
    assert (tmp_path / "groundswell.db.before-restore").exists()


def test_an_altered_backup_is_refused_and_nothing_changes(url: str, tmp_path: Path) -> None:
    work(url, furnish)
    back_up(url, tmp_path / "copy")
    content = bytearray((tmp_path / "copy").read_bytes())
    content[5000] ^= 0xFF
    (tmp_path / "copy").write_bytes(content)
    with pytest.raises(BackupError, match="checksum"):
        restore(url, tmp_path / "copy")
    assert work(url, lambda unit: find_initiative(unit, "CRM")) is not None


def test_a_backup_is_private_named_by_its_checksum_and_overwrites_nothing(url: str, tmp_path: Path) -> None:
    back_up(url, tmp_path / "copy")
    assert (tmp_path / "copy").stat().st_mode & 0o777 == 0o600
    assert len(json.loads((tmp_path / "copy.json").read_text())["sha256"]) == 64
    with pytest.raises(BackupError, match="exists already"):
        back_up(url, tmp_path / "copy")


def test_an_export_disarms_formulas_and_leaves_ballots_and_secrets_out(url: str, tmp_path: Path) -> None:
    work(url, furnish)
    export_tables(url, tmp_path / "out")
    rows = list(csv.DictReader((tmp_path / "out" / "initiatives.csv").read_text().splitlines()))
    assert rows[0]["name"] == "'=HYPERLINK(1)"
    assert not (tmp_path / "out" / "ballots.csv").exists()
    header = (tmp_path / "out" / "workspaces.csv").read_text().splitlines()[0]
    assert "sealed_token" not in header
    assert "salt" not in (tmp_path / "out" / "pulses.csv").read_text().splitlines()[0]


def test_a_second_restore_keeps_what_the_first_one_kept(url: str, tmp_path: Path) -> None:
    back_up(url, tmp_path / "empty")
    work(url, furnish)
    for _ in range(2):
        restore(url, tmp_path / "empty")
    assert work(f"{url}.before-restore", lambda unit: find_initiative(unit, "CRM")) is not None
    assert work(f"{url}.before-restore-2", lambda unit: find_initiative(unit, "CRM")) is None


def test_what_is_set_aside_has_the_facts_that_were_still_in_the_journal(url: str, tmp_path: Path) -> None:
    back_up(url, tmp_path / "empty")
    script = [sys.executable, "-c", COMMIT_AND_DIE, url]
    assert subprocess.run(script, cwd=ROOT, check=False).returncode == -signal.SIGKILL
    assert Path(f"{url.removeprefix('sqlite:///')}-wal").stat().st_size > 0
    restore(url, tmp_path / "empty")
    assert work(f"{url}.before-restore", lambda unit: find_initiative(unit, "LAST")) is not None


def test_a_database_in_use_is_left_in_its_place(url: str, tmp_path: Path) -> None:
    back_up(url, tmp_path / "empty")
    with reopen(url) as store:
        store.write_now(TEAM, furnish)
        with pytest.raises(BackupError, match="in use: stop the bot first"):
            restore(url, tmp_path / "empty")
        assert store.read_now(TEAM, lambda unit: find_initiative(unit, "CRM")) is not None


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "is no backup: there is nothing of Groundswell in it"),
        (b"hello\n", "is damaged, or no backup: file is not a database"),
    ],
)
def test_what_is_no_backup_is_refused_and_leaves_nothing_behind(
    url: str, tmp_path: Path, content: bytes, reason: str
) -> None:
    work(url, furnish)
    (tmp_path / "other").write_bytes(content)
    before = sorted(tmp_path.iterdir())
    with pytest.raises(BackupError, match=f"{reason}. Nothing was changed."):
        restore(url, tmp_path / "other")
    assert sorted(tmp_path.iterdir()) == before
    assert work(url, lambda unit: find_initiative(unit, "CRM")) is not None


def test_a_backup_of_a_newer_program_is_refused(url: str, tmp_path: Path) -> None:
    back_up(url, tmp_path / "copy")
    (tmp_path / "copy.json").unlink()
    engine = make_engine(f"sqlite:///{tmp_path / 'copy'}")
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    engine.dispose()
    with pytest.raises(BackupError, match="is at revision 9999, of a newer Groundswell"):
        restore(url, tmp_path / "copy")


@pytest.mark.parametrize("content", ["no", "{}", "[]"])
def test_a_checksum_that_cannot_be_read_is_no_checksum(url: str, tmp_path: Path, content: str) -> None:
    back_up(url, tmp_path / "copy")
    (tmp_path / "copy.json").write_text(content)
    with pytest.raises(BackupError, match="does not hold the checksum"):
        restore(url, tmp_path / "copy")


def test_nothing_is_made_where_there_is_no_database(tmp_path: Path) -> None:
    nowhere = f"sqlite:///{tmp_path}/none.db"
    for verb in (lambda: back_up(nowhere, tmp_path / "copy"), lambda: release(nowhere)):
        with pytest.raises(MissingDatabase):
            verb()
    assert list(tmp_path.iterdir()) == []


def test_on_postgresql_a_copy_that_breaks_off_changes_nothing_and_a_whole_one_is_held(tmp_path: Path) -> None:
    if shutil.which("pg_restore") is None:
        pytest.skip("needs PostgreSQL's client programs: apt-get install postgresql-client")
    url = make_migrated_url("postgresql", tmp_path)
    work(url, furnish)
    back_up(url, tmp_path / "copy")
    work(url, lambda unit: claim_due(unit, 10))
    (tmp_path / "part").write_bytes((tmp_path / "copy").read_bytes()[:-20_000])
    with pytest.raises(BackupError, match="pg_restore failed"):
        restore(url, tmp_path / "part")
    assert work(url, lambda unit: count_by_state(unit, "M-1")) == {"sending": 3}
    restore(url, tmp_path / "copy")
    assert work(url, lambda unit: count_by_state(unit, "M-1")) == {"held": 3}
    drop_database(url)
