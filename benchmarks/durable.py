"""Commands per second made durable, without a network: units of work straight into the store."""

import asyncio
import tempfile
import time
from pathlib import Path

from benchmarks.figures import report, summarise_latency
from benchmarks.servers import make_groundswell
from benchmarks.signing import TEAM, USER
from storage.statuses import add_status

COUNT = 6000


def run() -> None:
    """A status with its receipt and audit entry, from 1, 16 and 64 callers at once."""
    for callers in (1, 16, 64):
        latencies, seconds = asyncio.run(_measure(callers))
        report("durable", callers=callers, per_second=round(COUNT / seconds), **summarise_latency(latencies))


async def _measure(callers: int) -> tuple[list[float], float]:
    latencies: list[float] = []
    with tempfile.TemporaryDirectory() as directory:
        app = make_groundswell(Path(directory))
        numbers = iter(range(COUNT))

        async def caller() -> None:
            for number in numbers:
                started = time.perf_counter()
                await app.store.write(
                    TEAM,
                    lambda unit: add_status(unit, "CRM", "amber", "Data load slipped"),
                    actor_id=USER,
                    receipt=f"bench:{number}",
                )
                latencies.append(time.perf_counter() - started)

        started = time.perf_counter()
        await asyncio.gather(*(caller() for _ in range(callers)))
        elapsed = time.perf_counter() - started
        await app.close()
    return latencies, elapsed
