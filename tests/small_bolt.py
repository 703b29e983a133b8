"""A small Bolt app with one listener of each kind, to live in the sandbox."""

import asyncio
from typing import Any

from slack_bolt.async_app import AsyncApp

from bot.sandbox.server import Sandbox
from tests.sandboxes import make_bolt

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


def make_survey(priority: str = "none") -> dict[str, Any]:
    """A modal that changes while it is filled in, and whose accounts the app suggests."""
    options = [{"text": plain(name), "value": name.lower()} for name in ("High", "Low")]
    priorities = {
        "type": "static_select",
        "action_id": "priority",
        "placeholder": plain("Priority"),
        "options": options,
    }
    account = {"type": "external_select", "action_id": "account", "min_query_length": 1}
    return {
        "type": "modal",
        "callback_id": "form",
        "title": plain(f"Priority {priority}"),
        "submit": plain("Save"),
        "blocks": [
            {"type": "section", "block_id": "top", "text": plain("Choose"), "accessory": priorities},
            {"type": "input", "block_id": "account", "label": plain("Account"), "element": account},
            {
                "type": "input",
                "block_id": "name",
                "label": plain("Name"),
                "element": {"type": "plain_text_input", "action_id": "value"},
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
            case "survey":
                await client.views_open(trigger_id=command["trigger_id"], view=make_survey())
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

    @app.action("priority")
    async def on_priority(ack: Any, body: dict[str, Any], client: Any) -> None:
        seen["action"].append(body)
        await ack()
        priority = body["actions"][0]["selected_option"]["value"]
        await client.views_update(view_id=body["view"]["id"], hash=body["view"]["hash"], view=make_survey(priority))

    @app.options("account")
    async def on_account(ack: Any, payload: dict[str, Any]) -> None:
        names = [name for name in ("Acme", "Apex", "Zen") if name.startswith(payload["value"][:1])]
        await ack(options=[{"text": plain(name), "value": name} for name in names])

    return app
