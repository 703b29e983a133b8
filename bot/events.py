"""Events that are not gestures: members who change, installations that end, and everything nobody asked for."""

import re
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.clients import Clients
from bot.directory import SlackDirectory
from bot.threads import Threads
from commands.slack.blocks import Message
from storage.store import Store
from storage.workspaces import halt_workspace

KIND_WORDS = (
    "I carry changes by slash command and buttons; I do not read messages. Type `/change` to see what I can do."
)


def register_events(
    bolt: AsyncApp, store: Store, clients: Clients, directory: SlackDirectory, threads: Threads
) -> None:
    """Put the event listeners into Bolt; the catch-all comes last, so that Slack gets an answer to everything."""

    async def on_member_changed(event: dict[str, Any], body: dict[str, Any]) -> None:
        await directory.remember(body["team_id"], event["user"])

    async def on_uninstalled(body: dict[str, Any]) -> None:
        team_id = body["team_id"]
        clients.drop(team_id)
        await store.write(team_id, lambda unit: halt_workspace(unit, "app_uninstalled"))

    async def on_direct_message(event: dict[str, Any], body: dict[str, Any], client: AsyncWebClient) -> None:
        is_from_person = "bot_id" not in event and event.get("subtype") is None
        if event.get("channel_type") != "im" or not is_from_person:
            return
        said = await threads.answer(body["team_id"], event) or Message(KIND_WORDS)
        if said.text:
            await client.chat_postEphemeral(
                channel=event["channel"], user=event["user"], thread_ts=event.get("thread_ts"),
                text=said.text, blocks=said.blocks or None,
            )  # fmt: skip

    async def on_anything_else() -> None:
        """Taken, and nothing done: without a listener Slack would send it again and again."""

    bolt.event("user_change")(on_member_changed)
    bolt.event("team_join")(on_member_changed)
    bolt.event("app_uninstalled")(on_uninstalled)
    bolt.event("tokens_revoked")(on_uninstalled)
    bolt.event("message")(on_direct_message)
    bolt.event(re.compile(".*"))(on_anything_else)
