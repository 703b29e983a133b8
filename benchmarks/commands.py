"""Slash commands made durable over signed HTTP, beside a bare Bolt listener in the same run."""

import json
import tempfile
from typing import Any

from benchmarks.figures import report, summarise_latency
from benchmarks.processes import find_free_port, run_for_output, running

TEXT = "CRM amber Data load slipped two days; vendor has the fix"
REQUESTS = {1: 2000, 16: 6000, 64: 8000}
ROUNDS = 2
"""Interleaved, and the better of each is told: the machine's other work only ever slows one down."""


def run() -> None:
    """Latency and throughput at 1, 16 and 64 clients; `share_of_bare` is the ratio that counts."""
    for clients in REQUESTS:
        best: dict[str, dict[str, Any]] = {}
        for _ in range(ROUNDS):
            for kind in ("bare", "groundswell"):
                outcome = _measure(kind, clients)
                if kind not in best or outcome["per_second"] > best[kind]["per_second"]:
                    best[kind] = outcome
        for kind, outcome in best.items():
            report(
                "commands",
                server=kind,
                clients=clients,
                per_second=round(outcome["per_second"]),
                failures=outcome["failures"],
                over_3_s=sum(seconds > 3 for seconds in outcome["latencies"]),
                share_of_bare=round(outcome["per_second"] / best["bare"]["per_second"], 3),
                **summarise_latency(outcome["latencies"]),
            )


def _measure(kind: str, clients: int) -> dict[str, Any]:
    port = find_free_port()
    with (
        tempfile.TemporaryDirectory() as directory,
        running("benchmarks.servers", port, kind, port, directory),
    ):
        run_for_output("benchmarks.load", port, clients, 300, "/change-status", TEXT)
        output = run_for_output("benchmarks.load", port, clients, REQUESTS[clients], "/change-status", TEXT)
    outcome: dict[str, Any] = json.loads(output)
    return outcome
