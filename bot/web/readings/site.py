"""The readings API's addresses, as a FastAPI application of its own, with a page that describes it."""

import asyncio

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, Response
from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp

from bot.app import App
from bot.error_handler import explain
from bot.web.readings.bodies import check_scope, read_batch, read_body
from bot.web.readings.callers import Callers
from bot.web.readings.description import OPERATION, describe
from bot.web.readings.recording import read_key, record
from bot.web.readings.refusals import Refused, answer_json, refuse
from bot.web.secured import Secured
from storage.errors import Busy
from storage.failures import DatabaseFailure


def build_readings_api(app: App, path: str) -> ASGIApp:
    """Everything under `path`."""
    site = FastAPI(openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False)
    callers = Callers(app)

    @site.post("/v1/readings", summary="Record readings", status_code=201, openapi_extra=OPERATION)
    async def on_readings(request: Request) -> Response:
        """One reading as a JSON object, several as a list of them, or a table as CSV with a header."""
        sent, token = await callers.recognise(request)
        key = read_key(request.headers.get("idempotency-key"))
        body = await read_body(request)
        batch = await asyncio.to_thread(read_batch, body, app.store.clock.now())
        check_scope(batch, token.initiative_key, body.place)
        return answer_json(await record(app, sent, token, body, batch, key), 201)

    described = describe(site, path)
    page = _render(described, path)

    @site.get("/openapi.json", include_in_schema=False)
    async def on_description() -> Response:
        return answer_json(described, 200)

    @site.get("/docs", include_in_schema=False)
    async def on_page() -> Response:
        return HTMLResponse(page)

    _answer_refusals(site, f"{path}/docs")
    return Secured(site)


def _render(described: dict[str, object], path: str) -> str:
    own, shared = PackageLoader(__package__ or ""), PackageLoader("bot.web.dashboard")
    environment = Environment(
        loader=ChoiceLoader([own, shared]), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    return environment.get_template("api.html").render(api=described, address=f"{path}/openapi.json")


def _answer_refusals(site: FastAPI, guide: str) -> None:
    @site.exception_handler(Refused)
    async def on_refused(_request: Request, error: Exception) -> Response:
        assert isinstance(error, Refused)
        return error.to_response()

    @site.exception_handler(HTTPException)
    async def on_nothing(_request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        return refuse(error.status_code, "address", "there is nothing here", guide).to_response()

    @site.exception_handler(Busy)
    @site.exception_handler(DatabaseFailure)
    async def on_busy(_request: Request, _error: Exception) -> Response:
        reason = "busy at the moment; try again in a minute"
        return refuse(503, "requests", reason, "wait 60 s", **{"Retry-After": "60"}).to_response()

    @site.exception_handler(Exception)
    async def on_broken(_request: Request, error: Exception) -> Response:
        return refuse(500, "requests", explain(error), guide).to_response()
