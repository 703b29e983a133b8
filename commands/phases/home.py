"""Phases on the Home tab: gates that wait for my decision, and checkpoints of mine whose day has passed."""

from collections.abc import Sequence

from commands.phases.lines import show_checkpoint
from commands.slack.ask import Ask
from commands.slack.blocks import button, section
from commands.slack.features import Task
from commands.slack.text import inert
from storage.checkpoints import Checkpoint, list_checkpoints
from storage.gates import Gate, list_open_gates
from storage.initiatives import get_initiative
from storage.phases import Phase, PhaseState, get_phase
from storage.units import Unit

MOST_SHOWN = 10


async def list_gates_to_decide(ask: Ask) -> Sequence[Task]:
    """The gates that wait for the asker as sponsor, each with the button that opens its report."""

    def find(unit: Unit) -> list[tuple[Gate, Phase]]:
        found = [(gate, get_phase(unit, gate.phase_id)) for gate in list_open_gates(unit)]
        initiatives = {phase.initiative_key: get_initiative(unit, phase.initiative_key) for _, phase in found}
        return [
            (gate, phase)
            for gate, phase in found
            if initiatives[phase.initiative_key].is_open and initiatives[phase.initiative_key].sponsor_id == ask.user_id
        ]

    return [_gate_task(gate, phase) for gate, phase in (await ask.read(find))[:MOST_SHOWN]]


async def list_overdue_checkpoints(ask: Ask) -> Sequence[Task]:
    """The asker's overdue checkpoints, or those without an owner where they lead, each with the form for a value."""
    today = await ask.find_today()

    def find(unit: Unit) -> list[Checkpoint]:
        overdue = [checkpoint for checkpoint in list_checkpoints(unit) if checkpoint.is_overdue_on(today)]
        return [checkpoint for checkpoint in overdue if _waits_for(unit, ask.user_id, checkpoint)]

    return [
        Task(
            section(
                f"🚩 *{each.id}* {inert(show_checkpoint(each, today))}",
                accessory=button("Record", f"checkpoint.record:{each.id}", each.id, spoken=f"Record {each.id}"),
            ),
            each.due_on,
        )
        for each in (await ask.read(find))[:MOST_SHOWN]
    ]


def _waits_for(unit: Unit, user_id: str, checkpoint: Checkpoint) -> bool:
    phase = get_phase(unit, checkpoint.phase_id)
    initiative = get_initiative(unit, phase.initiative_key)
    is_waiting = initiative.is_open and phase.state != PhaseState.PASSED
    return is_waiting and user_id == (checkpoint.owner_id or initiative.lead_id)


def _gate_task(gate: Gate, phase: Phase) -> Task:
    text = f"🚦 *Decide {gate.id}*: may {phase.id} {inert(phase.name)} be left?"
    open_ = button("Open", f"gate.show:{gate.id}", gate.id, spoken=f"Open {gate.id}")
    return Task(section(f"{text} ({phase.initiative_key})", accessory=open_), gate.asked_at.date())
