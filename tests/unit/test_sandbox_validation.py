"""Each rule with one payload that Slack accepts and one that it refuses."""

import copy
import time
from collections.abc import Iterator
from typing import Any

import pytest
import slackblocks as sb

from bot.sandbox.validation.blocks import find_block_problems
from bot.sandbox.validation.messages import find_message_problems, find_violations
from bot.sandbox.validation.views import find_view_problems


def plain(words: str = "Yes", **keys: Any) -> dict[str, Any]:
    return {"type": "plain_text", "text": words, **keys}


def mrkdwn(words: str = "Yes", **keys: Any) -> dict[str, Any]:
    return {"type": "mrkdwn", "text": words, **keys}


def section(**keys: Any) -> dict[str, Any]:
    return {"type": "section", "text": mrkdwn(), **keys}


def actions(*elements: Any) -> dict[str, Any]:
    return {"type": "actions", "elements": list(elements)}


def button(**keys: Any) -> dict[str, Any]:
    return {"type": "button", "text": plain(), **keys}


def ask(kind: str, **keys: Any) -> dict[str, Any]:
    return {"type": "input", "label": plain(), "element": {"type": kind, **keys}}


def option(words: str = "Yes", value: str = "yes", **keys: Any) -> dict[str, Any]:
    return {"text": plain(words), "value": value, **keys}


def options(count: int) -> list[dict[str, Any]]:
    return [option(value=str(number)) for number in range(count)]


def rich(*parts: Any) -> dict[str, Any]:
    return {"type": "rich_text", "elements": list(parts)}


def words(text: str = "Yes", **style: Any) -> dict[str, Any]:
    return {"type": "rich_text_section", "elements": [{"type": "text", "text": text, **style}]}


def listed(**keys: Any) -> dict[str, Any]:
    return rich({"type": "rich_text_list", "style": "bullet", "elements": [words()], **keys})


def table(rows: int = 1, cells: int = 1, text: str = "1", **keys: Any) -> dict[str, Any]:
    return {"type": "table", "rows": [[{"type": "raw_text", "text": text}] * cells] * rows, **keys}


def data_table(count: int = 2, cells: int = 1, **keys: Any) -> dict[str, Any]:
    return {**table(count, cells), "type": "data_table", "caption": "Readings", **keys}


def chart(kind: str = "pie", title: str = "Mood", **keys: Any) -> dict[str, Any]:
    return {"type": "data_visualization", "title": title, "chart": {"type": kind, **keys}}


def pie(count: int = 1, label: str = "Good", value: float = 1) -> dict[str, Any]:
    return chart(segments=[{"label": label, "value": value}] * count)


def bars(labels: str = "ab", points: str = "ab", names: tuple[str, ...] = ("Now",), **axes: Any) -> dict[str, Any]:
    data = [{"label": label, "value": -1.5} for label in points]
    series = [{"name": name, "data": data} for name in names]
    return chart("bar", series=series, axis_config={"categories": list(labels), **axes})


def card(**keys: Any) -> dict[str, Any]:
    return {"type": "card", "title": plain(), **keys}


def container(*children: Any, **keys: Any) -> dict[str, Any]:
    return {"type": "container", "title": plain(), "child_blocks": list(children), **keys}


def video(**keys: Any) -> dict[str, Any]:
    address = "https://example.org/v"
    return {
        "type": "video",
        "alt_text": "A talk",
        "title": plain(),
        "thumbnail_url": address,
        "video_url": address,
        **keys,
    }


def image(**keys: Any) -> dict[str, Any]:
    return {"type": "image", "alt_text": "A chart", "image_url": "https://example.org/c.png", **keys}


def confirm(**keys: Any) -> dict[str, Any]:
    return {"title": plain(), "text": mrkdwn(), "confirm": plain(), "deny": plain(), **keys}


def feedback(text: str = "Good") -> dict[str, Any]:
    part = {"text": plain(text), "value": "1"}
    return {"type": "feedback_buttons", "positive_button": part, "negative_button": part}


def icon(**keys: Any) -> dict[str, Any]:
    return {"type": "icon_button", "icon": "trash", "text": plain(), **keys}


def context_actions(*elements: Any) -> dict[str, Any]:
    return {"type": "context_actions", "elements": list(elements)}


def context(*elements: Any) -> dict[str, Any]:
    return {"type": "context", "elements": list(elements)}


def plan(*ids: str, **keys: Any) -> dict[str, Any]:
    tasks = [{"task_id": task_id, "title": "Move", "status": "pending", **keys} for task_id in ids]
    return {"type": "plan", "title": "Move", "tasks": tasks}


SLACK_FILE = {"id": "F012345678"}
LONG_ADDRESS = "https://example.org/"
GROUPS = [{"label": plain("Both"), "options": options(2)}]
ALERT = {"type": "alert", "text": plain("a" * 200), "level": "info"}

