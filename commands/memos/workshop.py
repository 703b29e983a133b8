"""The workshop: own templates are rendered by a process apart, which may work for a second on each."""

import asyncio
import json
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from commands.memos.render_worker import TOO_LONG

ROOT = Path(__file__).parents[2]
PATIENCE_SECONDS = 20.0
"""For a busy machine, which is no fault of the template; the process stops itself after a second of work."""
MOST_OVERRUNS = 3
"""A template that overran so often is not tried for the readers that remain."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """One reader's text, or why there is none."""

    text: str = ""
    failure: str | None = None

    @property
    def is_overrun(self) -> bool:
        """Whether it was stopped for taking too long."""
        return self.failure is not None and self.failure.endswith(TOO_LONG)


class Workshop:
    """`async with Workshop() as workshop`: starts the process when it is first needed and ends it at the end."""

    def __init__(self) -> None:
        self._process: Process | None = None
        self._is_ready = False

    async def __aenter__(self) -> "Workshop":
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._end()

    async def render(
        self, source: str, data: Mapping[str, Any], readers: Sequence[Mapping[str, str]]
    ) -> list[Rendered]:
        """The text for each reader in turn; one that fails does not keep the others from theirs."""
        results: list[Rendered] = []
        while len(results) < len(readers):
            results += await self._render_some(source, data, readers[len(results) :])
            if sum(result.is_overrun for result in results) >= MOST_OVERRUNS:
                await self._end()
                results += [Rendered(failure=TOO_LONG)] * (len(readers) - len(results))
        return results

    async def _render_some(
        self, source: str, data: Mapping[str, Any], readers: Sequence[Mapping[str, str]]
    ) -> list[Rendered]:
        """Texts up to the first reader for whom the process had to be ended, or with whom there were too many such."""
        process = await self._start()
        assert process.stdin is not None
        wanted = [{"source": source, "data": data}, *({"reader": reader} for reader in readers)]
        process.stdin.write(b"".join(json.dumps(each).encode() + b"\n" for each in wanted))
        results: list[Rendered] = []
        overruns = 0
        for _ in readers:
            answer = await self._read(process)
            if answer is None:
                await self._end()
                return [*results, Rendered(failure=TOO_LONG)]
            results.append(_to_rendered(answer))
            overruns += results[-1].is_overrun
            if overruns == MOST_OVERRUNS:
                break
        return results

    async def begin(self) -> None:
        """Start the process without waiting for it, while there are other things to wait for."""
        if self._process is None:
            # It has no environment: a template that broke out would find no token there.
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-Es", "-m", "commands.memos.render_worker",
                stdin=PIPE, stdout=PIPE, stderr=DEVNULL, env={}, cwd=ROOT,
            )  # fmt: skip

    async def _start(self) -> Process:
        await self.begin()
        assert self._process is not None
        if not self._is_ready and await self._read(self._process) != "ready":
            await self._end()
            raise RuntimeError("templates cannot be rendered: the process for it does not start")
        self._is_ready = True
        return self._process

    @staticmethod
    async def _read(process: Process) -> Any:
        """The next answer; None when none comes in time, or the process has ended."""
        assert process.stdout is not None
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                line = await process.stdout.readline()
        except TimeoutError:
            return None
        return json.loads(line) if line else None

    async def _end(self) -> None:
        process, self._process, self._is_ready = self._process, None, False
        if process is not None:
            if process.returncode is None:
                process.kill()
            await process.wait()


def _to_rendered(answer: Mapping[str, Any]) -> Rendered:
    if "text" in answer:
        return Rendered(answer["text"])
    place = f"line {answer['line']}: " if answer["line"] else ""
    return Rendered(failure=f"{place}{answer['reason']}")
