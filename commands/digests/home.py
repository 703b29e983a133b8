"""The digest on the Home tab: how the initiatives stand that I am told of, and what an admin has yet to set up."""

from collections.abc import Sequence

import slackblocks as sb

from commands.digests.composing import rank_urgency
from commands.digests.facts import InitiativeFacts, gather_facts
from commands.digests.lines import show_risk, show_state
from commands.digests.scopes import choose_scope
from commands.slack.access import is_admin, roles_of
from commands.slack.ask import Ask
from commands.slack.blocks import button, context, header, section
from commands.slack.standing import find_standing
from storage.audiences import list_audiences
from storage.follows import list_followed
from storage.initiatives import Initiative, list_initiatives
from storage.memberships import list_members
from storage.roles import Role
from storage.schedules import list_schedules
from storage.units import Unit

MOST_SHOWN = 10
OWN_ROLES = {Role.CHAMPION, Role.LEAD, Role.SPONSOR, Role.REVIEWER}
"""Whoever has one of these sees the initiative among their own."""


async def followed_card(ask: Ask) -> Sequence[sb.Block]:
    """What the asker follows, or everything for an executive who follows nothing; own initiatives stand elsewhere."""

    def find(unit: Unit) -> tuple[str, list[InitiativeFacts], int]:
        followed = list_followed(unit, ask.user_id)
        scope = _find_scope(unit, ask.user_id, followed)
        others = [each for each in scope if roles_of(unit, ask, each).isdisjoint(OWN_ROLES)]
        title = "What you follow" if followed else "Open initiatives"
        others.sort(key=lambda each: rank_urgency(find_standing(unit, each)))
        return title, [gather_facts(unit, each) for each in others[:MOST_SHOWN]], len(others) - MOST_SHOWN

    title, found, more = await ask.read(find)
    if not found:
        return []
    lines = [_show(each) for each in found]
    rest = [context(f"and {more} more; `/change digest preview all` has them all")] if more > 0 else []
    return [header(title), *lines, *rest]


async def setup_card(ask: Ask) -> Sequence[sb.Block]:
    """For admins: what is missing before anything can be told."""

    def find(unit: Unit) -> list[str]:
        return _list_missing(unit) if is_admin(unit, ask) else []

    missing = await ask.read(find)
    return [header("Not set up yet"), section("\n".join(f"• {line}" for line in missing))] if missing else []


def _find_scope(unit: Unit, user_id: str, followed: Sequence[str]) -> Sequence[Initiative]:
    boards = list_audiences(unit, "executives")
    if not followed and not any(user_id in list_members(unit, board.name) for board in boards):
        return []
    return choose_scope(list_initiatives(unit, open_only=True), followed)


def _list_missing(unit: Unit) -> list[str]:
    missing = []
    if not list_initiatives(unit, open_only=True):
        missing.append('no initiative: `/change new CRM "One customer record"`')
    if not list_audiences(unit, "executives"):
        missing.append("no audience of executives: `/change audience new board kind:executives from:@clara`")
    if not list_schedules(unit, "digest"):
        missing.append("no time for the digest: `/change digest schedule monday 9am`")
    return missing


def _show(facts: InitiativeFacts) -> sb.Block:
    risk = f"\nTop risk: {show_risk(facts, facts.risks[0])}" if facts.risks else ""
    look = button("Open", f"initiative.show:{facts.key}", facts.key, spoken=f"Open {facts.key}")
    return section(f"{show_state(facts)}{risk}", accessory=look)
