"""Adoption: how many of those who could work in the new way do."""

from dataclasses import dataclass

from storage.errors import BadInput
from surveys.statistics import Proportion

EXAMPLE = "412/1000"
SENTENCES = {
    "rate": "{active:,} of {eligible:,} eligible people are active",
    "utilisation": "{active:,} of {eligible:,} available are in use",
    "proficiency": "{active:,} of {eligible:,} people are proficient",
}
COUNTED = {
    "rate": "Active people",
    "utilisation": "Use of what is available",
    "proficiency": "Proficient people",
}
"""What a metric counts, as a change of it is told."""


@dataclass(frozen=True, slots=True)
class Adoption:
    """The share of eligible people who are active, with a sentence that says it."""

    rate: Proportion
    sentence: str


def adoption_rate(active: int, eligible: int, kind: str = "rate") -> Adoption:
    """active ÷ eligible with its Wilson interval; BadInput unless 0 ≤ active ≤ eligible and eligible ≥ 1.

    `kind` is rate, utilisation (of licences, seats or devices) or proficiency (of those who were assessed).
    """
    check_counts(active, eligible)
    rate = Proportion(active, eligible)
    low, high = rate.interval
    share = f"{round(100 * rate.value)} % (95 % interval {round(100 * low)}–{round(100 * high)} %)"
    return Adoption(rate, f"{SENTENCES[kind].format(active=active, eligible=eligible)}: {share}.")


def check_counts(active: int, eligible: int) -> None:
    """BadInput unless 0 ≤ active ≤ eligible and eligible ≥ 1."""
    if eligible < 1:
        raise BadInput("Eligible", "nobody is eligible", EXAMPLE)
    if active < 0:
        raise BadInput("Active", f"{active} is below zero", EXAMPLE)
    if active > eligible:
        raise BadInput("Active", f"{active:,} are active, but only {eligible:,} eligible", EXAMPLE)
