"""Milestones on the Home tab: those that are overdue in what I lead."""

from collections.abc import Sequence
from datetime import date

from commands.milestones.views import overdue_task_line
from commands.slack.ask import Ask
from commands.slack.blocks import button, section
from commands.slack.features import Task
from commands.slack.pages import NAME_READ_OUT
from commands.slack.text import shorten
from storage.milestones import Milestone, list_pending_milestones

MOST_SHOWN = 10


async def list_overdue_milestones(ask: Ask) -> Sequence[Task]:
    """The lead's overdue milestones, each with the button that opens its card."""
    today = await ask.find_today()
    pending = await ask.read(lambda unit: list_pending_milestones(unit, ask.user_id))
    overdue = [milestone for milestone in pending if milestone.is_overdue_on(today)]
    return [_show(milestone, today) for milestone in overdue[:MOST_SHOWN]]


def _show(milestone: Milestone, today: date) -> Task:
    spoken = f"Open {shorten(milestone.name, NAME_READ_OUT)}"
    opener = button("Open", f"milestone.show:{milestone.id}", milestone.id, spoken=spoken)
    return Task(section(overdue_task_line(milestone, today), accessory=opener), milestone.due_on)
