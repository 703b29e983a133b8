"""Threads: what a person writes under a message of the bot's reaches the feature that the message came from."""

from collections.abc import Sequence
from typing import Any

from bot.error_handler import explain
from commands.slack.ask import Ask, House, Listener, Reply
from commands.slack.blocks import Message, compose, section
from commands.slack.features import Feature
from commands.slack.text import escape, plain
from storage.copies import Copy, find_copy_at
from storage.errors import AlreadyDone, GroundswellError


class Threads:
    """Takes messages in threads of direct conversations; all others are none of its business."""

    def __init__(self, house: House, features: Sequence[Feature]) -> None:
        self._house = house
        self._listeners: dict[str, Listener] = {
            kind: listener for feature in features for kind, listener in feature.threads.items()
        }

    async def answer(self, team_id: str, event: dict[str, Any]) -> Message | None:
        """What to tell the writer; None when nobody takes messages there."""
        copy = await self._find_copy(team_id, event)
        if copy is None or copy.kind not in self._listeners:
            return None
        ask = Ask(
            house=self._house,
            team_id=team_id,
            user_id=event["user"],
            now=self._house.store.clock.now(),
            text=plain(event.get("text") or ""),
            value=copy.subject,
            channel_id=event["channel"],
            receipt=f"message:{event['channel']}:{event['ts']}",
        )
        try:
            answer = await self._listeners[copy.kind](ask)
        except AlreadyDone:
            return Message("")
        except GroundswellError as error:
            return compose(section(escape(error.sentence)))
        except Exception as error:
            return compose(section(escape(explain(error, ask))))
        return answer.message if isinstance(answer, Reply) else Message("")

    async def _find_copy(self, team_id: str, event: dict[str, Any]) -> Copy | None:
        thread_ts = event.get("thread_ts")
        if not thread_ts or thread_ts == event.get("ts"):
            return None
        return await self._house.store.read(
            team_id, lambda unit: find_copy_at(unit, event["user"], event["channel"], thread_ts)
        )
