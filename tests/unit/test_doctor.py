"""The doctor: every ailment is found, named and given a remedy, and nothing is changed by looking."""

import os
import socket
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.config import Settings
from bot.doctor import Finding, Verdict, check_sqlite, print_findings, run_doctor
from bot.manifest import BOT_SCOPES, OPTIONAL_SCOPES
from bot.sandbox.server import Sandbox
from storage.clock import Clock
from storage.condition import Condition, Sqlite
from storage.engine import is_wal_safe, make_engine
from storage.initiatives import add_initiative
from storage.pulses import add_pulse
from storage.store import Store
from storage.units import Unit
from storage.workspaces import put_workspace
from tests.sandboxes import make_workspace
from tests.stores import make_migrated_url


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox(make_workspace()) as opened:
        yield opened


@pytest.fixture
def settings(sandbox, tmp_path, monkeypatch):
    """A healthy installation that has been started once."""
    monkeypatch.chdir(tmp_path)
    healthy = make_settings(sandbox, tmp_path)
    make_migrated_url("sqlite", tmp_path)
    healthy.key_file.touch(0o600)
    healthy.key_file.write_text("00" * 32)
    return healthy


def make_settings(sandbox: Sandbox, folder: Path, **changes: object) -> Settings:
    values = {
        "SLACK_API_URL": sandbox.api_url,
        "SLACK_BOT_TOKEN": sandbox.bot_token,
        "SLACK_APP_TOKEN": sandbox.app_token,
        "DATABASE_URL": f"sqlite:///{folder}/groundswell.db",
        "GROUNDSWELL_KEY_FILE": folder / "groundswell.key",
    }
    return Settings(**{**values, **changes})


async def find(settings: Settings, subject: str, clock: Clock | None = None) -> list[Finding]:
    return [finding for finding in await run_doctor(settings, clock) if finding.subject == subject]


async def find_one(settings: Settings, subject: str, clock: Clock | None = None) -> Finding:
    (finding,) = await find(settings, subject, clock)
    return finding


async def test_a_healthy_installation_has_nothing_but_ok(settings, capsys):
    findings = await run_doctor(settings)
    assert {finding.verdict for finding in findings} == {Verdict.OK}
    subjects = [finding.subject for finding in findings]
    assert subjects == ["Bot token", "Scopes", "Clock", "Way in", "Database", "SQLite", "Key file"]
    assert print_findings(findings) == 0
    assert "ok   Bot token: Slack knows it as @groundswell in Sandbox." in capsys.readouterr().out


