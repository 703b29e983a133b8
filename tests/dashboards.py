"""The dashboard as a browser without pictures sees it: links from Slack, pages with cookies."""

import re
from dataclasses import dataclass, field
from typing import Self

import aiohttp

from tests.workspaces import Office

TAG = re.compile(r"<[^>]*>")


@dataclass(slots=True)
class Seen:
    """An answer: status, headers and body."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def html(self) -> str:
        """The page as it was sent."""
        return self.body.decode()

    @property
    def words(self) -> str:
        """What stands on the page, tags left out; entities stay."""
        return " ".join(TAG.sub(" ", self.html).split())


@dataclass(slots=True)
class Reader:
    """A person's browser; it follows no redirect by itself."""

    office: Office
    cookies: dict[str, str] = field(default_factory=dict)

    async def look(self, address: str, method: str = "GET") -> Seen:
        """Ask for a page by its path, or by its whole address."""
        url = address if address.startswith("http") else f"{self.office.app.house.pages.base_url}{address}"
        async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
            sent = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
            async with session.request(method, url, allow_redirects=False, headers=sent) as answer:
                self.cookies |= {name: morsel.value for name, morsel in answer.cookies.items()}
                return Seen(answer.status, {k.lower(): v for k, v in answer.headers.items()}, await answer.read())

    async def enter(self, handle: str, key: str = "") -> Self:
        """Take a link as this person, and open it."""
        seen = await self.look(await take_link(self.office, handle, key))
        assert seen.status == 303, seen.words
        return self


async def take_link(office: Office, handle: str, key: str = "") -> str:
    """The address in the answer to `/change dashboard`."""
    answer = await office.type(handle, f"/change dashboard {key}".rstrip())
    message = office.workspace.ephemerals[office.workspace.get_user(handle).id][-1]
    buttons = [each for block in message.blocks if block["type"] == "actions" for each in block["elements"]]
    assert buttons, answer
    return str(buttons[0]["url"])
