"""Gate commands: the lead asks with a report, the sponsor says go or no-go."""

from dataclasses import replace
from datetime import date

from commands.phases.gate_views import decide_modal, gate_asked_message, gate_card, gate_decided_message
from commands.phases.order import find_startable
from commands.phases.permits import find_permitted
from commands.phases.reports import GateReport, compose_report, list_failing
from commands.phases.views import start_button
from commands.slack.access import roles_of
from commands.slack.ask import Answer, Ask, Replacement, Reply
from commands.slack.blocks import Message
from commands.slack.reasons import read_reason
from commands.slack.scoring import find_bands
from commands.slack.sight import find_public_risk
from commands.slack.subjects import take_only_id
from commands.slack.telling import tell
from storage.checkpoints import list_checkpoints
from storage.errors import BadInput, NotAllowed
from storage.gates import Decision, Gate, add_gate, check_open, decide_gate, get_gate
from storage.initiatives import Initiative, get_initiative, get_open_initiative
from storage.people import find_person
from storage.phases import Phase, PhaseState, get_phase, list_phases, list_slips, pass_phase
from storage.risks import list_risks
from storage.roles import Role
from storage.units import Unit

KIND = "gate"


async def on_ask(ask: Ask) -> Answer:
    """`/change gate ask PH-ID`."""
    return await _ask(ask, take_only_id(ask.text, "PH", "Phase", "/change gate ask PH-1"))


async def on_ask_button(ask: Ask) -> Answer:
    """Ask for the gate, on a phase's card."""
    return await _ask(ask, ask.value)


async def on_show(ask: Ask) -> Answer:
    """`/change gate show ID`."""
    return await _show(ask, take_only_id(ask.text, "G", "Gate", "/change gate show G-1"))


async def on_show_button(ask: Ask) -> Answer:
    """Open, on a phase's card or the Home tab."""
    return await _show(ask, ask.value)


async def on_go(ask: Ask) -> Answer:
    """Go: at once when everything is met, else by a form that takes the reason."""
    gate = await ask.read(lambda unit: _get_decidable(unit, ask, ask.value))
    if list_failing(gate.report):
        return decide_modal(gate, Decision.GO)
    await ask.write(lambda unit: _decide(unit, ask, gate.id, Decision.GO, None))
    message = await _make_card(ask, gate.id)
    # A click in a modal has no message that could be replaced.
    return Reply(message) if ask.channel_id is None else Replacement(message)


async def on_no_go(ask: Ask) -> Answer:
    """No-go: the form that takes the reason."""
    return decide_modal(await ask.read(lambda unit: _get_decidable(unit, ask, ask.value)), Decision.NO_GO)


async def on_decide_form(ask: Ask) -> Answer:
    """The submitted form with the reason."""
    gate_id, decision = ask.metadata["gate"], Decision(ask.metadata["decision"])
    reason = read_reason(ask.form["reason"], "Train the pilot group first")
    await ask.write(lambda unit: _decide(unit, ask, gate_id, decision, reason))
    return Replacement(await _make_card(ask, gate_id))


async def _ask(ask: Ask, phase_id: str) -> Answer:
    today, zone = await ask.find_today(), await ask.find_zone()

    def ask_sponsor(unit: Unit) -> Message:
        phase = find_permitted(unit, ask, phase_id)
        if phase.state != PhaseState.RUNNING:
            example = f"/change phase show {phase.id}"
            raise BadInput("Phase", f"{phase.id} is {phase.state}; only a running one has a gate to pass", example)
        gate = add_gate(unit, phase.id, dict(_draw_up(unit, phase, today)))
        sponsor_id = get_initiative(unit, phase.initiative_key).sponsor_id
        card = gate_card(gate, phase, sponsor_id, _find_zone(unit, sponsor_id))
        tell(unit, card, [sponsor_id], key=f"gate:{gate.id}", kind=KIND, subject=gate.id)
        return gate_asked_message(gate, phase, sponsor_id, zone)

    return Reply(await ask.write(ask_sponsor))


async def _show(ask: Ask, gate_id: str) -> Answer:
    return Reply(await _make_card(ask, gate_id))


async def _make_card(ask: Ask, gate_id: str) -> Message:
    zone = await ask.find_zone()

    def make(unit: Unit) -> Message:
        gate = _hide_private(unit, get_gate(unit, gate_id))
        phase = get_phase(unit, gate.phase_id)
        return gate_card(gate, phase, get_initiative(unit, phase.initiative_key).sponsor_id, zone)

    return await ask.read(make)


def _draw_up(unit: Unit, phase: Phase, today: date) -> GateReport:
    return compose_report(
        phase,
        list_checkpoints(unit, phase_id=phase.id),
        list_slips(unit, phase.id),
        list_risks(unit, phase.initiative_key),
        find_bands(unit),
        today,
    )


def _hide_private(unit: Unit, gate: Gate) -> Gate:
    """The gate with its report as it was drawn up, without the risks that have become private since."""
    risks = [line for line in gate.report["risks"] if find_public_risk(unit, line["id"]) is not None]
    return replace(gate, report={**gate.report, "risks": risks})


def _get_decidable(unit: Unit, ask: Ask, gate_id: str) -> Gate:
    """The gate, when it is open and the asker is the sponsor."""
    gate = get_gate(unit, gate_id)
    _permit_sponsor(unit, ask, get_open_initiative(unit, get_phase(unit, gate.phase_id).initiative_key))
    check_open(gate)
    return gate


def _permit_sponsor(unit: Unit, ask: Ask, initiative: Initiative) -> None:
    if Role.SPONSOR not in roles_of(unit, ask, initiative):
        raise NotAllowed(Role.SPONSOR, initiative.sponsor_id)


def _decide(unit: Unit, ask: Ask, gate_id: str, decision: Decision, reason: str | None) -> None:
    gate = _get_decidable(unit, ask, gate_id)
    gate = decide_gate(unit, gate.id, decision, reason)
    phase = get_phase(unit, gate.phase_id)
    next_button = None
    if decision is Decision.GO:
        phase = pass_phase(unit, phase)
        startable = find_startable(list_phases(unit, phase.initiative_key))
        next_button = start_button(startable) if startable else None
    news = gate_decided_message(gate, phase, next_button)
    lead_id = get_initiative(unit, phase.initiative_key).lead_id
    tell(unit, news, [lead_id], key=f"gate:{gate.id}:decided", kind=KIND, subject=gate.id)


def _find_zone(unit: Unit, user_id: str) -> str:
    person = find_person(unit, user_id)
    return person.zone if person else "UTC"
