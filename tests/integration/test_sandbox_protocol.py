"""A small real Bolt app lives in the sandbox, over Socket Mode and over signed HTTP, as it would live in Slack."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

import aiohttp
import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError

from bot.sandbox.reader import read_message
from bot.sandbox.server import Sandbox
from tests.sandboxes import ANA, connect_bolt, eventually, make_bolt, make_workspace, serve_bolt

CARD = [
    {"type": "section", "block_id": "s", "text": {"type": "mrkdwn", "text": "Ready?", "verbatim": True}},
    {
        "type": "actions",
        "block_id": "answers",
        "elements": [
            {"type": "button", "action_id": "yes", "text": {"type": "plain_text", "text": "Yes"}, "value": "1"},
            {"type": "button", "action_id": "no", "text": {"type": "plain_text", "text": "No"}, "value": "0"},
        ],
    },
]


def plain(text: str) -> dict[str, str]:
    return {"type": "plain_text", "text": text}


def make_form(callback_id: str = "form") -> dict[str, Any]:
    colours = [{"text": plain(name), "value": name.lower()} for name in ("Green", "Red")]
    return {
        "type": "modal",
        "callback_id": callback_id,
        "title": plain("New"),
        "submit": plain("Save"),
        "notify_on_close": True,
        "blocks": [
            {
                "type": "input",
                "block_id": "name",
                "label": plain("Name"),
                "element": {"type": "plain_text_input", "action_id": "value", "max_length": 10},
            },
            {
                "type": "input",
                "block_id": "colour",
                "label": plain("Colour"),
                "element": {
                    "type": "static_select",
                    "action_id": "value",
                    "options": colours,
                    "initial_option": colours[0],
                },
            },
            {
                "type": "input",
                "block_id": "lead",
                "label": plain("Lead"),
                "optional": True,
                "element": {"type": "users_select", "action_id": "value"},
            },
        ],
    }


def make_app(sandbox: Sandbox, seen: dict[str, list[Any]]) -> AsyncApp:
    """An app with one listener of each kind, which keeps what it was sent."""
    app = make_bolt(sandbox)

    @app.command("/ask")
    async def on_command(ack: Any, command: dict[str, Any], client: Any, respond: Any) -> None:
        seen["command"].append(command)
        match command["text"]:
            case "form":
                await client.views_open(trigger_id=command["trigger_id"], view=make_form())
                await ack()
            case "card":
                await ack()
                await client.chat_postMessage(channel=command["user_id"], text="Ready?", blocks=CARD)
            case "respond":
                await ack()
                await respond("first")
                await respond("second", response_type="in_channel")
            case "loud":
                await ack("for all", response_type="in_channel")
            case "slow":
                await asyncio.sleep(0.6)
                await ack("too late")
            case _:
                await ack(f"You said {command['text']}")

    @app.action("yes")
    async def on_yes(ack: Any, body: dict[str, Any], client: Any) -> None:
        seen["action"].append(body)
        await ack()
        await client.chat_update(channel=body["channel"]["id"], ts=body["message"]["ts"], text="Thanks", blocks=[])

    @app.action("no")
    async def on_no(ack: Any, body: dict[str, Any], respond: Any) -> None:
        await ack()
        await respond("Why not?", replace_original=False)

    @app.view("form")
    async def on_form(ack: Any, view: dict[str, Any], body: dict[str, Any]) -> None:
        seen["view"].append(body)
        if view["state"]["values"]["name"]["value"]["value"] == "taken":
            await ack(response_action="errors", errors={"name": "This name is taken"})
        else:
            await ack(response_action="push", view=make_form("second"))

    @app.view("second")
    async def on_second(ack: Any) -> None:
        await ack(response_action="clear")

    @app.view_closed("form")
    async def on_closed(ack: Any, body: dict[str, Any]) -> None:
        seen["closed"].append(body)
        await ack()

    @app.event("app_home_opened")
    async def on_home(event: dict[str, Any], client: Any) -> None:
        blocks = [{"type": "section", "text": plain(f"Welcome to {event['tab']}")}]
        await client.views_publish(user_id=event["user"], view={"type": "home", "blocks": blocks})

    @app.event("message")
    async def on_message(event: dict[str, Any], say: Any) -> None:
        await say(f"You wrote {event['text']}")

    return app


@pytest.fixture
def seen() -> dict[str, list[Any]]:
    return {kind: [] for kind in ("command", "action", "view", "closed")}


@pytest.fixture(params=[connect_bolt, serve_bolt], ids=["sockets", "http"])
async def sandbox(request: pytest.FixtureRequest, seen: dict[str, list[Any]]) -> AsyncIterator[Sandbox]:
    way: Callable[[Sandbox, AsyncApp], AbstractAsyncContextManager[Any]] = request.param
    async with Sandbox(make_workspace(), ack_seconds=0.3) as sandbox, way(sandbox, make_app(sandbox, seen)):
        yield sandbox


async def test_command_is_escaped_and_answered_for_one_person(sandbox: Sandbox, seen: dict[str, list[Any]]) -> None:
    line = "/ask @ben in #crm-rollout, #steering for @execs & @nobody: a<b https://example.com/x."
    outcome = await sandbox.gestures.slash("ana", line, "general")
    command = seen["command"][0]
    assert command["text"] == (
        "<@U2> in <#C2|crm-rollout>, <#C5|> for <!subteam^S1|@execs> &amp; @nobody: a&lt;b <https://example.com/x>."
    )
    assert (command["channel_id"], command["channel_name"], command["user_id"]) == ("C1", "general", ANA)
    assert outcome.ack_seconds is not None
    assert outcome.lines == [f"You said {line.removeprefix('/ask ')}"]
    assert sandbox.workspace.list_posted("general") == []
    assert sandbox.workspace.traffic.violations == []


async def test_names_stay_plain_when_the_app_does_not_escape(sandbox: Sandbox, seen: dict[str, list[Any]]) -> None:
    await sandbox.gestures.slash("ana", "/ask @ben #general <b>", escape=False)
    assert seen["command"][0]["text"] == "@ben #general &lt;b&gt;"


async def test_button_changes_the_message(sandbox: Sandbox, seen: dict[str, list[Any]]) -> None:
    posted = (await sandbox.gestures.slash("ana", "/ask card")).posted[0]
    assert read_message(posted, sandbox.workspace) == ["Ready?", "[Yes] [No]"]
    outcome = await sandbox.gestures.click("ana", posted, "Yes")
    assert outcome.message is not None
    assert read_message(outcome.message, sandbox.workspace) == ["Thanks"]
    body = seen["action"][0]
    assert body["actions"][0] | {"action_ts": ""} == {
        "action_id": "yes",
        "block_id": "answers",
        "type": "button",
        "text": plain("Yes"),
        "value": "1",
        "action_ts": "",
    }
    assert body["container"]["message_ts"] == body["message"]["ts"] == posted.ts
    with pytest.raises(LookupError, match="no 'Yes' here"):
        await sandbox.gestures.click("ana", posted, "Yes")


async def test_response_url_takes_five_replies(sandbox: Sandbox, seen: dict[str, list[Any]]) -> None:
    outcome = await sandbox.gestures.slash("ana", "/ask respond", "crm-rollout")
    assert outcome.lines == ["first"]
    assert [message.text for message in sandbox.workspace.list_posted("crm-rollout")] == ["second"]
    assert [violation.code for violation in sandbox.workspace.traffic.violations] == ["public_reply"]
    url = seen["command"][0]["response_url"]
    async with aiohttp.ClientSession() as session:
        answers = [await _post(session, url, {"text": f"reply {number}"}) for number in (3, 4, 5, 6)]
        assert answers == [(200, "ok")] * 3 + [(404, "used_url")]
        url = (await _click_no(sandbox, session))[0]
        sandbox.workspace.clock.advance(31 * 60)
        assert await _post(session, url, {"text": "late"}) == (404, "expired_url")


async def test_response_url_replaces_and_deletes_the_original(sandbox: Sandbox) -> None:
    async with aiohttp.ClientSession() as session:
        url, posted = await _click_no(sandbox, session)
        assert await _post(session, url, {"text": "Changed", "replace_original": True}) == (200, "ok")
        assert (posted.text, posted.blocks) == ("Changed", None)
        assert await _post(session, url, {"text": "", "blocks": [{"type": "nonsense"}]}) == (400, "invalid_blocks")
        assert await _post(session, url, {"delete_original": True}) == (200, "ok")
        assert sandbox.workspace.list_direct("ana") == []


async def _click_no(sandbox: Sandbox, session: aiohttp.ClientSession) -> tuple[str, Any]:
    posted = (await sandbox.gestures.slash("ana", "/ask card")).posted[-1]
    outcome = await sandbox.gestures.click("ana", posted, "No")
    assert outcome.lines == ["Why not?"]
    return sandbox.workspace.traffic.list_payloads("interactive")[-1].sent["response_url"], posted


async def _post(session: aiohttp.ClientSession, url: str, body: dict[str, Any]) -> tuple[int, str]:
    async with session.post(url, json=body) as response:
        return response.status, await response.text()


async def test_public_reply_and_missed_acknowledgement_are_violations(sandbox: Sandbox) -> None:
    await sandbox.gestures.slash("ana", "/ask loud")
    outcome = await sandbox.gestures.slash("ana", "/ask slow")
    assert (outcome.ack_seconds, outcome.error, outcome.lines) == (None, "operation_timeout", [])
    unknown = await sandbox.gestures.slash("ana", "/unknown")
    assert unknown.error in ("dispatch_failed", "operation_timeout")
    codes = [violation.code for violation in sandbox.workspace.traffic.violations]
    assert codes[:2] == ["public_reply", "operation_timeout"]


async def test_form_is_filled_in_refused_corrected_and_cleared(sandbox: Sandbox, seen: dict[str, list[Any]]) -> None:
    opened = await sandbox.gestures.slash("ana", "/ask form")
    assert opened.view_lines == ["New", "Name: ____", "Colour: [Green]", "Lead (optional): [choose]", "[Save]"]
    missing = await sandbox.gestures.submit_view("ana")
    assert missing.field_errors == {"Name": "Please complete this required field."}
    long = await sandbox.gestures.submit_view("ana", {"Name": "longer than ten"})
    assert "at most 10" in long.field_errors["Name"]
    assert seen["view"] == []
    refused = await sandbox.gestures.submit_view("ana", {"Name": "taken", "Lead": "@ben"})
    assert refused.field_errors == {"Name": "This name is taken"}
    pushed = await sandbox.gestures.submit_view("ana", {"Name": "free", "colour": "Red"})
    assert len(sandbox.workspace.modals[ANA]) == 2
    assert pushed.view is not None
    assert pushed.view.previous_id == seen["view"][1]["view"]["id"]
    assert seen["view"][1]["view"]["state"]["values"] == {
        "name": {"value": {"type": "plain_text_input", "value": "free"}},
        "colour": {"value": {"type": "static_select", "selected_option": {"text": plain("Red"), "value": "red"}}},
        "lead": {"value": {"type": "users_select", "selected_user": "U2"}},
    }
    await sandbox.gestures.submit_view("ana", {"Name": "again"})
    assert sandbox.workspace.modals[ANA] == []


async def test_hostile_client_sends_what_the_form_does_not_offer(sandbox: Sandbox, seen: dict[str, list[Any]]) -> None:
    await sandbox.gestures.slash("ana", "/ask form")
    with pytest.raises(LookupError, match="no option 'Purple'"):
        await sandbox.gestures.submit_view("ana", {"Colour": "Purple"})
    await sandbox.gestures.submit_view("ana", {"Name": "x" * 50, "Colour": "Purple"}, hostile=True)
    values = seen["view"][0]["view"]["state"]["values"]
    assert values["colour"]["value"]["selected_option"]["value"] == "Purple"
    assert len(values["name"]["value"]["value"]) == 50


async def test_closing_is_told_where_it_was_asked_for(sandbox: Sandbox, seen: dict[str, list[Any]]) -> None:
    await sandbox.gestures.slash("ana", "/ask form")
    await sandbox.gestures.close_view("ana")
    assert sandbox.workspace.modals[ANA] == []
    assert [body["is_cleared"] for body in seen["closed"]] == [False]


async def test_trigger_opens_one_view_within_three_seconds(sandbox: Sandbox, seen: dict[str, list[Any]]) -> None:
    await sandbox.gestures.slash("ana", "/ask hello")
    client, trigger_id = make_bolt(sandbox).client, seen["command"][0]["trigger_id"]
    await client.views_open(trigger_id=trigger_id, view=make_form())
    assert await _refused(client.views_open(trigger_id=trigger_id, view=make_form())) == "exchanged_trigger_id"
    await sandbox.gestures.slash("ana", "/ask hello")
    sandbox.workspace.clock.advance(4)
    late = seen["command"][1]["trigger_id"]
    assert await _refused(client.views_open(trigger_id=late, view=make_form())) == "expired_trigger_id"
    assert await _refused(client.views_open(trigger_id="1.2.3", view=make_form())) == "invalid_trigger_id"


async def _refused(call: Any) -> str:
    with pytest.raises(SlackApiError) as caught:
        await call
    return str(caught.value.response["error"])


async def test_home_and_direct_messages_arrive_as_events(sandbox: Sandbox) -> None:
    home = await sandbox.gestures.open_home("ben")
    assert home.view_lines == ["Welcome to home"]
    answered = await sandbox.gestures.send_dm("ben", "hello @ana")
    assert [read_message(message, sandbox.workspace) for message in answered.posted] == [["You wrote hello @ana"]]


@pytest.mark.parametrize("way", [connect_bolt, serve_bolt], ids=["sockets", "http"])
async def test_event_that_nobody_takes_comes_again(way: Any) -> None:
    async with Sandbox(make_workspace(), ack_seconds=0.2, retry_seconds=(0.0, 0.01)) as sandbox:
        app, numbers = make_bolt(sandbox), []

        @app.event("team_join")
        async def on_join(request: Any) -> None:
            numbers.append(request.headers.get("x-slack-retry-num", ["0"])[0])
            if len(numbers) < 3:
                raise RuntimeError("not now")

        async with way(sandbox, app):
            await sandbox.gestures.send_event({"type": "team_join", "user": {"id": "U99"}})
            await eventually(lambda: len(sandbox.workspace.traffic.list_payloads("events_api")) == 3)
        assert numbers == ["0", "1", "2"]
        assert len({entry.sent["event_id"] for entry in sandbox.workspace.traffic.list_payloads("events_api")}) == 1
        assert sandbox.workspace.traffic.violations == []


async def test_event_that_is_never_taken_is_a_violation() -> None:
    async with Sandbox(make_workspace(), retry_seconds=(0.0, 0.0)) as sandbox:
        outcome = await sandbox.gestures.open_home("ana")
        assert outcome.error == "dispatch_failed"
        await eventually(lambda: sandbox.workspace.traffic.violations)
        assert sandbox.workspace.traffic.violations[0].code == "event_lost"


async def test_each_payload_goes_to_one_of_several_connections() -> None:
    async with Sandbox(make_workspace()) as sandbox:
        answers: list[str] = []
        apps = [make_bolt(sandbox), make_bolt(sandbox)]
        for name, app in zip("AB", apps, strict=True):
            app.command("/ask")(_make_signing_listener(name, answers))
        async with connect_bolt(sandbox, apps[0]), connect_bolt(sandbox, apps[1]):
            await eventually(lambda: sandbox.socket_mode.connection_count == 2)
            for _ in range(4):
                await sandbox.gestures.slash("ana", "/ask hi")
        assert sorted(answers) == ["A", "A", "B", "B"]


def _make_signing_listener(name: str, answers: list[str]) -> Any:
    async def on_command(ack: Any) -> None:
        answers.append(name)
        await ack(name)

    return on_command


async def test_bot_comes_back_after_a_polite_and_an_abrupt_disconnect() -> None:
    async with Sandbox(make_workspace()) as sandbox:
        app = make_bolt(sandbox)
        app.command("/ask")(_make_signing_listener("A", []))
        async with connect_bolt(sandbox, app, ping_seconds=0.2):
            await sandbox.socket_mode.disconnect("warning")
            await sandbox.wait_for_bot()
            assert (await sandbox.gestures.slash("ana", "/ask hi")).lines == ["A"]
            sandbox.socket_mode.drop()
            assert (await sandbox.gestures.slash("ana", "/ask hi")).error == "dispatch_failed"
            await sandbox.wait_for_bot()
            assert (await sandbox.gestures.slash("ana", "/ask hi")).lines == ["A"]


async def test_posts_with_another_secret_are_refused_by_bolt() -> None:
    async with Sandbox(make_workspace(), signing_secret="theirs") as sandbox:
        app = AsyncApp(client=make_bolt(sandbox).client, signing_secret="ours")
        app.command("/ask")(_make_signing_listener("A", []))
        async with serve_bolt(sandbox, app):
            assert (await sandbox.gestures.slash("ana", "/ask hi")).error == "dispatch_failed"
