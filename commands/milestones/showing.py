"""What showing and changing a milestone have in common: its card, and who may."""

from datetime import date

from commands.milestones.views import milestone_card
from commands.slack.blocks import Message
from storage.audit import list_entries
from storage.milestones import Milestone, list_milestone_dates
from storage.roles import Role
from storage.units import Unit

NAME_EXAMPLE = "Go-live Berlin"
MAY_PROMISE = (Role.LEAD,)


def make_card(unit: Unit, milestone: Milestone, today: date, zone: str) -> Message:
    """The card of a milestone, with its dates and its history."""
    dates, entries = list_milestone_dates(unit, milestone.id), list_entries(unit, milestone.id)
    return milestone_card(milestone, dates, entries, today, zone)
