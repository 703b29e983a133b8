"""What Slack refuses beyond messages: views, conversations, files, people, installation, and with which error code."""

from collections.abc import AsyncIterator
from io import BytesIO
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.server import Sandbox
from bot.sandbox.workspace import BOT_USER_ID
from tests.sandboxes import ANA, BEN, GUS, make_client, make_workspace

HOME = {"type": "home", "blocks": [{"type": "divider"}]}
MODAL = {"type": "modal", "title": {"type": "plain_text", "text": "Modal"}, "blocks": [{"type": "divider"}]}
PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox(make_workspace()) as sandbox:
        yield sandbox


@pytest.fixture
def client(sandbox: Sandbox) -> AsyncWebClient:
    return make_client(sandbox)


async def call(client: AsyncWebClient, method: str, **arguments: Any) -> Any:
    """The answer, or the error code of a refusal."""
    try:
        return (await client.api_call(method, json=arguments)).data
    except SlackApiError as error:
        return error.response["error"]


@pytest.mark.parametrize(
    ("method", "arguments", "error"),
    [
        ("views.open", {"view": MODAL}, "invalid_arguments"),
        ("views.open", {"trigger_id": "1.2.3", "view": MODAL}, "invalid_trigger_id"),
        ("views.open", {"trigger_id": "1.2.3", "view": HOME}, "invalid_arguments"),
        ("views.open", {"trigger_id": "1.2.3"}, "invalid_arguments"),
        ("views.publish", {"user_id": ANA, "view": MODAL}, "invalid_arguments"),
        ("views.publish", {"user_id": GUS, "view": HOME}, "invalid_arguments"),
        ("views.publish", {"user_id": BOT_USER_ID, "view": HOME}, "invalid_arguments"),
        ("views.publish", {"user_id": "U404", "view": HOME}, "invalid_arguments"),
        ("views.update", {"view": MODAL}, "invalid_arguments"),
        ("views.update", {"external_id": "unknown", "view": MODAL}, "not_found"),
        ("conversations.open", {}, "users_list_not_supplied"),
        ("conversations.open", {"users": "U404"}, "user_not_found"),
        ("conversations.open", {"users": BOT_USER_ID}, "cannot_dm_bot"),
        ("conversations.open", {"users": GUS}, "user_disabled"),
        ("conversations.list", {"types": "public_channel,secret"}, "invalid_types"),
        ("conversations.list", {"types": "mpim"}, "missing_scope"),
        ("conversations.info", {"channel": "C3"}, "channel_not_found"),
        ("conversations.history", {}, "channel_not_found"),
        ("conversations.replies", {"channel": "C2", "ts": "1.2"}, "thread_not_found"),
        ("chat.postMessage", {"channel": "C2", "text": "x", "thread_ts": "1.2"}, "thread_not_found"),
        ("chat.postMessage", {"text": "x"}, "channel_not_found"),
        ("chat.postEphemeral", {"channel": "C2", "text": "x"}, "user_not_in_channel"),
        ("chat.update", {"channel": "C2", "ts": "1.2", "text": "x"}, "message_not_found"),
        ("chat.getPermalink", {"channel": "C2", "message_ts": "1.2"}, "message_not_found"),
        ("files.getUploadURLExternal", {"filename": "a.png", "length": 0}, "invalid_arguments"),
        ("files.getUploadURLExternal", {"filename": "a.png", "length": 9, "alt_txt": "x" * 1001}, "alt_txt_too_long"),
        ("files.completeUploadExternal", {"files": [{"id": "F404"}]}, "file_not_found"),
        ("usergroups.users.list", {"usergroup": "S404"}, "no_such_subteam"),
        ("users.info", {"user": "U404"}, "user_not_found"),
        ("users.getPresence", {}, "user_not_found"),
        ("dnd.info", {"user": "U404"}, "user_not_found"),
        ("oauth.v2.access", {"client_id": "1", "client_secret": "2", "code": "3"}, "invalid_client_id"),
        ("api.test", {"error": "my_error"}, "my_error"),
    ],
)
async def test_refusal_has_slacks_code(
    client: AsyncWebClient, method: str, arguments: dict[str, Any], error: str
) -> None:
    assert await call(client, method, **arguments) == error


async def test_external_id_names_one_open_view(sandbox: Sandbox, client: AsyncWebClient) -> None:
    named = {**MODAL, "external_id": "memo-1"}

    def trigger(user: str) -> str:
        return sandbox.workspace.tickets.issue_trigger(user).id

    assert await call(client, "views.push", trigger_id=trigger(ANA), view=MODAL) == "not_found"
    opened = await call(client, "views.open", trigger_id=trigger(ANA), view=named)
    assert await call(client, "views.open", trigger_id=trigger(BEN), view=named) == "duplicate_external_id"
    changed = {**named, "title": {"type": "plain_text", "text": "Changed"}}
    updated = await call(client, "views.update", external_id="memo-1", view=changed)
    assert (updated["view"]["id"], updated["view"]["title"]["text"]) == (opened["view"]["id"], "Changed")
    assert await call(client, "views.update", view_id=opened["view"]["id"], view=HOME) == "invalid_arguments"
    old = {"view_id": opened["view"]["id"], "hash": opened["view"]["hash"]}
    assert await call(client, "views.update", view=named, **old) == "hash_conflict"


