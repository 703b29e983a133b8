"""The bot as a process of its own, living in a sandbox workspace: started, watched by its logs, killed, stopped."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bot.sandbox.server import Sandbox

GROUNDSWELL = Path(sys.executable).with_name("groundswell")
QUICK = {
    "GROUNDSWELL_PORT": "0",
    "GROUNDSWELL_SENDS_PER_MINUTE": "6000",
    "GROUNDSWELL_TICK_SECONDS": "2",
    "GROUNDSWELL_UNDO_SECONDS": "0",
}

_started: "list[Process]" = []


async def kill_all() -> None:
    """End every process that still runs, as after a failed test."""
    for process in _started:
        if process.exit_code is None:
            await process.kill()
    _started.clear()


class Home:
    """A folder, a database and a sandbox for processes of the bot; give every process the same ones."""

    def __init__(self, sandbox: Sandbox, folder: Path, database_url: str | None = None, **settings: str) -> None:
        self.folder = folder
        self.database_url = database_url or f"sqlite:///{folder / 'groundswell.db'}"
        bot = {"DATABASE_URL": self.database_url, "GROUNDSWELL_KEY_FILE": str(folder / "groundswell.key")}
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("SLACK_", "GROUNDSWELL_"))}
        self.environment = kept | sandbox.environment | bot | QUICK | settings

    async def run(self) -> "Process":
        """A running bot, ready to take gestures."""
        process = await self.start("run")
        await process.wait_for(lambda entry: entry.get("action") == "ready")
        return process

    async def start(self, *arguments: str) -> "Process":
        """`groundswell ARGUMENTS`, just started."""
        started = await asyncio.create_subprocess_exec(
            GROUNDSWELL,
            *arguments,
            cwd=self.folder,
            env=self.environment,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        process = Process(started)
        _started.append(process)
        return process

    async def call(self, *arguments: str, seconds: float = 60) -> "Process":
        """`groundswell ARGUMENTS`, run to its end."""
        process = await self.start(*arguments)
        await process.wait(seconds)
        return process


class Process:
    """One process of the bot with what it has written so far."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self.errors: list[str] = []
        self.lines: list[str] = []
        self._changed = asyncio.Event()
        self._readers = [
            asyncio.create_task(self._collect(process.stderr, self.errors)),
            asyncio.create_task(self._collect(process.stdout, self.lines)),
        ]

    @property
    def exit_code(self) -> int | None:
        """The exit code; minus the signal's number where one ended it, None while it runs."""
        return self._process.returncode

    @property
    def text(self) -> str:
        """All that it has written."""
        return "\n".join([*self.lines, *self.errors])

    @property
    def log(self) -> list[dict[str, Any]]:
        """Its log entries; other lines count as entries that are worth a look."""
        return [
            json.loads(line) if line.startswith("{") else {"level": "bare", "line": line}
            for line in [*self.lines, *self.errors]
        ]

    @property
    def troubles(self) -> list[dict[str, Any]]:
        """Warnings, errors, and everything that was written past the log."""
        return [entry for entry in self.log if entry["level"] not in ("info", "debug")]

    async def wait_for(self, condition: Callable[[dict[str, Any]], bool], seconds: float = 30) -> None:
        """Wait for a log entry; fails when the process ends before, or the time is up."""
        async with asyncio.timeout(seconds):
            while not any(condition(entry) for entry in self.log):
                assert self.exit_code is None, self.text
                self._changed.clear()
                await self._changed.wait()

    async def kill(self) -> None:
        """SIGKILL: no chance to finish anything."""
        self._process.kill()
        await self.wait()

    async def stop(self, seconds: float = 40) -> int:
        """SIGTERM, and the exit code."""
        self._process.terminate()
        return await self.wait(seconds)

    def send_signal(self, number: signal.Signals) -> None:
        """Any other signal."""
        self._process.send_signal(number)

    async def wait(self, seconds: float = 40) -> int:
        """Wait for the end; the exit code."""
        async with asyncio.timeout(seconds):
            code = await self._process.wait()
            await asyncio.gather(*self._readers)
        return code

    async def _collect(self, stream: asyncio.StreamReader | None, lines: list[str]) -> None:
        assert stream is not None
        while line := await stream.readline():
            lines.append(line.decode().rstrip("\n"))
            self._changed.set()
        self._changed.set()
