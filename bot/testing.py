"""The test suite as a verb: all of it, or a part, in one pytest run, whose summary is the last line."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parent.parent
PARTS = ("unit", "integration", "scenarios", "faults", "browser")
"""The folders under tests/, fastest first; they run in this order."""
AT_ONCE = ["-n", "3", "--dist", "loadfile", "--no-loadscope-reorder"]
"""Most tests wait most of the time, so three workers fill two cores; a file's tests stay together, in their order."""
MEMORY, ENOUGH_BYTES = Path("/dev/shm"), 1 << 30  # noqa: S108 - a private folder is made in it


def run_tests(part: str | None, extra: Sequence[str] = ()) -> int:
    """Run a part, or all parts, with `extra` pytest arguments; gives pytest's exit code, 2 for an unknown part."""
    if part is not None and part not in PARTS:
        print(f"There is no part “{part}” of the tests; there are {', '.join(PARTS)}.", file=sys.stderr)
        return 2
    tests = ROOT / "tests" / part if part else ROOT / "tests"
    workers = [] if any(argument.startswith(("-n", "--numprocesses")) for argument in extra) else AT_ONCE
    with tempfile.TemporaryDirectory(prefix="groundswell-", dir=_find_memory()) as folder:
        place = ["--basetemp", str(Path(folder) / "tests")]
        command = [sys.executable, "-m", "pytest", *workers, *place, str(tests), *extra]
        return subprocess.run(command, cwd=ROOT, check=False).returncode  # noqa: S603 - pytest, with its own arguments


def _find_memory() -> Path | None:
    """A folder in memory with room for the tests' databases, thousands of whose commits need not wait for a disk."""
    has_room = os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free >= ENOUGH_BYTES
    return MEMORY if has_room else None
