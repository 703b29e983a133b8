"""What Slack would refuse in a message, and what it accepts but a considerate app does not send."""

import re
from collections.abc import Iterator
from typing import Any

from bot.sandbox.validation.blocks import find_block_problems, walk_blocks
from bot.sandbox.validation.data_blocks import count_characters
from bot.sandbox.validation.problem import Problem
from bot.sandbox.validation.schema import Findings, any_object, anything, array, record, string

TEXT_KEPT = 40_000
MOST_TEXT_IN_UPDATE = 4_000
MOST_MARKDOWN = 12_000
MOST_DATA_TABLE = 20_000
MOST_CHARTS = 2
MOST_ATTACHMENTS = 100

_METADATA = record({"event_type": string(), "event_payload": any_object}, {"entities": array(anything)})

_BROADCAST = re.compile(r"<!(channel|here|everyone)\b")
# What Slack turns into a mention by itself unless the text is verbatim; `<#C1|name>` is an explicit link.
_SPOKEN_MENTION = re.compile(r"(?<![\w<&])(@(?:here|channel|everyone)\b|#\w[\w-]*)")


def find_message_problems(payload: dict[str, Any]) -> list[Problem]:
    """Give what Slack would refuse in the arguments of chat.postMessage, or of chat.update when there is a `ts`.

    The codes are the `error` values of those methods.
    """
    problems: list[Problem] = []
    if not isinstance(payload.get("channel"), str) or not payload["channel"]:
        problems.append(Problem.at("invalid_arguments", "/channel", "missing required field: channel"))
    problems += _find_text_problems(payload)
    if payload.get("blocks") is not None:
        problems += find_block_problems(payload["blocks"], "message")
    problems += _find_attachment_problems(payload.get("attachments"))
    problems += _find_total_problems(payload)
    if payload.get("metadata") is not None and not _removes_metadata(payload):
        problems += _find_metadata_problems(payload["metadata"])
    return problems


def find_violations(payload: dict[str, Any]) -> list[str]:
    """Give, one sentence each, what Slack accepts in `payload` but a considerate app does not send."""
    violations: list[str] = []
    if payload.get("link_names") or payload.get("parse") == "full":
        violations.append("link_names or parse=full turns people's words into mentions")
    text = payload.get("text")
    if payload.get("blocks") and not (isinstance(text, str) and text.strip()):
        violations.append("blocks without text leave screen readers and notifications empty")
    if isinstance(text, str) and _BROADCAST.search(text):
        violations.append("/text notifies everybody")
    if isinstance(text, str) and len(text) > TEXT_KEPT:
        violations.append(f"/text is cut off after {TEXT_KEPT} characters")
    for key in ("blocks", "attachments"):
        for words, verbatim, pointer in _walk_mrkdwn(payload.get(key), f"/{key}"):
            if _BROADCAST.search(words):
                violations.append(f"{pointer} notifies everybody")
            if not verbatim and (spoken := _SPOKEN_MENTION.search(words)):
                violations.append(f"{pointer} is not verbatim, so Slack makes a mention of {spoken[0]}")
    return violations


def _find_text_problems(payload: dict[str, Any]) -> list[Problem]:
    text = payload.get("text")
    if text is not None and not isinstance(text, str):
        return [Problem.at("invalid_arguments", "/text", "must provide a string")]
    if not text and not payload.get("blocks") and not payload.get("attachments"):
        return [Problem.at("no_text", "/text", "must define at least one of: text, blocks, attachments")]
    if text and "ts" in payload and len(text) > MOST_TEXT_IN_UPDATE:
        return [Problem.at("msg_too_long", "/text", f"must be less than {MOST_TEXT_IN_UPDATE + 1} characters")]
    return []


def _find_attachment_problems(attachments: object) -> list[Problem]:
    if attachments is None:
        return []
    if not isinstance(attachments, list) or not all(isinstance(attachment, dict) for attachment in attachments):
        return [Problem.at("invalid_attachments", "/attachments", "must provide an array of objects")]
    problems: list[Problem] = []
    if len(attachments) > MOST_ATTACHMENTS:
        reason = f"no more than {MOST_ATTACHMENTS} items allowed"
        problems.append(Problem.at("too_many_attachments", "/attachments", reason))
    for index, attachment in enumerate(attachments):
        if "blocks" in attachment:
            problems += find_block_problems(attachment["blocks"], "message", f"/attachments/{index}/blocks")
    return problems


def _find_total_problems(payload: dict[str, Any]) -> Iterator[Problem]:
    """Give what is too much in the message as a whole, attachments included."""
    by_kind: dict[str, list[dict[str, Any]]] = {}
    for block in _walk_message_blocks(payload):
        by_kind.setdefault(str(block.get("type")), []).append(block)
    if len(by_kind.get("table", [])) > 1:
        yield Problem.at("invalid_attachments", "/blocks", "only_one_table_allowed")
    if len(by_kind.get("data_visualization", [])) > MOST_CHARTS:
        yield Problem.at("invalid_blocks", "/blocks", f"no more than {MOST_CHARTS} data_visualization blocks allowed")
    if sum(count_characters(block) for block in by_kind.get("markdown", [])) > MOST_MARKDOWN:
        reason = f"markdown must be less than {MOST_MARKDOWN + 1} characters in total"
        yield Problem.at("invalid_blocks", "/blocks", reason)
    if sum(count_characters(block.get("rows")) for block in by_kind.get("data_table", [])) > MOST_DATA_TABLE:
        reason = f"data tables must be less than {MOST_DATA_TABLE + 1} characters in total"
        yield Problem.at("invalid_blocks", "/blocks", reason)


def _walk_message_blocks(payload: dict[str, Any]) -> Iterator[dict[str, Any]]:
    attachments = payload.get("attachments")
    holders = [payload, *(attachments if isinstance(attachments, list) else [])]
    for holder in holders:
        if isinstance(holder, dict):
            yield from (block for block, _ in walk_blocks(holder.get("blocks"), ""))


def _removes_metadata(payload: dict[str, Any]) -> bool:
    """Whether this is a chat.update that takes a message's metadata away, as an empty object does."""
    return "ts" in payload and payload["metadata"] == {}


def _find_metadata_problems(metadata: object) -> list[Problem]:
    findings: Findings = []
    _METADATA(metadata, "/metadata", findings)
    return [Problem.at("invalid_metadata_schema", pointer, reason) for pointer, reason in findings]


def _walk_mrkdwn(content: Any, pointer: str) -> Iterator[tuple[str, bool, str]]:
    """Yield the words of each mrkdwn object, whether it is verbatim, and the pointer of its text."""
    if isinstance(content, list):
        for index, part in enumerate(content):
            yield from _walk_mrkdwn(part, f"{pointer}/{index}")
    elif isinstance(content, dict):
        if content.get("type") == "mrkdwn" and isinstance(content.get("text"), str):
            yield content["text"], content.get("verbatim") is True, f"{pointer}/text"
        for key, part in content.items():
            if isinstance(part, dict | list):
                yield from _walk_mrkdwn(part, f"{pointer}/{key}")
