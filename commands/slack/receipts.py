"""A receipt: what became of each delivery of a message."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

import slackblocks as sb

from commands.slack.blocks import header, local_time, section
from commands.slack.figures import count_people
from commands.slack.text import inert
from storage.outbox import Delivery, State
from storage.preferences import OPTED_OUT

TROUBLED = (State.FAILED, State.UNKNOWN, State.HELD)
SHOWN = 20


def receipt_blocks(title: str, deliveries: Sequence[Delivery], names: Mapping[str, str]) -> list[sb.Block]:
    """Counts by state, what waits and why, and everything that did not arrive with its reason.

    Who has opted out is said, and not counted.
    """
    wanted = [delivery for delivery in deliveries if not _is_opted_out(delivery)]
    counts = Counter(delivery.state for delivery in wanted)
    summary = " · ".join(f"{state} {count}" for state, count in sorted(counts.items())) or "nothing promised yet"
    troubled = [
        f"• {inert(names.get(d.recipient, d.recipient))}: {d.state}, {inert(d.reason or 'no reason')}"
        for d in wanted
        if d.state in TROUBLED
    ]
    more = [f"and {len(troubled) - SHOWN} more"] if len(troubled) > SHOWN else []
    lines = [*_describe_waiting(wanted), *_describe_opted_out(len(deliveries) - len(wanted)), *troubled[:SHOWN], *more]
    blocks: list[sb.Block] = [header(title), section(f"*Deliveries* {len(wanted)}: {summary}")]
    return [*blocks, section("\n".join(lines))] if lines else blocks


def _describe_waiting(deliveries: Sequence[Delivery]) -> list[str]:
    until: dict[str, list[datetime]] = defaultdict(list)
    for delivery in deliveries:
        if delivery.state == State.PLANNED and delivery.reason is not None:
            until[delivery.reason].append(delivery.due_at)
    return [
        f"• {count_people(len(moments))} {'waits' if len(moments) == 1 else 'wait'}: {inert(reason)}, "
        f"until {local_time(max(moments))} at the latest"
        for reason, moments in sorted(until.items())
    ]


def _describe_opted_out(count: int) -> list[str]:
    return [f"• {count_people(count)} opted out and {'is' if count == 1 else 'are'} not counted"] if count else []


def _is_opted_out(delivery: Delivery) -> bool:
    return delivery.state == State.CANCELLED and delivery.reason == OPTED_OUT
