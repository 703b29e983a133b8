"""How concerns look: forms, card, list, and what lead and author read of each other."""

from collections.abc import Sequence

import slackblocks as sb

from commands.slack.blocks import Message, actions, button, compose, context, header, mention, section, sections
from commands.slack.choices import initiative_field
from commands.slack.modals import ChoiceField, Modal, TextField
from commands.slack.moments import describe_instant
from commands.slack.pages import Line, Listing
from commands.slack.text import inert, shorten
from storage.concerns import Concern, ConcernReply
from storage.initiatives import Initiative

WORDS_LIMIT = 1000
LINE_SHOWN = 160
UNTITLED_SHOWN = 2_800
REPLIES_SHOWN = 10
PRIVATELY, ANONYMOUSLY = "private", "anonymous"
WAYS = [
    (PRIVATELY, "privately: the lead sees my name"),
    (ANONYMOUSLY, "anonymously: nobody can tell"),
]

BUTTONS = {"Reply": "concern.reply", "Open": "concern.show", "Edit": "concern.edit"}


def concern_modal(initiatives: list[Initiative], initial_key: str | None = None) -> Modal:
    """The form, in which alone a concern can be anonymous."""
    fields = [initiative_field(initiatives, initial_key), _words_field(), ChoiceField("How", options=WAYS)]
    return Modal("concern.raise", "Raise a concern", "Send", fields)


def edit_concern_modal(concern: Concern, stamped: str) -> Modal:
    """The form for the author's other words."""
    metadata = {"id": concern.id, "stamp": stamped}
    return Modal("concern.edit", f"Edit {concern.id}", "Save", [_words_field(concern.words)], metadata=metadata)


def reply_modal(concern: Concern) -> Modal:
    """The form for an answer."""
    field = TextField("Reply", limit=WORDS_LIMIT, is_multiline=True)
    return Modal("concern.reply", f"Reply about {concern.id}", "Send", [field], metadata={"id": concern.id})


def raised_message(concern: Concern, initiative: Initiative) -> Message:
    """What the author sees after a private one."""
    who = mention(initiative.lead_id)
    told = f"Saved. {who}, who leads {initiative.key}, reads it with your name and can reply to you."
    return compose(
        section(f"*{concern.id}*"), *sections(inert(concern.words)), context(told), _buttons(concern, "Edit", "Open")
    )


def kept_message(initiative: Initiative) -> Message:
    """What the author of an anonymous one sees: the same for every one of them."""
    return compose(
        section(
            f"Saved without your name and without the time. {mention(initiative.lead_id)}, who leads {initiative.key}, "
            "gets it with the next daily round after 09:00. Nobody can reply to you, because nobody knows who you are."
        ),
        context("What you wrote may still tell who you are."),
    )


def told_message(concern: Concern, initiative: Initiative, *, is_edited: bool = False) -> Message:
    """What the lead reads of a private one."""
    what = "has put a concern in other words" if is_edited else "has a concern"
    title = section(f"{mention(concern.author_id)} {what} about *{inert(initiative.name)}* ({concern.id})")
    return compose(title, *sections(inert(concern.words)), _buttons(concern, "Reply", "Open"))


def replied_message(concern: Concern, reply: ConcernReply) -> Message:
    """What the other side reads of a reply."""
    title = section(f"{mention(reply.author_id)} replied about {concern.id} ({concern.initiative_key})")
    return compose(title, *sections(inert(reply.words)), _buttons(concern, "Reply", "Open"))


def anonymous_message(initiative: Initiative, words: Sequence[str]) -> Message:
    """What the lead reads of anonymous ones: no number of them, and no order that means anything."""
    texts = [block for text in words for block in [sb.DividerBlock(), *sections(inert(text))]]
    return compose(section(f"One or more anonymous concerns about *{inert(initiative.name)}*"), *texts)


def concern_card(
    concern: Concern, replies: Sequence[ConcernReply], history: Sequence[sb.Block], zone: str, *, is_author: bool
) -> Message:
    """A concern with what was said about it, the latest last."""
    earlier = len(replies) - REPLIES_SHOWN
    said = [block for reply in replies[-REPLIES_SHOWN:] for block in _show_reply(reply, zone)]
    return compose(
        header(f"{concern.id} · {concern.initiative_key}"),
        context(f"{mention(concern.author_id)}, {describe_instant(concern.created_at, zone)}"),
        *sections(inert(concern.words)),
        context(f"and {earlier} earlier") if earlier > 0 else None,
        *said,
        _buttons(concern, *(["Reply", "Edit"] if is_author else ["Reply"])),
        *history,
    )


def concern_list(concerns: Sequence[Concern], anonymous: Sequence[tuple[str, str]], page: int = 0) -> Message:
    """One's own concerns and those of what one leads; then what came anonymously, as (key, words)."""
    lines = [
        Line(f"*{each.id}* {each.initiative_key} · {mention(each.author_id)}\n{_preview(each)}", each.id)
        for each in concerns
    ]
    lines += [
        Line(f"*Anonymous* {key}\n{inert(shorten(words, UNTITLED_SHOWN, rendered=inert))}") for key, words in anonymous
    ]
    listing = Listing(
        title="Concerns",
        subject="mine",
        lines=lines,
        empty="You have raised none, and none has reached you.",
        turn_action="concern.page",
        open_action="concern.show",
    )
    return listing.show(page, button("Raise a concern", "concern.open", "form"))


def concern_block(concern: Concern) -> sb.Block:
    """A concern that waits for the lead's answer, on the Home tab."""
    text = f":speech_balloon: *Concern {concern.id}* {concern.initiative_key} · {mention(concern.author_id)}"
    reply = button("Reply", f"concern.reply:{concern.id}", concern.id, spoken=f"Reply about {concern.id}")
    return section(f"{text}\n{_preview(concern)}", accessory=reply)


def _buttons(concern: Concern, *labels: str) -> sb.ActionsBlock | None:
    return actions(*(button(label, BUTTONS[label], concern.id) for label in labels))


def _show_reply(reply: ConcernReply, zone: str) -> list[sb.Block]:
    return [context(f"{mention(reply.author_id)}, {describe_instant(reply.at, zone)}"), *sections(inert(reply.words))]


def _preview(concern: Concern) -> str:
    return inert(shorten(" ".join(concern.words.split()), LINE_SHOWN, rendered=inert))


def _words_field(initial: str | None = None) -> TextField:
    return TextField("Concern", limit=WORDS_LIMIT, is_multiline=True, initial=initial)
