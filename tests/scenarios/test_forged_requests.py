"""Requests over HTTP that Slack did not send, or sent before, have no effect and get no word."""

import time
from collections.abc import AsyncIterator, Callable

import aiohttp
import pytest
import pytest_asyncio

from bot.sandbox.request_url import sign
from bot.sandbox.server import SIGNING_SECRET
from tests.workspaces import Office, open_office

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def http_office(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Office]:
    """An office reached by signed HTTP."""
    async with open_office(tmp_path_factory.mktemp("http"), "http") as opened:
        await opened.start_initiative("CRM")
        yield opened


BODY = "team_id=T0SANDBOX0&user_id=U014&channel_id=C001&command=%2Fchange-status&text=CRM+red+Forged&trigger_id=1.2.3"
STAMP = "X-Slack-Request-Timestamp"
SIGNATURE = "X-Slack-Signature"
NOW = int(time.time())


def _signed(at: int = NOW, body: str = BODY, secret: str = SIGNING_SECRET) -> dict[str, str]:
    return sign(body, secret, at)


REQUESTS: dict[str, tuple[Callable[[], dict[str, str]], int]] = {
    "forged": (lambda: _signed(secret="another"), 401),
    "301 s old": (lambda: _signed(int(time.time()) - 301), 401),
    "an hour ahead": (lambda: _signed(int(time.time()) + 3600), 401),
    "no signature": (lambda: {key: value for key, value in _signed().items() if key != SIGNATURE}, 401),
    "no timestamp": (lambda: {key: value for key, value in _signed().items() if key != STAMP}, 401),
    "timestamp in letters": (lambda: {**_signed(), STAMP: "abc"}, 401),
    "timestamp in other digits": (lambda: {**_signed(), STAMP: "١٢٣"}, 401),
    "signature outside ASCII": (lambda: {**_signed(), SIGNATURE: "v0=é" + "0" * 63}, 401),
    "signature of another version": (lambda: {**_signed(), SIGNATURE: "v1=" + "0" * 64}, 401),
}


@pytest.mark.parametrize("name", REQUESTS)
async def test_a_request_that_is_not_slacks_is_refused_without_a_word(http_office: Office, name: str) -> None:
    make_headers, status = REQUESTS[name]
    before = await http_office.count_rows()

    assert await _post(http_office, BODY, make_headers()) == (status, "")
    assert await http_office.count_rows() == before


async def test_a_body_over_a_megabyte_is_refused(http_office: Office) -> None:
    body = BODY + "&more=" + "x" * 1_000_001

    assert await _post(http_office, body, _signed(int(time.time()), body)) == (413, "")


async def test_a_replayed_request_is_answered_once(http_office: Office) -> None:
    before = (await http_office.count_rows())["statuses"]
    body = BODY.replace("U014", http_office.workspace.get_user("ana").id)
    headers = _signed(int(time.time()), body)

    status, answer = await _post(http_office, body, headers)
    assert status == 200
    assert "Forged" in answer
    assert await _post(http_office, body, headers) == (200, "")
    assert (await http_office.count_rows())["statuses"] == before + 1


async def test_a_replayed_request_tells_nothing_either(http_office: Office) -> None:
    body = BODY.replace("%2Fchange-status&text=CRM+red+Forged", "%2Fchange&text=list")
    headers = _signed(int(time.time()), body)

    status, answer = await _post(http_office, body, headers)
    assert status == 200
    assert "One customer record" in answer
    assert await _post(http_office, body, headers) == (200, "")


UNREADABLE = {
    "no JSON": ("application/json", "{not json"),
    "a list": ("application/json", "[1, 2]"),
    "a key twice": ("application/json", '{"type": "event_callback", "type": "url_verification"}'),
    "too deep": ("application/json", '{"a":' * 50_000),
    "a payload that is no JSON": ("application/x-www-form-urlencoded", "payload=zzz"),
    "a payload that is a list": ("application/x-www-form-urlencoded", "payload=%5B%5D"),
}


@pytest.mark.parametrize("name", UNREADABLE)
async def test_what_nobody_can_read_is_refused_whoever_sent_it(http_office: Office, name: str) -> None:
    kind, body = UNREADABLE[name]
    signed = _signed(int(time.time()), body)
    forged = {**signed, SIGNATURE: "v0=" + "0" * 64}

    assert await _post(http_office, body, {**signed, "Content-Type": kind}) == (400, "")
    assert await _post(http_office, body, {**forged, "Content-Type": kind}) == (401, "")


async def test_what_is_not_utf_8_is_not_slacks(http_office: Office) -> None:
    assert await _post(http_office, b"\xfc", _signed(int(time.time()))) == (401, "")


@pytest.mark.parametrize("words", ["The payload is too large", "payload", "payload={} & more", '{"payload": 1}'])
async def test_a_command_may_speak_of_a_payload(http_office: Office, words: str) -> None:
    assert words in await http_office.type("ana", f"/change-status CRM amber {words}")


async def _post(office: Office, body: str | bytes, headers: dict[str, str]) -> tuple[int, str]:
    assert office.request_url is not None
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    content = body if isinstance(body, bytes) else body.encode()
    async with (
        aiohttp.ClientSession() as session,
        session.post(office.request_url, data=content, headers={**form, **headers}) as response,
    ):
        return response.status, await response.text()
