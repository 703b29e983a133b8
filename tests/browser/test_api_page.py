"""The page that describes the readings API in a real browser: whole, accessible, and asking nobody else."""

import json

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import expect

from tests.browsers import open_browser
from tests.workspaces import open_office

pytestmark = pytest.mark.browser

STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDTHS = (1280, 375)


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_the_page_is_accessible_fits_and_asks_nobody_else(tmp_path, scheme):
    async with open_browser() as chromium, open_office(tmp_path, "socket") as office:
        address = office.app.house.pages.base_url or ""
        context = await chromium.new_context(color_scheme=scheme)
        page = await context.new_page()
        asked: list[str] = []
        complaints: list[str] = []
        page.on("request", lambda sent: asked.append(sent.url))
        page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        for width in WIDTHS:
            await page.set_viewport_size({"width": width, "height": 900})
            await page.goto(f"{address}/api/docs")
            await expect(page.get_by_role("heading", level=1)).to_have_text("Groundswell readings API")
            await expect(page.get_by_text("POST /api/v1/readings")).to_be_visible()
            found = await Axe().run(page, options={"runOnly": STANDARDS})
            violations = found.response["violations"]
            assert [(each["id"], [node["target"] for node in each["nodes"]]) for each in violations] == []
            assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")

        policy = (await page.goto(f"{address}/api/docs")).headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "script-src" not in policy
        assert [url for url in asked if not url.startswith((address, "data:"))] == []
        assert complaints == []

        description = json.loads(await (await page.goto(f"{address}/api/openapi.json")).text())
        operation = description["paths"]["/v1/readings"]["post"]
        assert set(operation["requestBody"]["content"]) == {"application/json", "text/csv"}
        assert {"201", "400", "401", "403", "413", "415", "422", "429"} <= set(operation["responses"])
        await context.close()
