"""Starts that cannot go well: said in a sentence with an exit code, and given up when told to stop."""

import signal
from pathlib import Path

from bot.sandbox.faults import Fault
from bot.sandbox.server import Sandbox
from tests.faults.crowd import make_crowd
from tests.processes import Home


async def test_a_wrong_app_token_is_said_and_not_tried_for_ever(tmp_path: Path) -> None:
    async with Sandbox(make_crowd(1)) as sandbox:
        bot = await Home(sandbox, tmp_path, SLACK_APP_TOKEN="xapp-wrong").call("run", seconds=30)
        assert bot.exit_code == 3
        assert "Slack refused SLACK_APP_TOKEN: invalid_auth." in bot.text


async def test_without_a_token_for_any_workspace_there_is_nothing_to_run(tmp_path: Path) -> None:
    async with Sandbox(make_crowd(1)) as sandbox:
        bot = await Home(sandbox, tmp_path, SLACK_BOT_TOKEN="").call("run", seconds=30)
        assert bot.exit_code == 2
        assert "SLACK_BOT_TOKEN is missing" in bot.text


async def test_a_start_that_slack_keeps_waiting_is_given_up_when_told_to_stop(tmp_path: Path) -> None:
    async with Sandbox(make_crowd(1)) as sandbox:
        sandbox.faults.script("apps.connections.open", Fault.latency(60), times=9)
        bot = await Home(sandbox, tmp_path).start("run")
        await bot.wait_for(lambda entry: "Started server process" in entry["message"])
        bot.send_signal(signal.SIGTERM)
        assert await bot.wait(30) == 0