# An accepted block, a refused one, the surface, and where Slack points.
MESSAGE, MODAL, HOME = "message", "modal", "home"
BLOCK_RULES: list[tuple[Any, Any, str, str]] = [
    (section(), {"type": "wonder"}, MESSAGE, "/type"),
    (section(), {"text": mrkdwn()}, MESSAGE, ""),
    (section(), "section", MESSAGE, ""),
    (section(), section(colour="red"), MESSAGE, ""),
    (section(block_id="a" * 255), section(block_id="a" * 256), MESSAGE, "/block_id"),
    (section(text=mrkdwn("a" * 3000)), section(text=mrkdwn("a" * 3001)), MESSAGE, "/text/text"),
    (section(text=plain()), section(text=plain("")), MESSAGE, "/text/text"),
    (section(text=plain()), section(text={"type": "text", "text": "Yes"}), MESSAGE, "/text/type"),
    (section(text=plain()), section(text="Yes"), MESSAGE, "/text"),
    (section(text=plain(emoji=True)), section(text=plain(verbatim=True)), MESSAGE, "/text"),
    (section(text=mrkdwn(verbatim=True)), section(text=mrkdwn(verbatim="yes")), MESSAGE, "/text/verbatim"),
    ({"type": "section", "fields": [plain()] * 10}, {"type": "section"}, MESSAGE, ""),
    (section(fields=[plain()] * 10), section(fields=[plain()] * 11), MESSAGE, "/fields"),
    (section(fields=[plain("a" * 2000)]), section(fields=[plain("a" * 2001)]), MESSAGE, "/fields/0/text"),
    (section(expand=True), section(expand=1), MESSAGE, "/expand"),
    (section(accessory=image()), section(accessory={"type": "plain_text_input"}), MESSAGE, "/accessory/type"),
    ({"type": "header", "text": plain("a" * 150)}, {"type": "header", "text": plain("a" * 151)}, HOME, "/text/text"),
    ({"type": "header", "text": plain()}, {"type": "header", "text": mrkdwn()}, HOME, "/text/type"),
    ({"type": "header", "text": plain(), "level": 4}, {"type": "header", "text": plain(), "level": 5}, HOME, "/level"),
    ({"type": "divider"}, {"type": "divider", "text": plain()}, MODAL, ""),
    (context(mrkdwn(), image()), context(button()), MESSAGE, "/elements/0/type"),
    (context(*[mrkdwn()] * 10), context(*[mrkdwn()] * 11), MESSAGE, "/elements"),
    (actions(*[button()] * 25), actions(*[button()] * 26), MESSAGE, "/elements"),
    (actions(button()), actions(), MESSAGE, "/elements"),
    (actions(button()), actions(image()), MESSAGE, "/elements/0/type"),
    (
        actions(button(action_id="a"), button(action_id="b")),
        actions(button(action_id="a"), button(action_id="a")),
        MESSAGE,
        "/elements/1/action_id",
    ),
    (context_actions(feedback("a" * 75), icon()), context_actions(button()), MESSAGE, "/elements/0/type"),
    (context_actions(*[icon()] * 5), context_actions(*[icon()] * 6), MESSAGE, "/elements"),
    (context_actions(icon()), context_actions(icon()), HOME, "/type"),
    (ask("plain_text_input"), ask("button", text=plain()), MODAL, "/element/type"),
    (
        ask("plain_text_input") | {"label": plain("a" * 2000), "hint": plain("a" * 2000)},
        ask("plain_text_input") | {"label": plain("a" * 2001)},
        MODAL,
        "/label/text",
    ),
    (ask("users_select") | {"hint": plain()}, ask("users_select") | {"hint": plain("a" * 2001)}, HOME, "/hint/text"),
    (ask("users_select") | {"optional": True}, ask("users_select") | {"optional": "yes"}, HOME, "/optional"),
    (image(title=plain("a" * 2000)), image(title=plain("a" * 2001)), HOME, "/title/text"),
    (image(alt_text="a" * 2000), image(alt_text="a" * 2001), HOME, "/alt_text"),
    (image(), {"type": "image", "image_url": "https://example.org/c.png"}, HOME, ""),
    (image(), image(slack_file=SLACK_FILE), MESSAGE, ""),
    ({"type": "image", "alt_text": "A", "slack_file": SLACK_FILE}, {"type": "image", "alt_text": "A"}, MESSAGE, ""),
    (image(), image(image_url="chart.png"), MESSAGE, "/image_url"),
    (
        image(image_url=LONG_ADDRESS.ljust(3000, "a")),
        image(image_url=LONG_ADDRESS.ljust(3001, "a")),
        MESSAGE,
        "/image_url",
    ),
    ({"type": "markdown", "text": "a" * 12_000}, {"type": "markdown", "text": "a" * 12_001}, MESSAGE, "/text"),
    ({"type": "markdown", "text": "a"}, {"type": "markdown", "text": "a"}, MODAL, "/type"),
    (rich(words()), rich(), MESSAGE, "/elements"),
    (rich(words()), rich(words("")), MESSAGE, "/elements/0/elements/0/text"),
    (rich(words(style={"bold": True})), rich(words(style={"big": True})), MESSAGE, "/elements/0/elements/0/style"),
    (listed(indent=8), listed(indent=9), MESSAGE, "/elements/0/indent"),
    (listed(border=1), listed(border=True), MESSAGE, "/elements/0/border"),
    (listed(style="ordered"), listed(style="dotted"), MESSAGE, "/elements/0/style"),
    (table(100, 20), table(101), MESSAGE, "/rows"),
    (table(1, 20), table(1, 21), HOME, "/rows/0"),
    (table(100, 20, "12345"), table(100, 20, "123456"), MESSAGE, "/rows"),
    (
        table(column_settings=[None] * 19 + [{"align": "right"}]),
        table(column_settings=[None] * 21),
        MESSAGE,
        "/column_settings",
    ),
    (table(column_settings=[None]), table(column_settings=[{"align": "top"}]), MESSAGE, "/column_settings/0/align"),
    (table(), table(), MODAL, "/type"),
    (data_table(201, 20), data_table(202), MESSAGE, "/rows"),
    (data_table(), data_table(1), HOME, "/rows"),
    (data_table(page_size=100), data_table(page_size=101), HOME, "/page_size"),
    (data_table(), data_table(caption=""), HOME, "/caption"),
    (data_table(row_header_column_index=0), data_table(row_header_column_index=1), HOME, "/row_header_column_index"),
    (data_table(), data_table(rows=table(1, 2)["rows"] + table()["rows"]), HOME, "/rows/1"),
    (data_table(), data_table(rows=[[{"type": "raw_text", "text": "a" * 20_000}]] * 2), HOME, "/rows"),
    (data_table(), data_table(rows=[[rich(words())], [rich(words())]]), HOME, "/rows/0/0/type"),
    (pie(12), pie(13), MESSAGE, "/chart/segments"),
    (pie(label="a" * 20), pie(label="a" * 21), MESSAGE, "/chart/segments/0/label"),
    (pie(value=0.5), pie(value=0), MESSAGE, "/chart/segments/0/value"),
    (pie(value=1), pie(value=float("inf")), MESSAGE, "/chart/segments/0/value"),
    (pie() | {"title": "a" * 50}, pie() | {"title": "a" * 51}, MESSAGE, "/title"),
    (pie(), pie(), HOME, "/type"),
    (bars(), chart("radar"), MESSAGE, "/chart/type"),
    (bars(names=tuple("abcdefghijkl")), bars(names=tuple("abcdefghijklm")), MESSAGE, "/chart/series"),
    (bars(names=("a", "b")), bars(names=("a", "a")), MESSAGE, "/chart/series"),
    (bars("abcdefghijklmnopqrst", "abcdefghijklmnopqrst"), bars("abc", "ab"), MESSAGE, "/chart/series/0/data"),
    (bars("ab", "ba"), bars("aa", "aa"), MESSAGE, "/chart/axis_config/categories"),
    (bars(x_label="a" * 50), bars(x_label="a" * 51), MESSAGE, "/chart/axis_config/x_label"),
    (ALERT, ALERT | {"text": plain("a" * 201)}, MODAL, "/text/text"),
    (ALERT, ALERT | {"level": "loud"}, MODAL, "/level"),
    (ALERT, ALERT, MESSAGE, "/type"),
    (card(title=mrkdwn("a" * 150)), card(title="Yes"), HOME, "/title"),
    (card(body=mrkdwn("a" * 200)), card(body=mrkdwn("a" * 201)), HOME, "/body/text"),
    (card(actions=[button()] * 3), card(actions=[button()] * 4), HOME, "/actions"),
    (card(icon=image()), card(icon=image(), slack_icon={"type": "icon", "name": "bot"}), HOME, ""),
    (card(), {"type": "card"}, HOME, ""),
    (
        {"type": "carousel", "elements": [card()] * 10},
        {"type": "carousel", "elements": [card()] * 11},
        HOME,
        "/elements",
    ),
    (container(section(), width="wide"), container(section(), width="huge"), HOME, "/width"),
    (container(*[section()] * 10), container(*[section()] * 11), HOME, "/child_blocks"),
    (container(section()), container(container(section())), HOME, "/child_blocks/0/type"),
    (
        container(section(), is_collapsible=True, default_collapsed=True),
        container(section(), default_collapsed=True),
        HOME,
        "/default_collapsed",
    ),
    (
        {"type": "file", "external_id": "a", "source": "remote"},
        {"type": "file", "external_id": "a", "source": "local"},
        MESSAGE,
        "/source",
    ),
    (video(title=plain("a" * 199)), video(title=plain("a" * 200)), HOME, "/title/text"),
    (video(author_name="a" * 49), video(author_name="a" * 50), HOME, "/author_name"),
    (video(), video(video_url="talk.mp4"), HOME, "/video_url"),
    (plan("a", "b"), plan("a", "a"), MESSAGE, "/tasks"),
    (
        {"type": "task_card", "task_id": "a", "title": "Move", "status": "complete"},
        {"type": "task_card", "task_id": "a", "title": "Move", "status": "pending"},
        MESSAGE,
        "/status",
    ),
]

