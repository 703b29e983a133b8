"""`python -m benchmarks.many_recipients COUNT`: promise to COUNT people, send to the first; prints its peak memory."""

import asyncio
import json
import logging
import resource
import sys
import tempfile
from pathlib import Path

from benchmarks.processes import find_free_port, running
from benchmarks.signing import TEAM
from bot.app import build_app
from bot.config import Settings
from storage.outbox import Content, Priority, Recipient, promise
from storage.units import Unit
from storage.workspaces import put_workspace

SEND_SECONDS = 10


async def send_to_many(count: int) -> None:
    """Promise one message to `count` people, then walk the outbox for ten seconds as fast as it goes."""
    port = find_free_port()
    with (
        tempfile.TemporaryDirectory() as directory,
        running("benchmarks.limited_slack", port, port, 100_000, 100_000, 0),
    ):
        app = build_app(
            Settings(
                SLACK_API_URL=f"http://127.0.0.1:{port}/api/",
                DATABASE_URL=f"sqlite:///{directory}/bench.db",
                GROUNDSWELL_KEY_FILE=Path(directory) / "bench.key",
                GROUNDSWELL_SENDS_PER_MINUTE=60_000,
            )
        )
        app.clients.put(TEAM, "xoxb-bench")

        def work(unit: Unit) -> None:
            put_workspace(unit, "Bench", "U0BOT")
            promise(
                unit, key="memo:M-1", kind="memo", subject="M-1", priority=Priority.MEMO,
                contents_by_variant={"all": Content("hello")},
                recipients=(Recipient(f"U{number}", unit.now) for number in range(count)),
            )  # fmt: skip

        await app.store.write(TEAM, work)
        asyncio.get_running_loop().call_later(SEND_SECONDS, app.sender.stop)
        await app.sender.drain(TEAM)
        await app.close()


def main() -> None:
    """Print the peak resident memory in MB as JSON."""
    logging.disable(logging.WARNING)
    asyncio.run(send_to_many(int(sys.argv[1])))
    sys.stdout.write(json.dumps({"peak_rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024}))


if __name__ == "__main__":
    main()
