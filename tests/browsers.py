"""A Chromium for the tests: one that is named, or one that is installed.

`GROUNDSWELL_TEST_CHROMIUM` names the program. Without any the tests are skipped with one line on what to do, or fail
where `GROUNDSWELL_TEST_REQUIRE=1`.
"""

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Browser, async_playwright

ADVICE = "needs Chromium: apt-get install chromium, or set GROUNDSWELL_TEST_CHROMIUM=/path/to/chromium"
PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@asynccontextmanager
async def open_browser() -> AsyncIterator[Browser]:
    """A headless browser with a profile of its own, closed in the end."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=find_chromium(), headless=True, args=ARGUMENTS)
        try:
            yield browser
        finally:
            await browser.close()


def find_chromium() -> str:
    """The path of the browser; skips the test, or fails it, where there is none."""
    candidates = [os.environ.get("GROUNDSWELL_TEST_CHROMIUM"), *map(shutil.which, PROGRAMS)]
    found = next((path for path in candidates if path), None)
    if found is None:
        if os.environ.get("GROUNDSWELL_TEST_REQUIRE") == "1":
            pytest.fail(ADVICE)
        pytest.skip(ADVICE)
    return found
