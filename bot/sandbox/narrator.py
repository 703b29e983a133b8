"""The narrator: lets people of the sample workspace act, prints what each of them saw, and holds it to the story.

What somebody sees is printed whole, or `in_part`: then only the lines that hold what is expected of it.
"""

import asyncio
import contextlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any, TextIO

from bot.sandbox.cast import CAST, Player
from bot.sandbox.gestures import Place
from bot.sandbox.messages import Message
from bot.sandbox.outcomes import Outcome
from bot.sandbox.reader import read_message
from bot.sandbox.server import Sandbox

PATIENCE_SECONDS = 8.0
POLL_SECONDS = 0.02


LEFT_OUT = "…"


class StoryError(Exception):
    """Somebody did not see what the story says they see."""


class Narrator:
    """Tells each step on `out` and raises StoryError at the first that goes another way."""

    def __init__(self, sandbox: Sandbox, out: TextIO) -> None:
        self.sandbox, self._out = sandbox, out
        self._chapters = 0
        self._seen: Counter[str] = Counter()

    def begin_chapter(self, title: str) -> None:
        """A numbered heading."""
        self._chapters += 1
        heading = f"{self._chapters}. {title}"
        self._print(f"\n{heading}\n{'=' * len(heading)}")

    def tell(self, sentence: str) -> None:
        """A sentence between steps."""
        self._print(f"\n{sentence}")

    async def run_command(
        self, handle: str, line: str, *expected: str, channel: str | None = None, in_part: bool = False
    ) -> Outcome:
        """Somebody types a command and gets an answer that nobody else sees."""
        where = f" in #{channel}" if channel else ""
        self._print(f"\n{_introduce(CAST[handle])} types{where}:\n    {line}")
        outcome = await self.sandbox.gestures.slash(handle, line, channel)
        self._check_answered(outcome, line)
        self._show(handle, outcome.lines, expected, "what only {name} sees", in_part=in_part)
        return outcome

    async def await_answer(self, handle: str, line: str, *expected: str) -> Outcome:
        """The same for an answer that is right only once the bot has finished its work: asked until it is."""
        answer = ""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE_SECONDS):
                while any(words not in answer for words in expected):
                    answer = (await self.sandbox.gestures.slash(handle, line)).text
        return await self.run_command(handle, line, *expected)

    async def open_form(self, handle: str, line: str, *expected: str, in_part: bool = False) -> None:
        """Somebody types a command that opens a form."""
        self._print(f"\n{_introduce(CAST[handle])} types:\n    {line}")
        outcome = await self.sandbox.gestures.slash(handle, line)
        if outcome.view is None:
            raise StoryError(f"“{line}” should have opened a form for {CAST[handle].name}")
        self._show(handle, outcome.view_lines, expected, "the form that {name} sees", in_part=in_part)

    async def submit_form(
        self, handle: str, values: Mapping[str, Any], *expected: str, in_part: bool = False
    ) -> Outcome:
        """Somebody fills in the open form and submits it."""
        filled = "\n".join(f"    {label}: {_show_value(value)}" for label, value in values.items())
        self._print(f"\n{CAST[handle].name} fills in:\n{filled}")
        outcome = await self.sandbox.gestures.submit_view(handle, values)
        if outcome.field_errors:
            raise StoryError(f"the form of {CAST[handle].name} was refused: {outcome.field_errors}")
        lines, caption = self._look(outcome)
        self._show(handle, lines, expected, caption, in_part=in_part)
        return outcome

    async def click(
        self, handle: str, place: Place, label: str, *expected: str, is_told: bool = True, in_part: bool = False
    ) -> Outcome:
        """Somebody clicks a button; with `is_told` what then stands there is printed."""
        outcome = await self.sandbox.gestures.click(handle, place, label)
        self._check_answered(outcome, label, needs_reply=False)
        lines, caption = self._look(outcome)
        if is_told:
            self._print(f"\n{CAST[handle].name} clicks [{label}]")
            self._show(handle, lines, expected, caption, in_part=in_part)
        else:
            self._check(handle, lines, expected)
        return outcome

    async def click_for_form(self, handle: str, place: Place, label: str, *expected: str) -> None:
        """Somebody clicks a button that opens a form."""
        outcome = await self.sandbox.gestures.click(handle, place, label)
        self._check_answered(outcome, label, needs_reply=False)
        self._print(f"\n{CAST[handle].name} clicks [{label}]")
        self._show(handle, outcome.view_lines, expected, "the form that {name} sees")

    async def open_home(self, handle: str, *expected: str, in_part: bool = False) -> None:
        """Somebody opens the app's Home tab."""
        self._print(f"\n{_introduce(CAST[handle])} opens the Home tab")
        outcome = await self.sandbox.gestures.open_home(handle)
        self._show(handle, outcome.view_lines, expected, "what {name} sees", in_part=in_part)

    async def receive(self, handle: str, *expected: str, is_told: bool = True, in_part: bool = False) -> Message:
        """The next direct message that somebody gets from the bot, waited for."""
        player = CAST[handle]
        await self._wait(
            lambda: self.count_unread(handle) > 0, f"{player.name} should have got a message: {expected[:1]}"
        )
        message = self.sandbox.workspace.list_direct(handle)[self._seen[handle]]
        self._seen[handle] += 1
        if is_told:
            self._print(f"\n{_introduce(player)} gets a direct message")
            self._show(handle, self._read(message), expected, "what {name} sees", in_part=in_part)
        else:
            self._check(handle, self._read(message), expected)
        return message

    async def receive_each(self, handles: Sequence[str], *expected: str) -> None:
        """The same for many, without printing each."""
        for handle in handles:
            await self.receive(handle, *expected, is_told=False)
        names = ", ".join(CAST[handle].name for handle in handles)
        self._print(f"\nThe same reached {len(handles)} more: {names}.")

    def count_unread(self, handle: str) -> int:
        """How many direct messages from the bot somebody has that were not told of yet."""
        return len(self.sandbox.workspace.list_direct(handle)) - self._seen[handle]

    def find_today(self) -> date:
        """The day it is in the sandbox, in UTC."""
        return datetime.fromtimestamp(self.sandbox.workspace.clock.now(), UTC).date()

    def move_clock(self, moment: datetime) -> None:
        """Let it be `moment` (aware, not in the past) in the sandbox, and so for the bot."""
        clock = self.sandbox.workspace.clock
        clock.advance(moment.timestamp() - clock.now())

    def check_discretion(self) -> None:
        """Nothing stands in a channel, no message is left untold, and the sandbox has nothing to object to."""
        workspace = self.sandbox.workspace
        for channel in workspace.channels.values():
            if not channel.is_direct and workspace.list_posted(channel.id):
                raise StoryError(f"something was posted in #{channel.name}, where everybody sees it")
        surprised = [player.name for player in CAST.values() if self.count_unread(player.handle)]
        if surprised:
            raise StoryError(f"more messages than the story has reached {', '.join(surprised)}")
        if workspace.traffic.violations:
            raise StoryError("; ".join(f"{each.code}: {each.text}" for each in workspace.traffic.violations))

    def _check_answered(self, outcome: Outcome, what: str, *, needs_reply: bool = True) -> None:
        if outcome.error or outcome.ack_seconds is None:
            raise StoryError(f"“{what}” got no answer in time: {outcome.error}")
        if needs_reply and not outcome.replies:
            raise StoryError(f"“{what}” got no answer that only the asker sees")

    def _show(
        self, handle: str, lines: Sequence[str], expected: Sequence[str], caption: str, *, in_part: bool = False
    ) -> None:
        part = ", in part" if in_part else ""
        self._print(f"  {caption.format(name=CAST[handle].name.split()[0])}{part}:")
        for line in _excerpt(lines, expected) if in_part else lines:
            self._print(f"    │ {line}")
        self._check(handle, lines, expected)

    def _check(self, handle: str, lines: Sequence[str], expected: Sequence[str]) -> None:
        text = "\n".join(lines)
        missing = [words for words in expected if words not in text]
        if missing:
            raise StoryError(f"{CAST[handle].name} should see “{missing[0]}” but sees: {text or 'nothing'}")

    def _look(self, outcome: Outcome) -> tuple[list[str], str]:
        """What a gesture brought, and what that is: an answer for one person, or else a message that is another now."""
        changed = [line for message in outcome.updated for line in self._read(message)]
        caption = "what only {name} sees" if outcome.replies or not changed else "what {name} sees there now"
        return outcome.lines or changed, caption

    def _read(self, message: Message) -> list[str]:
        return read_message(message, self.sandbox.workspace)

    async def _wait(self, condition: Callable[[], bool], otherwise: str) -> None:
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                while not condition():
                    await asyncio.sleep(POLL_SECONDS)
        except TimeoutError:
            raise StoryError(otherwise) from None

    def _print(self, text: str) -> None:
        print(text, file=self._out)


def _introduce(player: Player) -> str:
    city = player.zone.rpartition("/")[2].replace("_", " ")
    return f"{player.name} ({player.title}; {city})"


def _excerpt(lines: Sequence[str], expected: Sequence[str]) -> list[str]:
    """The lines that hold what is expected, with a sign where others stand between them."""
    shown: list[str] = []
    before = -1
    for place, line in enumerate(lines):
        if any(words in line for words in expected):
            if shown and place > before + 1:
                shown.append(LEFT_OUT)
            shown.append(line)
            before = place
    return shown


def _show_value(value: Any) -> str:
    return ", ".join(value) if isinstance(value, list) else str(value)
