"""The benchmarks by name: `groundswell bench [NAME]`."""

import platform
import sqlite3
import sys
from collections.abc import Callable
from importlib import import_module

from benchmarks.figures import report
from storage.engine import sqlite_version

NAMES = ("commands", "sockets", "durable", "fanout", "footprint", "trends", "comments")


def run_benchmarks(name: str | None) -> int:
    """Run one or all, each printing a JSON line a figure; 2 for an unknown name."""
    if name is not None and name not in NAMES:
        sys.stderr.write(f"There is no benchmark “{name}”. Known: {', '.join(NAMES)}\n")
        return 2
    report("machine", command=f"groundswell bench {name or ''}".strip(), python=platform.python_version(), **_machine())
    for chosen in [name] if name else NAMES:
        run: Callable[[], None] = import_module(f"benchmarks.{chosen}").run
        run()
    return 0


def _machine() -> dict[str, object]:
    import os

    return {
        "cores": os.cpu_count(),
        "sqlite": ".".join(map(str, sqlite_version())),
        "stdlib_sqlite": sqlite3.sqlite_version,
    }
