"""Who may plan: the lead, while the initiative is open."""

from commands.slack.access import permit
from commands.slack.ask import Ask
from storage.checkpoints import Checkpoint, get_checkpoint
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


def get_live_checkpoint(unit: Unit, ask: Ask, checkpoint_id: str) -> Checkpoint:
    """The checkpoint, for somebody who may plan its phase; BadInput once it is dropped."""
    checkpoint = get_checkpoint(unit, checkpoint_id)
    find_permitted(unit, ask, checkpoint.phase_id)
    check_live(checkpoint)
    return checkpoint


def check_live(checkpoint: Checkpoint) -> None:
    """Raise BadInput, with the way back, when a checkpoint was dropped."""
    if checkpoint.dropped_because is not None:
        raise BadInput("Checkpoint", f"{checkpoint.id} was dropped", f"/change checkpoint reopen {checkpoint.id}")
