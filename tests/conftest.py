"""What all tests share: the order of the parts, an environment of their own, a database server, a browser."""

import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import hypothesis
import pytest
from hypothesis.database import DirectoryBasedExampleDatabase
from playwright.async_api import Browser, Page

from bot.config import Settings
from bot.testing import PARTS
from tests.browsers import open_browser
from tests.databases import drop_database, fresh_database

TESTS = Path(__file__).parent

hypothesis.settings.register_profile(
    "house", deadline=None, database=DirectoryBasedExampleDatabase(TESTS.parent / ".hypothesis" / "examples")
)
hypothesis.settings.load_profile("house")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let what is fast come first."""
    items.sort(key=lambda item: PARTS.index(item.path.relative_to(TESTS).parts[0]))


@pytest.fixture(scope="session", autouse=True)
def _environment_of_their_own(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keep the settings of whoever runs the tests, and their `.env`, away from them."""
    for field in Settings.model_fields.values():
        os.environ.pop(str(field.alias), None)
    os.chdir(tmp_path_factory.mktemp("elsewhere"))


@pytest.fixture
def postgres_url() -> Iterator[str]:
    """The address of a new, empty PostgreSQL database, dropped in the end."""
    url = fresh_database()
    yield url
    drop_database(url)


@pytest.fixture
async def chromium() -> AsyncIterator[Browser]:
    """A headless Chromium with a fresh profile."""
    async with open_browser() as browser:
        yield browser


@pytest.fixture
async def page(chromium: Browser) -> Page:
    """An empty page in it."""
    return await chromium.new_page()
