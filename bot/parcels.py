"""Parcels: files uploaded into the direct conversation with one person."""

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.logs import get_logger
from commands.slack.ask import Parcel

log = get_logger(__name__)


async def send_parcel(client: AsyncWebClient, user_id: str, parcel: Parcel) -> None:
    """Say that files come, and put them below; where the app may not upload, say what there is otherwise."""
    # Slack takes a file only into a conversation's own id, and tells that id of whoever is written to.
    announced = await client.chat_postMessage(channel=user_id, text=parcel.note.text, blocks=parcel.note.blocks)
    uploads = [{"filename": file.name, "title": file.name, "content": file.content} for file in parcel.files]
    try:
        await client.files_upload_v2(channel=announced["channel"], file_uploads=uploads)
    except SlackApiError as error:
        log.warning("files not uploaded", extra={"reason": error.response["error"]})
        await client.chat_postMessage(channel=user_id, text=parcel.otherwise.text, blocks=parcel.otherwise.blocks)
