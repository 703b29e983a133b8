"""Cards and lists made from what is stored: what the phase commands answer with."""

from collections.abc import Callable
from datetime import date

from commands.phases.checkpoint_views import checkpoint_card
from commands.phases.views import PhaseFacts, phase_card, phase_list_message
from commands.slack.ask import Answer, Ask, Reply, Silence
from commands.slack.blocks import Message
from commands.slack.conflicts import save_or_reopen
from commands.slack.modals import Modal
from storage.audit import list_entries
from storage.checkpoints import get_checkpoint, list_checkpoint_readings, list_checkpoints
from storage.gates import list_gates
from storage.initiatives import get_initiative
from storage.phases import get_phase, list_phases, list_slips
from storage.units import Unit


async def make_list(ask: Ask, key: str, page: int = 0) -> Message:
    """An initiative's phases."""
    today = await ask.find_today()

    def make(unit: Unit) -> Message:
        initiative, phases = get_initiative(unit, key), list_phases(unit, key)
        slips = {phase.id: list_slips(unit, phase.id) for phase in phases}
        return phase_list_message(initiative, phases, list_checkpoints(unit, key), slips, today, page)

    return await ask.read(make)


async def make_card(ask: Ask, phase_id: str) -> Message:
    """A phase with all that belongs to it."""
    today, zone = await ask.find_today(), await ask.find_zone()
    return await ask.read(lambda unit: make_phase_card(unit, phase_id, today, zone))


def make_phase_card(unit: Unit, phase_id: str, today: date, zone: str) -> Message:
    """The same within a unit."""
    facts = PhaseFacts(
        get_phase(unit, phase_id),
        list_checkpoints(unit, phase_id=phase_id),
        list_slips(unit, phase_id),
        list_gates(unit, phase_id),
        list_entries(unit, phase_id),
    )
    return phase_card(facts, today, zone)


async def save_phase(ask: Ask, phase_id: str, save: Callable[[Unit], None], reopen: Callable[[Unit], Modal]) -> Answer:
    """Write what a form says and answer with the phase's card; on a conflict the form again, as it was filled in."""

    def work(unit: Unit) -> Answer:
        save(unit)
        return Silence()

    answer = await save_or_reopen(ask, work, reopen)
    return answer if isinstance(answer, Modal) else Reply(await make_card(ask, phase_id))


async def make_checkpoint(ask: Ask, checkpoint_id: str) -> Message:
    """A checkpoint with its readings."""
    today, zone = await ask.find_today(), await ask.find_zone()

    def make(unit: Unit) -> Message:
        checkpoint = get_checkpoint(unit, checkpoint_id)
        phase = get_phase(unit, checkpoint.phase_id)
        readings = list_checkpoint_readings(unit, checkpoint_id, with_taken_back=True)
        return checkpoint_card(checkpoint, phase, readings, list_entries(unit, checkpoint_id), today, zone)

    return await ask.read(make)
