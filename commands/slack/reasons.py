"""Reasons: why a date, a plan or a state is changed; asked for in words, and kept beside the change."""

from commands.slack.inputs import clean_text, is_blank
from storage.errors import Missing

REASON_LIMIT = 500


def read_reason(text: str | None, example: str) -> str:
    """The reason as it may be stored, in any number of lines; BadInput when there is none."""
    if text is None or is_blank(text):
        raise Missing("Reason", "it is missing", example)
    return clean_text(text, "Reason", REASON_LIMIT, example=example)
