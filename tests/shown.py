"""What people write, nasty on purpose, and the check that a message made of it passes Slack's rules and stays words."""

import re
from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st

from bot.sandbox.validation.messages import find_message_problems, find_violations
from commands.slack.blocks import Message

LIVE = re.compile(r"<(?!@U[123]>|!date\^)[^>]*>")
"""Markup that our own words did not make."""
NASTY = st.text(
    st.sampled_from("<>&@#!|*_~`\n :-/·aé\u0645😀") | st.characters(categories=["L", "N", "P", "S", "Zs"]), max_size=120
)
PING = st.sampled_from(["<!channel>", "<@U9>", "<https://evil.example|x>", "@here", "&lt;!here&gt;", "```", "*a* _b_"])
WORDS = st.lists(NASTY | PING, min_size=1, max_size=9).map("".join)


def check_shown(messages: list[Message]) -> None:
    """Slack would take every message, and nothing in one is alive that we did not put there."""
    for message in messages:
        payload = {"channel": "C1", "text": message.text, "blocks": message.blocks}
        assert find_message_problems(payload) == []
        assert find_violations(payload) == []
        for text in [message.text, *_list_mrkdwn(message.blocks)]:
            assert LIVE.findall(text) == []


def _list_mrkdwn(content: Any) -> Iterator[str]:
    """Every text in blocks in which Slack looks for markup."""
    if isinstance(content, dict) and content.get("type") == "mrkdwn":
        yield content["text"]
    for part in content.values() if isinstance(content, dict) else content if isinstance(content, list) else ():
        yield from _list_mrkdwn(part)
