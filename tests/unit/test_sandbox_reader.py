"""The sandbox reads messages and views aloud as a person sees them, and writes typed text down as Slack does."""

from typing import Any

import pytest

from bot.sandbox.escaping import escape_typed
from bot.sandbox.messages import Message
from bot.sandbox.reader import read_blocks, read_message, read_view
from bot.sandbox.views import View
from tests.sandboxes import ANA, make_workspace

WORKSPACE = make_workspace()


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("a &lt;b&gt; &amp; c", "a <b> & c"),
        ("<@U2> met <@U404> in <#C2|crm-rollout>", "@ben met @U404 in #crm-rollout"),
        ("<!subteam^S1|@execs> and <!here>", "@execs and @here"),
        (
            "<https://example.com|the page>, <https://example.com>",
            "the page (https://example.com), https://example.com",
        ),
        ("<!date^1392734382^{date}|18 Feb>", "18 Feb"),
        ("*bold* and _so_ ~gone~ `code`", "bold and so gone code"),
        ("*_both_* snake_case_name 2*3*4", "both snake_case_name 2*3*4"),
        ("&lt;@U2&gt;", "<@U2>"),
        ("soft\u00adhyphen", "softhyphen"),
    ],
)
def test_mrkdwn_is_read_as_seen(text: str, seen: str) -> None:
    assert read_message(Message("C1", ANA, text), WORKSPACE) == [seen]


def test_blocks_take_the_place_of_text() -> None:
    blocks = [
        {"type": "header", "text": plain("Status")},
        {"type": "section", "text": {"type": "mrkdwn", "text": "*Green*\nsince <@U1>"}, "fields": [plain("R&amp;D")]},
        {"type": "divider"},
        {"type": "context", "elements": [plain("one"), {"type": "image", "image_url": "x", "alt_text": "two"}]},
        {"type": "image", "image_url": "x", "alt_text": "A chart", "title": plain("Chart")},
    ]
    assert read_message(Message("C1", ANA, "fallback", blocks=blocks), WORKSPACE) == [
        "Status",
        "Green",
        "since @ana",
        "R&D",
        "———",
        "one  [Image: two]",
        "Chart",
        "[Image: A chart]",
    ]


def test_figures_become_lines() -> None:
    cells = [{"type": "raw_text", "text": "KPI"}, {"type": "raw_number", "value": 3, "text": "3 %"}]
    points = [{"label": "Jan", "value": 1}, {"label": "Feb", "value": 2.5}]
    axes = {"categories": ["Jan", "Feb"]}
    blocks = [
        {"type": "data_table", "caption": "KPIs", "rows": [cells, cells]},
        {
            "type": "data_visualization",
            "title": "Use",
            "chart": {"type": "line", "series": [{"name": "CRM", "data": points}], "axis_config": axes},
        },
        {
            "type": "data_visualization",
            "title": "Split",
            "chart": {"type": "pie", "segments": [{"label": "Yes", "value": 7}]},
        },
    ]
    assert read_blocks(blocks, WORKSPACE) == [
        "KPIs",
        "KPI | 3 %",
        "KPI | 3 %",
        "Use",
        "CRM: Jan 1, Feb 2.5",
        "Split",
        "Yes: 7",
    ]


def test_rich_text_is_read_with_its_lists() -> None:
    item = {
        "type": "rich_text_section",
        "elements": [{"type": "text", "text": "ask "}, {"type": "user", "user_id": "U2"}],
    }
    block = {
        "type": "rich_text",
        "elements": [item, {"type": "rich_text_list", "style": "ordered", "elements": [item, item]}],
    }
    assert read_blocks([block], WORKSPACE) == ["ask @ben", "1. ask @ben", "2. ask @ben"]


def test_form_shows_labels_values_and_buttons() -> None:
    options = [{"text": plain(name), "value": name} for name in ("Yes", "No")]
    fields = [
        {"type": "plain_text_input", "action_id": "v", "initial_value": "R-1"},
        {"type": "static_select", "action_id": "v", "options": options, "placeholder": plain("Pick one")},
        {"type": "radio_buttons", "action_id": "v", "options": options, "initial_option": options[1]},
        {"type": "checkboxes", "action_id": "v", "options": options},
        {"type": "multi_users_select", "action_id": "v", "initial_users": ["U1", "U2"]},
    ]
    blocks: list[dict[str, Any]] = [
        {"type": "input", "block_id": str(number), "label": plain(f"Field {number}"), "element": field}
        for number, field in enumerate(fields)
    ]
    blocks[0] |= {"optional": True, "hint": plain("An id")}
    view = View("V1", ANA, {"type": "modal", "title": plain("Risk"), "submit": plain("Save"), "blocks": blocks}, "V1")
    assert read_view(view, WORKSPACE) == [
        "Risk",
        "Field 0 (optional): R-1",
        "An id",
        "Field 1: [Pick one]",
        "Field 2: ○ Yes ● No",
        "Field 3: ☐ Yes ☐ No",
        "Field 4: [@ana, @ben]",
        "[Save]",
    ]


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("@dev.patel.", "<@U4>."),
        ("owner:@ben review:fri", "owner:<@U2> review:fri"),
        ("#general,#steering", "<#C1|general>,<#C5|>"),
        ("@sales @here @nobody", "<!subteam^S2|@sales> <!here> @nobody"),
        ("ana@example.com", "<mailto:ana@example.com|ana@example.com>"),
        ("see https://example.com/a?b=1&c=2!", "see <https://example.com/a?b=1&amp;c=2>!"),
        ("5 < 6 & 7", "5 &lt; 6 &amp; 7"),
    ],
)
def test_typed_text_is_written_down_as_slack_does(typed: str, written: str) -> None:
    assert escape_typed(typed, WORKSPACE) == written
