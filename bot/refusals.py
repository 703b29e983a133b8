"""Refusals: an error's sentences as Slack shows them, in a message or under a form's inputs."""

from typing import Any

from commands.slack.modals import field_name
from commands.slack.text import escape
from storage.errors import GroundswellError, NotAllowed


def format_sentence(error: GroundswellError) -> str:
    """The sentence as mrkdwn, with nothing live in it but the mention of whom to ask."""
    # The person to ask is a mention that the error made itself; everything else in a sentence may come from a person.
    if isinstance(error, NotAllowed) and error.ask_id:
        mention = f"<@{error.ask_id}>"
        return escape(error.sentence).replace(escape(mention), mention)
    return escape(error.sentence)


def place_errors(error: GroundswellError, blocks: list[dict[str, Any]]) -> dict[str, str]:
    """Each problem's sentence under the input of its field, or under the first input where it has none."""
    inputs = [block["block_id"] for block in blocks if block["type"] == "input"]
    placed: dict[str, str] = {}
    if not inputs:
        return placed
    for problem in error.problems:
        name = field_name(problem.field or "")
        block_id = name if name in inputs else inputs[0]
        placed[block_id] = f"{placed[block_id]} {problem.sentence}" if block_id in placed else problem.sentence
    return placed
