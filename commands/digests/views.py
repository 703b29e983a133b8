"""How following looks: list and form."""

from collections.abc import Sequence

from commands.slack.blocks import Message, actions, button, compose, context, header, mention, section
from commands.slack.choices import OPTIONS_LIMIT
from commands.slack.modals import Modal, MultiChoiceField
from commands.slack.text import inert
from storage.initiatives import Initiative

MOST_SHOWN = 40
EVERYTHING = "Nothing in particular: the digest and the Home tab tell of every open initiative."


def followed_message(followed: Sequence[Initiative], person_id: str | None) -> Message:
    """What somebody follows; `person_id` is None for the asker, who gets the buttons to change it."""
    is_own = person_id is None
    lines = [
        section(
            f"*{each.key}* {inert(each.name)}",
            button("Unfollow", f"follow.drop:{each.key}", each.key, spoken=f"Unfollow {each.key}") if is_own else None,
        )
        for each in followed[:MOST_SHOWN]
    ]
    more = len(followed) - MOST_SHOWN
    return compose(
        header("You follow" if is_own else "A digest's scope"),
        section(f"The digest of {mention(person_id)} tells of these; they may change it.") if person_id else None,
        *(lines or [section(EVERYTHING)]),
        context(f"and {more} more") if more > 0 else None,
        actions(button("Choose", "follow.open", "all")) if is_own else None,
    )


def follow_modal(initiatives: Sequence[Initiative], followed: Sequence[str]) -> Modal:
    """The form that does what `/change follow` and `/change unfollow` do, for many at once."""
    options = [(each.key, f"{each.key} · {each.name}") for each in initiatives[:OPTIONS_LIMIT]]
    hint = "Of these your digest and Home tab tell; leave it empty to be told of all"
    field = MultiChoiceField("Initiatives", is_optional=True, hint=hint, options=options, initial=followed)
    return Modal("follow.set", "Follow initiatives", "Save", [field])
