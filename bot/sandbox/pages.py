"""The browser page's own files, served at / with a policy that lets it reach nothing but the sandbox."""

from pathlib import Path

from aiohttp import web

FOLDER = Path(__file__).parent / "page"
CONTENT_TYPES = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
HEADERS = {
    "Cache-Control": "no-cache",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


async def _give_index(_: web.Request) -> web.Response:
    return _give(FOLDER / "index.html")


async def _give_file(request: web.Request) -> web.Response:
    wanted = request.match_info["name"]
    file = next((each for each in FOLDER.iterdir() if each.name == wanted), None)
    return _give(file) if file and file.suffix in CONTENT_TYPES else web.Response(status=404)


def _give(file: Path) -> web.Response:
    return web.Response(
        text=file.read_text(encoding="utf-8"), content_type=CONTENT_TYPES[file.suffix], charset="utf-8", headers=HEADERS
    )


PAGE_ROUTES = [web.get("/", _give_index), web.get("/page/{name}", _give_file)]
