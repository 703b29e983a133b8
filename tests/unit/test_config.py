"""Settings: defaults, kindness about what is wrong, and secrets that stay secret."""

import os
import re
from itertools import pairwise
from pathlib import Path

import pytest

from bot.config import ConfigError, Settings, load_settings

ROOT = Path(__file__).parents[2]
ALIASES = [str(field.alias) for field in Settings.model_fields.values()]


@pytest.fixture(autouse=True)
def _empty_environment(monkeypatch, tmp_path):
    """No settings but a test's own, in a folder without `.env`."""
    monkeypatch.chdir(tmp_path)
    for name in list(os.environ):
        if name.upper() in ALIASES:
            monkeypatch.delenv(name)


def load(monkeypatch, **environment):
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return load_settings()


def test_an_empty_environment_has_every_default():
    settings = load_settings()
    assert settings.slack_api_url == "https://slack.com/api/"
    assert settings.database_url == "sqlite:///groundswell.db"
    assert settings.key_file == Path("groundswell.key")
    assert (settings.command, settings.status_command, settings.risk_command) == (
        "/change", "/change-status", "/change-risk",
    )  # fmt: skip
    assert (settings.host, settings.port) == ("127.0.0.1", 3000)
    assert (settings.sends_per_minute, settings.tick_seconds, settings.undo_seconds) == (240, 10, 60)
    assert (settings.admins, settings.log_level, settings.slack_bot_token) == ((), "INFO", None)


def test_empty_values_mean_the_default(monkeypatch):
    assert load(monkeypatch, **dict.fromkeys(ALIASES, " ")) == Settings.model_construct()


def test_dotenv_is_read_from_the_working_directory_and_the_environment_goes_before_it(monkeypatch, tmp_path):
    (tmp_path / ".env").write_text("GROUNDSWELL_PORT=4000\nGROUNDSWELL_HOST=0.0.0.0\nSLACK_APP_TOKEN=xapp-1\nOTHER=1\n")
    settings = load(monkeypatch, GROUNDSWELL_PORT="5000", SLACK_APP_TOKEN="")
    assert (settings.port, settings.host, settings.slack_app_token) == (5000, "0.0.0.0", None)


def test_secrets_and_passwords_are_never_printed(monkeypatch):
    settings = load(
        monkeypatch,
        SLACK_BOT_TOKEN="xoxb-hush",
        SLACK_APP_TOKEN="xapp-hush",
        SLACK_SIGNING_SECRET="hush",
        SLACK_CLIENT_SECRET="hush",
        DATABASE_URL="postgresql+psycopg://me:hush@localhost/x",
    )
    assert "hush" not in f"{settings} {settings!r}"


def test_admins_are_ids_between_commas(monkeypatch):
    assert load(monkeypatch, GROUNDSWELL_ADMINS=" U012ABC, ,W9 ").admins == ("U012ABC", "W9")


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_every_usual_spelling_of_postgresql_uses_the_one_driver(monkeypatch, scheme):
    url = load(monkeypatch, DATABASE_URL=f"{scheme}://me:pw@localhost/x").database_url
    assert url == "postgresql+psycopg://me:pw@localhost/x"


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/api", "http://[::1]:9/api", "https://slack.example/api"])
def test_the_api_address_ends_in_a_slash(monkeypatch, url):
    assert load(monkeypatch, SLACK_API_URL=url).slack_api_url == f"{url}/"


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("SLACK_BOT_TOKEN", "xapp-hush", "this is another kind of token; the bot's begins with xoxb-"),
        ("SLACK_APP_TOKEN", "xoxb-hush", "this is another kind of token; the app-level one begins with xapp-"),
        ("SLACK_API_URL", "http://slack.com/api/", "it must begin with https://, or with http:// on this machine"),
        ("SLACK_API_URL", "http://127.0.0.1.evil.example/", "it must begin with https://"),
        ("SLACK_API_URL", "slack.com", "it must begin with https://"),
        ("DATABASE_URL", "mysql://me:hush@host/x", "it must begin with sqlite:/// or postgresql+psycopg://"),
        ("DATABASE_URL", "postgresql://me:hush@host:port/x", "the port in it must be a number"),
        ("DATABASE_URL", "sqlite://", "it must begin with sqlite:///"),
        ("DATABASE_URL", "sqlite:///", "it must name a file: a database in memory is lost at the end"),
        ("DATABASE_URL", "sqlite:///:memory:", "it must name a file"),
        ("SLACK_API_URL", "http://127.0.0.1:port/", "the port in it must be a number"),
        ("GROUNDSWELL_ADMINS", "ana", "“ana” is no Slack user id"),
        ("GROUNDSWELL_COMMAND", "change", "it must be / and up to 24 lower-case letters"),
        ("GROUNDSWELL_COMMAND", "/Change", "it must be / and up to 24 lower-case letters"),
        ("GROUNDSWELL_COMMAND", "/status", "Slack keeps that name for itself"),
        ("GROUNDSWELL_PORT", "a", "it must be a whole number"),
        ("GROUNDSWELL_PORT", "65536", "it must be at most 65535"),
        ("GROUNDSWELL_SENDS_PER_MINUTE", "0", "it must be at least 1"),
        ("GROUNDSWELL_SENDS_PER_MINUTE", "1.5", "it must be a whole number"),
        ("GROUNDSWELL_TICK_SECONDS", "nan", "it must be a"),
        ("GROUNDSWELL_TICK_SECONDS", "soon", "it must be a number"),
        ("GROUNDSWELL_UNDO_SECONDS", "-1", "it must be at least 0"),
        ("GROUNDSWELL_LOG_LEVEL", "loud", "it must be one of DEBUG, INFO, WARNING, ERROR"),
    ],
)
def test_what_is_wrong_is_said_with_field_reason_and_example(monkeypatch, name, value, reason):
    with pytest.raises(ConfigError) as caught:
        load(monkeypatch, **{name: value})
    sentence = str(caught.value)
    assert sentence.startswith(f"{name}: {reason}")
    assert f". For example: {name}=" in sentence
    assert "hush" not in sentence


def test_everything_that_is_wrong_is_said_at_once(monkeypatch):
    with pytest.raises(ConfigError) as caught:
        load(monkeypatch, GROUNDSWELL_PORT="x", GROUNDSWELL_LOG_LEVEL="x", GROUNDSWELL_COMMAND="x")
    assert len(str(caught.value).splitlines()) == 3


def test_a_dotenv_that_is_no_text_is_said_so(tmp_path):
    (tmp_path / ".env").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigError, match=r"^\.env: it must be text in UTF-8. For example"):
        load_settings()


def test_every_example_is_itself_accepted(monkeypatch):
    examples = {str(field.alias): str((field.examples or [""])[0]) for field in Settings.model_fields.values()}
    assert load(monkeypatch, **examples).sends_per_minute == 240


def test_the_example_file_names_exactly_the_settings_each_with_one_comment_and_its_default(tmp_path):
    lines = (ROOT / ".env.example").read_text().splitlines()
    assignments = [(before, line) for before, line in pairwise(lines) if re.match(r"\w+=", line)]
    assert [line.partition("=")[0] for _, line in assignments] == ALIASES
    assert all(before.startswith("# ") for before, _ in assignments)
    (tmp_path / ".env").write_text("\n".join(lines))
    assert load_settings() == Settings.model_construct()
