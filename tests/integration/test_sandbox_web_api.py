"""The sandbox's Web API answers Slack's own client as Slack does, its refusals included."""

import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.members import User
from bot.sandbox.messages import Message
from bot.sandbox.server import Sandbox
from bot.sandbox.workspace import BOT_USER_ID
from tests.sandboxes import ANA, BEN, EVA, GUS, make_client, make_workspace

BUTTON = {"type": "button", "text": {"type": "plain_text", "text": "Go"}}


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox(make_workspace()) as sandbox:
        yield sandbox


@pytest.fixture
def client(sandbox: Sandbox) -> AsyncWebClient:
    return make_client(sandbox)


async def refused(call: Any) -> dict[str, Any]:
    with pytest.raises(SlackApiError) as caught:
        await call
    answer: dict[str, Any] = caught.value.response.data
    return answer


async def test_tokens_and_scopes(sandbox: Sandbox, client: AsyncWebClient) -> None:
    answer = await client.auth_test()
    assert (answer["user_id"], answer["team_id"]) == (BOT_USER_ID, sandbox.workspace.team_id)
    assert "chat:write" in answer.headers["x-oauth-scopes"]
    assert (await refused(make_client(sandbox, "xoxb-wrong").auth_test()))["error"] == "invalid_auth"
    assert (await refused(client.apps_connections_open(app_token=sandbox.bot_token)))["error"] == (
        "not_allowed_token_type"
    )
    sandbox.workspace.scopes.remove("usergroups:read")
    answer = await refused(client.usergroups_list())
    assert (answer["error"], answer["needed"]) == ("missing_scope", "usergroups:read")
    assert answer["provided"].startswith("commands,")
    assert (await refused(client.api_call("chat.shout")))["error"] == "unknown_method"


async def test_bodies_of_every_encoding(sandbox: Sandbox) -> None:
    async with aiohttp.ClientSession() as session:
        url, message = f"{sandbox.api_url}chat.postMessage", {"channel": ANA, "text": "hello"}

        async def call(**request: Any) -> str:
            async with session.request(request.pop("verb", "POST"), url, **request) as response:
                return str((await response.json()).get("error", "fine"))

        bearer = {"Authorization": f"Bearer {sandbox.bot_token}"}
        assert await call(json=message, headers=bearer) == "fine"
        assert await call(data=message, headers=bearer) == "fine"
        assert await call(data={**message, "token": sandbox.bot_token}) == "fine"
        assert await call(params=message, headers=bearer, verb="GET") == "fine"
        assert await call(json=message) == "not_authed"
        assert await call(data="{", headers=bearer | {"Content-Type": "application/json"}) == "invalid_json"
        assert await call(data={**message, "blocks": "[{"}, headers=bearer) == "invalid_blocks_format"
        assert await call(data={**message, "blocks": json.dumps([])}, headers=bearer) == "fine"
    assert len(sandbox.workspace.list_direct("ana")) == 5


async def test_posting_to_a_person_opens_the_conversation(sandbox: Sandbox, client: AsyncWebClient) -> None:
    first = await client.chat_postMessage(channel=ANA, text="one")
    second = await client.chat_postMessage(channel=first["channel"], text="two")
    assert first["channel"].startswith("D")
    assert second["channel"] == first["channel"]
    assert (await client.conversations_open(users=ANA))["channel"]["id"] == first["channel"]
    assert [message.text for message in sandbox.workspace.list_direct("ana")] == ["one", "two"]


@pytest.mark.parametrize(
    ("channel", "error"),
    [
        ("U404", "channel_not_found"),
        (GUS, "user_disabled"),
        (BOT_USER_ID, "cannot_dm_bot"),
        ("C1", "not_in_channel"),
        ("C3", "channel_not_found"),
        ("C4", "is_archived"),
        ("#crm-rollout", None),
        ("C5", None),
    ],
)
async def test_where_one_may_post(client: AsyncWebClient, channel: str, error: str | None) -> None:
    if error is None:
        assert (await client.chat_postMessage(channel=channel, text="hello"))["ok"]
    else:
        assert (await refused(client.chat_postMessage(channel=channel, text="hello")))["error"] == error


