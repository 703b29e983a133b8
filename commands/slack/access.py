"""Who may: every check of a person's role, deny by default. Called when somebody asks and again when they submit."""

from collections.abc import Collection

from commands.slack.ask import Ask, House
from storage.errors import NotAllowed
from storage.initiatives import Initiative
from storage.roles import WORKSPACE, Role, list_holders, list_roles
from storage.units import Unit
from storage.workspaces import find_workspace


def roles_of(unit: Unit, ask: Ask, initiative: Initiative) -> set[Role]:
    """The asker's roles in an initiative, today's reviewers and workspace admins included."""
    roles = set(list_roles(unit, initiative.key, ask.user_id))
    if ask.user_id == initiative.lead_id:
        roles.add(Role.LEAD)
    if ask.user_id == initiative.sponsor_id:
        roles.add(Role.SPONSOR)
    if is_admin(unit, ask):
        roles.add(Role.ADMIN)
    return roles


def is_admin(unit: Unit, ask: Ask) -> bool:
    """Whether the asker sets the bot up: named in the settings, added by one who is, or who installed it."""
    if ask.user_id in ask.house.admins or Role.ADMIN in list_roles(unit, WORKSPACE, ask.user_id):
        return True
    workspace = find_workspace(unit)
    return workspace is not None and workspace.installed_by == ask.user_id


def list_admins(unit: Unit, house: House) -> list[str]:
    """Those who set the bot up: named in the settings, or added by one who is."""
    return sorted({*house.admins, *(user_id for user_id, _ in list_holders(unit, WORKSPACE, Role.ADMIN))})


def permit(unit: Unit, ask: Ask, initiative: Initiative, allowed: Collection[Role]) -> None:
    """Raise NotAllowed, saying whom to ask, unless the asker has one of these roles in the initiative."""
    if ask.user_id == initiative.lead_id and Role.LEAD in allowed:
        return
    if roles_of(unit, ask, initiative).isdisjoint(allowed):
        raise NotAllowed(" or ".join(sorted(allowed)), initiative.lead_id)


def permit_admin(unit: Unit, ask: Ask) -> None:
    """Raise NotAllowed unless the asker is an admin."""
    if not is_admin(unit, ask):
        raise NotAllowed(Role.ADMIN, min(ask.house.admins, default=None))
