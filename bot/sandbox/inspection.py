"""The inspection of what the bot sends, by the validation package; it can be off where only speed is measured."""

from collections.abc import Iterator, Mapping
from typing import Any

from bot.sandbox.refusals import Refusal
from bot.sandbox.traffic import Traffic
from bot.sandbox.uploads import Upload
from bot.sandbox.validation.blocks import find_block_problems
from bot.sandbox.validation.messages import find_message_problems, find_violations
from bot.sandbox.validation.problem import Problem
from bot.sandbox.validation.views import find_view_problems


class Inspection:
    """Refuses payloads that Slack would refuse, and notes those it would take but people would suffer from."""

    def __init__(self, traffic: Traffic, uploads: Mapping[str, Upload], is_on: bool = True) -> None:
        self._traffic, self._uploads = traffic, uploads
        self.is_on = is_on

    def check_message(self, payload: dict[str, Any]) -> None:
        """Raise Refusal for a message that Slack would not post."""
        if self.is_on:
            _refuse(find_message_problems(payload))
            self._check_files(payload.get("blocks"), "invalid_blocks")
            for violation in find_violations(payload):
                self._traffic.blame("message", violation)

    def check_view(self, view: dict[str, Any]) -> None:
        """Raise Refusal for a view that Slack would not open."""
        if self.is_on:
            _refuse(find_view_problems(view))
            self._check_files(view.get("blocks"), "invalid_arguments")

    def find_problems(self, kind: str, content: Any) -> list[Problem]:
        """What is wrong with a "view", a "message" that has yet no channel, or a message's "blocks"."""
        if kind == "view":
            return find_view_problems(content)
        if kind == "message":
            return find_message_problems({"channel": "any", **content} if isinstance(content, dict) else {})
        return find_block_problems(content, "message")

    def _check_files(self, content: Any, error: str) -> None:
        """A file can be shown only once its upload is complete."""
        for file in _walk_files(content):
            upload = self._uploads.get(str(file.get("id")))
            if "id" in file and (upload is None or not upload.is_complete):
                raise Refusal(error, ["invalid slack file"])


def _walk_files(content: Any) -> Iterator[dict[str, Any]]:
    if isinstance(content, list):
        for part in content:
            yield from _walk_files(part)
    elif isinstance(content, dict):
        if isinstance(content.get("slack_file"), dict):
            yield content["slack_file"]
        yield from _walk_files([part for part in content.values() if isinstance(part, dict | list)])


def _refuse(problems: list[Problem]) -> None:
    if problems:
        raise Refusal(problems[0].code, [problem.message for problem in problems])
