"""How gates look: the report with its two buttons, the line on a phase's card, the form for a reason."""

from datetime import date
from typing import Any

import slackblocks as sb

from commands.phases.lines import MARKS
from commands.phases.reports import list_failing
from commands.slack.blocks import Message, actions, button, compose, context, header, mention, section, sections
from commands.slack.dates import describe_date
from commands.slack.figures import show_count
from commands.slack.modals import Modal, TextField
from commands.slack.moments import describe_instant
from commands.slack.reasons import REASON_LIMIT
from commands.slack.text import inert, shorten
from storage.gates import Decision, Gate
from storage.phases import Phase

REASON_SHOWN = 200
WORDS = {Decision.GO: "Go", Decision.NO_GO: "No-go"}


def gate_card(gate: Gate, phase: Phase, sponsor_id: str, zone: str) -> Message:
    """The report as it was asked with, and the decision or, while there is none, the buttons for it."""
    return compose(
        header(f"{gate.id} · {phase.initiative_key}"),
        section(f"*May {phase.id} {inert(phase.name)} be left?*\n{_show_standing(gate, sponsor_id, zone)}"),
        *_report_blocks(gate.report),
        actions(*_buttons(gate, phase)),
    )


def gate_asked_message(gate: Gate, phase: Phase, sponsor_id: str, zone: str) -> Message:
    """What the lead sees after asking: that the sponsor has it, and the same report."""
    return compose(
        header(f"{gate.id} · {phase.initiative_key}"),
        section(f"*{phase.id} {inert(phase.name)}*\n{_show_standing(gate, sponsor_id, zone)}"),
        *_report_blocks(gate.report),
        actions(_phase_button(phase)),
    )


def gate_decided_message(gate: Gate, phase: Phase, next_button: sb.Button | None) -> Message:
    """What the lead is told: the decision, its reason, and what can be done now."""
    verdict = _show_decision(gate)
    told = {
        Decision.GO: f"{phase.id} has passed.",
        Decision.NO_GO: f"{phase.id} goes on. Correct what is missing, then ask again.",
    }
    now = told[Decision(gate.decision or Decision.NO_GO)]
    buttons = [each for each in (next_button, _phase_button(phase)) if each is not None]
    return compose(
        section(f"{verdict} for *{phase.id} {inert(phase.name)}* ({phase.initiative_key}, {gate.id})"),
        *(sections(f"*Reason*\n{inert(gate.reason)}") if gate.reason else []),
        context(now),
        actions(*buttons),
    )


def gate_line(gate: Gate, zone: str) -> sb.SectionBlock:
    """One gate on a phase's card, with the button that opens it."""
    reason = f": {inert(shorten(gate.reason, REASON_SHOWN))}" if gate.reason else ""
    when = describe_instant(gate.decided_at or gate.asked_at, zone)
    state = "waits for a decision" if gate.is_open else _show_decision(gate)
    open_ = button("Open", f"gate.show:{gate.id}", gate.id, spoken=f"Open {gate.id}")
    return section(f"🚦 *{gate.id}* {state}{reason}\n{when}", accessory=open_)


def decide_modal(gate: Gate, decision: Decision) -> Modal:
    """The form that takes the reason for a decision."""
    failing = list_failing(gate.report)
    why = f"{', '.join(failing)} not met: why go all the same?" if decision is Decision.GO else "What has to change?"
    metadata = {"gate": gate.id, "decision": decision.value}
    reason = TextField("Reason", limit=REASON_LIMIT, is_multiline=True, hint=shorten(why, 150))
    return Modal("gate.decide", f"{WORDS[decision]} for {gate.id}", WORDS[decision], [reason], metadata)


def _show_standing(gate: Gate, sponsor_id: str, zone: str) -> str:
    asked = f"asked by {mention(gate.asked_by)} on {describe_instant(gate.asked_at, zone)}"
    if gate.decided_at is None:
        return f"{mention(sponsor_id)} decides: go or no-go · {asked}"
    reason = f"\n*Reason* {inert(gate.reason)}" if gate.reason else ""
    return f"{_show_decision(gate)} on {describe_instant(gate.decided_at, zone)} · {asked}{reason}"


def _show_decision(gate: Gate) -> str:
    mark = "🟢" if gate.decision == Decision.GO else "🔴"
    return f"{mark} *{WORDS[Decision(gate.decision or '')]}* by {mention(gate.decided_by or '')}"


def _report_blocks(report: dict[str, Any]) -> list[sb.Block]:
    checkpoints, risks = report["checkpoints"], report["risks"]
    lines = [f"{MARKS[each['verdict']]} *{each['id']}* {inert(each['text'])}" for each in checkpoints]
    failing = list_failing(report)
    summary = f"{len(checkpoints) - len(failing)} of {show_count(len(checkpoints), 'checkpoint')} met"
    risk_lines = [f"*{each['id']}* {inert(each['text'])}" for each in risks]
    drawn_up = f"Drawn up on {describe_date(date.fromisoformat(report['drawn_up_on']))}"
    return [
        *sections("*Checkpoints*\n" + ("\n".join([summary, *lines]) if lines else "None was set.")),
        *sections("*Risks, high or worse*\n" + ("\n".join(risk_lines) or "None.")),
        context(f"{drawn_up} · {report['buffer']}"),
    ]


def _buttons(gate: Gate, phase: Phase) -> list[sb.Button]:
    if not gate.is_open:
        return [_phase_button(phase)]
    return [
        button("Go", "gate.go", gate.id, style="primary"),
        button("No-go", "gate.no_go", gate.id, style="danger"),
        _phase_button(phase),
    ]


def _phase_button(phase: Phase) -> sb.Button:
    return button(f"Open {phase.id}", "phase.show", phase.id)
