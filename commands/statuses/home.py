"""Status on the Home tab: the initiatives I speak for, those without a fresh status first."""

from collections.abc import Sequence

import slackblocks as sb

from commands.slack.ask import Ask
from commands.slack.blocks import button, section
from commands.slack.dates import describe_date
from commands.slack.rag import MARKS, is_stale, show_rag
from commands.slack.text import inert, shorten
from storage.initiatives import Initiative, list_initiatives
from storage.roles import Role, list_roles
from storage.statuses import Status, list_latest_statuses
from storage.units import Unit

MOST_SHOWN = 10
SUMMARY_SHOWN = 140


async def my_initiatives_card(ask: Ask) -> Sequence[sb.Block]:
    """One line for each open initiative that the asker leads, sponsors or champions."""

    def find(unit: Unit) -> list[tuple[Initiative, Status | None]]:
        latest = list_latest_statuses(unit)
        mine = [i for i in list_initiatives(unit, open_only=True) if _speaks_for(unit, ask.user_id, i)]
        return [(initiative, latest.get(initiative.key)) for initiative in mine]

    found = await ask.read(find)
    found.sort(key=lambda pair: not is_stale(pair[1].at if pair[1] else None, ask.now))
    return [_line(ask, initiative, status) for initiative, status in found[:MOST_SHOWN]]


def _speaks_for(unit: Unit, user_id: str, initiative: Initiative) -> bool:
    is_accountable = user_id in (initiative.lead_id, initiative.sponsor_id)
    return is_accountable or Role.CHAMPION in list_roles(unit, initiative.key, user_id)


def _line(ask: Ask, initiative: Initiative, status: Status | None) -> sb.Block:
    if status is None:
        standing = f"{MARKS['grey']} no status yet"
    elif is_stale(status.at, ask.now):
        standing = f"{MARKS['grey']} no status since {describe_date(status.at.date())}"
    else:
        standing = f"{show_rag(status.rag)}: {inert(shorten(status.summary, SUMMARY_SHOWN, rendered=inert))}"
    text = f"*{initiative.key}* {inert(initiative.name)}\n{standing}"
    post = button("Post a status", f"status.open:{initiative.key}", initiative.key)
    return section(text, accessory=post)
