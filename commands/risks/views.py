"""How risks look: confirmation, card, list, map."""

from collections.abc import Sequence
from datetime import datetime

import slackblocks as sb

from commands.risks.clocks import describe_clock
from commands.risks.dossiers import Dossier
from commands.risks.exposure import trace_exposure
from commands.risks.maps import map_risks
from commands.slack.blocks import (
    Message,
    actions,
    button,
    compose,
    context,
    fields,
    header,
    local_time,
    mention,
    section,
    sections,
)
from commands.slack.charts import LineChart
from commands.slack.dates import describe_date
from commands.slack.figures import show_count
from commands.slack.history import history_blocks
from commands.slack.pages import Line, Listing
from commands.slack.roadblocks import ROADBLOCKS
from commands.slack.scoring import BAND_MARKS, Bands
from commands.slack.text import inert
from storage.assessments import Assessment
from storage.escalations import Escalation, EscalationStep
from storage.initiatives import Initiative
from storage.playbooks import Attachment
from storage.risks import Risk, RiskState

MOST_PLAYBOOKS, MOST_ROUNDS = 5, 3


def risk_saved_message(dossier: Dossier) -> Message:
    """What the reporter sees right after saving, and who else hears of it."""
    risk = dossier.risk
    headline = f"*{risk.id}* {inert(risk.title)}\n{dossier.bands.show(risk.likelihood, risk.impact)}"
    details = _details(risk)
    note = context(_saved_note(dossier))
    return compose(section(headline), fields(details) if details else None, note, actions(_open_button(risk)))


def risk_card(dossier: Dossier, zone: str) -> Message:
    """Everything about one risk, with the buttons for what may follow."""
    risk, bands = dossier.risk, dossier.bands
    return compose(
        header(f"{risk.id} · {risk.initiative_key}"),
        section(f"*{inert(risk.title)}*\n{bands.show(risk.likelihood, risk.impact)} · {describe_state(risk)}"),
        fields([("Reported by", mention(risk.author_id)), *_details(risk)]),
        *(sections(f"*Mitigation*\n{inert(risk.mitigation)}") if risk.mitigation else []),
        *(sections(f"*Reason*\n{inert(risk.reason)}") if risk.reason else []),
        *_contingency(dossier.playbooks),
        *_escalation_lines(dossier),
        *history_blocks(dossier.entries, zone),
        actions(*_card_buttons(risk)),
    )


def list_of_risks(initiative: Initiative, risks: Sequence[Risk], bands: Bands) -> Listing:
    """The risks of an initiative: issues, then live ones by score, then what is over."""
    return Listing(
        title=f"{initiative.key} · Risks",
        subject=initiative.key,
        lines=[Line(_line(risk, bands), risk.id) for risk in risks],
        empty="No risk yet.",
        turn_action="risk.page",
        open_action="risk.show",
    )


def list_buttons(initiative: Initiative) -> list[sb.Button]:
    """What else may be done from a list of risks."""
    return [
        button("Report a risk", "risk.open", initiative.key),
        button("Heat map", "risk.map", initiative.key),
    ]


def heat_map_message(
    initiative: Initiative,
    risks: Sequence[Risk],
    assessments: Sequence[Assessment],
    bands: Bands,
    moments: Sequence[datetime],
) -> Message:
    """The map as a table, and exposure over the last weeks as a chart."""
    course = trace_exposure(assessments, moments)
    points = [(f"{moment:%d %b}", value) for moment, value in zip(moments, course, strict=True)]
    chart = LineChart(f"Exposure over {len(moments)} weeks", "Exposure", points)
    ranges = " · ".join(f"{BAND_MARKS[name]} {name} {lowest}–{highest}" for name, lowest, highest in bands)
    return compose(
        header(f"{initiative.key} · Heat map"),
        map_risks(initiative, risks, bands).to_block(),
        context(ranges),
        section(
            f"*Exposure* {course[-1]}, the sum of {show_count(len(risks), 'live score')}; "
            f"{_movement(course)} Private risks are not in it."
        ),
        chart.to_block(),
        actions(button("As a picture", "risk.picture", initiative.key), button("List", "risk.list", initiative.key)),
    )


def describe_state(risk: Risk) -> str:
    """The state in words."""
    return "came true, an issue" if risk.is_issue else risk.state


