"""Status on the Home tab: the initiatives I speak for, those without a fresh status first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import slackblocks as sb

from commands.slack.access import roles_of
from commands.slack.ask import Ask
from commands.slack.blocks import button, context, section
from commands.slack.dates import describe_date
from commands.slack.rag import MARKS, is_stale, show_rag
from commands.slack.text import inert, shorten
from storage.initiatives import Initiative, list_initiatives
from storage.roles import Role
from storage.statuses import Status, list_latest_statuses
from storage.units import Unit

MOST_SHOWN = 10
MAY_POST = {Role.CHAMPION, Role.LEAD}
OWN_ROLES = {*MAY_POST, Role.SPONSOR}
SUMMARY_SHOWN = 140


@dataclass(frozen=True, slots=True)
class Standing:
    """An initiative of the asker's, its latest status, and whether they may post the next."""

    initiative: Initiative
    status: Status | None
    may_post: bool

    def is_stale_at(self, now: datetime) -> bool:
        """Whether it is time for a fresh status."""
        return is_stale(self.status.at if self.status else None, now)


async def my_initiatives_card(ask: Ask) -> Sequence[sb.Block]:
    """One line for each open initiative that the asker leads, sponsors or champions."""

    def find(unit: Unit) -> list[Standing]:
        latest = list_latest_statuses(unit)
        roles = [(i, roles_of(unit, ask, i) & OWN_ROLES) for i in list_initiatives(unit, open_only=True)]
        return [Standing(i, latest.get(i.key), not held.isdisjoint(MAY_POST)) for i, held in roles if held]

    found = await ask.read(find)
    found.sort(key=lambda standing: not standing.is_stale_at(ask.now))
    blocks: list[sb.Block] = [_line(ask, standing) for standing in found[:MOST_SHOWN]]
    if len(found) > MOST_SHOWN:
        blocks.append(context(f"and {len(found) - MOST_SHOWN} more; `{ask.house.command} list` has them all"))
    return blocks


def _line(ask: Ask, mine: Standing) -> sb.Block:
    initiative, status = mine.initiative, mine.status
    if status is None:
        standing = f"{MARKS['grey']} no status yet"
    elif is_stale(status.at, ask.now):
        standing = f"{MARKS['grey']} no status since {describe_date(status.at.date())}"
    else:
        standing = f"{show_rag(status.rag)}: {inert(shorten(status.summary, SUMMARY_SHOWN, rendered=inert))}"
    text = f"*{initiative.key}* {inert(initiative.name)}\n{standing}"
    post = button("Post a status", f"status.open:{initiative.key}", initiative.key)
    return section(text, accessory=post if mine.may_post else None)
