"""Who looks back: the team writes, its lead asks, and reviewers read."""

from commands.slack.access import permit, roles_of
from commands.slack.ask import Ask
from storage.errors import NotAllowed
from storage.initiatives import Initiative, get_initiative
from storage.retro_notes import Note, get_note
from storage.roles import Role
from storage.units import Unit

MAY_ASK = (Role.LEAD,)
MAY_WRITE = (Role.LEAD, Role.SPONSOR, Role.MANAGER, Role.CHAMPION)
MAY_READ = (*MAY_WRITE, Role.REVIEWER)
MAY_KEEP = (Role.LEAD, Role.CHAMPION)
"""As with every other lesson."""


def reads_notes(unit: Unit, ask: Ask, initiative: Initiative) -> bool:
    """Whether the asker sees what the team wrote."""
    return not roles_of(unit, ask, initiative).isdisjoint(MAY_READ)


def get_read_note(unit: Unit, ask: Ask, note_id: str) -> Note:
    """The note, for somebody who may read it."""
    note = get_note(unit, note_id)
    permit(unit, ask, get_initiative(unit, note.initiative_key), MAY_READ)
    return note


def get_own_note(unit: Unit, ask: Ask, note_id: str) -> Note:
    """The note, for its author."""
    note = get_note(unit, note_id)
    if note.author_id != ask.user_id:
        raise NotAllowed("author", note.author_id)
    return note
