"""Rendering: a memo's facts through the template of an audience's kind, escaped once on the way out."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from commands.slack.blocks import Message, compose, context, header, sections
from commands.slack.rag import MARKS
from commands.slack.text import inert
from storage.errors import BadInput
from storage.initiatives import Initiative
from storage.memos import Memo
from storage.outbox import Content
from storage.statuses import Status

TEMPLATES = Path(__file__).parent / "templates"
EXECUTIVE_WORDS = 120
"""An executive's memo is read between two meetings."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What templates may speak of, beside the memo itself."""

    initiative: Initiative
    status: Status | None
    figures: Sequence[str]
    status_command: str


def render_memo(memo: Memo, kind: str, facts: Facts) -> Message:
    """The memo as an audience of this kind gets it; raises BadInput when it is too long for executives."""
    initiative, status = facts.initiative, facts.status
    standing = f"{MARKS[status.rag]} {status.rag}: {status.summary}" if status else "No status yet."
    body = _environment().get_template(f"{kind}.j2").render(
        memo=asdict(memo),
        initiative=asdict(initiative),
        standing=standing,
        figures=list(facts.figures),
        status_command=facts.status_command,
    )  # fmt: skip
    if kind == "executives" and len(body.split()) > EXECUTIVE_WORDS:
        reason = f"the executives' version has {len(body.split())} words; limit {EXECUTIVE_WORDS}"
        raise BadInput("Facts", reason, "two sentences with the numbers that matter")
    end_state = context(f"Where this is going: {inert(initiative.end_state)}") if initiative.end_state else None
    return compose(header(f"{initiative.name}: what you need to know"), *sections(body), end_state)


def to_content(message: Message) -> Content:
    """A message as the outbox keeps it."""
    return Content(message.text, message.blocks)


@cache
def _environment() -> ImmutableSandboxedEnvironment:
    return ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        finalize=lambda value: inert(value) if isinstance(value, str) else value,
        keep_trailing_newline=False,
    )