def _movement(course: Sequence[int]) -> str:
    change = course[-1] - course[0]
    weeks = len(course) - 1
    return f"{'up' if change > 0 else 'down'} {abs(change)} in {weeks} weeks." if change else "unchanged."


def _details(risk: Risk) -> list[tuple[str, str]]:
    details = [
        ("Category", ROADBLOCKS[risk.category] if risk.category else ""),
        ("Owner", mention(risk.owner_id) if risk.owner_id else ""),
        ("Review date", describe_date(risk.review_on) if risk.review_on else ""),
        ("Private", risk.sensitivity or ""),
    ]
    return [(label, value) for label, value in details if value]


def _saved_note(dossier: Dossier) -> str:
    risk = dossier.risk
    told = f" Unless acknowledged it goes to: {describe_clock(dossier.clock)}." if dossier.clock else ""
    if risk.is_private:
        return f"Saved. Private: only the lead, the sponsor, its owner and you see it.{told}"
    band = dossier.bands.find(risk.score)
    digest = f" As a {band} risk it goes into the executives' digest." if band in ("high", "critical") else ""
    return f"Saved.{digest}{told}"


def _contingency(playbooks: Sequence[Attachment]) -> list[sb.SectionBlock]:
    return [
        section(
            f"*If it comes true* playbook {inert(each.playbook_id)}: {inert(each.playbook_name)}",
            accessory=button("Open", "playbook.show", each.playbook_id, spoken=f"Open playbook {each.playbook_id}"),
        )
        for each in playbooks[:MOST_PLAYBOOKS]
    ]


def _escalation_lines(dossier: Dossier) -> list[sb.Block]:
    lines = []
    for each in dossier.rounds[-MOST_ROUNDS:]:
        told = ", ".join(_show_step(step) for step in dossier.steps if step.round == each.round)
        nobody = "nobody yet" if _is_going_on(dossier, each) else "nobody"
        pace = f"; since {local_time(each.slowed_at)} by the slower clock of {each.clock}" if each.slowed_at else ""
        lines.append(
            f"{each.cause} {local_time(each.started_at)}: told {told or nobody}{pace}; {_show_outcome(dossier, each)}"
        )
    return [context("*Escalation*\n" + "\n".join(lines))] if lines else []


def _is_going_on(dossier: Dossier, escalation: Escalation) -> bool:
    risk = dossier.risk
    return escalation.is_open and (risk.is_live or risk.is_issue) and not dossier.is_resting


def _show_outcome(dossier: Dossier, escalation: Escalation) -> str:
    """What became of a round; of those that ended before that was kept, what the risk says now."""
    if escalation.acknowledged_by:
        return f"acknowledged by {mention(escalation.acknowledged_by)}"
    if escalation.ended_at:
        return f"ended {local_time(escalation.ended_at)}: {inert(escalation.ended_because or '')}"
    if not dossier.risk.is_live and not dossier.risk.is_issue:
        return f"ended: the risk is {dossier.risk.state}"
    return "rests while the initiative is closed" if dossier.is_resting else "not acknowledged"


def _show_step(step: EscalationStep) -> str:
    return f"{step.role} {mention(step.recipient)} {local_time(step.at)}"


def _line(risk: Risk, bands: Bands) -> str:
    owner = f" · {mention(risk.owner_id)}" if risk.owner_id else ""
    private = f" · private ({risk.sensitivity})" if risk.is_private else ""
    score = bands.show(risk.likelihood, risk.impact)
    return f"*{risk.id}* {inert(risk.title)}\n{score} · {describe_state(risk)}{owner}{private}"


def _card_buttons(risk: Risk) -> list[sb.Button]:
    if risk.is_live:
        return [
            button("Update", "risk.edit", risk.id),
            button("Accept", "risk.end:accept", f"{risk.id} {RiskState.ACCEPTED}"),
            button("It came true", "risk.end:materialise", f"{risk.id} {RiskState.MATERIALISED}"),
            button("Close", "risk.end:close", f"{risk.id} {RiskState.CLOSED}"),
        ]
    if risk.is_issue:
        return [
            button("Update", "risk.edit", risk.id),
            button("Dealt with", "risk.end:close", f"{risk.id} {RiskState.CLOSED}"),
        ]
    return [button("Open again", "risk.end:reopen", f"{risk.id} {RiskState.OPEN}")]


def _open_button(risk: Risk) -> sb.Button:
    return button("Open", "risk.show", risk.id, spoken=f"Open {risk.id}")
