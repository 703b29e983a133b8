"""Buffers: how much of the days granted for slipping is used, against how much of the time has gone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from commands.slack.figures import show_count, show_percent
from storage.phases import Phase, PhaseSlip


@dataclass(frozen=True, slots=True)
class Buffer:
    """Days used of the days granted, and the share of the planned time that has gone, from 0 to 1."""

    used_days: int
    granted_days: int
    elapsed_share: float

    @property
    def burn(self) -> float | None:
        """Used ÷ granted; None where nothing was granted."""
        return self.used_days / self.granted_days if self.granted_days else None


def measure_buffer(
    slipped_days: Iterable[int], granted_days: int, starts_on: date, ends_on: date, today: date
) -> Buffer:
    """What the slips of an end have used; days gained give nothing back, since the promise was broken all the same.

    `starts_on` and `ends_on` are those first planned; a plan of no days has gone as soon as its day is there.
    """
    planned, elapsed = (ends_on - starts_on).days, (today - starts_on).days
    share = elapsed / planned if planned > 0 else float(elapsed >= 0)
    return Buffer(sum(days for days in slipped_days if days > 0), granted_days, min(max(share, 0.0), 1.0))


def measure_phase_buffer(phase: Phase, slips: Sequence[PhaseSlip], today: date) -> Buffer:
    """The same for a phase and its slips, the first one first."""
    first_end = slips[0].from_on if slips else phase.ends_on
    return measure_buffer((slip.days for slip in slips), phase.buffer_days, phase.starts_on, first_end, today)


def show_buffer(buffer: Buffer) -> str:
    """The buffer in words: "buffer 3 of 5 days used (60 %), 40 % of the time gone"."""
    gone = f"{show_percent(buffer.elapsed_share)} of the time gone"
    if buffer.burn is not None:
        used = f"{buffer.used_days:,} of {show_count(buffer.granted_days, 'day')} used ({show_percent(buffer.burn)})"
        return f"buffer {used}, {gone}"
    if buffer.used_days:
        return f"no buffer left: {show_count(buffer.used_days, 'day')} used and none granted, {gone}"
    return f"no buffer granted, {gone}"
