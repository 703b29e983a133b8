"""Block Kit on the sandbox's page in a real browser: what each block looks like, and modals that change and stack."""

from collections import defaultdict
from collections.abc import AsyncIterator
from itertools import pairwise
from typing import Any

import pytest
from playwright.async_api import Page, expect

from bot.sandbox.messages import Message
from bot.sandbox.server import Sandbox
from bot.sandbox.workspace import BOT_USER_ID
from tests.sandboxes import ANA, connect_bolt, eventually, make_workspace
from tests.small_bolt import make_app, plain

pytestmark = pytest.mark.browser

Seen = dict[str, list[Any]]
CATEGORIES = ["May", "June"]
CHART = {
    "type": "bar",
    "series": [{"name": "Pilot", "data": [{"label": "May", "value": 3}, {"label": "June", "value": 7}]}],
    "axis_config": {"categories": CATEGORIES},
}


@pytest.fixture
def seen() -> Seen:
    return defaultdict(list)


@pytest.fixture
async def sandbox(seen: Seen) -> AsyncIterator[Sandbox]:
    async with Sandbox(make_workspace()) as sandbox, connect_bolt(sandbox, make_app(sandbox, seen)):
        yield sandbox


async def show(page: Page, sandbox: Sandbox, *blocks: dict[str, Any]) -> None:
    """Post blocks where Ana is looking."""
    sandbox.workspace.post(Message("C1", BOT_USER_ID, "text", blocks=list(blocks)))
    await page.goto(f"{sandbox.url}/#{ANA}/C1")
    await expect(page.get_by_role("article")).to_be_visible()


async def open_form(page: Page, sandbox: Sandbox, line: str) -> None:
    await page.goto(f"{sandbox.url}/#{ANA}/messages")
    await page.get_by_role("combobox").fill(line)
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("dialog")).to_be_visible()


async def test_mrkdwn_becomes_styles_links_mentions_and_emoji(page: Page, sandbox: Sandbox) -> None:
    text = (
        "*bold* _slanted_ ~struck~ `code` <https://example.com|a link> <@U2> <#C1> <!subteam^S1> :tada:\n"
        "&gt; quoted\n\u00ad*\u00adnot bold\u00ad*\u00ad &lt;kept&gt; snake_case_name"
    )
    await show(page, sandbox, {"type": "section", "text": {"type": "mrkdwn", "text": text}})
    message = page.get_by_role("article")
    for tag, words in (("strong", "bold"), ("em", "slanted"), ("del", "struck"), ("code", "code")):
        assert await message.locator(f".section {tag}").all_inner_texts() == [words]
    await expect(message.get_by_role("link", name="a link")).to_have_attribute("href", "https://example.com")
    assert await message.locator(".mention").all_inner_texts() == ["@Ben", "#general", "@execs"]
    await expect(message.locator("blockquote")).to_have_text("quoted")
    await expect(message).to_contain_text("🎉")
    await expect(message).to_contain_text("*not bold* <kept> snake_case_name")


async def test_tables_and_charts_carry_their_figures(page: Page, sandbox: Sandbox) -> None:
    def cell(text: str) -> dict[str, Any]:
        return {"type": "raw_text", "text": text}

    figure = {"type": "raw_number", "value": 412, "text": "412"}
    table = {
        "type": "data_table",
        "caption": "KPIs",
        "rows": [[cell("KPI"), cell("Now")], [cell("Tickets"), figure]],
    }
    await show(page, sandbox, table, {"type": "data_visualization", "title": "Logins", "chart": CHART})
    assert await page.get_by_role("columnheader").all_inner_texts() == ["KPI", "Now"]
    assert await page.get_by_role("table", name="KPIs").get_by_role("cell").all_inner_texts() == ["Tickets", "412"]
    await expect(page.get_by_role("img", name="Logins. Pilot: May 3, June 7")).to_be_visible()
    heights = [float(await bar.get_attribute("height") or 0) for bar in await page.locator("svg rect").all()]
    assert heights[1] / heights[0] == pytest.approx(7 / 3, rel=0.01)


async def test_labels_under_a_chart_leave_each_other_room(page: Page, sandbox: Sandbox) -> None:
    weeks = [f"{day:02} Sep" for day in range(1, 13)]
    points = [{"label": week, "value": value} for value, week in enumerate(weeks)]
    chart = {"type": "line", "series": [{"name": "Sum", "data": points}], "axis_config": {"categories": weeks}}
    await show(page, sandbox, {"type": "data_visualization", "title": "Exposure", "chart": chart})
    labels = page.locator("svg text[text-anchor=middle]")
    boxes = [box for label in await labels.all() if (box := await label.bounding_box())]
    assert len(boxes) >= 6
    assert all(one["x"] + one["width"] < other["x"] for one, other in pairwise(boxes))
    await expect(labels.last).to_have_text("12 Sep")


