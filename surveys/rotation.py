"""Rotation: each round asks a part of an audience, so that everybody is asked once in a cycle of rounds.

Stratified: each stratum, such as a channel or a time zone, gives its share of every round, rounded up or down. Which of
its people come first is who was asked longest ago, then chance; the chance hangs on a seed, so that two replicas choose
alike. Joiners have not been asked and so come within the cycle, leavers are not there to be chosen.
"""

import hashlib
import math
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cycle:
    """How many rounds ask everybody once, and the people whom each round so far has asked, the first round first."""

    length: int
    rounds: Sequence[Set[str]] = ()

    @property
    def current(self) -> Sequence[Set[str]]:
        """The rounds of the cycle that goes on; none when a new one begins."""
        begun = len(self.rounds) % self.length
        return self.rounds[len(self.rounds) - begun :]


def count_rounds(percent: int) -> int:
    """How many rounds of at most so many percent (1–100) it takes to ask everybody."""
    return math.ceil(100 / percent)


def choose_turn(strata: Mapping[str, str], cycle: Cycle, seed: str, *, at_least: int = 0) -> list[str]:
    """Who is asked in the next round of a cycle, of the people given by id with their stratum; in order of their ids.

    Those left over from the cycle are shared out evenly among the rounds left, within one per stratum. A round of fewer
    than `at_least` is filled up with whom the next rounds would ask first, if there are as many.
    """
    done = frozenset[str]().union(*cycle.current)
    rounds_left = cycle.length - len(cycle.current)
    last_asked = {person: index for index, asked in enumerate(cycle.rounds) for person in asked}
    queue = sorted(strata, key=lambda person: (last_asked.get(person, -1), _draw_lot(person, seed)))
    by_stratum: dict[str, list[str]] = {}
    for person in queue:
        if person not in done:
            by_stratum.setdefault(strata[person], []).append(person)
    chosen: list[str] = []
    waiting = 0
    for _, people in sorted(by_stratum.items()):
        # Rounding the sum and not each share keeps the round's size even when there are many small strata.
        count = (waiting + len(people)) // rounds_left - waiting // rounds_left
        chosen += people[:count]
        waiting += len(people)
    taken = set(chosen)
    spare = sorted((person for person in queue if person not in taken), key=lambda person: person in done)
    chosen += spare[: max(0, at_least - len(chosen))]
    return sorted(chosen)


def _draw_lot(person: str, seed: str) -> str:
    return hashlib.sha256(f"{seed}\0{person}".encode()).hexdigest()
