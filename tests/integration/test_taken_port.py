"""A port that somebody else has: fatal where Slack posts to it, a warning where only health pages are lost."""

import logging
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.app import build_app
from bot.config import Settings
from bot.run import serving
from bot.sandbox.server import Sandbox
from tests.sandboxes import make_workspace


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as occupant:
        yield occupant.getsockname()[1]


def make_settings(sandbox: Sandbox, folder: Path, port: int, **others: Any) -> Settings:
    bot = {
        "SLACK_BOT_TOKEN": sandbox.bot_token,
        "SLACK_API_URL": sandbox.api_url,
        "DATABASE_URL": f"sqlite:///{folder}/house.db",
        "GROUNDSWELL_KEY_FILE": folder / "key",
        "GROUNDSWELL_PORT": port,
    }
    return Settings(**bot, **others)


async def test_socket_mode_goes_on_without_health_pages(tmp_path, taken_port, caplog) -> None:
    async with Sandbox(make_workspace()) as sandbox:
        settings = make_settings(sandbox, tmp_path, taken_port, SLACK_APP_TOKEN=sandbox.app_token)
        with caplog.at_level(logging.WARNING, logger="bot.run"):
            async with serving(build_app(settings)):
                outcome = await sandbox.gestures.slash("ana", "/change list")
    assert "No initiative yet" in outcome.text
    assert any(str(taken_port) in record.reason for record in caplog.records if hasattr(record, "reason"))


async def test_http_refuses_to_start_and_names_the_setting(tmp_path, taken_port) -> None:
    async with Sandbox(make_workspace()) as sandbox:
        settings = make_settings(sandbox, tmp_path, taken_port, SLACK_SIGNING_SECRET=sandbox.signing_secret)
        with pytest.raises(OSError, match="GROUNDSWELL_PORT"):
            async with serving(build_app(settings)):
                pass


async def test_an_address_that_is_not_here_names_its_own_setting(tmp_path) -> None:
    async with Sandbox(make_workspace()) as sandbox:
        wrong = {"SLACK_SIGNING_SECRET": sandbox.signing_secret, "GROUNDSWELL_HOST": "192.0.2.1"}
        settings = make_settings(sandbox, tmp_path, 0, **wrong)
        with pytest.raises(OSError, match="GROUNDSWELL_HOST"):
            async with serving(build_app(settings)):
                pass