async def test_nothing_is_made_by_looking_at_a_fresh_installation(sandbox, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    fresh = make_settings(sandbox, tmp_path)
    assert "the first start fills it" in (await find_one(fresh, "Database")).sentence
    assert "first start makes" in (await find_one(fresh, "Key file")).sentence
    assert list(tmp_path.iterdir()) == []


async def test_tokens_that_slack_does_not_take(sandbox, settings, tmp_path):
    wrong = make_settings(sandbox, tmp_path, SLACK_BOT_TOKEN="xoxb-wrong", SLACK_APP_TOKEN="xapp-wrong")
    bot, way = await find_one(wrong, "Bot token"), await find_one(wrong, "Way in")
    assert (bot.verdict, way.verdict) == (Verdict.FAIL, Verdict.FAIL)
    assert bot.sentence == "Slack does not know this token (invalid_auth)."
    assert "connections:write" in way.remedy
    assert "wrong" not in f"{bot} {way}"


async def test_missing_tokens_and_what_can_stand_in_their_place(sandbox, settings, tmp_path):
    bare = make_settings(sandbox, tmp_path, SLACK_BOT_TOKEN=None, SLACK_APP_TOKEN=None)
    assert (await find_one(bare, "Bot token")).remedy == "groundswell connect"
    assert (await find_one(bare, "Way in")).verdict is Verdict.FAIL
    http = bare.model_copy(update={"slack_signing_secret": "s", "slack_client_id": "1.2", "slack_client_secret": "s"})
    assert (await find_one(http, "Bot token")).verdict is Verdict.OK
    assert "HTTP" in (await find_one(http, "Way in")).sentence


async def test_slack_that_cannot_be_reached(sandbox, settings, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as server:
        nobody = f"http://127.0.0.1:{server.getsockname()[1]}/api/"
    finding = await find_one(make_settings(sandbox, tmp_path, SLACK_API_URL=nobody), "Bot token")
    assert finding.verdict is Verdict.FAIL
    assert finding.sentence.startswith(f"Slack cannot be reached at {nobody}")


async def test_a_needed_scope_fails_and_an_optional_one_warns_with_what_it_is_for(sandbox, settings):
    sandbox.workspace.scopes = list(BOT_SCOPES)
    findings = await find(settings, "Scopes")
    assert [finding.verdict for finding in findings] == [Verdict.WARN] * len(OPTIONAL_SCOPES)
    assert "usergroups:read was not granted; it is for audiences from user groups." in [
        finding.sentence for finding in findings
    ]
    sandbox.workspace.scopes = ["commands", *OPTIONAL_SCOPES]
    finding = await find_one(settings, "Scopes")
    assert finding.verdict is Verdict.FAIL
    assert finding.sentence.startswith("chat:write, users:read: missing")


@pytest.mark.parametrize(("seconds", "verdict"), [(30, Verdict.OK), (90, Verdict.FAIL), (-90, Verdict.FAIL)])
async def test_a_clock_that_differs_from_slacks(settings, seconds, verdict):
    finding = await find_one(settings, "Clock", Clock(timedelta(seconds=seconds)))
    assert finding.verdict is verdict
    assert (verdict is Verdict.OK) == (finding.remedy == "")


async def test_databases_that_are_out_of_reach_damaged_newer_or_older(sandbox, settings, tmp_path):
    away = make_settings(sandbox, tmp_path, DATABASE_URL="postgresql+psycopg://me:hush@127.0.0.1:1/x")
    finding = await find_one(away, "Database")
    assert (finding.verdict, "hush" in finding.sentence) == (Verdict.FAIL, False)
    damaged = make_settings(sandbox, tmp_path, DATABASE_URL=f"sqlite:///{tmp_path}/damaged.db")
    (tmp_path / "damaged.db").write_bytes(b"no database, but long enough for a header " * 99)
    assert (await find_one(damaged, "Database")).verdict is Verdict.FAIL
    for revision, verdict in (("0001", Verdict.WARN), ("9999", Verdict.FAIL)):
        with make_engine(settings.database_url).execution_options(writes=True).begin() as connection:
            connection.exec_driver_sql(f"UPDATE alembic_version SET version_num = '{revision}'")
        finding = await find_one(settings, "Database")
        assert (finding.verdict, revision in finding.sentence) == (verdict, True)


@pytest.mark.parametrize(
    ("version", "is_safe"),
    [
        ((3, 40, 1), False), ((3, 44, 5), False), ((3, 44, 6), True), ((3, 45, 0), False), ((3, 50, 6), False),
        ((3, 50, 7), True), ((3, 51, 2), False), ((3, 51, 3), True), ((3, 52, 0), True), ((4, 0, 0), True),
    ],
)  # fmt: skip
def test_which_versions_of_sqlite_keep_a_wal_file_whole(version, is_safe):
    assert is_wal_safe(version) is is_safe


@pytest.mark.parametrize(
    ("is_safe", "mode", "verdict"),
    [(True, "wal", Verdict.OK), (False, "delete", Verdict.WARN), (False, "wal", Verdict.FAIL)],
)
def test_an_sqlite_that_can_corrupt_a_wal_file_must_not_have_one(is_safe, mode, verdict):
    (finding,) = check_sqlite(Condition("1", "1", False, Sqlite("3.40.1", is_safe, mode)))
    assert finding.verdict is verdict


async def test_a_key_file_that_is_open_to_others_or_lost_while_it_is_needed(settings):
    settings.key_file.chmod(0o640)
    finding = await find_one(settings, "Key file")
    assert (finding.verdict, finding.remedy) == (Verdict.FAIL, f"chmod 600 {settings.key_file}")
    settings.key_file.unlink()
    assert (await find_one(settings, "Key file")).verdict is Verdict.OK
    ask_something(settings.database_url)
    assert "although pulses exist" in (await find_one(settings, "Key file")).sentence


async def test_a_key_file_that_holds_no_key_or_cannot_be_made(settings):
    settings.key_file.write_text("hello")
    finding = await find_one(settings, "Key file")
    assert (finding.verdict, finding.remedy[:22]) == (Verdict.FAIL, "Put the right one back")
    nowhere = settings.model_copy(update={"key_file": settings.key_file.parent / "none" / "key"})
    finding = await find_one(nowhere, "Key file")
    assert finding.verdict is Verdict.FAIL
    assert "cannot be made" in finding.sentence


async def test_a_dotenv_that_is_open_to_others_warns(settings, tmp_path):
    assert await find(settings, "Settings") == []
    (tmp_path / ".env").touch()
    os.chmod(tmp_path / ".env", 0o644)
    assert (await find_one(settings, "Settings")).verdict is Verdict.WARN


def test_only_a_failure_makes_the_exit_code_one(capsys):
    findings = [Finding(Verdict.WARN, "A", "b", "Do c"), Finding(Verdict.OK, "D", "e")]
    assert print_findings(findings) == 0
    assert print_findings([*findings, Finding(Verdict.FAIL, "F", "g", "Do h")]) == 1
    assert capsys.readouterr().out.splitlines()[:3] == ["warn A: b", "     → Do c", "ok   D: e"]


def ask_something(url: str) -> None:
    store = Store.open(url)

    def work(unit: Unit) -> None:
        put_workspace(unit, "Sandbox", "U0BOT")
        add_initiative(unit, "CRM", "One customer record", sponsor_id="U1", lead_id="U1")
        add_pulse(unit, "CRM", "staff", [], invited=8, salt=b"salt", open_for=timedelta(days=3))

    store.write_now("T1", work)
    store.close()
