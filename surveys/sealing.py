"""Sealing: turning a closed pulse's ballots into rows that nobody can lead back to a person.

This is the pure half. Storage writes what is returned here, drops tokens and salt in the same transaction, and
cleans the file's pages afterwards.
"""

import secrets
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from surveys.ballots import COMMENT_KEY, Ballot
from surveys.disclosure import FLOOR_SCORES

OTHER = "Other"
ID_BYTES = 16


@dataclass(frozen=True, slots=True)
class SealedRow:
    """One anonymous ballot: a random id, a coarse segment, and its scores under the ballot's own keys; no words."""

    id: str
    segment: str
    scores: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class SealedComment:
    """What somebody wrote, with neither score nor segment; `question` is None for words added at the end."""

    id: str
    question: int | None
    text: str


@dataclass(frozen=True, slots=True)
class Sealed:
    """All that is kept of a closed pulse; the order of either list is chance and says nothing about the other."""

    rows: tuple[SealedRow, ...]
    comments: tuple[SealedComment, ...]


def freeze_segments(segments: Mapping[str, str]) -> dict[str, str]:
    """Each invited person's segment as it will be stored: "Other" where fewer than 5 are invited or none is known."""
    sizes = Counter(segments.values())
    return {
        user: segment if segment and sizes[segment] >= FLOOR_SCORES else OTHER for user, segment in segments.items()
    }


def seal_ballots(ballots: Iterable[tuple[str, Ballot]]) -> Sealed:
    """The (segment, ballot) pairs as anonymous rows and, apart from them, comments; random ids in random order."""
    rows: list[SealedRow] = []
    comments: list[SealedComment] = []
    for segment, ballot in ballots:
        scores = {key: answer for key, answer in ballot.items() if isinstance(answer, int)}
        rows.append(SealedRow(_random_id(), segment, scores))
        comments.extend(
            SealedComment(_random_id(), None if key == COMMENT_KEY else int(key), answer)
            for key, answer in ballot.items()
            if isinstance(answer, str) and answer
        )
    chance = secrets.SystemRandom()
    chance.shuffle(rows)
    chance.shuffle(comments)
    return Sealed(tuple(rows), tuple(comments))


def _random_id() -> str:
    return secrets.token_hex(ID_BYTES)
