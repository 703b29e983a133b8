"""Risks on the Home tab: those of mine whose review is due."""

from collections.abc import Sequence

import slackblocks as sb

from commands.slack.ask import Ask
from commands.slack.blocks import button, section
from commands.slack.dates import describe_date
from commands.slack.scoring import show_score
from commands.slack.text import inert
from storage.risks import Risk, list_reviews_due

MOST_SHOWN = 10


async def reviews_card(ask: Ask) -> Sequence[sb.Block]:
    """The asker's overdue reviews, each with the button that opens its form."""
    due = await ask.read(lambda unit: list_reviews_due(unit, ask.user_id))
    return [_review(risk) for risk in due[:MOST_SHOWN]]


def _review(risk: Risk) -> sb.Block:
    since = describe_date(risk.review_on) if risk.review_on else ""
    text = (
        f":mag: *Review {risk.id}* {inert(risk.title)}\n{show_score(risk.likelihood, risk.impact)} · due since {since}"
    )
    return section(text, accessory=button("Review", f"risk.edit:{risk.id}", risk.id, spoken=f"Review {risk.id}"))
