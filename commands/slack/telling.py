"""Telling: a message promised through the outbox, so that it is sent once, paced, and accounted for."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from commands.slack.blocks import Message
from commands.slack.language import Say, find_audience_language, translate
from storage.outbox import Content, Priority, Recipient, promise
from storage.people import Person, list_people
from storage.units import Unit


def tell(
    unit: Unit,
    message: Message,
    recipients: Iterable[str],
    *,
    key: str,
    kind: str,
    subject: str,
    priority: int = Priority.ALERT,
    due_at: datetime | None = None,
    thread_ts: str | None = None,
) -> int:
    """Promise one message to user or channel ids, from `due_at` on (now when None); gives how many are new.

    `key` makes it once: a second call with it adds only recipients who have not been promised it. With `thread_ts` it
    goes into the thread of that message.
    """
    return promise(
        unit,
        key=key,
        kind=kind,
        subject=subject,
        priority=priority,
        contents_by_variant={"all": Content(message.text, message.blocks, thread_ts)},
        recipients=[Recipient(recipient, due_at or unit.now) for recipient in recipients],
    )


def tell_each(
    unit: Unit,
    write: Callable[[Say], Message],
    user_ids: Sequence[str],
    *,
    key: str,
    kind: str,
    subject: str,
    priority: int = Priority.ALERT,
    audience: str | None = None,
) -> int:
    """The same to members, each in their own language, else in that of `audience`; by its rules, if one is given."""
    contents, variants = write_in_languages(unit, list_people(unit, user_ids), audience, write)
    return promise(
        unit,
        key=key,
        kind=kind,
        subject=subject,
        priority=priority,
        contents_by_variant=contents,
        recipients=[Recipient(user_id, unit.now, variant, audience=audience) for user_id, variant in variants.items()],
    )


def write_in_languages(
    unit: Unit, people: Iterable[Person], audience: str | None, write: Callable[[Say], Message]
) -> tuple[dict[str, Content], dict[str, str]]:
    """A message written once in each language that these people read: contents by variant, and variants by user id.

    Who reads no language that is known is told in the audience's.
    """
    otherwise = find_audience_language(unit, audience)
    says = {person.user_id: translate(person.reads or otherwise) for person in people}
    messages = {say.language: write(say) for say in set(says.values())}
    contents = {language: Content(message.text, message.blocks) for language, message in messages.items()}
    return contents, {user_id: say.language for user_id, say in says.items()}
