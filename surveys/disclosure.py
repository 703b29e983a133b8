"""What may be shown of a group: the floors that nothing can lower, and what else must be hidden to keep them.

Totals are published beside groups, so a hidden group can be worked out as total minus what is shown. Therefore enough
neighbours are hidden with it (complementary suppression; Hundepool et al. 2012, Statistical Disclosure Control, ch. 4).
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from storage.errors import BadInput
from surveys.questions import Band

FLOOR_SCORES: Final = 5  # answers behind any number
FLOOR_COMMENTS: Final = 10  # comments behind any comment

Distribution = Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Hidden:
    """Nothing is shown, for the reason given in one sentence."""

    reason: str


TOO_FEW_ANSWERS: Final = Hidden(f"Hidden: fewer than {FLOOR_SCORES} answers.")
TOO_FEW_COMMENTS: Final = Hidden(f"Hidden: fewer than {FLOOR_COMMENTS} comments.")
ALL_ALIKE: Final = Hidden("Hidden: all answers are alike.")
# One sentence for every hidden group: telling apart small, neighbouring and unanimous ones would give them away.
PROTECTED_GROUP: Final = Hidden("Hidden so that no small group can be worked out.")
NO_COMMENTS_BY_GROUP: Final = Hidden("Comments are never shown by group.")


@dataclass(frozen=True, slots=True)
class Concealment:
    """The groups of which nothing is shown, and those of which only a band is."""

    hidden: frozenset[str]
    banded: frozenset[str]


def check_invited(invited: int) -> int:
    """The number of people invited as given; BadInput below 5, because such a pulse could never show anything."""
    if invited < FLOOR_SCORES:
        raise BadInput(
            "Audience", f"{invited} people; a pulse needs at least {FLOOR_SCORES} to protect them", "everyone"
        )
    return invited


def is_unanimous(distribution: Distribution) -> bool:
    """Whether there are answers and all of them are the same."""
    return sum(count > 0 for count in distribution.values()) == 1


def suppress(cells: Mapping[str, int]) -> frozenset[str]:
    """The groups to hide, from a mapping group → answers, when the total is published.

    Those below 5, and with them the smallest others until 5 answers are hidden together, which takes at least two
    groups; so total minus shown is never a group below 5. Groups without answers have nothing to hide and hide nobody.
    """
    answered = {name: n for name, n in cells.items() if n > 0}
    hidden = {name for name, n in answered.items() if n < FLOOR_SCORES}
    for name in _smallest_first(answered, hidden):
        if not hidden or _count(hidden, answered) >= FLOOR_SCORES:
            break
        hidden.add(name)
    return frozenset(hidden)


def conceal_groups(groups: Mapping[str, Distribution], bands: Sequence[Band]) -> Concealment:
    """What to hide of groups whose distributions (score → answers) are published beside that of the total.

    Adds to `suppress` that a unanimous group shows at most a band, and that neighbours are hidden until neither the
    hidden groups together are unanimous nor a banded group's one score follows from the total. Where no
    neighbour is left to do that, banded groups are hidden too.
    """
    counts = {name: sum(distribution.values()) for name, distribution in groups.items()}
    unanimous = {name for name in groups if counts[name] >= FLOOR_SCORES and is_unanimous(groups[name])}
    if is_unanimous(_add_up(groups, groups)):
        hidden = suppress(counts) | (frozenset() if bands else unanimous)
        return Concealment(hidden, frozenset(unanimous - hidden))
    banded = unanimous if bands else set()
    hidden_names = {name for name, n in counts.items() if 0 < n < FLOOR_SCORES} | (unanimous - banded)
    for name in _smallest_first(counts, hidden_names | banded):
        if _is_safe(groups, hidden_names, banded, bands):
            break
        hidden_names.add(name)
    if not _is_safe(groups, hidden_names, banded, bands):
        hidden_names, banded = hidden_names | banded, set()
    return Concealment(frozenset(hidden_names), frozenset(banded))


def _is_safe(
    groups: Mapping[str, Distribution], hidden: Collection[str], banded: Collection[str], bands: Sequence[Band]
) -> bool:
    counts = {name: sum(distribution.values()) for name, distribution in groups.items()}
    if hidden and (_count(hidden, counts) < FLOOR_SCORES or is_unanimous(_add_up(groups, hidden))):
        return False
    unshown = _add_up(groups, {*hidden, *banded})
    for band in bands:
        scores = range(band.low, band.high + 1)
        answers = sum(counts[name] for name in banded if any(groups[name].get(score) for score in scores))
        # Two scores could each have been that of every banded group, so none is the only possible one.
        if answers and sum(unshown[score] >= answers for score in scores) < 2:
            return False
    return True


def _count(names: Collection[str], counts: Mapping[str, int]) -> int:
    return sum(counts[name] for name in names)


def _add_up(groups: Mapping[str, Distribution], names: Collection[str]) -> Counter[int]:
    total: Counter[int] = Counter()
    for name in names:
        total.update(groups[name])
    return total


def _smallest_first(counts: Mapping[str, int], apart_from: Collection[str]) -> list[str]:
    """Answered names by size; a list, so that the caller may add to `apart_from` meanwhile."""
    return sorted(
        (name for name, n in counts.items() if n > 0 and name not in apart_from), key=lambda name: (counts[name], name)
    )
