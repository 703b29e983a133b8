"""Concern commands: raise one privately or anonymously, list, show, edit, and reply about it."""

import re

from commands.concerns.anonymous import hold_rounds, keep_anonymously
from commands.concerns.home import list_concerns_unanswered
from commands.concerns.views import (
    ANONYMOUSLY,
    WORDS_LIMIT,
    concern_card,
    concern_list,
    concern_modal,
    edit_concern_modal,
    kept_message,
    raised_message,
    replied_message,
    reply_modal,
    told_message,
)
from commands.slack.arguments import parse
from commands.slack.ask import Answer, Ask, Replacement, Reply
from commands.slack.blocks import Message, compose, mention, section
from commands.slack.choices import OPTIONS_LIMIT
from commands.slack.conflicts import check_unchanged, save_or_reopen, stamp
from commands.slack.features import Command, Feature
from commands.slack.history import history_blocks
from commands.slack.inputs import clean_text, is_blank
from commands.slack.modals import Modal
from commands.slack.pages import read_turn
from commands.slack.subjects import take_key, take_only_id
from commands.slack.telling import tell
from storage.anonymous_concerns import list_forwarded_concerns
from storage.audit import list_entries
from storage.concerns import (
    Concern,
    add_concern,
    add_concern_reply,
    edit_concern,
    get_concern,
    list_concern_replies,
    list_concerns,
)
from storage.errors import BadInput, NotAllowed, NotFound
from storage.initiatives import get_initiative, get_open_initiative, list_initiatives
from storage.units import Unit

EXAMPLE = '/change concern CRM "The training comes after the switch"'
WORDS_EXAMPLE = "The training comes after the switch"
REPLY_EXAMPLE = "Thank you; the training moves to March"
ASKS_TO_HIDE = re.compile(r"\Aanonymous(ly)?\b|\banonymous(ly)?\W*\Z", re.IGNORECASE)


async def on_raise(ask: Ask) -> Answer:
    """`/change concern KEY "…"`, with the asker's name; without arguments the form, which can do without."""
    if is_blank(ask.text):
        return await _open_form(ask)
    arguments = parse(ask.text)
    key = take_key(arguments, EXAMPLE)
    if not arguments:
        return await _open_form(ask, key)
    words = arguments.take_rest()
    if ASKS_TO_HIDE.search(words.strip()):
        raise BadInput("How", "one line always shows your name; only the form can be anonymous", "/change concern")
    return await _raise(ask, key, words)


async def on_raise_form(ask: Ask) -> Answer:
    """The submitted form."""
    key, words = ask.form["initiative"], ask.form["concern"] or ""
    if ask.form["how"] != ANONYMOUSLY:
        return await _raise(ask, key, words)
    words = clean_text(words, "Concern", WORDS_LIMIT, example=WORDS_EXAMPLE)
    await keep_anonymously(ask, key, words)
    return Reply(kept_message(await ask.read(lambda unit: get_initiative(unit, key))))


async def on_open_form(ask: Ask) -> Answer:
    """The button under a list."""
    return await _open_form(ask)


async def on_list(ask: Ask) -> Answer:
    """`/change concern list`."""
    parse(ask.text).finish("/change concern list")
    return Reply(await ask.read(lambda unit: _make_list(unit, ask)))


async def on_page(ask: Ask) -> Answer:
    """Next and Previous under a list."""
    _, page = read_turn(ask.value)
    return Replacement(await ask.read(lambda unit: _make_list(unit, ask, page)))


async def on_show(ask: Ask) -> Answer:
    """`/change concern show ID`."""
    return await _show(ask, take_only_id(ask.text, "CN", "Concern", "/change concern show CN-1"))


async def on_show_button(ask: Ask) -> Answer:
    """Open, in a list or a message."""
    return await _show(ask, ask.value)


async def on_edit(ask: Ask) -> Answer:
    """`/change concern edit ID`: the form, filled in."""
    concern_id = take_only_id(ask.text, "CN", "Concern", "/change concern edit CN-1")
    return await ask.read(lambda unit: _make_edit(unit, ask, concern_id))


async def on_edit_button(ask: Ask) -> Answer:
    """Edit, on a card."""
    return await ask.read(lambda unit: _make_edit(unit, ask, ask.value))


async def on_edit_form(ask: Ask) -> Answer:
    """The author's other words: the lead is told them too."""
    words = clean_text(ask.form["concern"] or "", "Concern", WORDS_LIMIT, example=WORDS_EXAMPLE)
    concern_id, zone = ask.metadata["id"], await ask.find_zone()

    def edit(unit: Unit) -> Answer:
        before = _get_own(unit, ask, concern_id)
        check_unchanged(ask, before)
        concern = edit_concern(unit, concern_id, words)
        if concern != before:
            told = told_message(concern, get_initiative(unit, concern.initiative_key), is_edited=True)
            _tell_other(unit, ask, concern, told, f"edit:{ask.receipt}")
        return Reply(_make_card(unit, ask, concern, zone))

    return await save_or_reopen(ask, edit, lambda unit: _make_edit(unit, ask, concern_id))


