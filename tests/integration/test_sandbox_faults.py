"""Slack's bad days in the sandbox: limits, errors, answers that get lost, messages that land late."""

import asyncio
import math
import time
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.faults import Fault
from bot.sandbox.server import Sandbox
from tests.sandboxes import ANA, BEN, eventually, make_client, make_workspace

POST = "chat.postMessage"


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox(make_workspace()) as sandbox:
        yield sandbox


@pytest.fixture
def client(sandbox: Sandbox) -> AsyncWebClient:
    return make_client(sandbox)


async def post(client: AsyncWebClient, channel: str = ANA) -> Any:
    return await client.chat_postMessage(channel=channel, text="hello")


def list_texts(sandbox: Sandbox) -> list[str]:
    return [message.text for message in sandbox.workspace.list_direct("ana")]


async def test_conversation_takes_a_message_a_second(sandbox: Sandbox, client: AsyncWebClient) -> None:
    sandbox.rates.is_on = True
    for _ in range(3):
        await post(client)
    with pytest.raises(SlackApiError) as caught:
        await post(client)
    assert caught.value.response.status_code == 429
    assert caught.value.response["error"] == "ratelimited"
    assert caught.value.response.headers["Retry-After"] == "1"
    await post(client, BEN)
    assert len(list_texts(sandbox)) == 3


async def test_method_has_a_limit_of_its_own(sandbox: Sandbox, client: AsyncWebClient) -> None:
    sandbox.rates.is_on = True
    for _ in range(20):
        await client.users_list()
    with pytest.raises(SlackApiError) as caught:
        await client.users_list()
    assert int(caught.value.response.headers["Retry-After"]) == 3
    await client.users_info(user=ANA)


async def test_person_and_their_conversation_count_as_one(sandbox: Sandbox, client: AsyncWebClient) -> None:
    sandbox.rates.is_on = True
    channel = (await post(client))["channel"]
    for place in (channel, ANA):
        await post(client, place)
    with pytest.raises(SlackApiError, match="ratelimited"):
        await post(client, channel)


async def test_pace_of_a_workspace_can_be_set(sandbox: Sandbox, client: AsyncWebClient) -> None:
    sandbox.rates.is_on, sandbox.rates.channel_burst = True, 100
    sandbox.rates.per_minute[POST], sandbox.rates.bursts[POST] = 60 * 20, 2
    for _ in range(2):
        await post(client)
    with pytest.raises(SlackApiError, match="ratelimited"):
        await post(client)
    await asyncio.sleep(0.06)
    await post(client)


@pytest.mark.parametrize(
    ("fault", "status", "error"),
    [
        (Fault.refuse("internal_error"), 200, "internal_error"),
        (Fault.refuse("invalid_auth"), 200, "invalid_auth"),
        (Fault.limit(), 429, "ratelimited"),
        (Fault.limit(7), 429, "ratelimited"),
    ],
)
async def test_refusal_stores_nothing(
    sandbox: Sandbox, client: AsyncWebClient, fault: Fault, status: int, error: str
) -> None:
    sandbox.faults.script(POST, fault)
    with pytest.raises(SlackApiError) as caught:
        await post(client)
    assert (caught.value.response.status_code, caught.value.response["error"]) == (status, error)
    assert caught.value.response.headers.get("Retry-After") == ("7" if fault.seconds else None)
    assert list_texts(sandbox) == []
    await post(client)
    assert list_texts(sandbox) == ["hello"]


async def test_server_error_is_a_page(sandbox: Sandbox) -> None:
    sandbox.faults.script("*", Fault.http_error(503))
    async with aiohttp.ClientSession() as session, session.post(f"{sandbox.api_url}{POST}") as response:
        assert (response.status, response.content_type) == (503, "text/html")


async def test_answer_is_lost_after_the_message_was_stored(sandbox: Sandbox, client: AsyncWebClient) -> None:
    sandbox.faults.script(POST, Fault.drop_reply())
    with pytest.raises(aiohttp.ClientError):
        await post(client)
    assert list_texts(sandbox) == ["hello"]


async def test_message_lands_after_its_connection_broke(sandbox: Sandbox, client: AsyncWebClient) -> None:
    sandbox.faults.script(POST, Fault.land_late(0.1))
    with pytest.raises(aiohttp.ClientError):
        await post(client)
    assert list_texts(sandbox) == []
    await eventually(lambda: list_texts(sandbox) == ["hello"])


async def test_call_times_out(sandbox: Sandbox, client: AsyncWebClient) -> None:
    sandbox.faults.script(POST, Fault.time_out(0.5))
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(post(client), 0.1)
    assert list_texts(sandbox) == []


async def test_latency_delays_the_answer(sandbox: Sandbox, client: AsyncWebClient) -> None:
    sandbox.faults.script(POST, Fault.latency(0.1), times=math.inf)
    started = time.perf_counter()
    await post(client)
    assert time.perf_counter() - started >= 0.1


async def test_fault_strikes_only_whom_it_is_meant_for(sandbox: Sandbox, client: AsyncWebClient) -> None:
    sandbox.faults.script(POST, Fault.refuse(), when=lambda sent: sent["channel"] == BEN)
    await post(client, ANA)
    with pytest.raises(SlackApiError):
        await post(client, BEN)
    sandbox.faults.script(POST, Fault.refuse(), times=math.inf)
    sandbox.faults.clear()
    await post(client, BEN)