async def test_what_one_may_post(sandbox: Sandbox, client: AsyncWebClient) -> None:
    empty = client.api_call("chat.postMessage", json={"channel": ANA, "text": " "})
    assert (await refused(empty))["error"] == "no_text"
    broken = [{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3001}}]
    answer = await refused(client.chat_postMessage(channel=ANA, text="x", blocks=broken))
    assert answer["error"] == "invalid_blocks"
    assert "[json-pointer:/blocks/0/text/text]" in answer["response_metadata"]["messages"][0]
    picture = [{"type": "image", "alt_text": "chart", "slack_file": {"id": "F404"}}]
    assert (await refused(client.chat_postMessage(channel=ANA, text="x", blocks=picture)))["error"] == "invalid_blocks"
    sandbox.workspace.messages_tab = False
    assert (await refused(client.chat_postMessage(channel=ANA, text="x")))["error"] == "messages_tab_disabled"


async def test_text_beyond_the_limit_is_cut_off(sandbox: Sandbox, client: AsyncWebClient) -> None:
    answer = await client.chat_postMessage(channel=ANA, text="x" * 40_001)
    assert answer["response_metadata"]["warnings"] == ["message_truncated"]
    assert len(answer["message"]["text"]) == 40_000
    assert [violation.text for violation in sandbox.workspace.traffic.violations] == [
        "/text is cut off after 40000 characters"
    ]


async def test_update_keeps_metadata_and_drops_blocks(sandbox: Sandbox, client: AsyncWebClient) -> None:
    metadata = {"event_type": "pulse", "event_payload": {"id": "d-1"}}
    blocks = [{"type": "actions", "elements": [BUTTON]}]
    sent = await client.chat_postMessage(channel=ANA, text="one", blocks=blocks, metadata=metadata)
    place = {"channel": sent["channel"], "ts": sent["ts"]}
    await client.chat_update(**place, text="two")
    message = sandbox.workspace.find_message(sent["channel"], sent["ts"])
    assert message is not None
    assert (message.text, message.blocks, message.metadata) == ("two", None, metadata)
    assert (await refused(client.chat_update(**place, text="x" * 4001)))["error"] == "msg_too_long"
    await client.chat_update(**place, text="three", metadata={}, attachments=[{"text": "more"}])
    assert (message.metadata, message.attachments) == (None, [{"text": "more"}])
    await client.chat_update(**place, text="four")
    assert message.attachments == [{"text": "more"}]
    theirs = sandbox.workspace.post(Message(sent["channel"], ANA, "mine", is_from_bot=False))
    assert (await refused(client.chat_update(channel=sent["channel"], ts=theirs.ts, text="x")))["error"] == (
        "cant_update_message"
    )
    assert (await refused(client.chat_update(channel=ANA, ts=sent["ts"], text="x")))["error"] == "channel_not_found"
    await client.chat_delete(**place)
    assert (await refused(client.chat_delete(**place)))["error"] == "message_not_found"


async def test_history_gives_metadata_only_when_asked(sandbox: Sandbox, client: AsyncWebClient) -> None:
    for number in range(5):
        metadata = {"event_type": "memo", "event_payload": {"id": f"d-{number}"}}
        sent = await client.chat_postMessage(channel=ANA, text=str(number), metadata=metadata)
        sandbox.workspace.clock.advance(60)
    channel = sent["channel"]
    plain = await client.conversations_history(channel=channel, limit=2)
    assert [message["text"] for message in plain["messages"]] == ["4", "3"]
    assert plain["has_more"] is True
    assert "metadata" not in plain["messages"][0]
    oldest = f"{sandbox.workspace.clock.now() - 200:.6f}"
    found = await client.conversations_history(channel=channel, oldest=oldest, include_all_metadata=True)
    assert [message["metadata"]["event_payload"]["id"] for message in found["messages"]] == ["d-4", "d-3", "d-2"]
    assert (await refused(client.conversations_history(channel="C1")))["error"] == "not_in_channel"


async def test_threads(client: AsyncWebClient) -> None:
    first = await client.chat_postMessage(channel="C2", text="one")
    await client.chat_postMessage(channel="C2", text="reply", thread_ts=first["ts"])
    replies = await client.conversations_replies(channel="C2", ts=first["ts"])
    assert [message["text"] for message in replies["messages"]] == ["one", "reply"]
    history = await client.conversations_history(channel="C2")
    assert [message["text"] for message in history["messages"]] == ["one"]


