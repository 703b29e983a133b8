"""Health, readiness and metrics."""

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.app import App
from storage.deliveries import count_open
from storage.failures import DatabaseFailure
from storage.workspaces import list_workspaces


def health_routes(app: App) -> list[Route]:
    """`GET /healthz`, `/readyz` and `/metrics`."""

    async def on_health(_request: Request) -> Response:
        """Red while a workspace refuses the bot's token, where deliveries wait, and while the database is away."""
        try:
            workspaces = await app.store.read("", list_workspaces)
        except DatabaseFailure as error:
            return _refuse(error)
        halted = {w.team_id: w.halted_reason for w in workspaces if w.halted_reason is not None}
        return JSONResponse({"ok": not halted, "halted": halted}, status_code=503 if halted else 200)

    async def on_ready(_request: Request) -> Response:
        """Whether commands can be taken: the database answers."""
        try:
            outbox = await app.store.read("", count_open)
        except DatabaseFailure as error:
            return _refuse(error)
        return JSONResponse({"ok": True, "outbox": outbox})

    async def on_metrics(_request: Request) -> Response:
        """Prometheus' text format."""
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    return [
        Route("/healthz", on_health),
        Route("/readyz", on_ready),
        Route("/metrics", on_metrics),
    ]


def _refuse(error: DatabaseFailure) -> Response:
    return JSONResponse({"ok": False, "reason": type(error).__name__}, status_code=503)
