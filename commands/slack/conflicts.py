"""Conflicts: two people edit the same thing; the second is told, and what they typed is kept."""

import hashlib
from collections.abc import Callable
from dataclasses import asdict, is_dataclass

from commands.slack.ask import Answer, Ask
from commands.slack.modals import Modal
from storage.errors import SAVED_NOTHING, Conflict
from storage.units import Unit

INTRO = (
    f"Somebody changed this while your form was open. {SAVED_NOTHING} What you typed is below: save again to keep it."
)


def stamp(record: object) -> str:
    """A short digest of a record's values, to tell later whether it is still the same; kept in a form's metadata."""
    assert is_dataclass(record)
    assert not isinstance(record, type)
    return hashlib.sha256(repr(asdict(record)).encode()).hexdigest()[:16]


def check_unchanged(ask: Ask, record: object) -> None:
    """Raise Conflict when the record is not the one that the submitted form was opened with."""
    if ask.metadata["stamp"] != stamp(record):
        raise Conflict("somebody changed this meanwhile")


async def save_or_reopen(ask: Ask, save: Callable[[Unit], Answer], reopen: Callable[[Unit], Modal]) -> Answer:
    """Write and answer; on a conflict the form again, as it would open now but with what was typed."""
    try:
        return await ask.write(save)
    except Conflict:
        return (await ask.read(reopen)).refill(ask.form, INTRO)
