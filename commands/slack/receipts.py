"""A receipt: what became of each delivery of a message."""

from collections.abc import Mapping, Sequence

import slackblocks as sb

from commands.slack.blocks import header, section
from commands.slack.text import inert
from storage.outbox import Delivery, State

TROUBLED = (State.FAILED, State.UNKNOWN, State.HELD)
SHOWN = 20


def receipt_blocks(title: str, deliveries: Sequence[Delivery], names: Mapping[str, str]) -> list[sb.Block]:
    """Counts by state, and everything that did not arrive with its reason."""
    counts: dict[str, int] = {}
    for delivery in deliveries:
        counts[delivery.state] = counts.get(delivery.state, 0) + 1
    summary = " · ".join(f"{state} {count}" for state, count in sorted(counts.items())) or "nothing promised yet"
    lines = [
        f"• {inert(names.get(d.recipient, d.recipient))}: {d.state}, {inert(d.reason or 'no reason')}"
        for d in deliveries
        if d.state in TROUBLED
    ]
    blocks: list[sb.Block] = [header(title), section(f"*Deliveries* {len(deliveries)}: {summary}")]
    if lines:
        more = f"\nand {len(lines) - SHOWN} more" if len(lines) > SHOWN else ""
        blocks.append(section("\n".join(lines[:SHOWN]) + more))
    return blocks