async def test_lists_markdown_and_pictures_elsewhere_are_shown_without_fetching(page: Page, sandbox: Sandbox) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    item = {"type": "rich_text_section", "elements": [{"type": "text", "text": "first", "style": {"bold": True}}]}
    await show(
        page,
        sandbox,
        {"type": "rich_text", "elements": [{"type": "rich_text_list", "style": "ordered", "elements": [item]}]},
        {"type": "markdown", "text": "## Plan\n- **now**\n- later\n\n```\ncode\n```"},
        {"type": "image", "image_url": "https://example.com/x.png", "alt_text": "A harbour"},
    )
    await expect(page.locator("ol li strong")).to_have_text("first")
    await expect(page.get_by_role("heading", name="Plan")).to_be_visible()
    assert await page.locator("ul li").filter(has_text="later").count() == 1
    await expect(page.get_by_role("img", name="A harbour")).to_be_visible()
    assert [url for url in asked if not url.startswith(sandbox.url)] == []


async def test_a_button_with_a_question_acts_only_after_yes(page: Page, sandbox: Sandbox, seen: Seen) -> None:
    question = {"title": plain("Sure?"), "text": plain("It goes out."), "confirm": plain("Send"), "deny": plain("No")}
    go = {"type": "button", "action_id": "yes", "text": plain("Go"), "value": "1", "confirm": question}
    await show(page, sandbox, {"type": "actions", "elements": [go]})
    await page.get_by_role("button", name="Go").click()
    await page.get_by_role("dialog", name="Sure?").get_by_role("button", name="No").click()
    await page.get_by_role("button", name="Go").click()
    assert not seen["action"]
    await page.get_by_role("dialog", name="Sure?").get_by_role("button", name="Send").click()
    await eventually(lambda: len(seen["action"]) == 1)
    await expect(page.get_by_role("log")).to_contain_text("Thanks")


async def test_a_modal_that_changes_keeps_what_was_typed_and_tells_the_bot(
    page: Page, sandbox: Sandbox, seen: Seen
) -> None:
    await open_form(page, sandbox, "/ask survey")
    await page.get_by_label("Name").fill("Kept")
    await page.get_by_role("combobox", name="Priority").select_option("high")
    await expect(page.get_by_role("dialog", name="Priority high")).to_be_visible()
    await expect(page.get_by_label("Name")).to_have_value("Kept")
    assert seen["action"][0]["view"]["state"]["values"]["name"]["value"]["value"] == "Kept"


async def test_modals_stack_and_back_shows_the_one_before_as_it_was(page: Page, sandbox: Sandbox, seen: Seen) -> None:
    await open_form(page, sandbox, "/ask form")
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Name").fill("taken")
    await page.keyboard.press("Enter")
    await expect(dialog.get_by_role("alert").filter(has_text="This name is taken")).to_be_visible()
    await expect(dialog.get_by_label("Name")).to_be_focused()
    await dialog.get_by_label("Name").fill("free")
    await dialog.get_by_label("Lead").select_option("U2")
    await dialog.get_by_role("button", name="Save").click()
    back = dialog.get_by_role("button", name="Back")
    await expect(back).to_be_visible()
    assert seen["view"][-1]["view"]["state"]["values"]["lead"]["value"]["selected_user"] == "U2"
    await back.click()
    await expect(back).to_have_count(0)
    await expect(dialog.get_by_label("Name")).to_have_value("free")
    await page.keyboard.press("Escape")
    await expect(dialog).to_be_hidden()
    assert len(seen["closed"]) == 1


async def test_what_a_form_cannot_send_is_said_in_the_form(page: Page, sandbox: Sandbox) -> None:
    await open_form(page, sandbox, "/ask survey")
    await page.get_by_label("Account").fill("Azure")
    await page.get_by_label("Name").fill("x")
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("alert").filter(has_text="there is: Acme, Apex")).to_be_visible()


async def test_a_command_that_nobody_answers_says_so(page: Page, sandbox: Sandbox) -> None:
    await page.goto(f"{sandbox.url}/#{ANA}/messages")
    await page.get_by_role("combobox").fill("/nothing here")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("alert").filter(has_text="/nothing failed with the error")).to_be_visible()
