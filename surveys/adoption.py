"""Adoption: how many of those who could work in the new way do."""

from dataclasses import dataclass

from storage.errors import BadInput
from surveys.statistics import Proportion

EXAMPLE = "412/1000"


@dataclass(frozen=True, slots=True)
class Adoption:
    """The share of eligible people who are active, with a sentence that says it."""

    rate: Proportion
    sentence: str


def adoption_rate(active: int, eligible: int) -> Adoption:
    """active ÷ eligible with its Wilson interval; BadInput unless 0 ≤ active ≤ eligible and eligible ≥ 1."""
    if eligible < 1:
        raise BadInput("Eligible", "nobody is eligible", EXAMPLE)
    if active < 0:
        raise BadInput("Active", f"{active} is below zero", EXAMPLE)
    if active > eligible:
        raise BadInput("Active", f"{active:,} are active, but only {eligible:,} eligible", EXAMPLE)
    rate = Proportion(active, eligible)
    low, high = rate.interval
    share = f"{round(100 * rate.value)} % (95 % interval {round(100 * low)}–{round(100 * high)} %)"
    return Adoption(rate, f"{active:,} of {eligible:,} eligible people are active: {share}.")