# An element's accepted keys, its refused ones, and where Slack points below the element; on a modal.
TIMES = {"initial_time": "23:59", "timezone": "Europe/Berlin"}
ELEMENT_RULES: list[tuple[str, dict[str, Any], dict[str, Any], str]] = [
    ("button", {"text": plain("a" * 75)}, {"text": plain("a" * 76)}, "/text/text"),
    ("button", {"text": plain()}, {"text": mrkdwn()}, "/text/type"),
    ("button", {"text": plain(), "action_id": "a" * 255}, {"text": plain(), "action_id": "a" * 256}, "/action_id"),
    ("button", {"text": plain(), "value": "a" * 2000}, {"text": plain(), "value": "a" * 2001}, "/value"),
    ("button", {"text": plain(), "url": "a" * 3000}, {"text": plain(), "url": "a" * 3001}, "/url"),
    ("button", {"text": plain(), "style": "danger"}, {"text": plain(), "style": "default"}, "/style"),
    ("button", button(accessibility_label="a" * 75), button(accessibility_label="a" * 76), "/accessibility_label"),
    ("button", button(confirm=confirm(style="danger")), button(confirm=confirm(icon="x")), "/confirm"),
    ("button", button(confirm=confirm()), button(confirm=confirm(title=plain("a" * 101))), "/confirm/title/text"),
    ("button", button(confirm=confirm()), button(confirm=confirm(text=plain("a" * 301))), "/confirm/text/text"),
    ("button", button(confirm=confirm()), button(confirm=confirm(deny=plain("a" * 31))), "/confirm/deny/text"),
    ("button", button(agent_prompt="Go", agent_prompt_display="Go"), button(agent_prompt_display="Go"), ""),
    ("static_select", {"options": options(100)}, {"options": options(101)}, "/options"),
    ("static_select", {"option_groups": GROUPS * 100}, {"option_groups": GROUPS * 101}, "/option_groups"),
    ("static_select", {"options": options(1)}, {"options": options(1), "option_groups": GROUPS}, ""),
    ("static_select", {"options": options(1)}, {}, ""),
    ("static_select", {"options": [option("a" * 75)]}, {"options": [option("a" * 76)]}, "/options/0/text/text"),
    ("static_select", {"options": options(1)}, {"options": [option() | {"text": mrkdwn()}]}, "/options/0/text/type"),
    (
        "static_select",
        {"options": [option(value="a" * 150)]},
        {"options": [option(value="a" * 151)]},
        "/options/0/value",
    ),
    (
        "static_select",
        {"options": [option(description=plain("a" * 75))]},
        {"options": [option(description=plain("a" * 76))]},
        "/options/0/description/text",
    ),
    (
        "static_select",
        {"option_groups": [{"label": plain("a" * 75), "options": options(100)}]},
        {"option_groups": [{"label": plain("a" * 76), "options": options(100)}]},
        "/option_groups/0/label/text",
    ),
    (
        "static_select",
        {"options": options(2), "initial_option": options(2)[1]},
        {"options": options(2), "initial_option": option("No", "0")},
        "/initial_option",
    ),
    (
        "static_select",
        {"option_groups": GROUPS, "initial_option": options(2)[1]},
        {"option_groups": GROUPS, "initial_option": options(3)[2]},
        "/initial_option",
    ),
    (
        "static_select",
        {"options": options(1), "placeholder": plain("a" * 150)},
        {"options": options(1), "placeholder": plain("a" * 151)},
        "/placeholder/text",
    ),
    (
        "multi_static_select",
        {"options": options(2), "initial_options": options(2)},
        {"options": options(2), "initial_options": options(3)},
        "/initial_options/2",
    ),
    (
        "multi_static_select",
        {"options": options(2), "initial_options": options(2), "max_selected_items": 2},
        {"options": options(2), "initial_options": options(2), "max_selected_items": 1},
        "/initial_options",
    ),
    ("multi_users_select", {"max_selected_items": 1}, {"max_selected_items": 0}, "/max_selected_items"),
    ("multi_users_select", {"initial_users": ["U1"]}, {"initial_users": "U1"}, "/initial_users"),
    ("users_select", {"initial_user": "U1"}, {"initial_users": ["U1"]}, ""),
    ("external_select", {"min_query_length": 0}, {"min_query_length": -1}, "/min_query_length"),
    ("multi_external_select", {"initial_options": options(1)}, {"options": options(1)}, ""),
    ("conversations_select", {"filter": {"include": ["im"]}}, {"filter": {}}, "/filter"),
    (
        "multi_conversations_select",
        {"filter": {"include": ["im"]}},
        {"filter": {"include": ["dm"]}},
        "/filter/include/0",
    ),
    ("channels_select", {"response_url_enabled": True}, {"filter": {"include": ["im"]}}, ""),
    ("multi_channels_select", {"initial_channels": ["C1"]}, {"initial_channels": [1]}, "/initial_channels/0"),
    ("overflow", {"options": options(5)}, {"options": options(6)}, "/options"),
    ("overflow", {"options": [option(url="a" * 3000)]}, {"options": [option(url="a" * 3001)]}, "/options/0/url"),
    ("radio_buttons", {"options": options(10)}, {"options": options(11)}, "/options"),
    ("radio_buttons", {"options": [option() | {"text": mrkdwn()}]}, {"options": [option(url="a")]}, "/options/0"),
    ("checkboxes", {"options": options(10)}, {"options": options(11)}, "/options"),
    (
        "checkboxes",
        {"options": options(1), "initial_options": options(1)},
        {"options": options(1), "initial_options": []},
        "/initial_options",
    ),
    ("datepicker", {"initial_date": "2026-02-28"}, {"initial_date": "2026-02-30"}, "/initial_date"),
    ("datepicker", {"initial_date": "2026-02-28"}, {"initial_date": "28.02.2026"}, "/initial_date"),
    ("timepicker", TIMES, {"initial_time": "24:00"}, "/initial_time"),
    ("datetimepicker", {"initial_date_time": 1_800_000_000}, {"initial_date_time": 5}, "/initial_date_time"),
    ("datetimepicker", {"focus_on_load": True}, {"placeholder": plain()}, ""),
    ("plain_text_input", {"max_length": 3000}, {"max_length": 3001}, "/max_length"),
    ("plain_text_input", {"max_length": 1}, {"max_length": 0}, "/max_length"),
    ("plain_text_input", {"min_length": 0}, {"min_length": -1}, "/min_length"),
    ("plain_text_input", {"min_length": 2, "max_length": 2}, {"min_length": 3, "max_length": 2}, "/min_length"),
    (
        "plain_text_input",
        {"max_length": 2, "initial_value": "ab"},
        {"max_length": 2, "initial_value": "abc"},
        "/initial_value",
    ),
    (
        "plain_text_input",
        {"dispatch_action_config": {"trigger_actions_on": ["on_enter_pressed"]}},
        {"dispatch_action_config": {"trigger_actions_on": ["on_blur"]}},
        "/dispatch_action_config/trigger_actions_on/0",
    ),
    ("number_input", {"is_decimal_allowed": False}, {}, ""),
    (
        "number_input",
        {"is_decimal_allowed": True, "min_value": "1", "max_value": "2.5", "initial_value": "2.5"},
        {"is_decimal_allowed": True, "min_value": "1", "max_value": "2.5", "initial_value": "3"},
        "/initial_value",
    ),
    (
        "number_input",
        {"is_decimal_allowed": False, "initial_value": "2"},
        {"is_decimal_allowed": False, "initial_value": "2.5"},
        "/initial_value",
    ),
    (
        "number_input",
        {"is_decimal_allowed": False, "min_value": "1"},
        {"is_decimal_allowed": False, "min_value": 1},
        "/min_value",
    ),
    ("email_text_input", {"initial_value": "a@example.org"}, {"initial_value": "example.org"}, "/initial_value"),
    ("url_text_input", {"initial_value": "https://example.org"}, {"initial_value": "example"}, "/initial_value"),
    ("rich_text_input", {"initial_value": rich(words())}, {"initial_value": "Yes"}, "/initial_value"),
    ("file_input", {"max_files": 10, "filetypes": ["csv"]}, {"max_files": 11}, "/max_files"),
]


