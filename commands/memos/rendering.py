"""Rendering: a memo's facts through a template of ours, and any text of a memo made into the message people get."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import slackblocks as sb
from jinja2 import FileSystemLoader
from jinja2.sandbox import ImmutableSandboxedEnvironment

from commands.memos.environment import make_environment
from commands.memos.vocabulary import LEADERS, Facts, make_data
from commands.slack.blocks import Message, actions, button, compose, context, header, sections
from commands.slack.language import DEFAULT, Say, mark, translate
from commands.slack.text import inert
from storage.errors import BadInput
from storage.initiatives import Initiative
from storage.memos import Memo
from storage.outbox import Content

TEMPLATES = Path(__file__).parent / "templates"
EXECUTIVE_WORDS = 120
"""An executive's memo is read between two meetings."""
UNASKED = ("executives",)
"""Whom a memo does not ask whether they know what changes for them."""
EFFECT_NOTE = mark(
    "Your tap is counted with others' and without your name. Questions? Answer in this message's thread."
)
QUESTION_NOTE = mark("Questions? Answer in this message's thread.")


def render_memo(memo: Memo, kind: str, facts: Facts) -> Message:
    """The memo by our own template for this kind; raises BadInput when it is too long for executives."""
    body = render_built_in(kind, DEFAULT, make_data(memo, kind, facts))
    check_length(kind, body)
    return frame_memo(memo, kind, facts.initiative, body, translate(DEFAULT))


def render_built_in(kind: str, language: str, data: Mapping[str, Any]) -> str:
    """The text that our own template for this kind, in this language if there is one, makes of the data."""
    return _environment().get_template(_find_built_in(kind, language)).render(data)


def read_built_in(kind: str, language: str) -> str:
    """The source of our own template for this kind, in this language if there is one."""
    return (TEMPLATES / _find_built_in(kind, language)).read_text(encoding="utf-8").strip()


def find_voice(kind: str, language: str, *, is_own: bool) -> Say:
    """What a memo's frame is said in: our own templates tell executives and managers in English."""
    return translate(DEFAULT if kind in LEADERS and not is_own else language)


def check_length(kind: str, body: str) -> None:
    """Raise BadInput when a text is too long for those it is for."""
    if kind == "executives" and len(body.split()) > EXECUTIVE_WORDS:
        reason = f"the executives' version has {len(body.split())} words; limit {EXECUTIVE_WORDS}"
        raise BadInput("Facts", reason, "two sentences with the numbers that matter")


def frame_memo(
    memo: Memo, kind: str, initiative: Initiative, body: str, say: Say, *, note: str | None = None, prefix: str = "b"
) -> Message:
    """The rendered text (mrkdwn) as the message people get; `note` stands on top of a corrected one.

    A changed message needs another `prefix`, since Slack wants new block ids then.
    """
    aim = say("Where this is going: {end_state}", end_state=inert(initiative.end_state or ""))
    is_asked = kind not in UNASKED
    return compose(
        header(say("{initiative}: what you need to know", initiative=initiative.name)),
        context(note) if note else None,
        *sections(body),
        context(aim) if initiative.end_state else None,
        actions(*_effect_buttons(memo, say)) if is_asked else None,
        context(say(EFFECT_NOTE if is_asked else QUESTION_NOTE)),
        prefix=prefix,
    )


def to_content(message: Message) -> Content:
    """A message as the outbox keeps it."""
    return Content(message.text, message.blocks)


def _effect_buttons(memo: Memo, say: Say) -> list[sb.Button]:
    unknown = say("I do not know yet what changes for me")
    return [
        button(say("I know what changes for me"), "memo.effect:yes", f"{memo.id} yes"),
        button(say("Not yet"), "memo.effect:no", f"{memo.id} no", spoken=unknown),
    ]


def _find_built_in(kind: str, language: str) -> str:
    name = f"{kind}.{language}.j2"
    return name if (TEMPLATES / name).exists() else f"{kind}.j2"


@cache
def _environment() -> ImmutableSandboxedEnvironment:
    return make_environment(FileSystemLoader(TEMPLATES))
