"""Cursor paging as Slack does it: an opaque cursor, and `limit` as an upper bound."""

import base64
import binascii
from collections.abc import Sequence
from typing import Any, TypeVar

from bot.sandbox.calls import Arguments
from bot.sandbox.refusals import Refusal

T = TypeVar("T")
LARGEST_PAGE = 999


def cut_page(items: Sequence[T], arguments: Arguments, default: int) -> tuple[list[T], dict[str, Any]]:
    """The page that the arguments `cursor` and `limit` (0: the default) ask for, and its `response_metadata`."""
    asked = int(arguments.number("limit", 0))
    if not 0 <= asked <= LARGEST_PAGE:
        raise Refusal("invalid_limit")
    limit = asked or default
    start = _read_cursor(arguments.text("cursor"))
    page = list(items[start : start + limit])
    following = start + limit
    cursor = base64.b64encode(f"next:{following}".encode()).decode() if following < len(items) else ""
    return page, {"next_cursor": cursor}


def _read_cursor(cursor: str) -> int:
    if not cursor:
        return 0
    try:
        return int(base64.b64decode(cursor, validate=True).decode().removeprefix("next:"))
    except (ValueError, binascii.Error):
        raise Refusal("invalid_cursor") from None
