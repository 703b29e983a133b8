"""Start-up time, idle memory, and memory for planning and walking 100,000 recipients."""

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time

import psutil

from benchmarks.figures import report
from bot.sandbox.members import User
from bot.sandbox.server import Sandbox
from bot.sandbox.workspace import Workspace

MEGABYTE = 1024 * 1024
RECIPIENTS = 100_000


def run() -> None:
    """Seconds until `run` is ready and what it then takes; the peak of a process that sends to 100,000 people."""
    asyncio.run(_measure_start())
    output = subprocess.run(
        [sys.executable, "-m", "benchmarks.many_recipients", str(RECIPIENTS)],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    report("footprint", case=f"{RECIPIENTS:,} recipients", **json.loads(output))


async def _measure_start() -> None:
    async with Sandbox(Workspace(users=[User("U1", "ana", "Ana Lima")])) as sandbox:
        with tempfile.TemporaryDirectory() as directory:
            environment = os.environ | sandbox.environment | {"GROUNDSWELL_PORT": "0"}
            started = time.perf_counter()
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", "run", cwd=directory, env=environment, stdout=asyncio.subprocess.PIPE
            )
            assert process.stdout is not None
            while b'"action": "ready"' not in await process.stdout.readline():
                pass
            ready_seconds = time.perf_counter() - started
            await asyncio.sleep(3)
            resident = psutil.Process(process.pid).memory_info().rss
            process.terminate()
            await process.wait()
    report("footprint", case="run", ready_s=round(ready_seconds, 2), idle_rss_mb=round(resident / MEGABYTE))
