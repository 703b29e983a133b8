"""Response URLs: where Slack takes answers to a gesture after it was acknowledged."""

from typing import Any
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.logs import get_logger
from bot.naming import Naming
from commands.slack.blocks import Message

SLACK_HOST = "hooks.slack.com"
TIMEOUT = aiohttp.ClientTimeout(total=10)

log = get_logger(__name__)


class ResponsePoster:
    """Posts to response URLs, of Slack's own host (or the configured API's) and no other."""

    def __init__(self, api_url: str, naming: Naming) -> None:
        self._api_host = urlsplit(api_url).netloc
        self._naming = naming
        self._session: aiohttp.ClientSession | None = None

    async def reply(self, response_url: str, message: Message) -> None:
        """Show a message to the person who made the gesture, and to nobody else."""
        body = {"response_type": "ephemeral", "replace_original": False, "text": message.text, "blocks": message.blocks}
        await self._post(response_url, body)

    async def replace(self, client: AsyncWebClient, body: dict[str, Any], message: Message) -> None:
        """Put new content into the message whose button was clicked; when its URL is spent, through chat.update."""
        response_url = body.get("response_url")
        if response_url and await self.replace_by(response_url, message):
            return
        place = {"channel": body["container"]["channel_id"], "ts": body["container"]["message_ts"]}
        await client.chat_update(**place, text=message.text, blocks=message.blocks)

    async def replace_by(self, response_url: str, message: Message) -> bool:
        """Put new content into the message that a response URL belongs to; gives whether Slack took it."""
        return await self._post(
            response_url, {"replace_original": True, "text": message.text, "blocks": message.blocks}
        )

    async def close(self) -> None:
        """Close the session."""
        if self._session is not None:
            await self._session.close()

    async def _post(self, response_url: str, body: dict[str, Any]) -> bool:
        if urlsplit(response_url).netloc not in (SLACK_HOST, self._api_host):
            log.warning("response url of a foreign host refused")
            return False
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=TIMEOUT, json_serialize=self._naming.serialize)
        async with self._session.post(response_url, json=body, allow_redirects=False) as answer:
            if answer.status != 200:
                log.warning("response url refused", extra={"status": answer.status, "answer": await answer.text()})
            return answer.status == 200
