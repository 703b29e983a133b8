"""Rebuilding: the weeks of the trends are added up anew from the sealed answers, for an operator who doubts them."""

from commands.pulses.rolling import Rebuilt, rebuild_rollups
from storage.condition import require_database
from storage.store import Store
from storage.workspaces import list_workspaces


def rebuild_trends(database_url: str) -> str:
    """Rebuild the weeks of every workspace; gives a line for people."""
    require_database(database_url)
    store = Store.open(database_url)
    try:
        teams = [workspace.team_id for workspace in store.read_now("", list_workspaces)]
        done = sum((store.write_now(team_id, rebuild_rollups) for team_id in teams), Rebuilt(0, 0))
    finally:
        store.close()
    same = "all as they were" if not done.changed else f"{done.changed:,} were not as they are now"
    return f"{done.weeks:,} weeks of questions added up from the sealed answers: {same}."
