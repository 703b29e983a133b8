"""Who may look at what on the dashboard: lead, sponsor, reviewer and admin by role, executives at all that is open.

What executives follow narrows their portfolio, as it does their digest; it is a choice and no limit.
"""

from commands.slack.access import is_admin, permit, roles_of
from commands.slack.ask import Ask
from commands.slack.executives import find_executives
from storage.errors import NotAllowed
from storage.follows import list_followed
from storage.initiatives import Initiative, get_initiative, list_initiatives
from storage.roles import Role
from storage.units import Unit

MAY_READ = (Role.LEAD, Role.SPONSOR, Role.ADMIN, Role.REVIEWER)


async def list_readable(ask: Ask) -> list[Initiative]:
    """The open initiatives of the asker's portfolio; NotAllowed when there is nothing for them to look at."""
    is_executive = await _is_executive(ask)

    def find(unit: Unit) -> list[Initiative]:
        initiatives = list_initiatives(unit, open_only=True)
        scope = {each.key for each in _list_scope(unit, ask, is_executive)}
        readable = [each for each in initiatives if each.key in scope or _has_role(unit, ask, each)]
        if not (readable or is_executive or is_admin(unit, ask)):
            raise NotAllowed("lead, sponsor, executive, reviewer or admin", min(ask.house.admins, default=None))
        return readable

    return await ask.read(find)


async def permit_reading(ask: Ask, key: str) -> Initiative:
    """The initiative with this key, open or closed; NotFound when there is none, NotAllowed when it is not for them."""

    def find(unit: Unit) -> tuple[Initiative, bool]:
        initiative = get_initiative(unit, key)
        return initiative, _has_role(unit, ask, initiative)

    initiative, has_role = await ask.read(find)
    if has_role:
        return initiative
    if not (initiative.is_open and await _is_executive(ask)):
        await ask.read(lambda unit: permit(unit, ask, initiative, MAY_READ))
    return initiative


async def _is_executive(ask: Ask) -> bool:
    executives = await find_executives(ask.house, ask.team_id)
    return any(person.user_id == ask.user_id for person in executives)


def _list_scope(unit: Unit, ask: Ask, is_executive: bool) -> list[Initiative]:
    """What an executive follows, or everything open where they follow nothing."""
    if not is_executive:
        return []
    initiatives = list(list_initiatives(unit, open_only=True))
    followed = list_followed(unit, ask.user_id)
    return [each for each in initiatives if each.key in followed] or initiatives


def _has_role(unit: Unit, ask: Ask, initiative: Initiative) -> bool:
    return not roles_of(unit, ask, initiative).isdisjoint(MAY_READ)
