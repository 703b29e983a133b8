"""The heads that read comments: fitted to sentences of our own; run as a module it writes them anew."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.optimize import minimize
from scipy.special import log_softmax

from surveys.comment_reader import HEADS, Embed, Head, Vector, center, open_embedder

HERE = Path(__file__).parent
EXAMPLES, HELD_OUT = HERE / "comments_examples.tsv", HERE / "comments_held_out.tsv"
DECAY = 3e-4
"""The weight of the squared weights in what is minimised."""
FOLDS = 5


@dataclass(frozen=True, slots=True)
class Labelled:
    """A sentence that we wrote, and what we say it is about and how it sounds."""

    theme: str
    tone: str
    language: str
    text: str


def read_labelled(path: Path) -> list[Labelled]:
    """The sentences of a file."""
    with path.open(encoding="utf-8", newline="") as file:
        return [Labelled(**row) for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)]


def embed_all(embed: Embed, sentences: Sequence[Labelled]) -> Vector:
    """An embedding a row."""
    return np.stack([embed(sentence.text) for sentence in sentences])


def fit_head(embedded: Vector, labels: Sequence[str]) -> Head:
    """Multinomial logistic regression with weight decay, by L-BFGS (the likelihood's only maximum)."""
    names = tuple(sorted(set(labels)))
    middle = embedded.mean(axis=0)
    inputs = center(embedded, middle)
    wanted = np.eye(len(names))[[names.index(label) for label in labels]]

    def weigh(flat: Vector) -> tuple[float, Vector]:
        weights = flat.reshape(-1, len(names))
        logs = log_softmax(inputs @ weights, axis=1)
        decayed = np.concatenate([weights[:-1], np.zeros((1, len(names)))])
        loss = -(wanted * logs).sum() / len(inputs) + DECAY * (decayed**2).sum() / 2
        return loss, (inputs.T @ (np.exp(logs) - wanted) / len(inputs) + DECAY * decayed).ravel()

    start = np.zeros(inputs.shape[1] * len(names))
    fitted = minimize(weigh, start, jac=True, method="L-BFGS-B").x
    return Head(names, middle, fitted.reshape(-1, len(names)))


def list_folds(sentences: Sequence[Labelled]) -> list[int]:
    """A fold for each sentence; its translations are in the same, so that none is judged by its own meaning."""
    seen: dict[tuple[str, str], int] = {}
    themes = sorted({sentence.theme for sentence in sentences})
    folds = []
    for sentence in sentences:
        group = (sentence.theme, sentence.language)
        seen[group] = seen.get(group, -1) + 1
        folds.append((seen[group] + themes.index(sentence.theme)) % FOLDS)
    return folds


def write_heads() -> None:
    """Fit both heads to all examples, and write them where the bot reads them."""
    sentences = read_labelled(EXAMPLES)
    embedded = embed_all(open_embedder(), sentences)
    themes = fit_head(embedded, [sentence.theme for sentence in sentences])
    tones = fit_head(embedded, [sentence.tone for sentence in sentences])
    np.savez_compressed(
        HEADS,
        themes_names=np.array(themes.names),
        themes_center=themes.center.astype(np.float32),
        themes_weights=themes.weights.astype(np.float32),
        tones_names=np.array(tones.names),
        tones_center=tones.center.astype(np.float32),
        tones_weights=tones.weights.astype(np.float32),
    )


if __name__ == "__main__":
    write_heads()
