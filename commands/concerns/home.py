"""Concerns on the Home tab: those that wait for my answer as lead."""

from collections.abc import Sequence

from commands.concerns.views import concern_block
from commands.slack.ask import Ask
from commands.slack.features import Task
from storage.concerns import list_unanswered


async def list_concerns_unanswered(ask: Ask) -> Sequence[Task]:
    """The concerns about the asker's initiatives whose authors have heard nothing yet."""
    waiting = await ask.read(lambda unit: list_unanswered(unit, ask.user_id))
    return [Task(concern_block(concern)) for concern in waiting]
