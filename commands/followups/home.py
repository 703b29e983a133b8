"""Follow-ups on the Home tab: what I have to do."""

from collections.abc import Sequence

from commands.followups.views import describe_followup, done_button
from commands.slack.ask import Ask
from commands.slack.blocks import section
from commands.slack.features import Task
from storage.followups import list_owned_followups

MOST_SHOWN = 10


async def list_mine(ask: Ask) -> Sequence[Task]:
    """The asker's open follow-ups, each with the button that finishes it."""
    today = await ask.find_today()
    mine = await ask.read(lambda unit: list_owned_followups(unit, ask.user_id))
    return [
        Task(section(describe_followup(each, today), accessory=done_button(each, f":{each.id}")), each.due_on)
        for each in mine[:MOST_SHOWN]
    ]
