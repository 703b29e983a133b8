"""The command line: `groundswell VERB`."""

import asyncio
import json
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import click

from bot.collector import pause_collector
from bot.config import ConfigError, Settings, load_settings


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Groundswell: a Slack bot that carries an organisational change from plan to use."""


@main.command()
@click.option("--headless", is_flag=True, help="Play the whole story and print what each person saw.")
@click.option("--port", type=click.IntRange(0, 65535), default=8765, show_default=True, help="Port of the page.")
@click.option("--reset", is_flag=True, help="Start the story anew.")
def demo(headless: bool, port: int, reset: bool) -> None:
    """A workspace without Slack, with a story to look at."""
    from bot.sandbox.demo import play_headless, serve_demo

    if headless:
        sys.exit(asyncio.run(play_headless()))
    asyncio.run(serve_demo(port, reset=reset))


@main.command()
def run() -> None:
    """The bot: Socket Mode with SLACK_APP_TOKEN, else HTTP."""
    pause_collector()
    settings = _load(with_logs=True)
    _require_way_in(settings)
    from bot.run import run as serve

    _exit_on_known_errors(lambda: asyncio.run(serve(settings)))


@main.command()
@click.option("--at", "moment", help="ISO 8601 moment to act at, such as 2026-12-07T09:00Z; now when left out.")
def tick(moment: str | None) -> None:
    """Do everything that is due at a moment once: plan, send, exit."""
    settings = _load(with_logs=True)
    at = _read_moment(moment)
    from bot.tick import tick_once

    _exit_on_known_errors(lambda: asyncio.run(tick_once(settings, at)))


@main.command()
def migrate() -> None:
    """Bring the database to this program's schema."""
    settings = _load()
    from storage.engine import make_engine
    from storage.upgrade import current_revision, upgrade

    def work() -> None:
        engine = make_engine(settings.database_url)
        upgrade(engine)
        click.echo(f"The database is at revision {current_revision(engine)}.")

    _exit_on_known_errors(work)


@main.command()
@click.argument("file", type=click.Path(path_type=Path))
def backup(file: Path) -> None:
    """Write a verified copy of the database to FILE."""
    from storage.backups import back_up

    settings = _load()
    _exit_on_known_errors(lambda: click.echo(back_up(settings.database_url, file)))


@main.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def restore(file: Path) -> None:
    """Put the copy in FILE in the database's place; what it had not sent is held."""
    from storage.backups import restore as restore_backup

    settings = _load()
    _exit_on_known_errors(lambda: click.echo(restore_backup(settings.database_url, file)))


@main.command()
def release() -> None:
    """Let the messages that a restore held go out after all."""
    from storage.backups import release as release_messages

    settings = _load()
    _exit_on_known_errors(lambda: click.echo(release_messages(settings.database_url)))


@main.command()
@click.argument("directory", type=click.Path(path_type=Path, file_okay=False))
def export(directory: Path) -> None:
    """Write every table as CSV into DIRECTORY; ballots of open pulses stay where they are."""
    from storage.exports import export_tables

    settings = _load()
    _exit_on_known_errors(lambda: click.echo(export_tables(settings.database_url, directory)))


@main.group()
def audit() -> None:
    """The audit log."""


@audit.command()
def verify() -> None:
    """Check every chain; exits 1 at a break."""
    settings = _load()
    from storage.audit import count_entries, find_breaks
    from storage.condition import require_database
    from storage.engine import make_engine

    def work() -> None:
        require_database(settings.database_url)
        with make_engine(settings.database_url).connect() as connection:
            breaks = list(find_breaks(connection))
            for found in breaks:
                click.echo(f"{found.team_id} at {found.position}: {found.reason}")
            click.echo(f"{count_entries(connection)} entries, {len(breaks)} breaks")
        if breaks:
            sys.exit(1)

    _exit_on_known_errors(work)


@main.command()
def rebuild() -> None:
    """Add the weeks of the trends up anew from the sealed answers."""
    from bot.rebuilding import rebuild_trends

    settings = _load()
    _exit_on_known_errors(lambda: click.echo(rebuild_trends(settings.database_url)))


@main.command()
@click.option("--request-url", help="Public https address for Slack's requests; Socket Mode when left out.")
def manifest(request_url: str | None) -> None:
    """The Slack app manifest, as JSON."""
    from bot.manifest import build_manifest

    settings = _load()
    try:
        click.echo(json.dumps(build_manifest(settings, request_url), indent=2, ensure_ascii=False))
    except ConfigError as error:
        click.echo(str(error), err=True)
        sys.exit(2)


@main.command()
def connect() -> None:
    """Guide through a first installation."""
    from bot.connect import run_connect

    sys.exit(run_connect(_load()))


@main.command()
def doctor() -> None:
    """Check tokens, scopes, database, clock, SQLite and key file; exits 1 when something is wrong."""
    from bot.doctor import print_findings, run_doctor

    sys.exit(print_findings(asyncio.run(run_doctor(_load()))))


@main.command(context_settings={"ignore_unknown_options": True})
@click.argument("part", required=False)
@click.argument("extra", nargs=-1, type=click.UNPROCESSED)
def test(part: str | None, extra: Sequence[str]) -> None:
    """The test suite, or a PART of it: unit, integration, scenarios, faults, browser."""
    from bot.testing import run_tests

    sys.exit(run_tests(part, extra))


@main.command()
@click.argument("name", required=False)
def bench(name: str | None) -> None:
    """The benchmarks, or one by NAME: a JSON line a figure."""
    from benchmarks.run import run_benchmarks

    sys.exit(run_benchmarks(name))


def _load(*, with_logs: bool = False) -> Settings:
    try:
        settings = load_settings()
    except ConfigError as error:
        click.echo(str(error), err=True)
        sys.exit(2)
    if with_logs:
        from bot.logs import set_up_logs

        set_up_logs(settings.log_level)
    return settings


def _require_way_in(settings: Settings) -> None:
    if settings.slack_app_token is None and settings.slack_signing_secret is None:
        click.echo(
            "SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET (HTTP) is missing. "
            "`groundswell connect` guides through it; `groundswell demo` needs neither.",
            err=True,
        )
        sys.exit(2)
    if settings.slack_bot_token is None and settings.slack_client_id is None:
        click.echo(
            "SLACK_BOT_TOKEN is missing, or SLACK_CLIENT_ID where workspaces install by a link. "
            "`groundswell connect` guides through it; `groundswell demo` needs neither.",
            err=True,
        )
        sys.exit(2)


def _read_moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(
            f"“{text}” is no ISO 8601 moment, such as 2026-12-07T09:00Z", param_hint="--at"
        ) from None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment


def _exit_on_known_errors(work: Callable[[], object]) -> None:
    """Run `work`; what the operator can put right is said in a sentence and exits 3."""
    from bot.start_errors import KNOWN_ERRORS, describe_start_error

    try:
        work()
    except KNOWN_ERRORS as error:
        click.echo(describe_start_error(error), err=True)
        sys.exit(3)
