"""Red, amber, green: the words and signs for how an initiative stands."""

from datetime import datetime, timedelta

MARKS = {"green": "🟢", "amber": "🟡", "red": "🔴", "grey": "⚪"}
STALE_AFTER = timedelta(days=14)
"""A status older than this says nothing about today."""


def show_rag(rag: str) -> str:
    """The sign and the word, since colour alone does not reach everybody."""
    return f"{MARKS[rag]} {rag}"


def is_stale(status_at: datetime | None, now: datetime) -> bool:
    """Whether there is no status, or one too old to go by."""
    return status_at is None or now - status_at > STALE_AFTER
