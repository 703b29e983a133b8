"""One tick from the command line: for cron hosting and rehearsals."""

from datetime import datetime

from bot.app import App, build_app
from bot.config import Settings
from storage.clock import Clock
from storage.deliveries import list_teams_with_work


async def tick_once(settings: Settings, at: datetime | None) -> None:
    """Plan and send everything due at `at` (now when None); a second call for the same moment finds nothing to do."""
    app = build_app(settings, Clock.set_to(at) if at else Clock())
    try:
        await app.join_workspace()
        await app.scheduler.tick()
        await drain_all(app)
    finally:
        await app.close()


async def drain_all(app: App) -> None:
    """Drain every workspace that has something due, until a drain finds nothing: what was limited has been put back."""
    for team_id in await app.store.read("", list_teams_with_work):
        while await app.sender.drain(team_id):
            continue
