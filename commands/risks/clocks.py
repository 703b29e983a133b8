"""Clocks: by what time an unacknowledged risk is taken to whom; pure, and configurable per workspace."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from commands.slack.scoring import Bands
from storage.errors import BadInput
from storage.escalations import Escalation, EscalationStep
from storage.risks import Risk
from storage.roles import Role
from storage.settings import find_setting, put_setting
from storage.units import Unit

PRIVATE = "private-"
MATERIALISED, GROWN, UNTREATED = "materialised", "grown", "untreated"
BY_CAUSE = (MATERIALISED, GROWN, UNTREATED)
"""Clocks that go by what happened; all others are those of a band."""
ESCALATED_ROLES = (Role.LEAD, Role.SPONSOR)
UNTREATED_AFTER = timedelta(days=14)
"""A risk of medium band or more that stays open so long without any change is taken to the lead."""
LONGEST = timedelta(days=30)
_SETTING = "risk_clocks"
_MINUTES = {"m": 1, "h": 60, "d": 24 * 60}
_DURATION = re.compile(r"([0-9]{1,4})\s?([mhd])")
_DEFAULTS: dict[str, dict[str, int]] = {
    "high": {"lead": 24 * 60, "sponsor": 72 * 60},
    "critical": {"lead": 0, "sponsor": 4 * 60},
    "private-low": {"lead": 0, "sponsor": 72 * 60},
    "private-medium": {"lead": 0, "sponsor": 24 * 60},
    "private-high": {"lead": 0, "sponsor": 4 * 60},
    "private-critical": {"lead": 0, "sponsor": 60},
    GROWN: {"lead": 0},
    UNTREATED: {"lead": 0, "sponsor": 72 * 60},
    MATERIALISED: {"lead": 0, "sponsor": 24 * 60},
}
"""Minutes from the beginning of a round until each role is told, by the name of the clock."""
CLOCK_NAMES = tuple(_DEFAULTS)


@dataclass(frozen=True, slots=True)
class Step:
    """A role that is told, so long after the round began, unless somebody has acknowledged by then."""

    role: Role
    after: timedelta


Clock = tuple[Step, ...]


def find_clocks(unit: Unit) -> dict[str, Clock]:
    """The workspace's clocks by name."""
    minutes = _DEFAULTS | (find_setting(unit, _SETTING) or {})
    return {name: _make_clock(steps) for name, steps in minutes.items()}


def put_clock(unit: Unit, name: str, clock: Clock) -> None:
    """Let the workspace go by this clock from now on, running rounds included."""
    own = find_setting(unit, _SETTING) or {}
    steps = {step.role.value: int(step.after / timedelta(minutes=1)) for step in clock}
    put_setting(unit, _SETTING, {**own, name: steps})


def name_clock(risk: Risk, bands: Bands) -> str | None:
    """The clock of a risk's band, a faster one for a private risk; None where its band has none."""
    name = f"{PRIVATE if risk.is_private else ''}{bands.find(risk.score)}"
    return name if name in _DEFAULTS else None


def find_due_steps(escalation: Escalation, clock: Clock, told: Sequence[EscalationStep], now: datetime) -> list[Step]:
    """The steps of an open round that are due and not done: a role told since the round began is not told again."""
    if not escalation.is_open:
        return []
    done = {step.role for step in told if step.at >= escalation.started_at}
    return [step for step in clock if escalation.counts_from + step.after <= now and step.role not in done]


def is_slower(clock: Clock, before: Clock) -> bool:
    """Whether a clock tells nobody sooner than another does, and somebody later or not at all."""
    spans = {step.role: step.after for step in before}
    return clock != before and all(step.role in spans and step.after >= spans[step.role] for step in clock)


def parse_duration(text: str, field: str) -> timedelta:
    """A span such as 30m, 4h or 3d, at most 30 days; 0h or "now" means at once."""
    word = text.strip().lower()
    if word == "now":
        return timedelta()
    match = _DURATION.fullmatch(word)
    span = timedelta(minutes=int(match[1]) * _MINUTES[match[2]]) if match else None
    if span is None or span > LONGEST:
        raise BadInput(field, "a span like 30m, 4h or 3d, at most 30d", "sponsor:4h")
    return span


def describe_duration(span: timedelta) -> str:
    """A span for readers: "at once", "30 min", "4 h", "3 days"."""
    minutes = int(span / timedelta(minutes=1))
    if minutes == 0:
        return "at once"
    if minutes % _MINUTES["h"]:
        return f"{minutes} min"
    hours = minutes // _MINUTES["h"]
    return f"{hours} h" if hours % 24 or hours < 72 else f"{hours // 24} days"


def describe_clock(clock: Clock) -> str:
    """A clock for readers: "lead at once, sponsor after 4 h"."""
    return ", ".join(
        f"{step.role} {describe_duration(step.after)}" if not step.after
        else f"{step.role} after {describe_duration(step.after)}"
        for step in clock
    )  # fmt: skip


def _make_clock(minutes: Mapping[str, int]) -> Clock:
    steps = [Step(Role(role), timedelta(minutes=after)) for role, after in minutes.items()]
    return tuple(sorted(steps, key=lambda step: (step.after, ESCALATED_ROLES.index(step.role))))
