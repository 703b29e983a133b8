"""How figures are printed and summarised."""

import json
import statistics
import sys
from collections.abc import Sequence
from typing import Any


def report(name: str, **figures: Any) -> None:
    """Print one figure as a JSON line."""
    sys.stdout.write(json.dumps({"benchmark": name, **figures}) + "\n")
    sys.stdout.flush()


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which `share` (0 to 1) of the values lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(share * (len(ordered) - 1)))]


def summarise_latency(seconds: Sequence[float]) -> dict[str, float]:
    """Median, 95th and 99th percentile and maximum, in milliseconds."""
    return {
        "p50_ms": round(1000 * statistics.median(seconds), 2),
        "p95_ms": round(1000 * percentile(seconds, 0.95), 2),
        "p99_ms": round(1000 * percentile(seconds, 0.99), 2),
        "max_ms": round(1000 * max(seconds), 2),
    }
