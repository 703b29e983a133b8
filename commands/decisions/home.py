"""Decisions on the Home tab: those that wait for me."""

from collections.abc import Sequence

from commands.slack.ask import Ask
from commands.slack.blocks import button, section
from commands.slack.dates import describe_date
from commands.slack.features import Task
from commands.slack.text import inert, shorten
from storage.decisions import Decision, list_awaited_decisions

MOST_SHOWN = 10
QUESTION_SHOWN = 200


async def list_awaited(ask: Ask) -> Sequence[Task]:
    """The open decisions that the asker owns, each with the button that opens its form."""
    awaited = await ask.read(lambda unit: list_awaited_decisions(unit, ask.user_id))
    return [_show(decision) for decision in awaited[:MOST_SHOWN]]


def _show(decision: Decision) -> Task:
    question = inert(shorten(" ".join((decision.question or "").split()), QUESTION_SHOWN, inert))
    until = f" · by {describe_date(decision.due_on)}" if decision.due_on else ""
    text = f":scales: *Decide {decision.id}* {question}\n{decision.initiative_key}{until}"
    decide = button("Decide", f"decision.decide:{decision.id}", decision.id, spoken=f"Decide {decision.id}")
    return Task(section(text, accessory=decide), decision.due_on)
