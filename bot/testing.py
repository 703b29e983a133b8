"""The test suite as a verb: all of it, or a part, in one pytest run, whose summary is the last line."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parent.parent
PARTS = ("unit", "integration", "scenarios", "faults", "browser")
"""The folders under tests/, fastest first; they run in this order."""
WORKERS = 2


def run_tests(part: str | None, extra: Sequence[str] = ()) -> int:
    """Run a part, or all parts, with `extra` pytest arguments; gives pytest's exit code, 2 for an unknown part."""
    if part is not None and part not in PARTS:
        print(f"There is no part “{part}” of the tests; there are {', '.join(PARTS)}.", file=sys.stderr)
        return 2
    folder = ROOT / "tests" / part if part else ROOT / "tests"
    workers = [] if any(argument.startswith(("-n", "--numprocesses")) for argument in extra) else ["-n", str(WORKERS)]
    command = [sys.executable, "-m", "pytest", *workers, str(folder), *extra]
    return subprocess.run(command, cwd=ROOT, check=False).returncode  # noqa: S603 - pytest, with its own arguments
