"""A check-up of the installation: tokens, scopes, clock, database, SQLite, files."""

import asyncio
import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import click

from bot.config import Settings
from bot.credentials import CredentialError, Identity, check_app_token, check_bot_token
from bot.manifest import BOT_SCOPES, OPTIONAL_SCOPES
from bot.pepper import PepperUnreadable, read_pepper
from storage.clock import Clock
from storage.condition import Condition, examine_database
from storage.failures import DatabaseFailure, describe_failure, is_damage
from storage.upgrade import DamagedDatabase, NewerSchema

CLOCK_SECONDS = 60
"""Slack's signatures are good for five minutes; a clock this far off is broken, and will not get better."""
OWNER_ONLY = 0o600


class Verdict(StrEnum):
    """How a check ended: a warning leaves the bot working, a failure does not."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found, and what to do about it unless it is well."""

    verdict: Verdict
    subject: str
    sentence: str
    remedy: str = ""


async def run_doctor(settings: Settings, clock: Clock | None = None) -> list[Finding]:
    """Every check, in the order in which its reader should put things right."""
    return [
        *await _check_bot(settings, clock or Clock()),
        await _check_way_in(settings),
        *await asyncio.to_thread(lambda: list(_check_storage(settings))),
        *_check_env_file(Path(".env")),
    ]


def print_findings(findings: Iterable[Finding]) -> int:
    """Print each finding with its remedy below; gives the exit code, 1 when something failed."""
    code = 0
    for finding in findings:
        click.echo(f"{finding.verdict:<5}{finding.subject}: {finding.sentence}")
        if finding.remedy:
            click.echo(f"     → {finding.remedy}")
        code = max(code, int(finding.verdict is Verdict.FAIL))
    return code


async def _check_bot(settings: Settings, clock: Clock) -> list[Finding]:
    subject = "Bot token"
    if settings.slack_bot_token is None:
        if settings.slack_client_id and settings.slack_client_secret:
            return [Finding(Verdict.OK, subject, "Each workspace's comes by installation at /slack/install.")]
        return [Finding(Verdict.FAIL, subject, "SLACK_BOT_TOKEN is missing.", "groundswell connect")]
    try:
        identity = await check_bot_token(settings.slack_api_url, settings.slack_bot_token.get_secret_value())
    except CredentialError as error:
        return [Finding(Verdict.FAIL, subject, f"{_begin(str(error))}.", "groundswell connect")]
    found = Finding(Verdict.OK, subject, f"Slack knows it as @{identity.user} in {identity.team}.")
    return [found, *_check_scopes(identity), *_check_clock(identity, clock)]


def _check_scopes(identity: Identity) -> Iterator[Finding]:
    subject = "Scopes"
    install = "Give it under “OAuth & Permissions” in the app's settings, then reinstall the app."
    needed = [scope for scope in BOT_SCOPES if scope not in identity.scopes]
    lacking = {scope: purpose for scope, purpose in OPTIONAL_SCOPES.items() if scope not in identity.scopes}
    if needed:
        yield Finding(Verdict.FAIL, subject, f"{', '.join(needed)}: missing, and nothing works without.", install)
    for scope, purpose in lacking.items():
        yield Finding(Verdict.WARN, subject, f"{scope} was not granted; it is for {purpose}.", install)
    if not needed and not lacking:
        yield Finding(Verdict.OK, subject, "All that the manifest asks for were granted.")


def _check_clock(identity: Identity, clock: Clock) -> Iterator[Finding]:
    if identity.answered_at is None:
        return
    seconds = abs((clock.now() - identity.answered_at).total_seconds())
    if seconds <= CLOCK_SECONDS:
        yield Finding(Verdict.OK, "Clock", "It agrees with Slack's.")
    else:
        yield Finding(
            Verdict.FAIL, "Clock", f"It is {seconds:.0f} s away from Slack's.", "Let NTP keep this machine's time."
        )


async def _check_way_in(settings: Settings) -> Finding:
    subject = "Way in"
    if settings.slack_app_token is not None:
        try:
            await check_app_token(settings.slack_api_url, settings.slack_app_token.get_secret_value())
        except CredentialError as error:
            remedy = "Make one under “App-Level Tokens” with the scope connections:write, then: groundswell connect"
            return Finding(Verdict.FAIL, subject, f"SLACK_APP_TOKEN: {error}.", remedy)
        return Finding(Verdict.OK, subject, "Socket Mode: Slack lets the app connect.")
    if settings.slack_signing_secret is not None:
        return Finding(Verdict.OK, subject, "HTTP: requests that are signed with SLACK_SIGNING_SECRET are taken.")
    sentence = "SLACK_APP_TOKEN (Socket Mode) and SLACK_SIGNING_SECRET (HTTP) are both missing."
    return Finding(Verdict.FAIL, subject, sentence, "groundswell connect")


