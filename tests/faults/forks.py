"""A program that has the bot imported and forks a `groundswell tick` for every log file in an order it reads.

Orders come as JSON, one a line, and are answered with the exit codes; `tests.faults.ticker` gives them.
"""

import json
import os
import signal
import sys
from typing import Any

from sqlalchemy import Connection, Engine, event

from bot import tick as _tick_is_imported_before_the_forks  # noqa: F401
from bot.cli import main


def serve() -> None:
    """Take orders until there are no more."""
    for line in sys.stdin:
        order = json.loads(line)
        children = [_fork(order, log) for log in order["logs"]]
        codes = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
        print(json.dumps(codes), flush=True)


def _fork(order: dict[str, Any], log: str) -> int:
    child = os.fork()
    if child == 0:
        _tick(order, log)
    return child


def _tick(order: dict[str, Any], log: str) -> None:
    os.chdir(order["folder"])
    os.environ.clear()
    os.environ.update(order["environment"])
    output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    for stream in (sys.stdout, sys.stderr):
        os.dup2(output, stream.fileno())
    if order["killed_at"] is not None:
        _arrange_death(order["killed_at"])
    try:
        main(["tick", "--at", order["moment"]])
    except SystemExit as end:
        # Taking down an interpreter that came with a fork takes longer than the tick.
        os._exit(int(end.code or 0))


def _arrange_death(killed_at: int) -> None:
    seen: list[str] = []

    def watch(_connection: Connection, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith("INSERT INTO escalation_steps"):
            seen.append("escalation")

    def die(connection: Connection) -> None:
        if seen and connection.get_execution_options().get("writes"):
            if seen.count("commit") == killed_at:
                os.kill(os.getpid(), signal.SIGKILL)
            seen.append("commit")

    event.listen(Engine, "before_cursor_execute", watch)
    event.listen(Engine, "commit", die)


if __name__ == "__main__":
    serve()