async def test_paging_walks_through_everybody_once(sandbox: Sandbox, client: AsyncWebClient) -> None:
    names = []
    async for page in await client.users_list(limit=3):
        assert 1 <= len(page["members"]) <= 3
        names += [member["id"] for member in page["members"]]
    assert names == list(sandbox.workspace.users)
    assert (await refused(client.users_list(cursor="rubbish!")))["error"] == "invalid_cursor"
    assert (await refused(client.users_list(limit=5000)))["error"] == "invalid_limit"
    assert len((await client.users_list(limit=0))["members"]) == len(names)
    members = await client.conversations_members(channel="C2", limit=2)
    assert members["members"] == [ANA, BEN]


async def test_large_team_is_listed_in_pages_only(sandbox: Sandbox, client: AsyncWebClient) -> None:
    for number in range(1000):
        sandbox.workspace.add_user(User(f"U1{number:03d}", f"p{number}", "Person"))
    assert (await refused(client.users_list()))["error"] == "limit_required"
    assert (await refused(client.users_list(limit=0)))["error"] == "limit_required"
    assert len((await client.users_list(limit=200))["members"]) == 200


@pytest.mark.parametrize(
    ("method", "arguments"),
    [
        ("conversations.open", {"users": "[oops"}),
        ("conversations.open", {"users": 5}),
        ("files.completeUploadExternal", {"files": "oops"}),
        ("files.completeUploadExternal", {"files": ["F1"]}),
        ("files.completeUploadExternal", {"files": {"id": "F1"}}),
        ("users.list", {"limit": "infinity"}),
        ("users.list", {"limit": "many"}),
        ("views.open", {"trigger_id": "1.2", "view": "{"}),
    ],
)
async def test_malformed_argument_is_told_apart(client: AsyncWebClient, method: str, arguments: dict[str, Any]) -> None:
    assert (await refused(client.api_call(method, json=arguments)))["error"] == "invalid_arguments"


async def test_blocks_are_validated_before_they_are_sent(client: AsyncWebClient) -> None:
    good, bad = {"type": "divider"}, {"type": "wonder"}
    view = {"type": "modal", "title": {"type": "plain_text", "text": "x" * 25}, "blocks": [good]}

    async def validate(**content: Any) -> list[str]:
        answer = await refused(client.api_call("blocks.validate", json=content))
        return [error["pointer"] for error in answer["errors"]]

    assert (await client.api_call("blocks.validate", json={"blocks": [good]}))["ok"]
    assert (await client.api_call("blocks.validate", json={"message": {"text": "Hello"}}))["ok"]
    assert await validate(blocks=[bad]) == ["/blocks/0/type"]
    assert await validate(message={"text": "x", "blocks": [good, bad]}) == ["/blocks/1/type"]
    assert await validate(view=view) == ["/view/title/text"]
    both = client.api_call("blocks.validate", json={"blocks": [good], "view": view})
    assert (await refused(both))["error"] == "invalid_arguments"


async def test_people_groups_and_channels(sandbox: Sandbox, client: AsyncWebClient) -> None:
    ben = (await client.users_info(user=BEN))["user"]
    assert (ben["name"], ben["tz"], ben["tz_offset"], ben["profile"]["email"]) == (
        ("ben", "Africa/Lagos", 3600, "ben@example.com")
    )
    gone = (await client.users_info(user=GUS))["user"]
    assert (gone["deleted"], "tz" in gone) == (True, False)
    sandbox.workspace.add_user(User("U9", "ivy", "Ivy Partner", team_id="T0PARTNER0"))
    stranger = (await client.users_info(user="U9"))["user"]
    assert (stranger["team_id"], stranger["is_stranger"], "is_stranger" in ben) == ("T0PARTNER0", True, False)
    assert (await client.users_lookupByEmail(email="EVA@example.com"))["user"]["id"] == EVA
    assert (await refused(client.users_lookupByEmail(email="gus@example.com")))["error"] == "users_not_found"
    groups = await client.usergroups_list(include_users=True)
    assert groups["usergroups"][0]["users"] == (await client.usergroups_users_list(usergroup="S1"))["users"]
    channels = await client.conversations_list(types="public_channel,private_channel", exclude_archived=True)
    assert [channel["id"] for channel in channels["channels"]] == ["C1", "C2", "C5"]
    assert (await client.conversations_info(channel="C1"))["channel"]["is_member"] is False
    sandbox.workspace.scopes.remove("users:read.email")
    assert "email" not in (await client.users_info(user=BEN))["user"]["profile"]


