"""Usages: what a command is given, read from its usage as the fields of a form, and written back as its line.

A usage says all there is to fill in, in order: `KEY` is an initiative, `@x` a person, `DATE` a day, `a|b` a choice,
`"Name"` and other capitals a text, `on:DATE` an option, a word in small letters stands as it is; `[…]` may be left out.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from commands.slack.choices import OPTIONS_LIMIT, initiative_field
from commands.slack.modals import ChoiceField, DateField, Field, PeopleField, PersonField, TextField
from commands.slack.text import escape
from storage.errors import BadInput
from storage.initiatives import Initiative

TEXT_LIMIT = 500
ANY_OPTIONS = "k:v …"
"""What follows is asked for by a form of its own."""
_PART = re.compile(r'\[[^\[\]]*\]|[A-Za-z_-]+:"[^"]*"|"[^"]*"|@x …|\S+')
_OPTION = re.compile(r'([a-z][a-z_-]*):(\S+|"[^"]*")')
_LONG = ("Reason", "Note", "Text")
_LABELS = {"KEY": "Initiative", "@x": "Person", "@x …": "People", "R-1": "Risk", "M-1": "Message"}
_LABELS |= {"KEY,KEY": "Initiatives", "N": "Number", "…": "Text", "green": "Status"}
_THINGS = ("ID", "NAME", "PH-ID", "RUN-1")
"""What a command is about, called as it calls that itself."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One thing to fill in: its input, and the words that stand before it in the line."""

    field: Field
    before: str = ""


def read_usage(given: str, thing: str, initiatives: Sequence[Initiative]) -> list[Slot]:
    """The slots of what a command is given; `thing` is what the command calls that which it is about."""
    slots: list[Slot] = []
    word = ""
    for part in _PART.findall(given):
        is_optional, inner = part.startswith("["), part.strip("[]")
        if inner == ANY_OPTIONS:
            continue
        for piece in _PART.findall(inner):
            if _is_word(piece, inner):
                word = f"{piece} "
                continue
            option = _OPTION.fullmatch(piece)
            label, value = (option[1].capitalize(), option[2]) if option else (_name(piece, thing), piece)
            field = replace(_choose_field(label, value, initiatives), is_optional=is_optional)
            slots.append(Slot(field, f"{option[1]}:" if option else word))
            word = ""
    return slots


def write_line(slots: Sequence[Slot], form: Mapping[str, Any]) -> str:
    """What was filled in as the text of the command, as Slack would send it; BadInput for what no quotes can hold."""
    written = [(slot, form.get(slot.field.name)) for slot in slots]
    return " ".join(f"{slot.before}{_write_value(slot.field, value)}" for slot, value in written if value)


def _is_word(piece: str, inner: str) -> bool:
    return piece != inner and piece.isalpha() and piece.islower()


def _choose_field(label: str, value: str, initiatives: Sequence[Initiative]) -> Field:
    if value in ("KEY", "KEY|all"):
        every = [("all", "All initiatives")] if value != "KEY" else []
        field = initiative_field(list(initiatives)[: OPTIONS_LIMIT - 1])
        return replace(field, options=[*field.options, *every])
    if value == "@x":
        return PersonField(label)
    if value.startswith("@x"):
        return PeopleField(label)
    if value == "DATE":
        return DateField(label)
    if value.islower() and value.isascii() and '"' not in value:
        return ChoiceField(label, options=[(word, word) for word in value.split("|")])
    return TextField(label, limit=TEXT_LIMIT, is_multiline=label in _LONG)


def _name(piece: str, thing: str) -> str:
    first = piece.strip('"').partition("|")[0]
    return thing if first in _THINGS else _LABELS.get(first, first.capitalize())


def _write_value(field: Field, value: Any) -> str:
    if isinstance(field, PersonField | PeopleField):
        people = [value] if isinstance(value, str) else value
        return " ".join(f"<@{user_id}>" for user_id in people)
    if not isinstance(field, TextField):
        return str(value)
    text = escape(value)
    if not re.search('["“”„‟″＂]', text):
        return f'"{text}"'
    if "«" in text or "»" in text:
        raise BadInput(field.label, 'it holds both " and «; keep to one kind of quotes', "The “first” plan")
    return f"«{text}»"
