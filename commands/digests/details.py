"""One initiative in full, as a digest tells of it."""

import slackblocks as sb

from commands.digests.adoption import describe_adoption
from commands.digests.facts import InitiativeFacts
from commands.digests.lines import list_awaited, show_name, show_risk, show_what_went_well
from commands.digests.sentiment import describe_sentiment
from commands.slack.blocks import divider, mention, section
from commands.slack.dates import describe_date
from commands.slack.figures import show_count
from commands.slack.rag import show_rag
from commands.slack.text import inert, shorten
from storage.milestones import Milestone

TOP_RISKS = 3
FEWEST_KPIS = 3
METRICS_SHOWN = 2
LINES_SHOWN = 3
SUMMARY_SHOWN = 600
MOST_BLOCKS = 5
"""What `detail_blocks` gives at most."""


def detail_blocks(facts: InitiativeFacts, reader_id: str | None) -> list[sb.Block]:
    """Where it stands, its top risks, what people say and do, and the week's promises; at most MOST_BLOCKS.

    What waits for the reader stands on top of the page, and not here again.
    """
    week = _week_text(facts, reader_id)
    return [
        divider(),
        section(_standing_text(facts)),
        section(_risk_text(facts)),
        section(f"{_sentiment_text(facts)}\n\n{_adoption_text(facts)}"),
        *([section(week)] if week else []),
    ]


def _standing_text(facts: InitiativeFacts) -> str:
    standing, status = facts.standing, facts.standing.status
    said = "No status yet."
    if status:
        said = f"{show_rag(status.rag)}: {inert(shorten(status.summary, SUMMARY_SHOWN, rendered=inert))}"
    lines = [f"*{facts.key} · {show_name(facts.initiative)}*", said]
    if standing.is_overdue:
        lines[-1] += " _This report is old._"
    if standing.show_evidence():
        lines.append(f"The facts: {show_rag(standing.derived)} · {standing.show_evidence(most=1)}")
    if len(facts.kpis) < FEWEST_KPIS:
        lines.append(f"_{len(facts.kpis)} of at least {FEWEST_KPIS} KPIs are set._")
    return "\n".join(lines)


def _risk_text(facts: InitiativeFacts) -> str:
    lines = [f"• {show_risk(facts, risk)}" for risk in facts.risks[:TOP_RISKS]]
    return f"*Top risks* ({len(facts.risks)} live)\n" + ("\n".join(lines) or "None is open.")


def _sentiment_text(facts: InitiativeFacts) -> str:
    return f"*What people say*\n{inert(describe_sentiment(facts.pulses, facts.results))}"


def _adoption_text(facts: InitiativeFacts) -> str:
    lines = [describe_adoption(course, facts.week_ago.date()) for course in facts.courses[:METRICS_SHOWN]]
    return "*Adoption*\n" + ("\n".join(lines) or "No reading yet.")


def _week_text(facts: InitiativeFacts, reader_id: str | None) -> str:
    parts = []
    awaited = [each for each in list_awaited(facts) if each.owner_id != reader_id]
    if awaited:
        lines = [f"• {each.show()} · waits for {mention(each.owner_id)}" for each in awaited[:LINES_SHOWN]]
        parts.append("\n".join(["*Decisions needed from others*", *lines, *_show_rest(len(awaited), "decision")]))
    if facts.milestones:
        lines = [f"• {_show_milestone(milestone)}" for milestone in facts.milestones[:LINES_SHOWN]]
        parts.append("\n".join(["*Milestones reached*", *lines, *_show_rest(len(facts.milestones), "milestone")]))
    went_well = show_what_went_well(facts)
    if went_well:
        parts.append(f"*Went well*\n{went_well}")
    return "\n\n".join(parts)


def _show_rest(count: int, what: str) -> list[str]:
    return [f"and {show_count(count - LINES_SHOWN, f'more {what}')}"] if count > LINES_SHOWN else []


def _show_milestone(milestone: Milestone) -> str:
    assert milestone.done_on is not None
    late = (milestone.done_on - milestone.due_on).days
    when = "on time" if late == 0 else f"{show_count(abs(late), 'day')} {'late' if late > 0 else 'early'}"
    return f"{inert(milestone.name)}: {describe_date(milestone.done_on)}, {when}"
