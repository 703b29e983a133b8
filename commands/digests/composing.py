"""The digest itself: one page, honest about what is not known."""

from collections.abc import Sequence
from datetime import datetime

import slackblocks as sb

from commands.digests.facts import InitiativeFacts
from commands.digests.sentiment import describe_sentiment
from commands.slack.adoption_lines import show_adoption
from commands.slack.blocks import MESSAGE_BLOCK_LIMIT, Message, compose, context, divider, header, section, sections
from commands.slack.dates import describe_date
from commands.slack.figures import show_count
from commands.slack.kpi_lines import show_kpi
from commands.slack.rag import MARKS, is_stale, show_rag
from commands.slack.scoring import show_score
from commands.slack.text import inert, shorten
from storage.adoptions import AdoptionReading
from storage.initiatives import Initiative
from storage.risks import Risk
from surveys.results import PulseResult

TOP_RISKS = 3
FEWEST_KPIS = 3
BLOCKS_PER_INITIATIVE = 6
FRAME_BLOCKS = 3
"""Title, note on the others, note on figures."""
STATES_SHOWN = 40
NAME_SHOWN = 150
"""Characters as sent: an ordinary name is shown in full, and one of ampersands cannot fill the page."""


def compose_digest(facts: Sequence[InitiativeFacts], results: dict[str, PulseResult], now: datetime) -> Message:
    """The executives' week: red first, each initiative in full while the message has room, then a line each."""
    ordered = sorted(facts, key=lambda f: (_urgency(f, now), f.initiative.key))
    states = sections("\n".join(_state_line(f, now) for f in ordered[:STATES_SHOWN]) or "No initiative is open.")
    room = (MESSAGE_BLOCK_LIMIT - len(states) - FRAME_BLOCKS) // BLOCKS_PER_INITIATIVE
    detailed, brief = ordered[:room], ordered[room:]
    blocks: list[sb.Block | None] = [
        header(f"Your week in changes · {describe_date(now.date())}"),
        *states,
    ]
    for initiative_facts in detailed:
        blocks += [divider(), *_detail_blocks(initiative_facts, results, now)]
    if brief:
        blocks.append(
            context(f"{show_count(len(brief), 'more initiative')} above; `/change show KEY` has each in full.")
        )
    blocks.append(
        context(
            "Figures carry their n and 95 % interval. "
            "A change is called one only when it is clear and large enough to matter."
        )
    )
    return compose(*blocks)


def _state_line(facts: InitiativeFacts, now: datetime) -> str:
    status = facts.status
    if status is None or is_stale(status.at, now):
        since = f"no status since {describe_date(status.at.date())}" if status else "no status yet"
        return f"{MARKS['grey']} *{facts.initiative.key}* {_show_name(facts.initiative)}: {since}"
    return f"{MARKS[status.rag]} *{facts.initiative.key}* {_show_name(facts.initiative)}: {_movement(facts)}"


def _show_name(initiative: Initiative) -> str:
    return inert(shorten(initiative.name, NAME_SHOWN, rendered=inert))


def _movement(facts: InitiativeFacts) -> str:
    status, before = facts.status, facts.status_before
    assert status is not None
    if before is None:
        return f"{status.rag}, first report"
    return f"{status.rag}, unchanged" if before.rag == status.rag else f"{status.rag}, was {before.rag} a week ago"


def _detail_blocks(facts: InitiativeFacts, results: dict[str, PulseResult], now: datetime) -> list[sb.Block | None]:
    initiative, status = facts.initiative, facts.status
    standing = f"{show_rag(status.rag)}: {inert(shorten(status.summary, 300))}" if status else "No status yet."
    stale = " _This report is old._" if status and is_stale(status.at, now) else ""
    return [
        section(f"*{initiative.key} · {_show_name(initiative)}*\n{standing}{stale}"),
        section(_kpi_text(facts)),
        section(_risk_text(facts)),
        section(f"*What people say*\n{inert(describe_sentiment(facts.pulses, results))}"),
        section(_adoption_text(facts)),
    ]


def _kpi_text(facts: InitiativeFacts) -> str:
    lines = [show_kpi(kpi, facts.readings.get(kpi.id, ())) for kpi in facts.kpis]
    if len(facts.kpis) < FEWEST_KPIS:
        lines.append(f"_{len(facts.kpis)} of at least {FEWEST_KPIS} KPIs are set._")
    return "*KPIs*\n" + "\n".join(lines)


def _risk_text(facts: InitiativeFacts) -> str:
    lines = [
        f"• *{risk.id}* {inert(shorten(risk.title, 120))} · "
        f"{show_score(risk.likelihood, risk.impact)}{_risk_movement(risk)}"
        for risk in facts.risks[:TOP_RISKS]
    ]
    return f"*Top risks* ({len(facts.risks)} live)\n" + ("\n".join(lines) or "None is open.")


def _risk_movement(risk: Risk) -> str:
    if risk.score > risk.first_score:
        return f", up from {risk.first_score}"
    return f", down from {risk.first_score}" if risk.score < risk.first_score else ""


def _adoption_text(facts: InitiativeFacts) -> str:
    courses: dict[str, list[AdoptionReading]] = {}
    for reading in facts.adoption:
        courses.setdefault(reading.metric, []).append(reading)
    lines = [show_adoption(course) for course in list(courses.values())[:3]]
    return "*Adoption*\n" + ("\n".join(lines) or "No reading yet.")


def _urgency(facts: InitiativeFacts, now: datetime) -> int:
    status = facts.status
    if status is None or is_stale(status.at, now):
        return 1
    return {"red": 0, "amber": 2, "green": 3}[status.rag]
