"""`groundswell tick` as processes that are forked, not started: several at once, or killed at a chosen commit.

Starting Python and importing the bot takes seconds, and lets those who tick at once arrive one after the other.
"""

import asyncio
import json
import signal
import subprocess
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Self

from tests.processes import Home

KILLED = -signal.SIGKILL
PROGRAM = Path(__file__).with_name("forks.py")


@dataclass(frozen=True, slots=True)
class Ticked:
    """What became of one process: its exit code, and what it has written but lines of level info."""

    code: int
    troubles: list[str]


class Ticker:
    """Ticks for any home; close it when done."""

    def __init__(self) -> None:
        command = [sys.executable, PROGRAM]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()

    async def tick(
        self, home: Home, moment: datetime, *, processes: int = 1, killed_at: int | None = None
    ) -> list[Ticked]:
        """Let so many processes tick at once at that moment, each killed as it makes its commit `killed_at`.

        Commits that write are counted from the one that holds the first escalation, which is 0.
        """
        logs = [str(home.folder / f"tick-{number}.log") for number in range(processes)]
        order = {
            "environment": home.environment, "folder": str(home.folder), "logs": logs,
            "moment": moment.isoformat(), "killed_at": killed_at,
        }  # fmt: skip
        codes = await asyncio.to_thread(self._order, order)
        return [Ticked(code, _read_troubles(Path(log))) for code, log in zip(codes, logs, strict=True)]

    def _order(self, order: dict[str, Any]) -> list[int]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        print(json.dumps(order), file=self._process.stdin, flush=True)
        return list(json.loads(self._process.stdout.readline()))


def _read_troubles(log: Path) -> list[str]:
    lines = log.read_text().splitlines()
    return [line for line in lines if not line.startswith("{") or json.loads(line)["level"] not in ("info", "debug")]