def refused_at(problems: list[Any]) -> list[str]:
    return [problem.pointer for problem in problems]


@pytest.mark.parametrize(("accepted", "refused", "surface", "below"), BLOCK_RULES)
def test_block_rule(accepted: Any, refused: Any, surface: Any, below: str) -> None:
    if accepted != refused:
        assert find_block_problems([accepted], surface) == []
    root = "/blocks/0" if surface == MESSAGE else "/view/blocks/0"
    assert refused_at(find_block_problems([refused], surface)) == [root + below]


@pytest.mark.parametrize(("kind", "accepted", "refused", "below"), ELEMENT_RULES)
def test_element_rule(kind: str, accepted: dict[str, Any], refused: dict[str, Any], below: str) -> None:
    in_actions = kind in ("button", "overflow")

    def place(keys: dict[str, Any]) -> list[dict[str, Any]]:
        element = {"type": kind, **keys}
        return [actions(element) if in_actions else {"type": "input", "label": plain(), "element": element}]

    assert find_block_problems(place(accepted), "modal") == []
    root = "/view/blocks/0/elements/0" if in_actions else "/view/blocks/0/element"
    assert refused_at(find_block_problems(place(refused), "modal")) == [root + below]


@pytest.mark.parametrize(
    ("block", "allowed", "elsewhere"),
    [
        (ask("number_input", is_decimal_allowed=True), "modal", "message"),
        (ask("email_text_input"), "modal", "home"),
        (ask("url_text_input"), "modal", "message"),
        (ask("file_input"), "modal", "home"),
        (ask("rich_text_input"), "home", "message"),
        (ask("datetimepicker"), "message", "home"),
        (
            section(
                accessory={
                    "type": "workflow_button",
                    "text": plain(),
                    "workflow": {"trigger": {"url": "https://slack.com/shortcuts/1"}},
                }
            ),
            "message",
            "modal",
        ),
    ],
)
def test_element_on_a_surface_that_lacks_it(block: Any, allowed: Any, elsewhere: Any) -> None:
    assert find_block_problems([block], allowed) == []
    (problem,) = find_block_problems([block], elsewhere)
    assert "unsupported type" in problem.message


