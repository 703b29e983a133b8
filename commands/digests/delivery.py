"""Getting the digest to the executives: composed for each reader from facts gathered once, promised to each."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from commands.digests.composing import Reader, compose_digest
from commands.digests.facts import InitiativeFacts, gather_facts
from commands.digests.lines import list_awaited
from commands.digests.scopes import choose_scope, describe_scope
from commands.slack.blocks import Message
from storage.follows import list_follows
from storage.initiatives import Initiative, list_initiatives
from storage.outbox import Content, Priority, Recipient, promise
from storage.people import Person
from storage.units import Unit


class Press:
    """Composes digests for one reader after the other: facts are gathered once, and a page alike for many made once."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit
        self._initiatives = list(list_initiatives(unit, open_only=True))
        self._follows = list_follows(unit)
        self._facts: dict[str, InitiativeFacts] = {}
        self._pages: dict[tuple[tuple[str, ...], date, str | None], Message] = {}

    def compose_scope(self, user_id: str, today: date) -> Message:
        """The digest of whatever this person follows; `today` is the day it is where they live."""
        scope = choose_scope(self._initiatives, self._follows.get(user_id, ()))
        return self.compose(scope, user_id, today, describe_scope(self._initiatives, scope))

    def compose_all(self, user_id: str, today: date) -> Message:
        """The digest of all open initiatives."""
        return self.compose(self._initiatives, user_id, today)

    def compose(self, initiatives: Sequence[Initiative], user_id: str, today: date, note: str | None = None) -> Message:
        """The digest of these initiatives, with buttons for what waits for this person."""
        facts = [self._gather(initiative) for initiative in initiatives]
        is_awaited = any(awaited.owner_id == user_id for each in facts for awaited in list_awaited(each))
        reader = Reader(user_id if is_awaited else None, today, note)
        page = (tuple(each.key for each in initiatives), today, reader.user_id)
        if page not in self._pages:
            self._pages[page] = compose_digest(facts, reader)
        return self._pages[page]

    def _gather(self, initiative: Initiative) -> InitiativeFacts:
        if initiative.key not in self._facts:
            self._facts[initiative.key] = gather_facts(self._unit, initiative)
        return self._facts[initiative.key]


@dataclass(frozen=True, slots=True)
class Edition:
    """What is to be promised: contents by variant, and which of them each reader gets."""

    contents: Mapping[str, Content]
    variants: Mapping[str, str]


def compose_edition(unit: Unit, executives: Sequence[Person]) -> Edition:
    """Everybody's digest; only reads, and takes its time with many initiatives, so that no writer should wait for it.

    A content is known by what it says, so that readers for whom that is the same share it, and those whose morning
    comes later read what has happened until then.
    """
    press, variants = Press(unit), {}
    contents: dict[str, Content] = {}
    for person in executives:
        digest = press.compose_scope(person.user_id, unit.now.astimezone(ZoneInfo(person.zone)).date())
        variant = hashlib.sha256(json.dumps([digest.text, digest.blocks]).encode()).hexdigest()[:32]
        contents[variant] = Content(digest.text, digest.blocks)
        variants[person.user_id] = variant
    return Edition(contents, variants)


def promise_edition(unit: Unit, name: str, edition: Edition) -> int:
    """Promise an edition, known by `name`, to its readers; gives how many are new."""
    return promise(
        unit,
        key=f"digest:{name}",
        kind="digest",
        subject="digest",
        priority=Priority.DIGEST,
        contents_by_variant=dict(edition.contents),
        recipients=[Recipient(user_id, unit.now, variant) for user_id, variant in edition.variants.items()],
    )
