"""The lines of a digest: an initiative's state, a risk, what is to be decided, what went well; all mrkdwn."""

from dataclasses import dataclass
from datetime import date

import slackblocks as sb

from commands.digests.facts import InitiativeFacts
from commands.slack.blocks import button, mention
from commands.slack.dates import describe_date
from commands.slack.figures import measure_progress, show_number
from commands.slack.rag import MARKS, show_rag
from commands.slack.standing import WATERMELON
from commands.slack.text import inert, shorten
from storage.initiatives import Initiative
from storage.kpis import Kpi, KpiReading
from storage.risks import Risk

NAME_SHOWN = 150
"""Characters as sent: an ordinary name is shown in full, and one of ampersands cannot fill the page."""
TITLE_SHOWN = 200
NO_NEWS = "nothing changed since last week"


@dataclass(frozen=True, slots=True)
class Awaited:
    """Something that `owner_id` is to decide, and the button with which they do."""

    id: str
    initiative_key: str
    text: str
    owner_id: str
    due_on: date | None
    button: sb.Button

    def show(self) -> str:
        """What it is and until when."""
        until = f" · by {describe_date(self.due_on)}" if self.due_on else ""
        return f"*{self.id}* {self.text}{until}"


def show_name(initiative: Initiative) -> str:
    """An initiative's name, of a length that leaves room for others."""
    return inert(shorten(initiative.name, NAME_SHOWN, rendered=inert))


def show_state(facts: InitiativeFacts) -> str:
    """One line: declared and derived, each with what it was a week ago where it was something else."""
    standing, status = facts.standing, facts.standing.status
    name = f"*{facts.key}* {show_name(facts.initiative)}"
    was = facts.derived_before
    derived = f"derived {show_rag(standing.derived)}"
    derived += f", was {was}" if was not in (None, standing.derived) else ""
    parts = [derived, *([WATERMELON] if standing.is_watermelon else []), *([] if facts.has_news else [NO_NEWS])]
    said = _show_declared(facts)
    if standing.declared == "grey":
        said = f"no status since {describe_date(status.at.date())}" if status else "no status yet"
    return f"{MARKS[standing.declared]} {name}: {' · '.join([said, *parts])}"


def show_risk(facts: InitiativeFacts, risk: Risk) -> str:
    """One risk with its score, and what that was a week ago."""
    kind = " · *issue*" if risk.is_issue else ""
    title = inert(shorten(risk.title, TITLE_SHOWN, rendered=inert))
    score = facts.bands.show(risk.likelihood, risk.impact)
    before = facts.scores_before.get(risk.id)
    if before is None:
        movement = "new this week"
    else:
        movement = "as a week ago" if before == risk.score else f"was {before} a week ago"
    return f"*{risk.id}* {title}{kind} · {score}, {movement}"


def list_awaited(facts: InitiativeFacts) -> list[Awaited]:
    """What is to be decided in an initiative: gates, then open decisions, the most urgent first."""
    key, found = facts.key, []
    for gate, phase in facts.gates:
        name = inert(shorten(phase.name, NAME_SHOWN, rendered=inert))
        look = button("Open", f"gate.show:{gate.id}", gate.id, spoken=f"Open {gate.id}")
        text = f"May {phase.id} {name} be left?"
        found.append(Awaited(gate.id, key, text, facts.initiative.sponsor_id, None, look))
    for decision in facts.open_decisions:
        question = " ".join((decision.question or "").split())
        text = inert(shorten(question, TITLE_SHOWN, rendered=inert))
        decide = button("Decide", f"decision.decide:{decision.id}", decision.id, spoken=f"Decide {decision.id}")
        found.append(Awaited(decision.id, key, text, decision.owner_id, decision.due_on, decide))
    return found


def show_what_went_well(facts: InitiativeFacts) -> str | None:
    """One thing: the week's newest win that may be told, else the KPI that came closer to its target; None for none.

    Milestones are told on lines of their own.
    """
    if facts.wins:
        win = facts.wins[0]
        thanked = ", ".join(map(mention, win.named_ids))
        thanks = f" · thanks to {thanked}" if thanked else ""
        return f"{inert(shorten(win.words, TITLE_SHOWN, rendered=inert))}{thanks}"
    if facts.milestones:
        return None
    moves = [(_measure_gain(kpi, *pair), kpi, pair) for kpi in facts.kpis if (pair := find_week(facts, kpi))]
    best = max(moves, key=lambda move: move[0], default=None)
    if best is None or best[0] <= 0:
        return None
    _, kpi, (before, after) = best
    name = inert(shorten(kpi.name, NAME_SHOWN, rendered=inert))
    return f"{name}: from {show_number(before.value)} to {inert(show_number(after.value, kpi.unit))}"


def find_week(facts: InitiativeFacts, kpi: Kpi) -> tuple[KpiReading, KpiReading] | None:
    """A KPI's latest reading of a week ago or earlier, and its latest of the week; None unless there are both."""
    readings = facts.readings.get(kpi.id, ())
    before = [reading for reading in readings if reading.read_on <= facts.week_ago.date()]
    after = [reading for reading in readings if reading.read_on > facts.week_ago.date()]
    return (before[-1], after[-1]) if before and after else None


def _measure_gain(kpi: Kpi, before: KpiReading, after: KpiReading) -> float:
    return measure_progress(kpi.baseline, kpi.target, after.value) - measure_progress(
        kpi.baseline, kpi.target, before.value
    )


def _show_declared(facts: InitiativeFacts) -> str:
    declared, before = facts.standing.declared, facts.status_before
    if before is None:
        return f"{declared}, first report"
    return f"{declared}, unchanged" if before.rag == declared else f"{declared}, was {before.rag} a week ago"