@pytest.mark.parametrize(("surface", "most"), [("message", 50), ("modal", 100), ("home", 100)])
def test_number_of_blocks(surface: Any, most: int) -> None:
    assert find_block_problems([section()] * most, surface) == []
    (problem,) = find_block_problems([section()] * (most + 1), surface)
    assert problem.message.startswith(f"no more than {most} items allowed")


def test_block_ids_are_unique_even_inside_a_container() -> None:
    assert find_block_problems([section(block_id="a"), section(block_id="b")], "home") == []
    inside = container(section(block_id="a"))
    assert refused_at(find_block_problems([section(block_id="a"), inside], "home")) == [
        "/view/blocks/1/child_blocks/0/block_id"
    ]


def test_wording_and_codes_are_those_of_slack() -> None:
    blocks = [actions(button(text=plain("a" * 76)))]
    (problem,) = find_block_problems(blocks, "message")
    assert problem.code == "invalid_blocks"
    assert problem.message == "must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]"
    assert find_block_problems(blocks, "modal")[0].code == "invalid_arguments"
    assert find_block_problems("[]", "message")[0].code == "invalid_blocks_format"


def modal(**keys: Any) -> dict[str, Any]:
    return {"type": "modal", "title": plain(), "blocks": [section()], **keys}


ASKING = [ask("plain_text_input")]
HEAVY = [section(text=plain("ä" * 3000)) for _ in range(41)]


