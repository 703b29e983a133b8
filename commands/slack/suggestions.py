"""What to say about a word that is not one of the words known at its place."""

from collections.abc import Iterable

from storage.suggestions import ask_whether_meant, did_you_mean

__all__ = ["describe_unknown", "did_you_mean"]


def describe_unknown(word: str, known: Iterable[str]) -> str:
    """The reason “x” is unknown, with the words most like it, or else with every word known at this place.

    That it is missing where there is no word.
    """
    words = list(known)
    hint = ask_whether_meant(word, words) or f"Known: {', '.join(words)}."
    return f"“{word}” is unknown. {hint}" if word else f"it is missing. {hint}"
