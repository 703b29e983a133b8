"""Pictures: drawn by a process of its own, uploaded, and shown to one person in a direct message."""

import asyncio
import json
import sys
from asyncio.subprocess import PIPE
from collections.abc import Mapping, Sequence
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.logs import get_logger
from commands.slack.charts import Picture
from commands.slack.text import escape

DRAWING_SECONDS = 30
ALT_TEXT_LIMIT = 1000
SCAN_WAITS_SECONDS = (0.0, 1.0, 2.0, 4.0)
"""Slack looks through an upload before it may be shown; until then it calls the block invalid."""

log = get_logger(__name__)


async def send_picture(client: AsyncWebClient, user_id: str, picture: Picture) -> None:
    """Draw a picture and post it to somebody; where files are not allowed, say so and give its words instead."""
    try:
        file_id = await _upload(client, picture)
    except SlackApiError as error:
        log.warning("picture not uploaded", extra={"reason": error.response["error"]})
        note = "The picture could not be uploaded (the app may lack the scope files:write). In words:"
        await client.chat_postMessage(channel=user_id, text=f"{note}\n{escape(picture.alt_text)}")
        return
    image = {"type": "image", "block_id": "picture", "slack_file": {"id": file_id}, "alt_text": picture.alt_text[:2000]}
    text = escape(f"{picture.title}\n{picture.alt_text}")
    for wait in SCAN_WAITS_SECONDS:
        await asyncio.sleep(wait)
        try:
            await client.chat_postMessage(channel=user_id, text=text, blocks=[image])
        except SlackApiError as error:
            if error.response["error"] != "invalid_blocks":
                raise
        else:
            return
    log.warning("picture not shown", extra={"file": file_id})


async def _upload(client: AsyncWebClient, picture: Picture) -> str:
    image = await draw(picture.spec)
    answer = await client.files_upload_v2(
        file=image, filename="groundswell.png", title=picture.title, alt_txt=picture.alt_text[:ALT_TEXT_LIMIT]
    )
    return str(answer["files"][0]["id"])


async def draw(spec: Mapping[str, Any]) -> bytes:
    """A Vega-Lite specification as a PNG; RuntimeError when it cannot be drawn, TimeoutError when it takes too long."""
    return await _run_drawer(spec)


async def draw_all(specs: Sequence[Mapping[str, Any]]) -> list[str | None]:
    """Specifications as SVG, None for one that cannot be drawn; errors as with `draw`."""
    drawn: list[str | None] = json.loads(await _run_drawer(specs, "svg"))
    return drawn


async def _run_drawer(asked: Any, *arguments: str) -> bytes:
    drawer = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot.drawing", *arguments, stdin=PIPE, stdout=PIPE, stderr=PIPE
    )
    try:
        async with asyncio.timeout(DRAWING_SECONDS):
            drawn, complaint = await drawer.communicate(json.dumps(asked).encode())
    except TimeoutError:
        drawer.kill()
        await drawer.wait()
        raise
    if drawer.returncode != 0:
        raise RuntimeError(f"the picture could not be drawn: {complaint.decode(errors='replace')[-500:]}")
    return drawn
