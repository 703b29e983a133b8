"""Whatever people write, what is made of it passes Slack's rules and holds no live mention, link or format."""

import contextlib
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.sandbox.validation.messages import find_message_problems, find_violations
from commands.digests.composing import compose_digest
from commands.digests.facts import InitiativeFacts
from commands.initiatives.views import initiative_card, initiative_list_message
from commands.memos.rendering import Facts, render_memo
from commands.memos.views import memo_card, memo_list_message
from commands.pulses.answering import read_questions
from commands.pulses.asking import question_message
from commands.pulses.views import results_message
from commands.risks.views import risk_card, risk_list_message, risk_saved_message
from commands.slack.blocks import Message
from commands.slack.inputs import clean_text, is_blank
from commands.slack.membership import KINDS
from commands.statuses.views import status_history_message, status_saved_message
from storage.errors import BadInput
from storage.initiatives import Initiative
from storage.memos import Memo
from storage.pulses import Pulse
from storage.risks import Risk
from storage.statuses import Status
from surveys.results import summarise_pulse
from surveys.sealing import Sealed, SealedComment, SealedRow

NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)
INITIATIVE = Initiative("CRM", "One customer record", "Sales", "U1", "U2", None, None, None, NOW, None)
STATUS = Status("CRM", "U3", "red", "Sync fails", None, "skills", NOW)
RISK = Risk("R-1", "CRM", "U3", "Few", None, 5, 5, 25, "U3", date(2026, 12, 4), None, "closed", None, NOW, NOW)
MEMO = Memo("M-1", "CRM", "U2", "Facts", "Change", "When", "Do", ["staff"], "draft", NOW, NOW)
LIVE = re.compile(r"<(?!@U[123]>|!date\^)[^>]*>")
"""Markup that our own words did not make."""
NASTY = st.text(
    st.sampled_from("<>&@#!|*_~`\n :-/·aé\u0645😀") | st.characters(categories=["L", "N", "P", "S", "Zs"]), max_size=120
)
PING = st.sampled_from(["<!channel>", "<@U9>", "<https://evil.example|x>", "@here", "&lt;!here&gt;", "```", "*a* _b_"])
WORDS = st.lists(NASTY | PING, min_size=1, max_size=9).map("".join)


def draw_everything(words: str) -> list[Message]:
    """Every message of ours that shows what a person wrote, with these words in each of its places."""
    line = re.sub(r"[\n\u2028\u2029]", " ", words)
    initiative = replace(INITIATIVE, name=line[:120], end_state=words[:500])
    status = replace(STATUS, summary=words[:500], workstream=line[:60])
    risk = replace(RISK, title=line[:200], mitigation=words[:1000], reason=line[:500])
    memo = replace(MEMO, facts=words[:1000], change=words[:600], timing=line[:200], action=words[:400])
    messages = [
        status_saved_message(initiative, status),
        status_history_message(initiative, [status] * 10, "UTC"),
        risk_saved_message(risk),
        risk_card(risk),
        risk_list_message(initiative, [risk] * 30, page=1),
        initiative_card(initiative, status, ["U3"]),
        initiative_list_message([initiative] * 40, {"CRM": status}),
        memo_card(memo, {line[:64]: 3}, "A draft."),
        memo_list_message(initiative, [memo] * 20),
    ]
    pulse = Pulse(
        "P-1", "CRM", "U2", line[:64], [{"kind": "agreement", "text": line[:300]}], "closed", 12, None, NOW, NOW
    )
    sealed = Sealed(
        tuple(SealedRow(str(number), "All", {"0": 4}) for number in range(12)),
        tuple(SealedComment(str(number), None, words) for number in range(12)),
    )
    questions = read_questions(pulse)
    result = summarise_pulse(questions, sealed, 12)
    messages += [
        results_message(pulse, questions, result),
        question_message(pulse, questions, 0, line[:120] or "Title", again=False),
    ]
    told = InitiativeFacts(initiative, status, None, [], {}, [risk] * 5, [pulse], [])
    messages.append(compose_digest([told] * 45, {"P-1": result}, NOW))
    facts = Facts(initiative, status, [f"{line[:80]}: 412"], "/change-status")
    for kind in KINDS:
        with contextlib.suppress(BadInput):  # an executives' version that is too long
            messages.append(render_memo(memo, kind, facts))
    return messages


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


@given(WORDS)
def test_whatever_is_written_stays_words(words: str) -> None:
    assume(not is_blank(words))
    check_shown(draw_everything(clean_text(words, "Text", 2000)))


@pytest.mark.parametrize(
    "words", ["<" * 1000, "&" * 1000, "*" * 1000, "a\n\n\n\n" * 200, "b\n" * 500, "👨‍👩‍👧‍👦" * 130, "> quote\n" * 120]
)
def test_the_longest_texts_still_fit(words: str) -> None:
    kept = clean_text(words[:1000], "Text", 1000)
    assert not is_blank(kept)

    check_shown(draw_everything(kept))
