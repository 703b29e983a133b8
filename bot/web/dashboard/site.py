"""The dashboard's addresses, as a FastAPI application of its own; it only ever reads, sessions aside."""

import asyncio

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp

from bot.app import App
from bot.error_handler import explain
from bot.web.dashboard.drawings import Drawings
from bot.web.dashboard.pages import read_style, render, tell_refusal
from bot.web.dashboard.visitors import COOKIE, COOKIE_SECONDS, Doorkeeper, Refused
from bot.web.secured import Secured
from commands.dashboards.facts import InitiativeFacts, gather_facts
from commands.dashboards.files import name_stem, write_csv, write_workbook, write_zip
from commands.dashboards.links import PATH
from commands.dashboards.overview import compose_sections
from commands.dashboards.portfolio import describe_portfolio, gather_cards
from commands.dashboards.rights import list_readable, permit_reading
from commands.dashboards.tables import tabulate_everything
from commands.slack.ask import Ask
from commands.slack.parcels import File
from commands.slack.values import parse_key
from storage.errors import GroundswellError, NotAllowed, NotFound


def build_dashboard(app: App) -> ASGIApp:
    """The pages and files under `/dashboard`."""
    site = FastAPI(openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False)
    doorkeeper, drawings = Doorkeeper(app), Drawings()

    @site.get("/open/{token}")
    async def on_link(token: str) -> Response:
        """Exchange the link for a session, and go on to an address without the secret."""
        visit = await doorkeeper.let_in(token)
        place = f"{PATH}/initiatives/{visit.initiative_key}" if visit.initiative_key else f"{PATH}/"
        answer = RedirectResponse(place, 303)
        is_secure = (app.house.pages.base_url or "").startswith("https:")
        answer.set_cookie(
            COOKIE, visit.session, COOKIE_SECONDS, path=PATH, secure=is_secure, httponly=True, samesite="lax"
        )
        return answer

    @site.post("/leave")
    async def on_leave(request: Request) -> Response:
        """End the session."""
        await doorkeeper.let_out(request)
        answer = HTMLResponse(render("notice.html", title="Session ended", sentence="You can close this page."))
        answer.delete_cookie(COOKIE, path=PATH)
        return answer

    @site.get("/")
    async def on_portfolio(request: Request) -> Response:
        """All initiatives that the visitor may look at."""
        ask = await doorkeeper.recognise(request)
        initiatives = await list_readable(ask)
        cards = await ask.read(lambda unit: gather_cards(unit, initiatives))
        return HTMLResponse(render("portfolio.html", cards=cards, said=describe_portfolio(cards), now=ask.now))

    @site.get("/initiatives/{key}")
    async def on_initiative(request: Request, key: str) -> Response:
        """One initiative."""
        ask = await doorkeeper.recognise(request)
        facts = await _find_facts(ask, key)
        sections = await drawings.illustrate(await asyncio.to_thread(compose_sections, facts))
        values = {"facts": facts, "sections": sections, "tables": tabulate_everything(facts)}
        page = await asyncio.to_thread(render, "initiative.html", **values)
        return HTMLResponse(page)

    @site.get("/initiatives/{key}/files/{name}")
    async def on_file(request: Request, key: str, name: str) -> Response:
        """The facts as a workbook, as one table in CSV, or as all of those in a ZIP."""
        ask = await doorkeeper.recognise(request)
        facts = await _find_facts(ask, key)
        file = await asyncio.to_thread(_write_file, facts, name)
        await ask.write(lambda unit: unit.audit("facts.exported", facts.initiative.key, files=[file.name]))
        disposition = {"content-disposition": f'attachment; filename="{file.name}"'}
        return Response(file.content, media_type=file.media_type, headers=disposition)

    @site.get("/style.css")
    async def on_style() -> Response:
        return Response(read_style(), media_type="text/css")

    _answer_refusals(site)
    return Secured(site)


async def _find_facts(ask: Ask, key: str) -> InitiativeFacts:
    initiative = await permit_reading(ask, parse_key(key, "Initiative"))
    return await ask.read(lambda unit: gather_facts(unit, initiative))


def _write_file(facts: InitiativeFacts, name: str) -> File:
    stem, tables = name_stem(facts), tabulate_everything(facts)
    if name == "facts.xlsx":
        return write_workbook(tables, stem)
    if name == "facts.zip":
        return write_zip(tables, stem)
    for table in tables:
        if name == f"{table.name}.csv":
            return write_csv(table, stem)
    raise NotFound("File", name, [f"{table.name}.csv" for table in tables])


def _answer_refusals(site: FastAPI) -> None:
    @site.exception_handler(Refused)
    async def on_refused(_request: Request, error: Exception) -> Response:
        assert isinstance(error, Refused)
        return _notice(403, error.sentence)

    @site.exception_handler(GroundswellError)
    async def on_known(_request: Request, error: Exception) -> Response:
        assert isinstance(error, GroundswellError)
        if isinstance(error, NotAllowed):
            return _notice(403, f"This is for the role {error.role}.")
        return _notice(404, tell_refusal(error.sentence))

    @site.exception_handler(HTTPException)
    async def on_nothing(_request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        return _notice(error.status_code, "There is no such page.")

    @site.exception_handler(Exception)
    async def on_broken(_request: Request, error: Exception) -> Response:
        return _notice(500, explain(error))


def _notice(status: int, sentence: str) -> Response:
    titles = {403: "Not open to you", 404: "Not found", 405: "Not found"}
    page = render("notice.html", title=titles.get(status, "Something went wrong"), sentence=sentence)
    return HTMLResponse(page, status)
