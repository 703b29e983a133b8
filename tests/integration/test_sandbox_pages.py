"""The files of the sandbox's page: served with a policy that keeps them to this server, and nothing besides them."""

import aiohttp
import pytest
from yarl import URL

from bot.sandbox.pages import FOLDER
from bot.sandbox.server import Sandbox
from tests.sandboxes import make_workspace


async def test_the_page_may_reach_nothing_but_the_sandbox() -> None:
    async with Sandbox(make_workspace()) as sandbox, aiohttp.ClientSession() as client:
        answer = await client.get(sandbox.url)
        assert answer.content_type == "text/html"
        policy = dict(part.split(" ", 1) for part in answer.headers["Content-Security-Policy"].split("; "))
        assert policy.pop("default-src") == "'none'"
        assert set(policy.values()) == {"'self'", "'none'"}


async def test_every_file_has_its_type() -> None:
    types = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
    async with Sandbox(make_workspace()) as sandbox, aiohttp.ClientSession() as client:
        for file in FOLDER.iterdir():
            answer = await client.get(f"{sandbox.url}/page/{file.name}")
            assert (answer.status, answer.content_type) == (200, types[file.suffix])


@pytest.mark.parametrize(
    "path", ["/page/nothing.js", "/page/..%2fserver.py", "/page/%2e%2e%2f%2e%2e%2fcli.py", "/page/"]
)
async def test_nothing_else_is_given(path: str) -> None:
    async with Sandbox(make_workspace()) as sandbox, aiohttp.ClientSession() as client:
        answer = await client.get(URL(f"{sandbox.url}{path}", encoded=True))
        assert answer.status == 404


def test_no_script_reads_text_as_html() -> None:
    for script in FOLDER.glob("*.js"):
        text = script.read_text()
        assert not [name for name in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write") if name in text]
