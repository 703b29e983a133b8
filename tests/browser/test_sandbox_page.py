"""The sandbox's page in a real browser: a champion, an employee and an admin use it as they would use Slack."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from bot.app import build_app
from bot.config import Settings
from bot.run import serving
from bot.sandbox.members import Channel, User, UserGroup
from bot.sandbox.messages import Message
from bot.sandbox.server import Sandbox
from bot.sandbox.workspace import BOT_USER_ID, Workspace
from tests.sandboxes import eventually

pytestmark = pytest.mark.browser

HOSTILE_NAME = "<script>window.broken=1</script>"
HOSTILE = "<img src=x onerror=window.broken=1> & <b>bold</b>"
PEOPLE = ("Ana Lima", "Ben Okafor", "Chloé Martin", "Dev Patel", "Eva Novak", HOSTILE_NAME)
ANA, BEN, CHLOE = "U1", "U2", "U3"


def make_workspace() -> Workspace:
    handles = ("ana", "ben", "chloe", "dev", "eva", "mallory")
    users = [
        User(f"U{number}", handle, name, tz="Europe/Lisbon")
        for number, (handle, name) in enumerate(zip(handles, PEOPLE, strict=True), 1)
    ]
    everybody = [user.id for user in users]
    channels = [Channel("C1", "general", [*everybody, BOT_USER_ID]), Channel("C2", "crm-rollout", [ANA, BOT_USER_ID])]
    return Workspace(users, channels, [UserGroup("S1", "staff", "Staff", everybody)], name="Sample")


def make_settings(sandbox: Sandbox, directory: Path) -> Settings:
    return Settings(
        SLACK_BOT_TOKEN=sandbox.bot_token,
        SLACK_APP_TOKEN=sandbox.app_token,
        SLACK_API_URL=sandbox.api_url,
        DATABASE_URL=f"sqlite:///{directory / 'groundswell.db'}",
        GROUNDSWELL_KEY_FILE=directory / "key",
        GROUNDSWELL_ADMINS=ANA,
        GROUNDSWELL_PORT=0,
        GROUNDSWELL_UNDO_SECONDS=0,
        GROUNDSWELL_SENDS_PER_MINUTE=6000,
        GROUNDSWELL_TICK_SECONDS=0.5,
    )


@pytest.fixture
async def sandbox(tmp_path: Path) -> AsyncIterator[Sandbox]:
    """The bot in a small workspace with one initiative, whose champion is Ben."""
    async with Sandbox(make_workspace()) as sandbox, serving(build_app(make_settings(sandbox, tmp_path))):
        await sandbox.wait_for_bot()
        await sandbox.gestures.slash("ana", '/change new CRM "One customer record"')
        await sandbox.gestures.slash("ana", "/change champion add CRM @ben")
        yield sandbox


@asynccontextmanager
async def open_page(chromium: Browser, sandbox: Sandbox, place: str = "", width: int = 1280) -> AsyncIterator[Page]:
    """The page; on leaving, nothing may have gone wrong in it or been asked of another host."""
    context = await chromium.new_context(viewport={"width": width, "height": 800})
    page = await context.new_page()
    page.set_default_timeout(5000)
    complaints: list[str] = []
    page.on(
        "console", lambda message: complaints.append(message.text) if message.type in ("error", "warning") else None
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda asked: None if asked.url.startswith(sandbox.url) else complaints.append(asked.url))
    await page.goto(f"{sandbox.url}/#{place}")
    yield page
    assert complaints == []
    assert await page.evaluate("window.broken") is None
    await context.close()


async def run_command(page: Page, line: str) -> None:
    await page.get_by_role("combobox", name="Message or command").fill(line)
    await page.keyboard.press("Enter")


async def test_a_champion_posts_a_status_by_keyboard_alone(chromium: Browser, sandbox: Sandbox) -> None:
    async with open_page(chromium, sandbox) as page:
        await expect(page.get_by_role("searchbox", name="Search people")).to_be_focused()
        await page.keyboard.type("okaf")
        await page.keyboard.press("Enter")
        box = page.get_by_role("combobox", name="Message or command in Groundswell")
        await expect(box).to_be_focused()
        await page.keyboard.type("/change-status")
        await page.keyboard.press("Enter")
        dialog = page.get_by_role("dialog", name="Post a status")
        await expect(dialog.get_by_label("Initiative")).to_be_focused()
        await page.keyboard.press("Tab")
        await expect(dialog.get_by_label("Status", exact=True)).to_be_focused()
        await page.keyboard.press("ArrowDown")
        await page.keyboard.press("ArrowDown")
        await page.keyboard.press("Tab")
        await page.keyboard.type("Data load slipped two days")
        for _ in range(4):
            await page.keyboard.press("Tab")
        await expect(dialog.get_by_role("button", name="Post")).to_be_focused()
        await page.keyboard.press("Enter")
        answer = page.get_by_role("article").last
        await expect(answer).to_contain_text("One customer record is amber: Data load slipped two days")
        await expect(answer).to_contain_text("Only visible to you")
        await expect(dialog).to_be_hidden()
        await expect(box).to_be_focused()


async def test_the_commands_are_offered_and_chosen_with_arrow_and_tab(chromium: Browser, sandbox: Sandbox) -> None:
    async with open_page(chromium, sandbox, f"{BEN}/messages") as page:
        await page.get_by_role("combobox").fill("/chan")
        assert await page.get_by_role("option").count() == 3
        await page.keyboard.press("ArrowDown")
        await page.keyboard.press("Tab")
        await expect(page.get_by_role("combobox")).to_have_value("/change-status ")
        await expect(page.get_by_text("KEY green|amber|red SUMMARY")).to_be_visible()


async def test_an_empty_form_says_what_is_missing_and_escape_leaves_it(chromium: Browser, sandbox: Sandbox) -> None:
    async with open_page(chromium, sandbox, f"{BEN}/C1") as page:
        await run_command(page, "/change-status")
        dialog = page.get_by_role("dialog", name="Post a status")
        await dialog.get_by_label("Status", exact=True).select_option("red")
        await dialog.get_by_role("button", name="Post").click()
        summary = dialog.get_by_label("Summary")
        await expect(summary).to_be_focused()
        await expect(summary).to_have_attribute("aria-invalid", "true")
        await expect(summary).to_have_accessible_description(
            "Please complete this required field. What changed since last time?"
        )
        await page.keyboard.press("Escape")
        await expect(dialog).to_be_hidden()
        await expect(page.get_by_role("combobox", name="Message or command in #general")).to_be_focused()
        assert not sandbox.workspace.modals[BEN]


async def test_what_the_bot_holds_against_a_form_stands_under_the_field(chromium: Browser, sandbox: Sandbox) -> None:
    async with open_page(chromium, sandbox, f"{ANA}/messages") as page:
        await run_command(page, "/change new")
        dialog = page.get_by_role("dialog")
        await dialog.get_by_label("Key").fill("not a key")
        await dialog.get_by_label("Name").fill("Second")
        await dialog.get_by_label("End state").fill("One record per customer")
        await dialog.get_by_label("Sponsor").select_option(CHLOE)
        await dialog.get_by_label("Lead").select_option(BEN)
        await dialog.locator("[type=submit]").click()
        await expect(dialog.get_by_label("Key")).to_be_focused()
        await expect(dialog.get_by_role("alert").filter(has_text="For example")).to_be_visible()
        await expect(dialog.get_by_label("Name")).to_have_value("Second")


async def test_wrong_input_in_a_line_gets_its_sentence(chromium: Browser, sandbox: Sandbox) -> None:
    async with open_page(chromium, sandbox, f"{BEN}/messages") as page:
        await run_command(page, "/change-risk CRM Slow sync likelihood:9 impact:2")
        await expect(page.get_by_role("article").last).to_contain_text("Likelihood: Whole number 1–5. For example: 3.")
        await expect(page.get_by_role("article").last).to_contain_text("Nothing was saved.")


async def test_an_employee_answers_a_pulse_as_soon_as_it_arrives(chromium: Browser, sandbox: Sandbox) -> None:
    await sandbox.gestures.slash("ana", "/change audience new staff kind:employees from:@staff")
    async with open_page(chromium, sandbox, f"{CHLOE}/messages") as page:
        await expect(page.get_by_text("Nothing here yet")).to_be_visible()
        await sandbox.gestures.slash("ana", '/change pulse new CRM to staff "I know what changes for me" open:3')
        await page.get_by_role("button", name="4 Agree").click()
        await expect(page.get_by_role("log")).to_contain_text("Your answers are saved.")
        await expect(page.get_by_role("button", name="4 Agree")).to_have_count(0)


async def test_home_opens_for_the_person_who_acts(chromium: Browser, sandbox: Sandbox) -> None:
    async with open_page(chromium, sandbox, f"{BEN}/messages") as page:
        await page.get_by_role("button", name="Home").click()
        await expect(page.get_by_role("region", name="Groundswell Home")).to_contain_text("What needs you")
        await expect(page.get_by_role("button", name="Home")).to_have_attribute("aria-current", "page")


async def test_the_inspector_shows_traffic_filters_it_and_names_violations(chromium: Browser, sandbox: Sandbox) -> None:
    sandbox.workspace.traffic.blame("message", "has no text for screen readers")
    async with open_page(chromium, sandbox, f"{BEN}/messages") as page:
        await expect(page.get_by_role("button", name="Traffic 1 violation")).to_be_visible()
        await page.get_by_role("button", name="Traffic").click()
        pane = page.get_by_role("complementary")
        await expect(pane.get_by_role("list", name="Violations")).to_contain_text("has no text for screen readers")
        await run_command(page, "/change list")
        await expect(pane.get_by_text("slash_commands").first).to_be_visible()
        await pane.get_by_role("combobox", name="Direction").select_option("Slack to bot")
        await pane.get_by_role("searchbox", name="Filter traffic").fill('"user_name":"ben"')
        await expect(pane.locator("details")).to_have_count(1)
        await pane.locator("summary").click()
        await expect(pane.locator("pre").first).to_contain_text('"command": "/change"')
        await page.keyboard.press("Escape")
        await expect(pane).to_be_hidden()
        await expect(page.get_by_role("button", name="Traffic")).to_be_focused()


async def test_hostile_text_stays_text(chromium: Browser, sandbox: Sandbox) -> None:
    blocks = [
        {"type": "section", "text": {"type": "mrkdwn", "text": f"*{HOSTILE}* <javascript:window.broken=1|press>"}},
        {"type": "markdown", "text": f"# {HOSTILE}\n[press](javascript:window.broken=1)"},
        {"type": "header", "text": {"type": "plain_text", "text": HOSTILE}},
    ]
    sandbox.workspace.post(Message("C1", BOT_USER_ID, HOSTILE, blocks=blocks))
    async with open_page(chromium, sandbox) as page:
        await expect(page.get_by_role("button", name=HOSTILE_NAME)).to_be_visible()
        await page.goto(f"{sandbox.url}/#{BEN}/C1")
        await run_command(page, f"/change-risk CRM {HOSTILE} likelihood:2 impact:2")
        await expect(page.get_by_role("article").last).to_contain_text(HOSTILE)
        log = page.get_by_role("log")
        await expect(log.get_by_role("heading", name=HOSTILE).first).to_be_visible()
        assert await log.locator("img[src=x], script, b, a").count() == 0


async def test_a_public_channel_has_its_name_for_those_who_are_not_in_it(chromium: Browser, sandbox: Sandbox) -> None:
    sandbox.workspace.channels["C3"] = Channel("C3", "board", [ANA, BOT_USER_ID], is_private=True)
    sandbox.workspace.post(Message("C1", BOT_USER_ID, "See <#C2> and <#C3>"))
    async with open_page(chromium, sandbox, f"{CHLOE}/C1") as page:
        await expect(page.get_by_role("article")).to_contain_text("See #crm-rollout and #private-channel")
        await expect(page.get_by_role("button", name="crm-rollout")).to_have_count(0)


async def test_the_clock_moves_and_says_so(chromium: Browser, sandbox: Sandbox) -> None:
    before = sandbox.workspace.clock.now()
    async with open_page(chromium, sandbox, f"{BEN}/messages") as page:
        await page.locator("#clock summary").click()
        await page.get_by_role("button", name="+1 day").click()
        await eventually(lambda: sandbox.workspace.clock.now() - before >= 86_400)
        await page.locator("#clock summary").click()
        await page.get_by_role("button", name="Next Monday 09:00").click()
        await expect(page.locator("#clock summary")).to_contain_text("Mon")
        await expect(page.locator("#clock summary")).to_contain_text("09:00")


async def test_on_a_phone_nothing_is_cut_off_and_conversations_open_from_a_menu(
    chromium: Browser, sandbox: Sandbox
) -> None:
    async with open_page(chromium, sandbox, f"{BEN}/messages", width=375) as page:
        await expect(page.get_by_role("combobox")).to_be_visible()
        assert await page.evaluate("document.documentElement.scrollWidth") <= 375
        await page.get_by_role("button", name="Conversations").click()
        await page.get_by_role("button", name="general").click()
        await expect(page.get_by_role("heading", name="#general")).to_be_visible()
        await expect(page.locator("#sidebar")).not_to_have_class("sidebar open")


async def test_a_person_who_is_gone_leads_back_to_the_people(chromium: Browser, sandbox: Sandbox) -> None:
    context = await chromium.new_context()
    page = await context.new_page()
    await page.goto(f"{sandbox.url}/#U999/messages")
    await expect(page.get_by_role("heading", name="Who do you want to be?")).to_be_visible()
    await context.close()
