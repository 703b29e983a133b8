"""Visitors: whose session a request belongs to, asked again at every page."""

from fastapi import Request

from bot.app import App
from commands.dashboards.links import SESSION_LIFETIME, Visit, enter, leave, read_team, recognise
from commands.slack.ask import Ask

COOKIE = "groundswell_dashboard"
COOKIE_SECONDS = int(SESSION_LIFETIME.total_seconds())


class Refused(Exception):
    """This page is not to be seen with what the browser has shown; `sentence` says why, without telling what exists."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


LINK_REFUSED = "This link opens nothing: it was used before, is older than 15 minutes, or is not whole."
SESSION_REFUSED = "There is no open session in this browser."
ACCOUNT_REFUSED = "This account may not use Groundswell any more."


class Doorkeeper:
    """Lets people in by their links, and knows them again by their cookies."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def let_in(self, token: str) -> Visit:
        """Exchange a link for a session; Refused when it is no good."""
        team_id, pepper = read_team(token), self._app.house.pepper
        if team_id is None:
            raise Refused(LINK_REFUSED)
        visit = await self._app.store.write(team_id, lambda unit: enter(unit, pepper, token))
        if visit is None:
            raise Refused(LINK_REFUSED)
        return visit

    async def recognise(self, request: Request) -> Ask:
        """Who is looking, as if they had asked in Slack; Refused without a session, or for a barred account."""
        token, pepper = request.cookies.get(COOKIE, ""), self._app.house.pepper
        team_id = read_team(token)
        if team_id is None:
            raise Refused(SESSION_REFUSED)
        person_id = await self._app.store.read(team_id, lambda unit: recognise(unit, pepper, token))
        if person_id is None:
            raise Refused(SESSION_REFUSED)
        if self._app.directory.find_bar(team_id, person_id):
            raise Refused(ACCOUNT_REFUSED)
        return Ask(self._app.house, team_id, person_id, self._app.store.clock.now())

    async def let_out(self, request: Request) -> None:
        """End the session of this browser, if there is one."""
        token, pepper = request.cookies.get(COOKIE, ""), self._app.house.pepper
        if team_id := read_team(token):
            await self._app.store.write(team_id, lambda unit: leave(unit, pepper, token))
