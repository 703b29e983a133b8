"""Who may plan: the lead, while the initiative is open."""

from commands.slack.access import permit
from commands.slack.ask import Ask
from storage.errors import BadInput
from storage.initiatives import get_open_initiative
from storage.phases import Phase, PhaseState, get_phase
from storage.roles import Role
from storage.units import Unit

MAY_PLAN = (Role.LEAD,)


def find_permitted(unit: Unit, ask: Ask, phase_id: str) -> Phase:
    """The phase, when its initiative is open and the asker may plan it."""
    phase = get_phase(unit, phase_id)
    permit(unit, ask, get_open_initiative(unit, phase.initiative_key), MAY_PLAN)
    if phase.state == PhaseState.DROPPED:
        raise BadInput("Phase", f"{phase.id} was dropped", f"/change phase list {phase.initiative_key}")
    return phase


def get_plannable(unit: Unit, ask: Ask, phase_id: str) -> Phase:
    """The same, refused once the phase has passed its gate."""
    phase = find_permitted(unit, ask, phase_id)
    if phase.state == PhaseState.PASSED:
        raise BadInput("Phase", f"{phase.id} has passed its gate", f"/change phase show {phase.id}")
    return phase
