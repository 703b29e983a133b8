"""files.*: the three steps of an upload, of which the second is a plain POST to the address that the first gave."""

from typing import Any

from bot.sandbox.calls import Call
from bot.sandbox.messages import Message
from bot.sandbox.refusals import Refusal
from bot.sandbox.uploads import Upload

ALT_TEXT_LIMIT = 1000


def get_upload_url(call: Call) -> dict[str, Any]:
    """files.getUploadURLExternal: where to send a file of `length` bytes."""
    filename = call.arguments.demand("filename")
    length = int(call.arguments.number("length", 0))
    if length <= 0:
        raise Refusal("invalid_arguments", ["must be greater than 0 [json-pointer:/length]"])
    alt_text = call.arguments.text("alt_txt")
    if len(alt_text) > ALT_TEXT_LIMIT:
        raise Refusal("alt_txt_too_long")
    upload = Upload(call.workspace.make_id("F"), filename, length, alt_text)
    call.workspace.uploads[upload.id] = upload
    return {"upload_url": f"{call.workspace.base_url}/upload/v1/{upload.id}", "file_id": upload.id}


def complete_upload(call: Call) -> dict[str, Any]:
    """files.completeUploadExternal: the file is there; it is shared where a channel is given."""
    wanted = call.arguments.structure("files")
    if not wanted or not isinstance(wanted, list) or not all(isinstance(item, dict) for item in wanted):
        raise Refusal("invalid_arguments", ["must provide an array of objects [json-pointer:/files]"])
    uploads = [_complete(call, item) for item in wanted]
    channel_ids = [*call.arguments.names("channels"), *call.arguments.names("channel_id")]
    files = []
    for channel_id in channel_ids:
        channel = call.workspace.channels.get(channel_id)
        if channel is None or call.workspace.bot_user_id not in channel.members:
            raise Refusal("channel_not_found")
    for upload in uploads:
        upload.channels += channel_ids
        files.append(upload.to_api(call.workspace.bot_user_id, call.workspace.base_url))
    for channel_id in channel_ids:
        comment = call.arguments.text("initial_comment")
        thread_ts = call.arguments.text("thread_ts") or None
        bot = call.workspace.bot_user_id
        call.workspace.post(Message(channel_id, bot, comment, thread_ts=thread_ts, files=files))
    return {"files": files}


def _complete(call: Call, item: dict[str, Any]) -> Upload:
    upload = call.workspace.uploads.get(str(item.get("id")))
    if upload is None or upload.content is None:
        raise Refusal("file_not_found")
    upload.title, upload.is_complete = str(item.get("title") or ""), True
    return upload