@pytest.mark.parametrize(
    ("accepted", "refused", "pointer"),
    [
        (modal(), "modal", "/view"),
        (modal(), modal(type="dialog"), "/view/type"),
        (modal(), {"type": "modal", "blocks": []}, "/view"),
        (modal(), modal(colour="red"), "/view"),
        (modal(), {"type": "modal", "title": plain()}, "/view"),
        (modal(title=plain("a" * 24)), modal(title=plain("a" * 25)), "/view/title/text"),
        (modal(submit=plain("a" * 24)), modal(submit=plain("a" * 25)), "/view/submit/text"),
        (modal(close=plain("a" * 24)), modal(close=plain("a" * 25)), "/view/close/text"),
        (modal(title=plain()), modal(title=mrkdwn()), "/view/title/type"),
        (modal(blocks=ASKING, submit=plain()), modal(blocks=ASKING), "/view"),
        (modal(private_metadata="a" * 3000), modal(private_metadata="a" * 3001), "/view/private_metadata"),
        (modal(callback_id="a" * 255), modal(callback_id="a" * 256), "/view/callback_id"),
        (modal(external_id="a" * 255), modal(external_id="a" * 256), "/view/external_id"),
        (modal(notify_on_close=True), modal(notify_on_close=1), "/view/notify_on_close"),
        (modal(blocks=[ALERT]), modal(blocks=[table()]), "/view/blocks/0/type"),
        ({"type": "home", "blocks": [table()]}, {"type": "home", "blocks": [pie()]}, "/view/blocks/0/type"),
        ({"type": "home", "blocks": ASKING}, {"type": "home", "blocks": [], "title": plain()}, "/view"),
        (modal(blocks=HEAVY), modal(blocks=HEAVY + HEAVY[:1]), "/view"),
    ],
)
def test_view_rule(accepted: Any, refused: Any, pointer: str) -> None:
    assert find_view_problems(accepted) == []
    assert refused_at(find_view_problems(refused)) == [pointer]


def test_a_heavy_view_has_its_own_code() -> None:
    assert [problem.code for problem in find_view_problems(modal(blocks=HEAVY * 2))] == ["view_too_large"]


def message(**keys: Any) -> dict[str, Any]:
    return {"channel": "C1", "text": "Yes", **keys}


EVENT = {"event_type": "pulse_asked", "event_payload": {"id": "1"}}
HALF = {"type": "markdown", "text": "a" * 6000}
HALF_TABLE = data_table(rows=[[{"type": "raw_text", "text": "a" * 5000}]] * 2)
SLIVER_TABLE = data_table()


@pytest.mark.parametrize(
    ("accepted", "refused", "code", "pointer"),
    [
        (message(), {"text": "Yes"}, "invalid_arguments", "/channel"),
        (message(), message(channel=""), "invalid_arguments", "/channel"),
        (message(text="", blocks=[section()]), {"channel": "C1"}, "no_text", "/text"),
        ({"channel": "C1", "attachments": [{}]}, message(text="", blocks=[]), "no_text", "/text"),
        (message(), message(text=1), "invalid_arguments", "/text"),
        (message(ts="1.2", text="a" * 4000), message(ts="1.2", text="a" * 4001), "msg_too_long", "/text"),
        (message(blocks=[section()]), message(blocks="[]"), "invalid_blocks_format", "/blocks"),
        (message(blocks=[section()] * 50), message(blocks=[section()] * 51), "invalid_blocks", "/blocks"),
        (message(metadata=EVENT), message(metadata="{}"), "invalid_metadata_schema", "/metadata"),
        (
            message(metadata=EVENT),
            message(metadata=EVENT | {"event_type": 1}),
            "invalid_metadata_schema",
            "/metadata/event_type",
        ),
        (message(metadata=EVENT), message(metadata={"event_type": "a"}), "invalid_metadata_schema", "/metadata"),
        (message(metadata={}, ts="1.2"), message(metadata=[], ts="1.2"), "invalid_metadata_schema", "/metadata"),
        (
            message(metadata=EVENT),
            message(metadata=EVENT | {"event_payload": []}),
            "invalid_metadata_schema",
            "/metadata/event_payload",
        ),
        (message(attachments=[{}] * 100), message(attachments=[{}] * 101), "too_many_attachments", "/attachments"),
        (message(attachments=[{}]), message(attachments={}), "invalid_attachments", "/attachments"),
        (
            message(attachments=[{"blocks": [section()]}]),
            message(attachments=[{"blocks": [ALERT]}]),
            "invalid_blocks",
            "/attachments/0/blocks/0/type",
        ),
        (message(blocks=[table()]), message(blocks=[table(), table()]), "invalid_attachments", "/blocks"),
        (
            message(blocks=[table()]),
            message(blocks=[table()], attachments=[{"blocks": [container(table())]}]),
            "invalid_attachments",
            "/blocks",
        ),
        (message(blocks=[pie()] * 2), message(blocks=[pie()] * 3), "invalid_blocks", "/blocks"),
        (message(blocks=[HALF] * 2), message(blocks=[HALF] * 3), "invalid_blocks", "/blocks"),
        (
            message(blocks=[HALF_TABLE] * 2),
            message(blocks=[HALF_TABLE, HALF_TABLE, SLIVER_TABLE]),
            "invalid_blocks",
            "/blocks",
        ),
    ],
)
def test_message_rule(accepted: Any, refused: Any, code: str, pointer: str) -> None:
    assert find_message_problems(accepted) == []
    assert [(problem.code, problem.pointer) for problem in find_message_problems(refused)] == [(code, pointer)]


