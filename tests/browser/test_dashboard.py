"""The dashboard in a real browser, at a desk and on a phone, by day and by night: whole and accessible.

With `GROUNDSWELL_TEST_SCREENSHOTS` set to a folder, what is seen is kept there, as in `docs/screenshots`.
"""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, expect

from bot.sandbox.demo import open_sandbox
from bot.sandbox.server import Sandbox
from tests.browsers import open_browser

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

HOSTILE = "<img src=x onerror=window.broken=1> & <b>bold</b>"
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDTHS = {"desk": 1280, "phone": 375}
MOST_KEPT = 1800
"""Pixels from the top that a screenshot shows."""


@dataclass(frozen=True, slots=True)
class Showroom:
    """The seeded workspace and a browser to look at it with."""

    sandbox: Sandbox
    chromium: Browser

    async def take_link(self, handle: str, key: str = "") -> str:
        """The address behind the button in the answer to `/change dashboard`."""
        await self.sandbox.gestures.slash(handle, f"/change dashboard {key}".rstrip())
        workspace = self.sandbox.workspace
        message = workspace.ephemerals[workspace.get_user(handle).id][-1]
        return next(each["url"] for block in message.blocks if block["type"] == "actions" for each in block["elements"])

    @asynccontextmanager
    async def visit(self, handle: str, key: str = "", width: int = 1280, scheme: str = "light") -> AsyncIterator[Page]:
        """A person's page; on leaving, nothing may have gone wrong in it or been asked of another host."""
        link = await self.take_link(handle, key)
        host = link.partition("/dashboard/")[0]
        context = await self.chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
        page = await context.new_page()
        complaints: list[str] = []
        page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda sent: None if sent.url.startswith((host, "data:")) else complaints.append(sent.url))
        await page.goto(link)
        yield page
        assert complaints == []
        await context.close()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def showroom(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Showroom]:
    """Eight seeded weeks, with a hostile risk and a watermelon beside them."""
    directory = tmp_path_factory.mktemp("showroom")
    async with open_browser() as chromium, open_sandbox(directory, 0, undo_seconds=0) as sandbox:
        await sandbox.gestures.slash("marco", f"/change-risk FSM {HOSTILE} likelihood:4 impact:5")
        await sandbox.gestures.slash("marco", "/change-status FSM green Everything is fine")
        yield Showroom(sandbox, chromium)


async def keep(page: Page, name: str) -> None:
    """A screenshot of the page's beginning, where they are wanted."""
    folder = os.environ.get("GROUNDSWELL_TEST_SCREENSHOTS")
    if folder:
        size = await page.evaluate("[innerWidth, document.documentElement.scrollHeight]")
        clip = {"x": 0, "y": 0, "width": size[0], "height": min(size[1], MOST_KEPT)}
        await page.screenshot(path=Path(folder) / f"dashboard-{name}.png", full_page=True, clip=clip)  # type: ignore[arg-type]


async def check_accessible(page: Page) -> None:
    """What axe finds fault with, by rule and place: nothing."""
    found = await Axe().run(page, options={"runOnly": STANDARDS})
    violations = found.response["violations"]
    assert [(each["id"], [node["target"] for node in each["nodes"]]) for each in violations] == []


@pytest.mark.parametrize("place", WIDTHS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_every_page_is_accessible_and_fits(showroom: Showroom, place: str, scheme: str):
    async with showroom.visit("hana", width=WIDTHS[place], scheme=scheme) as page:
        await expect(page.get_by_role("heading", level=1)).to_have_text("Initiatives")
        await check_page(page, WIDTHS[place])
        await keep(page, f"portfolio-{place}-{scheme}")
        await page.get_by_role("link", name="CRM One customer record").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text("CRM One customer record")
        await check_page(page, WIDTHS[place])
        await keep(page, f"initiative-{place}-{scheme}")
        for summary in await page.locator("summary").all():
            await summary.click()
        await check_page(page, WIDTHS[place])


async def check_page(page: Page, width: int) -> None:
    await check_accessible(page)
    assert await page.evaluate("document.documentElement.scrollWidth") <= width
    levels = await page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4')].map(h => Number(h.tagName[1]))")
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


async def test_each_section_has_its_charts_their_words_and_their_tables(showroom: Showroom):
    async with showroom.visit("lena", "CRM") as page:
        for title in ("State over time", "KPIs against target", "Risks", "What people say", "Adoption", "Milestones"):
            section = page.get_by_role("region", name=title, exact=True)
            await expect(section.get_by_role("heading", level=2)).to_have_text(title)
            charts = section.get_by_role("img")
            assert await charts.count() >= 1, title
            for chart in await charts.all():
                assert len(await chart.get_attribute("aria-label") or "") > 30
                await expect(chart.locator("svg:visible")).to_have_count(1)
            await section.locator("summary").first.click()
            await expect(section.get_by_role("table").first).to_be_visible()
        assert (
            await page.locator("script, style, [style], iframe, link:not([rel=stylesheet]):not([rel=icon])").count()
            == 0
        )


async def test_page_is_walked_by_keyboard(showroom: Showroom):
    async with showroom.visit("lena", "CRM") as page:
        await page.keyboard.press("Tab")
        await expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
        await page.keyboard.press("Enter")
        await page.keyboard.press("Tab")
        await expect(page.get_by_role("link", name="State over time")).to_be_focused()
        summary = page.locator("summary").first
        await summary.focus()
        await page.keyboard.press("Enter")
        await page.keyboard.press("Tab")
        await expect(page.locator("details[open] .scroll").first).to_be_focused()


async def test_hostile_words_and_a_watermelon_are_shown_as_they_are(showroom: Showroom):
    async with showroom.visit("hana") as page:
        card = page.get_by_role("listitem").filter(has_text="FSM")
        await expect(card).to_contain_text("watermelon")
        await card.get_by_role("link").click()
        await expect(page.get_by_text(HOSTILE).first).to_be_visible()
        assert await page.evaluate("window.broken") is None
        assert await page.locator("img, b").count() == 0


async def test_files_are_downloaded(showroom: Showroom):
    async with showroom.visit("lena", "CRM") as page:
        async with page.expect_download() as downloading:
            await page.get_by_role("link", name="Workbook (XLSX)").click()
        download = await downloading.value
        assert download.suggested_filename.startswith("CRM-")
        assert Path(await download.path()).read_bytes().startswith(b"PK")


async def test_link_that_was_used_and_a_session_that_ended_get_a_plain_page(showroom: Showroom):
    link = await showroom.take_link("lena")
    context = await showroom.chromium.new_context(viewport={"width": 375, "height": 700})
    page = await context.new_page()
    await page.goto(link)
    await page.get_by_role("button", name="End session").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Session ended")
    answer = await page.goto(link)
    assert answer is not None
    assert answer.status == 403
    await expect(page.get_by_role("heading", level=1)).to_have_text("Not open to you")
    await check_page(page, 375)
    await keep(page, "refused-phone-light")
    await context.close()
