"""Modals: forms described by their fields, and what a person filled in."""

import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import slackblocks as sb

from commands.slack.blocks import actions, button, render
from commands.slack.limits import OPTION_TEXT
from storage.errors import BadInput, OutOfDate, Problems

_VALUE_KEYS = {
    "plain_text_input": "value",
    "users_select": "selected_user",
    "channels_select": "selected_channel",
    "datepicker": "selected_date",
}


@dataclass(frozen=True, slots=True)
class Field:
    """One input; its label is what people and error sentences call it."""

    label: str
    is_optional: bool = False
    hint: str | None = None
    key: str | None = None

    @property
    def name(self) -> str:
        """What the filled-in value is kept under: "End state" becomes "end_state"; the `key` of a translated one."""
        return self.key or field_name(self.label)

    def filled_with(self, value: Any) -> "Field":
        """The same input with a value in it, as `read_form` gave it."""
        return replace(self, initial=value)  # type: ignore[call-arg]  # every kind of field has one

    def element(self) -> sb.Element:
        """The Slack input element."""
        raise TypeError(f"{type(self).__name__} has no element")


@dataclass(frozen=True, slots=True)
class TextField(Field):
    """A line, or several, of text."""

    limit: int = 500
    is_multiline: bool = False
    initial: str | None = None

    def element(self) -> sb.Element:
        """A plain text input with Slack's own length check."""
        return sb.PlainTextInput(
            action_id=self.name, multiline=self.is_multiline, max_length=self.limit, initial_value=self.initial
        )


@dataclass(frozen=True, slots=True)
class ChoiceField(Field):
    """One of up to 100 options, given as (value, label) pairs."""

    options: Sequence[tuple[str, str]] = ()
    initial: str | None = None

    def element(self) -> sb.Element:
        """A drop-down."""
        options = [_option(value, label) for value, label in self.options]
        initial = next((o for o, (value, _) in zip(options, self.options, strict=True) if value == self.initial), None)
        return sb.StaticSelectMenu(placeholder="Choose", action_id=self.name, options=options, initial_option=initial)


@dataclass(frozen=True, slots=True)
class MultiChoiceField(Field):
    """Any of up to 100 options, given as (value, label) pairs."""

    options: Sequence[tuple[str, str]] = ()
    initial: Sequence[str] = ()

    def element(self) -> sb.Element:
        """A drop-down that takes several."""
        options = [_option(value, label) for value, label in self.options]
        initial = [o for o, (value, _) in zip(options, self.options, strict=True) if value in self.initial]
        return sb.StaticMultiSelectMenu(
            placeholder="Choose", action_id=self.name, options=options, initial_options=initial or None
        )


@dataclass(frozen=True, slots=True)
class PersonField(Field):
    """A member of the workspace, by user id."""

    initial: str | None = None

    def element(self) -> sb.Element:
        """Slack's own people picker."""
        return sb.UserSelectMenu(placeholder="Choose a person", action_id=self.name, initial_user=self.initial)


@dataclass(frozen=True, slots=True)
class PeopleField(Field):
    """Any of the workspace's members, up to `most`, by user id."""

    most: int = 10
    initial: Sequence[str] = ()

    def element(self) -> sb.Element:
        """Slack's own picker for several people."""
        return sb.UserMultiSelectMenu(
            placeholder="Choose people",
            action_id=self.name,
            max_selected_items=self.most,
            initial_users=list(self.initial) or None,
        )


@dataclass(frozen=True, slots=True)
class ChannelField(Field):
    """A public channel, by id."""

    initial: str | None = None

    def element(self) -> sb.Element:
        """Slack's own channel picker."""
        return sb.ChannelSelectMenu(placeholder="Choose a channel", action_id=self.name, initial_channel=self.initial)


@dataclass(frozen=True, slots=True)
class DateField(Field):
    """A day, as YYYY-MM-DD."""

    initial: str | None = None

    def element(self) -> sb.Element:
        """Slack's own date picker."""
        return sb.DatePicker(action_id=self.name, initial_date=self.initial)


