"""The guided installation: a person at a terminal, wrong pastes included, and the file that it leaves."""

import asyncio
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from bot.env_file import write_env
from bot.sandbox.server import Sandbox
from tests.sandboxes import make_workspace

PTY = """
import os, pty, signal, sys
signal.signal(signal.SIGINT, signal.SIG_DFL)
sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))
"""
"""Runs a command on a terminal of its own, as a person's shell would: Ctrl-C stops it, wherever the tests run."""
PATIENCE_SECONDS = 60
CONNECT = [sys.executable, "-m", "bot", "connect"]
APP, BOT, MEMBER = "App-level token (xapp-…): ", "Bot token (xoxb-…): ", "Member ID (U…): "


class Terminal:
    """A person who types an answer each time the program asks."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self.screen = ""

    async def answer(self, prompt: str, text: str) -> None:
        """Wait for a prompt, then type a line."""
        await self._read_until(prompt)
        assert self._process.stdin is not None
        self._process.stdin.write(f"{text}\n".encode())
        await self._process.stdin.drain()

    async def finish(self) -> int:
        """Wait for the end; gives the exit code."""
        assert self._process.stdout is not None
        async with asyncio.timeout(PATIENCE_SECONDS):
            self.screen += (await self._process.stdout.read()).decode()
            return await self._process.wait()

    async def _read_until(self, prompt: str) -> None:
        assert self._process.stdout is not None
        seen = b""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not seen.endswith(prompt.encode()):
                seen += await self._process.stdout.read(1)
        self.screen += seen.decode()


async def open_terminal(sandbox: Sandbox, folder: Path, **environment: str) -> Terminal:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", PTY, *CONNECT, cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, env={**os.environ, "SLACK_API_URL": sandbox.api_url, **environment},
    )  # fmt: skip
    return Terminal(process)


async def test_wrong_pastes_are_explained_and_the_right_ones_end_in_a_private_file(tmp_path):
    async with Sandbox(make_workspace()) as sandbox:
        (tmp_path / ".env").write_text("# ours\nGROUNDSWELL_PORT=4000\nSLACK_APP_TOKEN=\n")
        terminal = await open_terminal(sandbox, tmp_path)
        await terminal.answer(APP, sandbox.bot_token)
        await terminal.answer(APP, "xapp-mistyped")
        await terminal.answer(APP, f" {sandbox.app_token} ")
        await terminal.answer(BOT, "xoxb-mistyped")
        await terminal.answer(BOT, sandbox.bot_token)
        await terminal.answer(MEMBER, "ana")
        await terminal.answer(MEMBER, "U012ABCDEF")
        assert await terminal.finish() == 0
    assert "https://api.slack.com/apps?new_app=1&manifest_json=" in terminal.screen
    assert "Not taken: an app-level token begins with xapp-. Please try again." in terminal.screen
    assert terminal.screen.count("Not taken: Slack does not know this token (invalid_auth).") == 2
    assert "This is @groundswell in Sandbox." in terminal.screen
    assert "mistyped" not in terminal.screen
    assert sandbox.bot_token not in terminal.screen
    assert (tmp_path / ".env").read_text().splitlines() == [
        "# ours",
        "GROUNDSWELL_PORT=4000",
        f"SLACK_APP_TOKEN={sandbox.app_token}",
        f"SLACK_BOT_TOKEN={sandbox.bot_token}",
        "GROUNDSWELL_ADMINS=U012ABCDEF",
    ]
    assert stat.S_IMODE((tmp_path / ".env").stat().st_mode) == 0o600


async def test_stopping_in_the_middle_leaves_nothing(tmp_path):
    async with Sandbox(make_workspace()) as sandbox:
        terminal = await open_terminal(sandbox, tmp_path)
        await terminal.answer(APP, sandbox.app_token)
        await terminal.answer(BOT, "\x03")
        assert await terminal.finish() == 1
    assert "Nothing was saved." in terminal.screen
    assert list(tmp_path.iterdir()) == []


async def test_known_admins_are_not_asked_for(tmp_path):
    async with Sandbox(make_workspace()) as sandbox:
        terminal = await open_terminal(sandbox, tmp_path, GROUNDSWELL_ADMINS="U1")
        await terminal.answer(APP, sandbox.app_token)
        await terminal.answer(BOT, sandbox.bot_token)
        assert await terminal.finish() == 0
    assert "GROUNDSWELL_ADMINS" not in (tmp_path / ".env").read_text()


def test_without_a_terminal_it_explains_and_leaves(tmp_path):
    done = subprocess.run(CONNECT, cwd=tmp_path, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert "needs a terminal" in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (None, "A=1\nB=2\n"),
        ("", "A=1\nB=2\n"),
        ("C=3", "C=3\nA=1\nB=2\n"),
        ("B=0\n# A=0\nC=3\n", "B=2\n# A=0\nC=3\nA=1\n"),
        ("export A = 0\na=9\nA=8\n", "A=1\nB=2\n"),
    ],
)
def test_settings_are_written_where_they_stand_and_every_other_line_is_kept(tmp_path, before, after):
    path = tmp_path / ".env"
    if before is not None:
        path.write_text(before)
        path.chmod(0o644)
    write_env(path, {"A": "1", "B": "2"})
    assert path.read_text() == after
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_a_failed_write_leaves_the_old_file(tmp_path):
    path = tmp_path / ".env"
    path.write_text("A=old\n")
    with pytest.raises(UnicodeEncodeError):
        write_env(path, {"A": "\ud800"})
    assert path.read_text() == "A=old\n"
    assert list(tmp_path.iterdir()) == [path]
