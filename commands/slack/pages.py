"""Lists that are turned page by page, each line with the button that opens its card."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import slackblocks as sb

from commands.slack.blocks import Message, actions, button, compose, header, section
from commands.slack.text import shorten
from storage.errors import OutOfDate

PAGE_SIZE = 12
NAME_READ_OUT = 60
"""Of a name, so much is read out to people who do not see the button."""


@dataclass(frozen=True, slots=True)
class Line:
    """One entry: its mrkdwn, the id whose card Open shows (no button when None), and the name read out with it."""

    text: str
    id: str | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """A list about `subject`: `open_action` shows a card, `turn_action` another page ("SUBJECT PAGE" is its value).

    Where a line needs another button than Open, `open_label` and `open_action` say which.
    """

    title: str
    subject: str
    lines: Sequence[Line]
    empty: str
    turn_action: str
    open_action: str = ""
    open_label: str = "Open"

    def show(self, page: int = 0, *buttons: sb.Button, head: Sequence[sb.Block] = ()) -> Message:
        """The page as a message; `head` comes before the lines, further buttons after Previous and Next."""
        shown = self.lines[page * PAGE_SIZE : (page + 1) * PAGE_SIZE]
        body = [self._show_line(line) for line in shown] or [section(self.empty)]
        return compose(header(self.title), *head, *body, actions(*self._turns(page), *buttons))

    def _show_line(self, line: Line) -> sb.Block:
        if line.id is None:
            return section(line.text)
        spoken = f"{self.open_label} {shorten(line.name or line.id, NAME_READ_OUT)}"
        return section(line.text, accessory=button(self.open_label, self.open_action, line.id, spoken=spoken))

    def _turns(self, page: int) -> list[sb.Button]:
        turns = []
        if page > 0:
            turns.append(button("Previous", f"{self.turn_action}:previous", f"{self.subject} {page - 1}"))
        if (page + 1) * PAGE_SIZE < len(self.lines):
            turns.append(button("Next", f"{self.turn_action}:next", f"{self.subject} {page + 1}"))
        return turns


def read_turn(value: str) -> tuple[str, int]:
    """The subject and the page in the value of Previous or Next; raises OutOfDate for anything else."""
    match = re.fullmatch(r"(.*) ([0-9]{1,4})", value)
    if match is None:
        raise OutOfDate
    return match[1], int(match[2])