async def test_tabs_that_are_switched_off(client: AsyncWebClient, sandbox: Sandbox) -> None:
    sandbox.workspace.home_tab = sandbox.workspace.messages_tab = False
    assert await call(client, "views.publish", user_id=ANA, view=HOME) == "not_enabled"
    assert await call(client, "conversations.open", users=ANA) == "messages_tab_disabled"


async def test_revoked_token_opens_nothing(client: AsyncWebClient, sandbox: Sandbox) -> None:
    sandbox.workspace.tokens_are_revoked = True
    assert await call(client, "auth.test") == "token_revoked"


async def test_name_of_its_own_in_a_direct_message_is_noted(client: AsyncWebClient, sandbox: Sandbox) -> None:
    await call(client, "chat.postMessage", channel=ANA, text="x", username="Boss")
    await call(client, "chat.postMessage", channel="C2", text="x", username="Boss")
    assert [violation.code for violation in sandbox.workspace.traffic.violations] == ["slackbot_message"]


async def test_people_say_how_they_are(client: AsyncWebClient, sandbox: Sandbox) -> None:
    ana = sandbox.workspace.get_user(ANA)
    assert (await call(client, "dnd.info", user=ANA))["snooze_enabled"] is False
    ana.presence, ana.snoozed_until = "away", sandbox.workspace.clock.now() + 60
    assert (await call(client, "dnd.info", user=ANA))["snooze_endtime"] == int(ana.snoozed_until)
    assert (await call(client, "users.getPresence", user=ANA))["presence"] == "away"
    assert (await call(client, "team.info"))["team"]["id"] == sandbox.workspace.team_id
    assert (await call(client, "api.test", colour="red"))["args"] == {"colour": "red"}


async def test_conversation_that_is_open_already(client: AsyncWebClient) -> None:
    opened = await call(client, "conversations.open", users=ANA, return_im=True)
    assert (opened["channel"]["user"], "already_open" in opened) == (ANA, False)
    for arguments in ({"users": ANA}, {"channel": opened["channel"]["id"]}):
        again = await call(client, "conversations.open", **arguments)
        assert (again["channel"]["id"], again["already_open"]) == (opened["channel"]["id"], True)


async def test_file_is_kept_as_announced_and_given_back(client: AsyncWebClient) -> None:
    step = await call(client, "files.getUploadURLExternal", filename="chart.png", length=len(PNG))
    files = [{"id": step["file_id"], "title": "Chart"}]
    async with aiohttp.ClientSession() as session:

        async def upload(url: str, content: Any) -> int:
            async with session.post(url, data=content) as response:
                return response.status

        assert await call(client, "files.completeUploadExternal", files=files) == "file_not_found"
        assert await upload(step["upload_url"].replace(step["file_id"], "F404"), PNG) == 404
        assert await upload(step["upload_url"], PNG + b"more") == 400
        assert await upload(step["upload_url"], {"file": BytesIO(PNG)}) == 200
        picture = [{"type": "image", "alt_text": "Chart", "slack_file": {"id": step["file_id"]}}]
        too_early = {"channel": "C2", "text": "Chart", "blocks": picture}
        assert await call(client, "chat.postMessage", **too_early) == "invalid_blocks"
        assert await call(client, "files.completeUploadExternal", files=files, channel_id="C1") == "channel_not_found"
        done = await call(client, "files.completeUploadExternal", files=files, channel_id="C2", initial_comment="See")
        async with session.get(done["files"][0]["url_private"]) as response:
            assert (response.content_type, await response.read()) == ("image/png", PNG)
        async with session.get(done["files"][0]["url_private"] + "x") as response:
            assert response.status == 404


@pytest.mark.parametrize(
    ("query", "status"), [({}, 400), ({"client_id": "1", "scope": "commands", "redirect_uri": "http://x/back"}, 302)]
)
async def test_authorization_page(sandbox: Sandbox, query: dict[str, str], status: int) -> None:
    url = f"{sandbox.url}/oauth/v2/authorize"
    async with (
        aiohttp.ClientSession() as session,
        session.get(url, params=query, allow_redirects=False) as response,
    ):
        assert response.status == status


async def test_code_that_nobody_gave(client: AsyncWebClient, sandbox: Sandbox) -> None:
    app = {"client_id": sandbox.workspace.client_id, "client_secret": sandbox.workspace.client_secret}
    assert await call(client, "oauth.v2.access", code="guess", **app) == "invalid_code"
    assert await call(client, "oauth.v2.access", **app) == "invalid_code"