@pytest.mark.parametrize(
    ("considerate", "rude"),
    [
        (message(link_names=False), message(link_names=True)),
        (message(parse="none"), message(parse="full")),
        (message(blocks=[section()]), message(text=" ", blocks=[section()])),
        (message(text="&lt;!channel&gt;"), message(text="<!channel>")),
        (message(text="@here"), message(text="<!here|here>")),
        (message(text="a" * 40_000), message(text="a" * 40_001)),
        (message(blocks=[section()]), message(blocks=[section(text=mrkdwn("<!everyone>", verbatim=True))])),
        (
            message(blocks=[section(text=mrkdwn("Not @here", verbatim=True))]),
            message(blocks=[section(text=mrkdwn("Not @here", verbatim=False))]),
        ),
        (
            message(blocks=[context(mrkdwn("anna@channel.org and <#C1|general> don&#39;t"))]),
            message(blocks=[context(mrkdwn("See #general"))]),
        ),
        (message(blocks=[context(plain("@everyone"))]), message(blocks=[section(fields=[mrkdwn("@everyone")])])),
        (
            message(attachments=[{"blocks": [section()]}]),
            message(attachments=[{"blocks": [section(text=mrkdwn("@channel"))]}]),
        ),
    ],
)
def test_violation(considerate: dict[str, Any], rude: dict[str, Any]) -> None:
    assert find_violations(considerate) == []
    assert len(find_violations(rude)) == 1
    assert find_message_problems(rude) == []


def test_ten_blocks_take_well_under_a_millisecond() -> None:
    blocks = [section(block_id=str(number), accessory=button(confirm=confirm())) for number in range(10)]
    payload = message(blocks=blocks)
    durations = []
    for _ in range(50):
        start = time.perf_counter()
        find_message_problems(payload)
        durations.append(time.perf_counter() - start)
    assert min(durations) < 0.001


def test_checking_changes_nothing() -> None:
    payload = message(blocks=[section(), table(), bars()], metadata=EVENT)
    before = copy.deepcopy(payload)
    find_message_problems(payload)
    find_violations(payload)
    assert payload == before


JUNK: list[Any] = [None, True, 0, -1.5, "", "\ud800", [], {}, [None], {"type": []}, {"type": "button"}]


def spoil(content: Any) -> Iterator[Any]:
    """Yield `content` with each value inside it replaced by junk in turn."""
    yield from JUNK
    if isinstance(content, dict):
        for key, part in content.items():
            yield from ({**content, key: spoiled} for spoiled in spoil(part))
    elif isinstance(content, list):
        for index, part in enumerate(content[:2]):
            yield from ([*content[:index], spoiled, *content[index + 1 :]] for spoiled in spoil(part))


@pytest.mark.parametrize("content", [rule[0] for rule in BLOCK_RULES if len(str(rule[0])) < 1500])
def test_malformed_payloads_get_an_answer_too(content: Any) -> None:
    for spoiled in spoil(content):
        payload = message(blocks=[spoiled], metadata=spoiled, attachments=spoiled, text=spoiled)
        assert find_message_problems(payload)
        assert isinstance(find_violations(payload), list)
        assert find_view_problems(modal(blocks=[spoiled], title=spoiled))


