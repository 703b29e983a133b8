"""Backups: a copy can be trusted, and restoring one sends nothing twice."""

import csv
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from storage.backups import BackupError, back_up, release, restore
from storage.deliveries import claim_due
from storage.engine import make_engine
from storage.exports import export_tables
from storage.initiatives import add_initiative, find_initiative
from storage.outbox import Content, Priority, Recipient, count_by_state, promise
from storage.store import Store
from storage.units import Unit
from storage.upgrade import upgrade

TEAM = "T1"


@pytest.fixture
def url(tmp_path: Path) -> str:
    address = f"sqlite:///{tmp_path}/house.db"
    engine = make_engine(address)
    upgrade(engine)
    engine.dispose()
    return address


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


def test_restore_brings_the_facts_of_the_backup_back_and_keeps_what_stood_there(url: str, tmp_path: Path) -> None:
    back_up(url, tmp_path / "empty")
    work(url, furnish)
    restore(url, tmp_path / "empty")
    assert work(url, lambda unit: find_initiative(unit, "CRM")) is None
    assert (tmp_path / "house.db.before-restore").exists()


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
