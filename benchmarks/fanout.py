"""Fan-out of 10,000 direct messages against a server that limits, as a share of the ideal token bucket."""

import asyncio
import logging
import tempfile
from pathlib import Path

import aiohttp

from benchmarks.figures import report
from benchmarks.processes import find_free_port, running
from benchmarks.signing import TEAM
from bot.app import build_app
from bot.config import Settings
from storage.outbox import Content, Priority, Recipient, count_by_state, promise
from storage.units import Unit
from storage.workspaces import put_workspace

MESSAGES, RATE, BURST, LATENCY_MS = 10_000, 50, 50, 40
CEILINGS = {"rate known": 60 * RATE, "ceiling 20 % too high": 72 * RATE}


def run() -> None:
    """Once with the server's rate configured, once with a ceiling above it, which the pacer has to learn."""
    logging.getLogger("bot").setLevel(logging.WARNING)
    for name, sends_per_minute in CEILINGS.items():
        figures = asyncio.run(_fan_out(sends_per_minute))
        ideal_seconds = (MESSAGES - BURST) / RATE
        calls = figures["taken"] + figures["refused"]
        report(
            "fanout",
            case=name,
            messages=MESSAGES,
            sent=int(figures["sent"]),
            seconds=round(figures["seconds"], 1),
            share_of_ideal=round(ideal_seconds / figures["seconds"], 4),
            refused_share=round(figures["refused"] / calls, 4),
        )


async def _fan_out(sends_per_minute: int) -> dict[str, float]:
    port = find_free_port()
    with (
        tempfile.TemporaryDirectory() as directory,
        running("benchmarks.limited_slack", port, port, RATE, BURST, LATENCY_MS),
    ):
        app = build_app(_settings(Path(directory), port, sends_per_minute))
        app.clients.put(TEAM, "xoxb-bench")
        await app.store.write(TEAM, _promise)
        while await app.sender.drain(TEAM):
            pass
        states = await app.store.read(TEAM, lambda unit: count_by_state(unit, "M-1"))
        await app.close()
        async with (
            aiohttp.ClientSession() as session,
            session.get(f"http://127.0.0.1:{port}/figures") as answer,
        ):
            figures: dict[str, float] = await answer.json()
    return figures | {"sent": states.get("sent", 0)}


def _settings(directory: Path, port: int, sends_per_minute: int) -> Settings:
    return Settings(
        SLACK_API_URL=f"http://127.0.0.1:{port}/api/",
        DATABASE_URL=f"sqlite:///{directory}/bench.db",
        GROUNDSWELL_KEY_FILE=directory / "bench.key",
        GROUNDSWELL_SENDS_PER_MINUTE=sends_per_minute,
    )


def _promise(unit: Unit) -> None:
    put_workspace(unit, "Bench", "U0BOT")
    promise(
        unit,
        key="memo:M-1",
        kind="memo",
        subject="M-1",
        priority=Priority.MEMO,
        contents_by_variant={"all": Content("hello", [{"type": "divider"}])},
        recipients=[Recipient(f"U{number}", unit.now) for number in range(MESSAGES)],
    )
