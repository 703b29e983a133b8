"""Checks of the blocks that lay out text, pictures and controls, and the surfaces where each kind may stand."""

from collections.abc import Iterator
from typing import Any

from bot.sandbox.validation.composition import SLACK_FILE, any_text, any_text_kinds, plain_text
from bot.sandbox.validation.data_blocks import DATA_BLOCKS
from bot.sandbox.validation.elements import ELEMENTS, IN_ACTIONS, IN_INPUT, IN_SECTION
from bot.sandbox.validation.rich_texts import RICH_TEXT
from bot.sandbox.validation.schema import (
    Check,
    Fields,
    Finding,
    array,
    boolean,
    integer,
    one_of,
    pick,
    record,
    require_exactly_one,
    require_some,
    string,
    tagged,
    typed,
    web_address,
)

_ID: Fields = {"block_id": string(255)}
_IMAGE = pick(ELEMENTS, ("image",))
_TASK: Fields = {"task_id": string(), "title": string()}
_SOURCE = tagged({"url": typed({"url": web_address(3000), "text": string()}, {})})
_TASK_DETAILS: Fields = {
    "details": tagged({"rich_text": RICH_TEXT}),
    "output": tagged({"rich_text": RICH_TEXT}),
    "sources": array(_SOURCE),
}


def _require_unique_tasks(block: dict[str, Any]) -> Iterator[Finding]:
    ids = [task["task_id"] for task in block["tasks"]]
    if len(set(ids)) != len(ids):
        yield "/tasks", "must have unique task_ids"


def _require_unique_actions(block: dict[str, Any]) -> Iterator[Finding]:
    seen: set[str] = set()
    for index, element in enumerate(block["elements"]):
        action_id = element.get("action_id")
        if action_id in seen:
            yield f"/elements/{index}/action_id", f"`action_id` {action_id} already exists for another element"
        elif action_id:
            seen.add(action_id)


def _refuse_hidden_collapse(block: dict[str, Any]) -> Iterator[Finding]:
    if block.get("default_collapsed") and not block.get("is_collapsible"):
        yield "/default_collapsed", "requires is_collapsible"
    if block.get("has_header_divider") and block.get("is_collapsible"):
        yield "/has_header_divider", "must not be combined with is_collapsible"


def _refuse_two_icons(card: dict[str, Any]) -> Iterator[Finding]:
    if "icon" in card and "slack_icon" in card:
        yield "", "must not define both icon and slack_icon"


BLOCKS: dict[str, Check] = {
    **DATA_BLOCKS,
    "rich_text": RICH_TEXT,
    "divider": typed({}, _ID),
    "section": typed(
        {},
        {
            **_ID,
            "text": any_text(3000),
            "fields": array(any_text(2000), 10),
            "accessory": pick(ELEMENTS, IN_SECTION),
            "expand": boolean,
        },
        require_some("text", "fields"),
    ),
    "header": typed({"text": plain_text(150)}, {**_ID, "level": integer(1, 4)}),
    "context": typed(
        {"elements": array(tagged({"image": ELEMENTS["image"], **any_text_kinds(3000)}), 10)},
        _ID,
    ),
    "actions": typed({"elements": array(pick(ELEMENTS, IN_ACTIONS), 25)}, _ID, _require_unique_actions),
    "context_actions": typed(
        {"elements": array(pick(ELEMENTS, ("feedback_buttons", "icon_button")), 5)}, _ID, _require_unique_actions
    ),
    "input": typed(
        {"label": plain_text(2000), "element": pick(ELEMENTS, IN_INPUT)},
        {**_ID, "hint": plain_text(2000), "optional": boolean, "dispatch_action": boolean},
    ),
    "image": typed(
        {"alt_text": string(2000)},
        {**_ID, "image_url": web_address(3000), "slack_file": SLACK_FILE, "title": plain_text(2000)},
        require_exactly_one("image_url", "slack_file"),
    ),
    "markdown": typed({"text": string(12_000)}, _ID),
    "alert": typed({"text": any_text(200)}, {**_ID, "level": one_of("default", "info", "warning", "error", "success")}),
    "file": typed({"external_id": string(255), "source": one_of("remote")}, _ID),
    "video": typed(
        {
            "alt_text": string(2000),
            "title": plain_text(199),
            "thumbnail_url": web_address(3000),
            "video_url": web_address(3000),
        },
        {
            **_ID,
            "author_name": string(49),
            "description": plain_text(199),
            "provider_name": string(50),
            "provider_icon_url": web_address(2000),
            "title_url": web_address(2000),
        },
    ),
    "card": typed(
        {},
        {
            **_ID,
            "title": any_text(150),
            "subtitle": any_text(150),
            "body": any_text(200),
            "subtext": any_text(200),
            "hero_image": _IMAGE,
            "icon": _IMAGE,
            "slack_icon": tagged({"icon": typed({"name": string()}, {})}),
            "actions": array(pick(ELEMENTS, ("button",)), 3),
        },
        require_some("hero_image", "title", "body", "actions"),
        _refuse_two_icons,
    ),
    "task_card": typed(
        {**_TASK, "status": one_of("in_progress", "complete", "error")},
        {**_ID, **_TASK_DETAILS},
    ),
    "plan": typed(
        {
            "title": string(),
            "tasks": array(
                record({**_TASK, "status": one_of("pending", "in_progress", "complete", "error")}, _TASK_DETAILS), 50
            ),
        },
        _ID,
        _require_unique_tasks,
    ),
}
BLOCKS["carousel"] = typed({"elements": array(pick(BLOCKS, ("card",)), 10)}, _ID)

_IN_CONTAINER = (
    "actions", "context", "divider", "file", "header", "image", "input", "rich_text", "section", "table", "video",
)  # fmt: skip
BLOCKS["container"] = typed(
    {"child_blocks": array(pick(BLOCKS, _IN_CONTAINER), 10)},
    {
        **_ID,
        "title": plain_text(150),
        "rich_text_title": tagged({"rich_text": RICH_TEXT}),
        "subtitle": any_text(150),
        "width": one_of("narrow", "standard", "wide", "full"),
        "icon": _IMAGE,
        "is_collapsible": boolean,
        "default_collapsed": boolean,
        "has_header_divider": boolean,
    },
    require_some("title", "rich_text_title"),
    _refuse_hidden_collapse,
)

_EVERYWHERE = frozenset(
    {"actions", "card", "context", "divider", "header", "image", "input", "rich_text", "section", "video"}
)
_MESSAGE_AND_HOME = frozenset({"carousel", "container", "data_table", "table"})
_MESSAGE_ONLY = frozenset({"context_actions", "data_visualization", "file", "markdown", "plan", "task_card"})

BLOCK_SURFACES: dict[str, frozenset[str]] = {
    "message": _EVERYWHERE | _MESSAGE_AND_HOME | _MESSAGE_ONLY,
    "modal": _EVERYWHERE | {"alert"},
    "home": _EVERYWHERE | _MESSAGE_AND_HOME,
}
