"""The demo: the bot at home in the sample workspace, either playing its story by itself or waiting for visitors."""

import asyncio
import contextlib
import os
import signal
import socket
import sys
import tempfile
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.app import build_app
from bot.config import Settings
from bot.logs import set_up_logs
from bot.run import serving
from bot.sandbox.cast import CAST, SAMPLE_NOTE, make_workspace
from bot.sandbox.clock import SandboxClock
from bot.sandbox.history import CLARITY
from bot.sandbox.narrator import Narrator, StoryError
from bot.sandbox.seed import seed_history
from bot.sandbox.server import Sandbox
from bot.sandbox.steering import WAVE
from bot.sandbox.story import play
from bot.start_errors import KNOWN_ERRORS, describe_start_error
from storage.clock import Clock

DIRECTORY = Path("sandbox")
DATABASE, UNFINISHED, KEY_FILE, CLOCK_FILE = "groundswell.db", "seeding.db", "groundswell.key", "clock"
SENDS_PER_MINUTE = 6000
TICK_SECONDS = 1


class FollowingClock(Clock):
    """The sandbox's clock for the bot, so that both live on the same day."""

    def __init__(self, followed: SandboxClock) -> None:
        super().__init__()
        self._followed = followed

    def now(self) -> datetime:
        """The moment it is in the sandbox."""
        return datetime.fromtimestamp(self._followed.now(), UTC)


async def play_headless() -> int:
    """Play the story in a workspace of its own and print who saw what; 0, or 1 when a step went another way."""
    set_up_logs("WARNING", sys.stderr)
    print(f"{SAMPLE_NOTE}\nEight weeks are seeded; the story plays now. │ marks what stands on somebody's screen.")
    with tempfile.TemporaryDirectory(prefix="groundswell-demo-") as directory:
        async with open_sandbox(Path(directory), port=0, undo_seconds=0) as sandbox:
            narrator = Narrator(sandbox, sys.stdout)
            try:
                await play(narrator)
            except (StoryError, LookupError) as problem:
                print(f"\nFAILED: {problem}")
                return 1
    print("\nThe story is complete: every step went as told, and nothing appeared where it should not.")
    return 0


async def serve_demo(port: int, *, reset: bool) -> None:
    """Serve the workspace with its page on `port` of loopback until SIGINT or SIGTERM.

    What the bot knows is kept in ./sandbox, and with it how far the clock was moved; `reset` forgets both. The
    messages on the screens are Slack's part, live in memory, and begin anew with each start.
    """
    set_up_logs("WARNING", sys.stderr)
    _check_port(port)
    if reset:
        _forget(DIRECTORY)
    is_new = not (DIRECTORY / DATABASE).exists()
    stopping = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    try:
        async with open_sandbox(DIRECTORY, port, undo_seconds=15) as sandbox:
            if is_new:
                await _open_week(sandbox)
            print(_welcome(sandbox, is_new=is_new), flush=True)
            await stopping.wait()
    except KNOWN_ERRORS as error:
        sys.exit(f"The demo could not start. {describe_start_error(error)} To start anew: --reset")


def _check_port(port: int) -> None:
    """End with a sentence when somebody else has the port, before seconds are spent on seeding."""
    try:
        socket.create_server(("127.0.0.1", port)).close()
    except OSError as error:
        sys.exit(f"The demo could not start on port {port}: {os.strerror(error.errno or 0)}. Another port: --port 8766")


@contextlib.asynccontextmanager
async def open_sandbox(directory: Path, port: int, *, undo_seconds: int) -> AsyncIterator[Sandbox]:
    """The sample workspace with the bot in it; the bot's database in `directory` is seeded when there is none."""
    directory.mkdir(parents=True, exist_ok=True)
    workspace = make_workspace()
    workspace.clock.offset_seconds = _read_offset(directory)
    workspace.watch(lambda kind, _: _keep_offset(directory, workspace.clock) if kind == "clock" else None)
    clock = FollowingClock(workspace.clock)
    if not (directory / DATABASE).exists():
        # Seeded under another name, so that a seed that was interrupted is never taken for a whole one.
        unfinished = directory / UNFINISHED
        _remove_database(unfinished)
        await seed_history(f"sqlite:///{unfinished}", directory / KEY_FILE, workspace, clock.now())
        unfinished.rename(directory / DATABASE)
    async with Sandbox(workspace, port) as sandbox:
        settings = _make_settings(sandbox, directory, undo_seconds)
        async with serving(build_app(settings, clock)):
            await sandbox.wait_for_bot()
            yield sandbox


def _make_settings(sandbox: Sandbox, directory: Path, undo_seconds: int) -> Settings:
    """All that the bot needs is said here, so that no environment or .env changes the demo."""
    settings: dict[str, Any] = {
        **sandbox.environment,
        "DATABASE_URL": f"sqlite:///{directory / DATABASE}",
        "GROUNDSWELL_KEY_FILE": directory / KEY_FILE,
        "GROUNDSWELL_ADMINS": CAST["mia"].id,
        "GROUNDSWELL_COMMAND": "/change",
        "GROUNDSWELL_HOST": "127.0.0.1",
        "GROUNDSWELL_PORT": 0,
        "GROUNDSWELL_SENDS_PER_MINUTE": SENDS_PER_MINUTE,
        "GROUNDSWELL_TICK_SECONDS": TICK_SECONDS,
        "GROUNDSWELL_UNDO_SECONDS": undo_seconds,
        "GROUNDSWELL_LOG_LEVEL": "WARNING",
    }
    return Settings(**settings)


async def _open_week(sandbox: Sandbox) -> None:
    """Something on the screens for a visitor to begin with: a pulse to answer, a digest to read, a gate to decide."""
    await sandbox.gestures.slash("lena", f'/change pulse new CRM to sales "{CLARITY}" open:5')
    await sandbox.gestures.slash("mia", "/change digest send")
    await sandbox.gestures.slash("lena", f"/change gate ask {WAVE}")


def _welcome(sandbox: Sandbox, *, is_new: bool) -> str:
    kept = (
        "A new story: eight weeks are seeded. A pulse waits for the people in sales, a digest for the executives, "
        "a gate for Clara."
        if is_new
        else "The story goes on: what the bot knows was kept; direct messages of the last start are gone from the "
        "screens, and open pulses can be answered on the Home tab. --reset starts anew."
    )
    return f"""\
{SAMPLE_NOTE}
{kept}

  Open {sandbox.url}/

Be Ana, a champion:    /change-status CRM amber The sync holds since Tuesday
Be Lena, who leads it: /change memo new CRM to sales,managers
Be Clara, its sponsor: open the Home tab
Be Mia, the admin:     /change help
What the bot knows is in ./{DIRECTORY}/. Ctrl-C ends the demo."""


def _forget(directory: Path) -> None:
    _remove_database(directory / DATABASE)
    for name in (KEY_FILE, CLOCK_FILE):
        (directory / name).unlink(missing_ok=True)


def _remove_database(file: Path) -> None:
    for suffix in ("", "-wal", "-shm", "-journal"):
        file.with_name(file.name + suffix).unlink(missing_ok=True)


def _keep_offset(directory: Path, clock: SandboxClock) -> None:
    (directory / CLOCK_FILE).write_text(f"{clock.offset_seconds}\n")


def _read_offset(directory: Path) -> float:
    """How far the clock had been moved, in seconds; facts of a day that has not come would puzzle everybody."""
    try:
        return float((directory / CLOCK_FILE).read_text())
    except (FileNotFoundError, ValueError):  # a kill while it was written leaves it empty
        return 0.0
