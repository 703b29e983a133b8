"""Plans: ready and own playbooks alike, found by what people call them; and who may make them."""

from commands.playbooks.library import LIBRARY, Ready
from commands.slack.access import is_admin, roles_of
from commands.slack.arguments import Arguments
from commands.slack.ask import Ask
from commands.slack.text import shorten
from commands.slack.values import parse_id
from storage.errors import BadInput, NotAllowed, NotFound
from storage.initiatives import list_initiatives
from storage.playbooks import Playbook, get_playbook
from storage.roles import Role
from storage.units import Unit

NAME_SHOWN = 40

Plan = Playbook | Ready
"""Any playbook, ready or own."""


def get_plan(unit: Unit, playbook_id: str) -> Plan:
    """The ready or own playbook with this id; raises NotFound with the ids that there are."""
    return LIBRARY.get(playbook_id) or get_playbook(unit, playbook_id, LIBRARY)


def get_own(unit: Unit, playbook_id: str) -> Playbook:
    """The own playbook with this id; BadInput for a ready one, which nobody edits."""
    if playbook_id in LIBRARY:
        example = f"/change playbook copy {playbook_id}"
        raise BadInput("Playbook", f"{playbook_id} is a ready one; make your own from it", example)
    return get_playbook(unit, playbook_id)


def take_plan_id(arguments: Arguments, example: str) -> str:
    """The playbook's id that comes next: a roadblock's name, or one such as "PB-1"."""
    word = arguments.take_word("Playbook", example)
    if word.lower() in LIBRARY:
        return word.lower()
    if not any(char.isdigit() for char in word):
        raise NotFound("Playbook", shorten(word, NAME_SHOWN), LIBRARY)
    return f"PB-{parse_id(word, 'PB', 'Playbook')}"


def permit_author(unit: Unit, ask: Ask) -> None:
    """Raise NotAllowed unless the asker leads an open initiative or is an admin: playbooks are everybody's."""
    if is_admin(unit, ask):
        return
    initiatives = list_initiatives(unit, open_only=True)
    if not any(Role.LEAD in roles_of(unit, ask, initiative) for initiative in initiatives):
        raise NotAllowed("lead or admin", min(ask.house.admins, default=None))
