"""How memo templates look to admins: the list, and the form with its live preview."""

from collections.abc import Sequence
from dataclasses import dataclass

import slackblocks as sb

from commands.memos.vocabulary import list_names
from commands.slack.blocks import Message, context, divider, mention, sections
from commands.slack.limits import SECTION_TEXT
from commands.slack.modals import ChoiceField, Field, Modal, PersonField, TextField
from commands.slack.moments import describe_instant
from commands.slack.pages import Line, Listing
from commands.slack.text import inert
from storage.memo_templates import MemoTemplate

SOURCE_LIMIT = 3_000


@dataclass(frozen=True, slots=True)
class Draft:
    """A template being edited: which it is, the version it began with (0: built in), its text, memos to try it on."""

    kind: str
    language: str
    version: int
    source: str
    memos: Sequence[tuple[str, str]] = ()


def template_list(kinds: Sequence[str], own: Sequence[MemoTemplate], default_language: str, zone: str) -> Listing:
    """Every kind with what counts for it, and every own template in another language."""
    known = {(template.kind, template.language): template for template in own}
    keys = [(kind, default_language) for kind in kinds]
    keys += [key for key in sorted(known) if key not in keys and known[key].source]
    lines = [Line(_show_line(key, known.get(key), zone), " ".join(key), f"{key[0]} in {key[1]}") for key in keys]
    return Listing(
        title="Memo templates",
        subject="all",
        lines=lines,
        empty="None.",
        turn_action="memo.template_page",
        open_action="memo.template_edit",
    )


def template_modal(draft: Draft, below: Sequence[sb.Block | None] = ()) -> Modal:
    """The form, with what Preview showed last below its inputs."""
    names = ", ".join(list_names(draft.kind))
    fields: list[Field] = [
        TextField("Template", limit=SOURCE_LIMIT, is_multiline=True, initial=draft.source),
        PersonField("Preview as", is_optional=True, hint="Whoever the preview is for; a sample reader when left empty"),
    ]
    if draft.memos:
        hint = "What the preview is made of; a sample when left empty"
        fields.append(ChoiceField("Memo", is_optional=True, options=list(draft.memos), hint=hint))
    return Modal(
        callback_id="memo.template",
        title="Memo template",
        submit="Save",
        intro=f"For {draft.kind}, language {draft.language}. Names: {names}.",
        fields=fields,
        metadata={"kind": draft.kind, "language": draft.language, "version": draft.version},
        buttons=(("Preview", "memo.template_preview"),),
        below=below,
    )


def preview_blocks(rendered: Message, reader: str, subject: str) -> list[sb.Block]:
    """The memo as the template makes it now."""
    return [
        divider(),
        context(f"As {inert(reader)} would get {inert(subject)}. Nothing is saved yet."),
        *sections(rendered.text),
    ]


def problem_blocks(reason: str) -> list[sb.Block]:
    """What is wrong with the template, in place."""
    # Plain text: a name with underscores is to be read as it was typed.
    words = sb.Text(f"Template: {reason}"[:SECTION_TEXT], type_=sb.TextType.PLAINTEXT)
    return [divider(), sb.SectionBlock(words), context(":warning: Nothing was saved.")]


def _show_line(key: tuple[str, str], template: MemoTemplate | None, zone: str) -> str:
    name = f"*{key[0]}* · {key[1]}"
    if template is None or template.source is None:
        since = f" again since {describe_instant(template.created_at, zone)}" if template else ""
        return f"{name}\nbuilt in{since}"
    at = describe_instant(template.created_at, zone)
    return f"{name}\nown, version {template.version}, {mention(template.author_id)}, {at}"
