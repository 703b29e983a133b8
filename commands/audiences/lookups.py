"""Looking audiences up again by and by, so that what depends on who is in them need not ask Slack."""

from datetime import timedelta

from commands.slack.features import Round
from commands.slack.membership import resolve_audience
from storage.errors import NotFound, Unanswered
from storage.memberships import list_stale_audiences, note_lookup, put_members

FRESH_FOR = timedelta(hours=6)


async def look_up_members(tick: Round) -> None:
    """Look up one audience that has not been for hours: one a tick, since Slack allows few such questions a minute."""
    store, team_id = tick.house.store, tick.team_id
    stale = await store.read(team_id, lambda unit: list_stale_audiences(unit, tick.now - FRESH_FOR))
    if not stale:
        return
    audience = stale[0]
    try:
        members = (await resolve_audience(tick.house, team_id, audience)).members
    except (NotFound, Unanswered):
        # A channel that is gone is told to whoever shows or uses the audience; here it must not be asked every tick.
        await store.write(team_id, lambda unit: note_lookup(unit, audience.name))
        return
    await store.write(team_id, lambda unit: put_members(unit, audience.name, [each.user_id for each in members]))