def _check_storage(settings: Settings) -> Iterator[Finding]:
    try:
        condition = examine_database(settings.database_url)
    except DatabaseFailure as error:
        remedy = "groundswell restore FILE" if is_damage(error) else "Check DATABASE_URL, and that the server runs."
        yield Finding(Verdict.FAIL, "Database", f"It cannot be reached: {describe_failure(error)}.", remedy)
    except NewerSchema as error:
        sentence = f"It is at revision {error}, of a newer Groundswell."
        yield Finding(Verdict.FAIL, "Database", sentence, "Start the newer Groundswell, or restore an older backup.")
    except DamagedDatabase as error:
        yield Finding(Verdict.FAIL, "Database", f"It is damaged: {error}.", "groundswell restore FILE")
    else:
        yield from _check_schema(condition, settings.database_url)
        yield from check_sqlite(condition)
        if condition.is_held:
            sentence = "What was not sent, and what falls due by itself, is held since a restore."
            yield Finding(Verdict.WARN, "Sends", sentence, "groundswell release")
        yield _check_key_file(settings.key_file, condition.has_pulses)


def _check_schema(condition: Condition, database_url: str) -> Iterator[Finding]:
    folder = Path(database_url.removeprefix("sqlite:///")).parent
    if condition.revision is None and condition.sqlite is not None and not os.access(folder, os.W_OK):
        sentence = f"It cannot be made: there is no folder {folder} that can be written."
        yield Finding(Verdict.FAIL, "Database", sentence, "Make the folder, or set DATABASE_URL.")
    elif condition.is_current:
        yield Finding(Verdict.OK, "Database", f"It is at revision {condition.revision}, this program's.")
    elif condition.revision is None:
        yield Finding(Verdict.OK, "Database", "It is empty; the first start fills it.")
    else:
        sentence = f"It is at revision {condition.revision}; the next start brings it to {condition.newest_revision}."
        yield Finding(Verdict.WARN, "Database", sentence, "groundswell backup FILE, then groundswell migrate")


def check_sqlite(condition: Condition) -> Iterator[Finding]:
    """Whether this SQLite can be trusted with the journal mode of its file; nothing to say of PostgreSQL."""
    if (sqlite := condition.sqlite) is None:
        return
    sentence = f"Version {sqlite.version}, journal mode {sqlite.journal_mode}."
    if sqlite.is_wal_safe:
        yield Finding(Verdict.OK, "SQLite", sentence)
    elif sqlite.journal_mode == "wal":
        remedy = "Stop the bot and start it with this Python: it leaves WAL by itself. Or use SQLite 3.51.3 or newer."
        yield Finding(Verdict.FAIL, "SQLite", f"{sentence} This version can corrupt a WAL file.", remedy)
    else:
        remedy = "A Python with SQLite 3.51.3 or newer is faster; nothing is at risk."
        yield Finding(
            Verdict.WARN, "SQLite", f"{sentence} This version is kept out of WAL, which it can corrupt.", remedy
        )


def _check_key_file(path: Path, is_needed: bool) -> Finding:
    if path.exists():
        try:
            read_pepper(path)
        except PepperUnreadable as error:
            return Finding(Verdict.FAIL, "Key file", str(error), "Put the right one back, or set GROUNDSWELL_KEY_FILE.")
        return _check_mode(path, "Key file", Verdict.FAIL)
    if is_needed:
        remedy = "Put it back from where you keep its copy: ballots cannot be found without it."
        return Finding(Verdict.FAIL, "Key file", f"{path} is missing although pulses exist.", remedy)
    if not os.access(path.parent, os.W_OK):
        sentence = f"{path} cannot be made: there is no folder {path.parent} that can be written."
        return Finding(Verdict.FAIL, "Key file", sentence, "Make the folder, or set GROUNDSWELL_KEY_FILE.")
    return Finding(Verdict.OK, "Key file", f"The first start makes {path}.")


def _check_env_file(path: Path) -> Iterator[Finding]:
    if path.exists():
        yield _check_mode(path, "Settings", Verdict.WARN)


def _check_mode(path: Path, subject: str, otherwise: Verdict) -> Finding:
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & ~OWNER_ONLY:
        return Finding(otherwise, subject, f"{path} is open to others (mode {mode:o}).", f"chmod 600 {path}")
    return Finding(Verdict.OK, subject, f"{path} is its owner's alone.")


def _begin(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]