async def on_reply_button(ask: Ask) -> Answer:
    """Reply, on a card, in a message or on the Home tab."""
    return reply_modal(await ask.read(lambda unit: _get_readable(unit, ask, ask.value)))


async def on_reply_form(ask: Ask) -> Answer:
    """The submitted reply: the other side reads it."""
    words = clean_text(ask.form["reply"] or "", "Reply", WORDS_LIMIT, example=REPLY_EXAMPLE)

    def reply(unit: Unit) -> str:
        concern = _get_readable(unit, ask, ask.metadata["id"])
        added = add_concern_reply(unit, concern.id, words)
        return _tell_other(unit, ask, concern, replied_message(concern, added), f"reply:{added.id}")

    other = await ask.write(reply)
    return Reply(compose(section(f"Saved. {mention(other)} reads it in a direct message.")))


async def _raise(ask: Ask, key: str, words: str) -> Answer:
    words = clean_text(words, "Concern", WORDS_LIMIT, example=WORDS_EXAMPLE)

    def record(unit: Unit) -> Message:
        initiative = get_open_initiative(unit, key)
        concern = add_concern(unit, key, words)
        _tell_other(unit, ask, concern, told_message(concern, initiative), "raised")
        return raised_message(concern, initiative)

    return Reply(await ask.write(record))


def _tell_other(unit: Unit, ask: Ask, concern: Concern, message: Message, name: str) -> str:
    """Promise a message to the lead where the author speaks, and to the author where the lead does; gives whom."""
    is_author = ask.user_id == concern.author_id
    other = get_initiative(unit, concern.initiative_key).lead_id if is_author else concern.author_id
    if other != ask.user_id:
        tell(unit, message, [other], key=f"concern:{concern.id}:{name}", kind="concern", subject=concern.id)
    return other


async def _open_form(ask: Ask, key: str | None = None) -> Answer:
    def find(unit: Unit) -> Modal:
        initiatives = [get_open_initiative(unit, key)] if key else list_initiatives(unit, open_only=True)
        if not initiatives:
            raise BadInput("Initiative", "there is none yet", '/change new CRM "New CRM"')
        return concern_modal(list(initiatives[:OPTIONS_LIMIT]))

    return await ask.read(find)


async def _show(ask: Ask, concern_id: str) -> Answer:
    zone = await ask.find_zone()
    return Reply(await ask.read(lambda unit: _make_card(unit, ask, _get_readable(unit, ask, concern_id), zone)))


def _make_card(unit: Unit, ask: Ask, concern: Concern, zone: str) -> Message:
    replies, history = list_concern_replies(unit, concern.id), history_blocks(list_entries(unit, concern.id), zone)
    return concern_card(concern, replies, history, zone, is_author=ask.user_id == concern.author_id)


def _make_edit(unit: Unit, ask: Ask, concern_id: str) -> Modal:
    concern = _get_own(unit, ask, concern_id)
    return edit_concern_modal(concern, stamp(concern))


def _make_list(unit: Unit, ask: Ask, page: int = 0) -> Message:
    led = [each.key for each in list_initiatives(unit) if each.lead_id == ask.user_id]
    anonymous = [(key, words) for key in led for words in list_forwarded_concerns(unit, key)]
    return concern_list(list_concerns(unit, ask.user_id), anonymous, page)


def _get_readable(unit: Unit, ask: Ask, concern_id: str) -> Concern:
    """A concern for its author or the lead; for anybody else there is none, so that nobody learns of one."""
    concern = get_concern(unit, concern_id)
    if ask.user_id not in (concern.author_id, get_initiative(unit, concern.initiative_key).lead_id):
        raise NotFound("Concern", concern_id)
    return concern


def _get_own(unit: Unit, ask: Ask, concern_id: str) -> Concern:
    concern = _get_readable(unit, ask, concern_id)
    if ask.user_id != concern.author_id:
        raise NotAllowed("author of the concern", concern.author_id)
    return concern


FEATURE = Feature(
    title="Concerns",
    area="Every day",
    commands=[
        Command(
            "concern", "", 'concern [KEY "…"]', "Tell the lead what worries you; the form can be anonymous", on_raise
        ),
        Command("concern", "list", "concern list", "Your concerns, and those that you are to hear as a lead", on_list),
        Command("concern", "show", "concern show ID", "One concern and what was said about it (author, lead)", on_show),
        Command("concern", "edit", "concern edit ID", "Put your concern in other words (author)", on_edit),
    ],
    actions={
        "concern.open": on_open_form,
        "concern.page": on_page,
        "concern.show": on_show_button,
        "concern.edit": on_edit_button,
        "concern.reply": on_reply_button,
    },
    forms={
        "concern.raise": on_raise_form,
        "concern.edit": on_edit_form,
        "concern.reply": on_reply_form,
    },
    home_tasks=[list_concerns_unanswered],
    sweeps=[hold_rounds],
)