def built_blocks() -> list[tuple[sb.Block, str]]:
    """Everything that slackblocks can build and that Slack takes, each with a surface for it."""
    choices = [sb.Option(sb.PlainText("Yes"), "yes"), sb.Option(sb.PlainText("No"), "no", description="Not yet")]
    group = [sb.OptionGroup("Both", choices)]
    sure = sb.Confirm("Sure?", "Really", "Yes", "No", style="danger")
    pictured = sb.Image(alt_text="A chart", image_url="https://example.org/c.png")
    filed = sb.Image(alt_text="A chart", slack_file=sb.SlackFile(id="F012345678", url=None))
    only_im = sb.ConversationFilter(include="im")
    at_once = sb.DispatchActionConfiguration(["on_enter_pressed", "on_character_entered"])
    prose = sb.RichTextSection(
        [
            sb.RichText("Yes", bold=True, code=True),
            sb.RichTextChannel("C1", italic=True),
            sb.RichTextEmoji("wave", skin_tone=2),
            sb.RichTextLink("https://example.org", "here", unsafe=True),
            sb.RichTextUser("U1", highlight=True),
            sb.RichTextUserGroup("S1"),
        ]
    )
    rich_text = sb.RichTextBlock(
        [
            prose,
            sb.RichTextList("ordered", [prose], indent=8, offset=1, border=1),
            sb.RichTextCodeBlock([sb.RichText("a = 1")], border=0),
            sb.RichTextQuote([sb.RichText("Yes")], border=1),
        ]
    )
    axes = sb.AxisConfig(["a", "b"], x_label="Week", y_label="Share")
    series = [sb.DataSeries("Now", [sb.DataPoint("a", 1), sb.DataPoint("b", -0.5)])]
    task = sb.TaskCardBlock(
        "1", "Move", rich_text, rich_text, [sb.URLSource("https://example.org", "Guide")], status="complete"
    )
    menus: list[sb.Element] = [
        sb.StaticSelectMenu("a", choices, initial_option=choices[0], confirm=sure, placeholder="Choose"),
        sb.StaticSelectMenu("b", option_groups=group, focus_on_load=True),
        sb.StaticMultiSelectMenu("c", choices, initial_options=choices, max_selected_items=2),
        sb.ExternalSelectMenu("d", initial_option=choices[0], min_query_length=2),
        sb.ExternalMultiSelectMenu("e", 2, initial_options=choices, max_selected_items=2),
        sb.UserSelectMenu("f", "U1", placeholder="Who"),
        sb.UserMultiSelectMenu("g", ["U1"], max_selected_items=1),
        sb.ConversationSelectMenu("h", default_to_current_conversation=True, response_url_enabled=True, filter=only_im),
        sb.ConversationMultiSelectMenu("i", ["C1"], filter=only_im),
        sb.ChannelSelectMenu("j", "C1"),
        sb.ChannelMultiSelectMenu("k", ["C1"]),
        sb.RadioButtonGroup("l", choices, choices[1], confirm=sure),
        sb.CheckboxGroup("m", choices, choices[:1], sure),
        sb.DatePicker("n", "2026-11-01", sure, placeholder="Day"),
        sb.TimePicker("o", "09:30", placeholder="Hour"),
        sb.DateTimePicker("p", 1_800_000_000, sure),
    ]
    fields: list[sb.Element] = [
        sb.PlainTextInput("q", "Yes", multiline=True, min_length=1, max_length=10, dispatch_action_config=at_once),
        sb.NumberInput(True, "r", "1.5", 1, 2.5, placeholder="Days"),
        sb.EmailInput("s", "a@example.org", at_once, placeholder="Address"),
        sb.URLInput("t", "https://example.org"),
        sb.RichTextInput("u"),
        sb.FileInput("v", ["csv"], 3),
    ]
    run = sb.WorkflowButton("Run", sb.Workflow.from_url("https://slack.com/shortcuts/1", team="A"), action_id="w")
    pressed = sb.Button("Yes", "x", "https://example.org", "1", "primary", sure, "Say yes")
    thumbs = sb.FeedbackButtons(sb.FeedbackButton("Good", "1", "Good"), sb.FeedbackButton("Bad", "0"), "y")
    bin_button = sb.IconButton("Delete", "trash", "z", "1", sure, "Delete", ["U1"])
    cards = sb.CardBlock(pictured, filed, "Title", "Sub", "Body", [pressed], subtext="Small")
    everywhere: list[sb.Block] = [
        sb.SectionBlock(
            sb.Markdown("Yes", verbatim=True), fields=["a", sb.PlainText("b", emoji=True)], accessory=pressed
        ),
        sb.SectionBlock("Yes", accessory=pictured),
        sb.SectionBlock("Yes", accessory=sb.OverflowMenu("a", choices, sure)),
        sb.HeaderBlock("Yes"),
        sb.DividerBlock(),
        sb.ContextBlock([sb.Markdown("Yes"), sb.PlainText("Yes"), pictured, filed]),
        sb.ImageBlock("https://example.org/c.png", "A chart", "Chart"),
        sb.ImageBlock(alt_text="A chart", slack_file=sb.SlackFile(id="F012345678", url=None)),
        sb.VideoBlock("A", "https://example.org/t", "A", "https://example.org/v", "Ann", description="Talk"),
        rich_text,
        cards,
        *(sb.InputBlock("Yes", menu, hint="Pick", optional=True) for menu in menus[:-1]),
    ]
    figures = [
        sb.TableBlock([[sb.RawText("a", emoji=True), prose]], [sb.ColumnSettings("right", True)]),
        sb.DataTableBlock([[sb.RawText("a")], [sb.RawNumber(1, "1")], [rich_text]], "Readings"),
    ]
    return [
        *((block, surface) for block in everywhere for surface in ("message", "modal", "home")),
        *((block, surface) for block in figures for surface in ("message", "home")),
        *((sb.InputBlock("Yes", field, dispatch_action=True), "modal") for field in fields),
        (sb.ActionsBlock([*menus, pressed, run, sb.OverflowMenu("aa", choices)]), "message"),
        (sb.ContextActionsBlock([thumbs, bin_button]), "message"),
        (sb.CarouselBlock([cards]), "home"),
        (sb.ContainerBlock(everywhere[:8], "All", rich_text, "Sub", "wide", pictured, True, True), "message"),
        (sb.MarkdownBlock("**Yes**"), "message"),
        (sb.FileBlock("A1"), "message"),
        (sb.AlertBlock("Careful", "warning"), "modal"),
        (sb.DataVisualizationBlock("Mood", sb.PieChart([sb.ChartSegment("Good", 1)])), "message"),
        *(
            (sb.DataVisualizationBlock("Mood", kind(series, axes)), "message")
            for kind in (sb.BarChart, sb.LineChart, sb.AreaChart)
        ),
        (task, "message"),
        (sb.PlanBlock("Plan", [task]), "message"),
    ]


@pytest.mark.parametrize(("block", "surface"), built_blocks())
def test_what_slackblocks_builds_is_accepted(block: sb.Block, surface: Any) -> None:
    assert find_block_problems([block._resolve()], surface) == []


def test_whole_messages_and_views_from_slackblocks_are_accepted() -> None:
    block = sb.SectionBlock("Yes", block_id="a")
    sent = sb.Message("C1", "Yes", [block], unfurl_links=False, metadata=EVENT)
    opened = sb.ModalView("Ask", [block], "Close", "Send", "{}", "asked", True, True, "one", True)
    assert find_message_problems(sent.to_dict()) == []
    assert find_view_problems(opened.to_dict()) == []
    assert find_view_problems(sb.HomeTabView([block], callback_id="home").to_dict()) == []
