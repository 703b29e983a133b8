"""Renders templates that people wrote, in a process that may use little memory, little time and no files.

Lines of JSON in: `{"source": …, "data": {…}}` sets the template, each `{"reader": {…}}` after it asks for one text.
Lines of JSON out: "ready" once, then for each reader `{"text": …}` or `{"line": …, "reason": …}`. Whoever started it
gives it no environment, and ends it when no answer comes at all.
"""

import contextlib
import json
import resource
import signal
import sys
from types import FrameType, TracebackType
from typing import Any

from jinja2 import Template, TemplateError, UndefinedError

from commands.memos.environment import make_environment

MEMORY_BYTES = 256 * 1024 * 1024
SECONDS = 1
"""Of the processor's time: what else a machine is busy with is no fault of the template."""
TEXT_LIMIT = 3_000
TOO_LONG = "takes longer than 1 second"


class _Overrun(Exception):
    """The second is over."""


def main() -> None:
    """Answer until there is nothing more to read."""
    _set_limits()
    environment = make_environment()
    print(json.dumps("ready"), flush=True)
    source, data, template = "", {}, None
    for line in sys.stdin:
        wanted = json.loads(line)
        if "source" in wanted:
            source, data, template = wanted["source"], wanted["data"], None
            continue
        try:
            _grant_time()
            template = template or environment.from_string(source)
            answer = _render(template, {**data, "reader": wanted["reader"]})
        except Exception as error:
            answer = {"line": _find_line(error), "reason": _tell(error)}
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
        print(json.dumps(answer), flush=True)


def _render(template: Template, data: dict[str, Any]) -> dict[str, Any]:
    text = template.render(data)
    if len(text) > TEXT_LIMIT:
        return {"line": None, "reason": f"the text has {len(text):,} characters; limit {TEXT_LIMIT:,}"}
    return {"text": text}


def _set_limits() -> None:
    # macOS knows no limit of this kind; the check of the template and the second are the same everywhere.
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    signal.signal(signal.SIGPROF, _stop)


def _grant_time() -> None:
    """One more second; within another the system ends the process, should it be where Python hears no signal."""
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    used = resource.getrusage(resource.RUSAGE_SELF)
    last_second = int(used.ru_utime + used.ru_stime) + 2 * SECONDS
    resource.setrlimit(resource.RLIMIT_CPU, (last_second, resource.RLIM_INFINITY))


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise _Overrun


def _find_line(error: BaseException) -> int | None:
    """The template's line at which it went wrong."""
    if isinstance(error, TemplateError) and getattr(error, "lineno", None):
        return int(error.lineno)  # type: ignore[attr-defined]  # only a syntax error has one
    line, step = None, error.__traceback__
    while step is not None:
        line, step = _line_of(step) or line, step.tb_next
    return line


def _line_of(step: TracebackType) -> int | None:
    return step.tb_lineno if step.tb_frame.f_code.co_filename == "<template>" else None


def _tell(error: BaseException) -> str:
    if isinstance(error, _Overrun):
        return TOO_LONG
    if isinstance(error, MemoryError):
        return "needs more than 256 MB"
    if isinstance(error, UndefinedError | TemplateError):
        return str(error.message)
    return f"cannot be rendered ({type(error).__name__})"


if __name__ == "__main__":
    main()
