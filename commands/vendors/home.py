"""Vendors on the Home tab: those that I have still to score."""

from collections.abc import Sequence

from commands.slack.access import roles_of
from commands.slack.ask import Ask
from commands.slack.blocks import section
from commands.slack.features import Task
from commands.slack.text import inert
from commands.vendors.rights import MAY_SCORE
from commands.vendors.scoring import list_unscored
from commands.vendors.views import score_button
from storage.initiatives import list_initiatives
from storage.units import Unit
from storage.vendors import Vendor, list_compared_vendors

MOST_SHOWN = 5


async def list_to_score(ask: Ask) -> Sequence[Task]:
    """The vendors that the asker may score and has not, each with the button that opens the form."""

    def find(unit: Unit) -> list[Vendor]:
        keys = {each.initiative_key for each in list_compared_vendors(unit)}
        mine = [
            each
            for each in list_initiatives(unit, open_only=True)
            if each.key in keys and not roles_of(unit, ask, each).isdisjoint(MAY_SCORE)
        ]
        return [vendor for each in mine for vendor in list_unscored(unit, ask.user_id, each)]

    unscored = await ask.read(find)
    return [
        Task(section(f":scales: *Score {each.id}* {inert(each.name)}\n{each.initiative_key}", score_button(each)))
        for each in unscored[:MOST_SHOWN]
    ]
