"""Risks on the Home tab: what was escalated to me, and reviews of mine that are due."""

from collections.abc import Sequence

from commands.slack.ask import Ask
from commands.slack.blocks import button, section
from commands.slack.dates import describe_date
from commands.slack.features import Task
from commands.slack.scoring import Bands, find_bands
from commands.slack.text import inert
from storage.escalations import Escalation, list_open_escalations, list_steps
from storage.initiatives import get_initiative
from storage.risks import Risk, get_risk, list_reviews_due
from storage.units import Unit


async def list_my_escalations(ask: Ask) -> Sequence[Task]:
    """Risks that the asker was told of as lead or sponsor, still is, and nobody has acknowledged."""

    def find(unit: Unit) -> list[Task]:
        open_rounds = {each.risk_id: each for each in list_open_escalations(unit)}
        mine = {s.risk_id for s in list_steps(unit, list(open_rounds)) if s.recipient == ask.user_id}
        risks = [get_risk(unit, risk_id) for risk_id in sorted(mine)]
        waiting = [risk for risk in risks if (risk.is_live or risk.is_issue) and _is_answerable(unit, ask, risk)]
        bands = find_bands(unit)
        return [_escalated(risk, open_rounds[risk.id], bands) for risk in waiting]

    return await ask.read(find)


async def list_due_reviews(ask: Ask) -> Sequence[Task]:
    """The asker's due reviews, each with the button that opens its form."""

    def find(unit: Unit) -> list[Task]:
        bands = find_bands(unit)
        return [_review(risk, bands) for risk in list_reviews_due(unit, ask.user_id)]

    return await ask.read(find)


def _is_answerable(unit: Unit, ask: Ask, risk: Risk) -> bool:
    initiative = get_initiative(unit, risk.initiative_key)
    return initiative.is_open and ask.user_id in (initiative.lead_id, initiative.sponsor_id)


def _escalated(risk: Risk, escalation: Escalation, bands: Bands) -> Task:
    text = (
        f":rotating_light: *{risk.id}* {inert(risk.title)}\n"
        f"{bands.show(risk.likelihood, risk.impact)} · {escalation.cause}, not acknowledged"
    )
    take_on = button("Acknowledge", f"risk.acknowledge:{risk.id}", risk.id, spoken=f"Acknowledge {risk.id}")
    return Task(section(text, accessory=take_on), escalation.started_at.date())


def _review(risk: Risk, bands: Bands) -> Task:
    since = describe_date(risk.review_on) if risk.review_on else ""
    score = bands.show(risk.likelihood, risk.impact)
    text = f":mag: *Review {risk.id}* {inert(risk.title)}\n{score} · due since {since}"
    review = button("Review", f"risk.edit:{risk.id}", risk.id, spoken=f"Review {risk.id}")
    return Task(section(text, accessory=review), risk.review_on)
