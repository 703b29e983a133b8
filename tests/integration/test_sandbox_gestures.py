"""People make gestures in the sandbox, and a real Bolt app answers, over Socket Mode and over signed HTTP."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

import pytest
from slack_bolt.async_app import AsyncApp

from bot.sandbox.reader import read_message
from bot.sandbox.server import Sandbox
from tests.sandboxes import ANA, connect_bolt, make_workspace, serve_bolt
from tests.small_bolt import make_app, plain


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


@pytest.mark.parametrize(
    ("view_clears", "person_clears", "left"), [(False, False, 1), (True, False, 0), (False, True, 0)]
)
async def test_closing_may_take_the_stack_along(
    sandbox: Sandbox, seen: dict[str, list[Any]], view_clears: bool, person_clears: bool, left: int
) -> None:
    await sandbox.gestures.slash("ana", "/ask form")
    pushed = await sandbox.gestures.submit_view("ana", {"Name": "free"})
    assert pushed.view is not None
    pushed.view.content["clear_on_close"] = view_clears
    await sandbox.gestures.close_view("ana", clear=person_clears)
    assert len(sandbox.workspace.modals[ANA]) == left
    assert [body["is_cleared"] for body in seen["closed"]] == ([] if left else [True])


async def test_dismissed_confirmation_sends_nothing(sandbox: Sandbox, seen: dict[str, list[Any]]) -> None:
    posted = (await sandbox.gestures.slash("ana", "/ask card")).posted[0]
    assert posted.blocks is not None
    posted.blocks[1]["elements"][0]["confirm"] = {"title": plain("Sure?")}
    assert (await sandbox.gestures.click("ana", posted, "Yes", confirm=False)).was_sent is False
    assert seen["action"] == []
    assert (await sandbox.gestures.click("ana", posted, "Yes")).message is not None


async def test_what_was_typed_goes_with_its_input(sandbox: Sandbox) -> None:
    view = (await sandbox.gestures.slash("ana", "/ask form")).view
    await sandbox.gestures.select("ana", "modal", "Name", "kept")
    await sandbox.gestures.select("ana", "modal", "Lead", "ben")
    assert view is not None
    before, (name, colour, lead) = view.content, view.content["blocks"]
    view.update({**before, "blocks": [name, colour]})
    view.update({**before, "blocks": [name, colour, lead]})
    values = view.build_state()
    assert (values["name"]["value"]["value"], values["lead"]["value"]["selected_user"]) == ("kept", None)


async def test_home_and_direct_messages_arrive_as_events(sandbox: Sandbox) -> None:
    home = await sandbox.gestures.open_home("ben")
    assert home.view_lines == ["Welcome to home"]
    answered = await sandbox.gestures.send_dm("ben", "hello @ana")
    assert [read_message(message, sandbox.workspace) for message in answered.posted] == [["You wrote hello @ana"]]


async def test_view_may_change_while_it_is_filled_in(sandbox: Sandbox, seen: dict[str, list[Any]]) -> None:
    await sandbox.gestures.slash("ana", "/ask survey")
    typing = await sandbox.gestures.select("ana", "modal", "Name", "kept")
    assert typing.was_sent is False
    changed = await sandbox.gestures.select("ana", "modal", "Priority", "High")
    assert changed.view_lines == ["Priority high", "Choose", "[High]", "Account: [choose]", "Name: kept", "[Save]"]
    assert seen["action"][0]["actions"][0]["selected_option"] == {"text": plain("High"), "value": "high"}
    with pytest.raises(LookupError, match="there is: Acme, Apex"):
        await sandbox.gestures.submit_view("ana", {"Account": "Another"})
    await sandbox.gestures.submit_view("ana", {"Account": "Apex"})
    values = seen["view"][0]["view"]["state"]["values"]
    assert values["account"]["account"]["selected_option"]["value"] == "Apex"
    assert values["name"]["value"]["value"] == "kept"


async def test_nobody_clicks_what_they_do_not_see(sandbox: Sandbox) -> None:
    posted = (await sandbox.gestures.slash("ana", "/ask card")).posted[0]
    with pytest.raises(LookupError, match="ben sees no message"):
        await sandbox.gestures.click("ben", posted, "Yes")