async def test_ephemeral_message_reaches_one_member(sandbox: Sandbox, client: AsyncWebClient) -> None:
    await client.chat_postEphemeral(channel="C2", user=BEN, text="psst")
    assert [message.text for message in sandbox.workspace.ephemerals[BEN]] == ["psst"]
    assert (await refused(client.chat_postEphemeral(channel="C2", user=EVA, text="psst")))["error"] == (
        "user_not_in_channel"
    )


async def test_upload_in_three_steps_can_be_shown(sandbox: Sandbox, client: AsyncWebClient) -> None:
    channel = sandbox.workspace.open_direct(ANA).id
    answer = await client.files_upload_v2(
        filename="chart.png", content=b"\x89PNG...", alt_txt="A chart", channel=channel, title="Chart"
    )
    picture = [{"type": "image", "alt_text": "A chart", "slack_file": {"id": answer["file"]["id"]}}]
    assert (await client.chat_postMessage(channel=ANA, text="A chart", blocks=picture))["ok"]
    assert [len(message.files) for message in sandbox.workspace.list_direct("ana")] == [1, 0]


async def test_home_and_hash(sandbox: Sandbox, client: AsyncWebClient) -> None:
    view = {"type": "home", "blocks": [{"type": "divider"}]}
    published = (await client.views_publish(user_id=ANA, view=view))["view"]
    await client.views_publish(user_id=ANA, view=view, hash=published["hash"])
    assert (await refused(client.views_publish(user_id=ANA, view=view, hash=published["hash"])))["error"] == (
        "hash_conflict"
    )
    assert (await refused(client.views_update(view_id="V404", view=view)))["error"] == "not_found"
    crowded = {"type": "home", "blocks": [{"type": "divider"}] * 101}
    assert (await refused(client.views_publish(user_id=ANA, view=crowded)))["error"] == "invalid_arguments"


async def test_stack_holds_three_modals(sandbox: Sandbox, client: AsyncWebClient) -> None:
    view = {"type": "modal", "title": {"type": "plain_text", "text": "Modal"}, "blocks": [{"type": "divider"}]}

    def trigger() -> str:
        return sandbox.workspace.tickets.issue_trigger(ANA).id

    opened = (await client.views_open(trigger_id=trigger(), view=view))["view"]
    for _ in range(2):
        pushed = (await client.views_push(trigger_id=trigger(), view=view))["view"]
        assert pushed["root_view_id"] == opened["id"]
    assert (await refused(client.views_push(trigger_id=trigger(), view=view)))["error"] == "push_limit_reached"
    large = {**view, "blocks": [{"type": "section", "text": {"type": "plain_text", "text": "é" * 3000}}] * 50}
    assert (await refused(client.views_open(trigger_id=trigger(), view=large)))["error"] == "view_too_large"


@pytest.mark.filterwarnings("ignore:BasicAuth is deprecated")  # slack_sdk still uses what aiohttp has deprecated
async def test_installation_by_oauth(sandbox: Sandbox, client: AsyncWebClient) -> None:
    workspace = sandbox.workspace
    app = {"client_id": workspace.client_id, "client_secret": workspace.client_secret}
    query = {
        "client_id": workspace.client_id,
        "scope": "commands",
        "redirect_uri": "http://127.0.0.1:9/back",
        "state": "s",
    }
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{sandbox.url}/oauth/v2/authorize", params=query, allow_redirects=False) as response,
    ):
        location = response.headers["Location"]
    assert "state=s" in location
    code = location.split("code=")[1].split("&")[0]
    stranger = client.oauth_v2_access(client_id=workspace.client_id, client_secret="wrong", code=code)
    assert (await refused(stranger))["error"] == "bad_client_secret"
    installed = await client.oauth_v2_access(code=code, **app)
    assert installed["access_token"] == sandbox.bot_token
    assert (await refused(client.oauth_v2_access(code=code, **app)))["error"] == ("code_already_used")


async def test_inconsiderate_message_is_taken_but_noted(sandbox: Sandbox, client: AsyncWebClient) -> None:
    await client.chat_postMessage(channel=ANA, text="hello <!here>")
    assert [violation.text for violation in sandbox.workspace.traffic.violations] == ["/text notifies everybody"]
