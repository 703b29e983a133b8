"""Files over HTTP: the upload's second step, and the download."""

from aiohttp import web

from bot.sandbox.workspace import Workspace


class Storeroom:
    """Takes uploaded bytes and gives them back."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    async def take(self, request: web.Request) -> web.Response:
        """Keep the bytes of an upload; 400 unless there are as many as announced."""
        upload = self._workspace.uploads.get(request.match_info["file"])
        if upload is None:
            return web.Response(status=404, text="no such upload")
        content = await _read_content(request)
        if len(content) != upload.length:
            return web.Response(status=400, text=f"expected {upload.length} bytes, got {len(content)}")
        upload.content = content
        return web.Response(text=f"OK - {len(content)}")

    async def give(self, request: web.Request) -> web.Response:
        """A file's bytes."""
        upload = self._workspace.uploads.get(request.match_info["file"])
        if upload is None or upload.content is None:
            return web.Response(status=404)
        is_picture = upload.content.startswith(b"\x89PNG")
        return web.Response(body=upload.content, content_type="image/png" if is_picture else "application/octet-stream")


async def _read_content(request: web.Request) -> bytes:
    """The bytes of a file that is sent as the body itself, or as the first part of a form."""
    if request.content_type != "multipart/form-data":
        return await request.read()
    part = next(iter((await request.post()).values()), "")
    return part.file.read() if isinstance(part, web.FileField) else str(part).encode()
