"""Status on the Home tab: the initiatives I speak for, those without a fresh status first."""

from collections.abc import Sequence
from dataclasses import dataclass

import slackblocks as sb

from commands.slack.access import roles_of
from commands.slack.ask import Ask
from commands.slack.blocks import button, context, header, section
from commands.slack.standing import Standing, find_standing
from commands.slack.text import inert, shorten
from storage.initiatives import Initiative, list_initiatives
from storage.roles import Role
from storage.units import Unit

MOST_SHOWN = 10
MAY_POST = {Role.CHAMPION, Role.LEAD}
OWN_ROLES = {*MAY_POST, Role.SPONSOR, Role.REVIEWER}
SUMMARY_SHOWN = 140


@dataclass(frozen=True, slots=True)
class Mine:
    """An initiative of the asker's, how it stands, and whether they may post the next status."""

    initiative: Initiative
    standing: Standing
    may_post: bool

    @property
    def urgency(self) -> int:
        """What to look at first: no fresh status, then a green that hides a red, then the rest."""
        return 0 if self.standing.declared == "grey" else 1 if self.standing.is_watermelon else 2


async def my_initiatives_card(ask: Ask) -> Sequence[sb.Block]:
    """One line for each open initiative that the asker leads, sponsors, champions or reviews."""

    def find(unit: Unit) -> list[Mine]:
        roles = [(i, roles_of(unit, ask, i) & OWN_ROLES) for i in list_initiatives(unit, open_only=True)]
        return [Mine(i, find_standing(unit, i), not held.isdisjoint(MAY_POST)) for i, held in roles if held]

    found = await ask.read(find)
    found.sort(key=lambda mine: mine.urgency)
    blocks: list[sb.Block] = [header("Your initiatives")] if found else []
    blocks += [_line(mine) for mine in found[:MOST_SHOWN]]
    if len(found) > MOST_SHOWN:
        blocks.append(context(f"and {len(found) - MOST_SHOWN} more; `/change list` has them all"))
    return blocks


def _line(mine: Mine) -> sb.Block:
    initiative, standing = mine.initiative, mine.standing
    summary = ""
    if standing.status and not standing.is_overdue:
        summary = f"\n{inert(shorten(standing.status.summary, SUMMARY_SHOWN, rendered=inert))}"
    evidence = f"\n{standing.show_evidence()}" if standing.is_watermelon else ""
    text = f"*{initiative.key}* {inert(initiative.name)}\n{standing.show()}{summary}{evidence}"
    if mine.may_post:
        return section(text, accessory=button("Post a status", f"status.open:{initiative.key}", initiative.key))
    look = button("Open", f"initiative.show:{initiative.key}", initiative.key, spoken=f"Open {initiative.key}")
    return section(text, accessory=look)
