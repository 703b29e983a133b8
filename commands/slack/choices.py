"""Choices that many forms share."""

from collections.abc import Collection

from commands.slack.access import roles_of
from commands.slack.ask import Ask
from commands.slack.modals import ChoiceField
from storage.errors import BadInput, NotAllowed
from storage.initiatives import Initiative, list_initiatives
from storage.roles import Role
from storage.units import Unit

OPTIONS_LIMIT = 100


async def list_choosable(ask: Ask, allowed: Collection[Role]) -> list[Initiative]:
    """The open initiatives in which the asker has one of these roles, as many as a drop-down takes.

    Raises BadInput when no initiative is open, NotAllowed when the asker has such a role in none of them.
    """
    return await ask.read(lambda unit: find_choosable(unit, ask, allowed))


def find_choosable(unit: Unit, ask: Ask, allowed: Collection[Role]) -> list[Initiative]:
    """The same within a unit."""
    initiatives = list_initiatives(unit, open_only=True)
    if not initiatives:
        raise BadInput("Initiative", "there is none yet", '/change new CRM "New CRM"')
    choosable = [each for each in initiatives if not roles_of(unit, ask, each).isdisjoint(allowed)]
    if not choosable:
        raise NotAllowed(" or ".join(sorted(allowed)), initiatives[0].lead_id)
    return choosable[:OPTIONS_LIMIT]


def initiative_field(initiatives: list[Initiative], initial_key: str | None = None) -> ChoiceField:
    """The **Initiative** drop-down; a single initiative is chosen already."""
    options = [(initiative.key, f"{initiative.key} · {initiative.name}") for initiative in initiatives]
    initial = initial_key or (initiatives[0].key if len(initiatives) == 1 else None)
    return ChoiceField("Initiative", options=options, initial=initial)