@dataclass(frozen=True, slots=True)
class Modal:
    """A form: which listener gets it, its fields, and what to remember until it is submitted.

    Below the fields stand `buttons` (label, action id), whose listeners are given what is filled in so far and may
    answer with the form changed, and then further blocks.
    """

    callback_id: str
    title: str
    submit: str
    fields: Sequence[Field]
    metadata: Mapping[str, Any] = field(default_factory=dict)
    intro: str | None = None
    buttons: Sequence[tuple[str, str]] = ()
    below: Sequence[sb.Block | None] = ()
    close: str = "Cancel"

    def refill(self, form: Mapping[str, Any], intro: str | None = None) -> "Modal":
        """The same form with what was typed into it before, and why it is shown again (None: as it says already)."""
        fields = [each.filled_with(form[each.name]) if form.get(each.name) else each for each in self.fields]
        return replace(self, fields=fields, intro=intro or self.intro)

    def render(self, key: bytes, extra_metadata: Mapping[str, Any]) -> dict[str, Any]:
        """The view as Slack takes it; its metadata is signed, so that an edited one is noticed."""
        inputs = [
            sb.InputBlock(
                label=sb.Text(item.label, type_=sb.TextType.PLAINTEXT),
                element=item.element(),
                hint=sb.Text(item.hint, type_=sb.TextType.PLAINTEXT) if item.hint else None,
                block_id=item.name,
                optional=item.is_optional,
            )
            for item in self.fields
        ]
        intro = sb.SectionBlock(sb.Text(self.intro, type_=sb.TextType.PLAINTEXT)) if self.intro else None
        buttons = [button(label, action_id, self.callback_id) for label, action_id in self.buttons]
        return {
            "type": "modal",
            "callback_id": self.callback_id,
            "title": {"type": "plain_text", "text": self.title},
            "submit": {"type": "plain_text", "text": self.submit},
            "close": {"type": "plain_text", "text": self.close},
            "private_metadata": sign_metadata(key, {**self.metadata, **extra_metadata}),
            "blocks": render([intro, *inputs, actions(*buttons), *self.below]),
        }


def field_name(label: str) -> str:
    """The name that a label's value is kept under."""
    return label.lower().replace(" ", "_")


def sign_metadata(key: bytes, metadata: Mapping[str, Any]) -> str:
    """Metadata with a keyed signature in front."""
    content = json.dumps(metadata, separators=(",", ":"), sort_keys=True)
    return f"{_signature(key, content)}.{content}"


def read_metadata(key: bytes, signed: str) -> dict[str, Any]:
    """What `sign_metadata` signed; raises OutOfDate for anything else."""
    signature, _, content = signed.partition(".")
    if not hmac.compare_digest(signature.encode(), _signature(key, content).encode()):
        raise OutOfDate
    metadata: dict[str, Any] = json.loads(content)
    return metadata


def read_form(view: Mapping[str, Any]) -> dict[str, Any]:
    """A submitted view's values by field name: text, option value(s), user or channel id, or date; None when empty.

    Raises OutOfDate when they cannot come from this form, BadInput(s) for choices that were not made.
    """
    try:
        return _read_inputs(view["blocks"], view["state"]["values"])
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise OutOfDate from error


def _read_inputs(blocks: Sequence[Mapping[str, Any]], values: Mapping[str, Any]) -> dict[str, Any]:
    form: dict[str, Any] = {}
    problems = Problems()
    for block in blocks:
        if block["type"] != "input":
            continue
        element = block["element"]
        state = values[block["block_id"]][element["action_id"]]
        value = _read_state(element, state)
        # An empty text is told with an example of its own by the listener that reads it.
        if value in (None, []) and not block.get("optional") and element["type"] != "plain_text_input":
            with problems:
                label = block["label"]["text"]
                raise BadInput(label, "nothing is chosen", _first_choice(element))
        form[element["action_id"]] = value
    problems.raise_found()
    return form


def _read_state(element: Mapping[str, Any], state: Mapping[str, Any]) -> Any:
    kind = element["type"]
    if kind != state["type"]:
        raise OutOfDate
    if kind == "static_select":
        return _read_option(element, state["selected_option"])
    if kind == "multi_static_select":
        return [_read_option(element, option) for option in state["selected_options"]]
    if kind == "multi_users_select":
        return [_check_text(user_id) for user_id in state["selected_users"]]
    value = _check_text(state[_VALUE_KEYS[kind]])
    if kind == "datepicker" and value:
        date.fromisoformat(value)
    return value


def _check_text(value: Any) -> Any:
    if value is not None and not isinstance(value, str):
        raise OutOfDate
    return value


def _read_option(element: Mapping[str, Any], option: Mapping[str, Any] | None) -> str | None:
    if option is None:
        return None
    value = option["value"]
    if value not in [offered["value"] for offered in element["options"]]:
        raise OutOfDate
    return str(value)


def _first_choice(element: Mapping[str, Any]) -> str:
    options = element.get("options") or [{"text": {"text": "@ana"}}]
    return str(options[0]["text"]["text"])


def _signature(key: bytes, content: str) -> str:
    return hmac.new(key, b"modal:" + content.encode(), hashlib.sha256).hexdigest()[:32]


def _option(value: str, label: str) -> sb.Option:
    return sb.Option(text=sb.Text(label[:OPTION_TEXT], type_=sb.TextType.PLAINTEXT), value=value)
